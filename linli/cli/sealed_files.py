"""A file encrypted piece by piece, so that gigabytes need no memory: the STREAM construction over AES-256-GCM.

STREAM (Hoang, Reyhanitabar, Rogaway, Vizár: Online Authenticated-Encryption and its Nonce-Reuse Misuse-Resistance,
2015) numbers the pieces in their nonces and marks the last one there, so that pieces that are missing, doubled, moved
or cut off at the end do not open. The key is derived for this one file from a key of the key file and a random salt;
the header (which key, salt, nonce prefix) is bound to every piece.

    magic, length and id of the key, 32 bytes of salt, 7 bytes of prefix; then pieces of 1 MiB and 16 bytes each
"""

import os
from collections.abc import Iterable, Iterator
from typing import IO

from cryptography.exceptions import InvalidTag

from linli.kernel.sealing import crypto

MAGIC = b"linli-sealed-1\n"
PIECE = 1024 * 1024
TAG = 16
SALT, PREFIX = 32, 7


class Broken(Exception):
    """The file was changed, cut off, or is not one of ours."""


def seal(pieces: Iterable[bytes], target: IO[bytes], ring: crypto.Keyring) -> str:
    """Encrypt `pieces`, of any sizes, into `target`. Returns the id of the key."""
    key_id, salt, prefix = ring.current, os.urandom(SALT), os.urandom(PREFIX)
    cipher = ring.cipher_of_file(key_id, salt)
    header = MAGIC + bytes([len(key_id)]) + key_id.encode() + salt + prefix
    target.write(header)
    number, rest = 0, bytearray()
    for piece in pieces:
        rest += piece
        while len(rest) > PIECE:  # the last piece is never empty, unless the file is
            target.write(cipher.encrypt(_nonce(prefix, number, last=False), bytes(rest[:PIECE]), header))
            del rest[:PIECE]
            number += 1
    target.write(cipher.encrypt(_nonce(prefix, number, last=True), bytes(rest), header))
    return key_id


def opened(source: IO[bytes], ring: crypto.Keyring) -> Iterator[bytes]:
    """The decrypted content, piece by piece. Raises Broken, possibly after good pieces, and crypto.KeyMissing."""
    header = source.read(len(MAGIC) + 1)
    if not header.startswith(MAGIC) or len(header) <= len(MAGIC):
        raise Broken
    more = source.read(header[-1] + SALT + PREFIX)
    key_id, salt, prefix = more[: header[-1]], more[header[-1] :][:SALT], more[header[-1] + SALT :]
    cipher = ring.cipher_of_file(key_id.decode(errors="replace"), salt)
    number, piece = 0, source.read(PIECE + TAG)
    while True:
        after = source.read(PIECE + TAG)
        try:
            yield cipher.decrypt(_nonce(prefix, number, last=not after), piece, header + more)
        except (InvalidTag, ValueError):
            raise Broken from None
        if not after:
            return
        number, piece = number + 1, after


def _nonce(prefix: bytes, number: int, *, last: bool) -> bytes:
    return prefix + number.to_bytes(4, "big") + bytes([last])
