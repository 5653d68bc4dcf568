"""Sealed fields: AES-256-GCM with a rotating key, found again by a keyed blind index.

A sealed value is bound to its column and row (associated data), so a value copied to another row does not open. The
blind index is an HMAC-SHA-256 cut to 16 bytes under a key of its own per column: without the key nobody can try
identity numbers against a stolen dump. Equality of two values in one column is visible to whoever holds the database;
this is accepted so that search works, and stated in docs/trust.md.

Keys live in a file outside the database (`LINLI_KEYS`), never in it.
"""

import base64
import hashlib
import hmac
import itertools
import json
import os
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from linli.kernel.files import write_whole

NONCE_BYTES = 12
TAG_BYTES = 16
BLIND_BYTES = 16


class KeyMissing(Exception):
    """The key that sealed a value is not in the key file: the value cannot be read (it may have been destroyed)."""


@dataclass(frozen=True)
class Keyring:
    """`sealing`: key id -> 32 bytes; `current`: the id that new values use; `blind` and `trail`: 32 bytes each.

    `next_blind` is there only while the blind indexes are being computed anew (`rotation.reblind_everything`).
    """

    current: str
    sealing: Mapping[str, bytes]
    blind: bytes
    trail: bytes
    secret_key: str
    next_blind: bytes | None = None
    _derived: dict[tuple[str, str], AESGCM] = field(default_factory=dict, compare=False, repr=False)

    def cipher(self, key_id: str, column: str) -> AESGCM:
        found = self._derived.get((key_id, column))
        if found is None:
            if key_id not in self.sealing:
                raise KeyMissing(key_id)
            found = AESGCM(derive(self.sealing[key_id], f"linli/seal/{column}"))
            self._derived[key_id, column] = found
        return found

    def cipher_of_file(self, key_id: str, salt: bytes) -> AESGCM:
        """A key used for one file alone: its nonces must differ only within that file. Raises KeyMissing."""
        if key_id not in self.sealing:
            raise KeyMissing(key_id)
        return AESGCM(HKDF(SHA256(), 32, salt=salt, info=b"linli/file").derive(self.sealing[key_id]))


def derive(key: bytes, purpose: str) -> bytes:
    """32 bytes for one purpose alone: two purposes of one key tell nothing of each other."""
    return HKDF(SHA256(), 32, salt=None, info=purpose.encode()).derive(key)


def new_keyring() -> Keyring:
    return Keyring(
        current="k1",
        sealing={"k1": secrets.token_bytes(32)},
        blind=secrets.token_bytes(32),
        trail=secrets.token_bytes(32),
        secret_key=secrets.token_urlsafe(48),
    )


def with_new_key(ring: Keyring) -> Keyring:
    """The ring with one more sealing key, which becomes the current one. Old values stay readable until re-sealed.

    Ids are never used twice: the new one is above every id in the ring, and the current one never leaves it.
    """
    fresh = f"k{max(int(key_id[1:]) for key_id in ring.sealing) + 1}"
    return replace(ring, current=fresh, sealing={**ring.sealing, fresh: secrets.token_bytes(32)}, _derived={})


def without_old_keys(ring: Keyring) -> Keyring:
    """A ring with the current sealing key only: what an older key sealed can no longer be read."""
    return replace(ring, sealing={ring.current: ring.sealing[ring.current]}, _derived={})


def with_next_blind(ring: Keyring) -> Keyring:
    """The ring with a new blind-index key waiting beside the old one. If one is already waiting, that one is kept."""
    return ring if ring.next_blind else replace(ring, next_blind=secrets.token_bytes(32))


def with_blind_changed(ring: Keyring) -> Keyring:
    """The waiting blind-index key replaces the old one, which is dropped."""
    assert ring.next_blind
    return replace(ring, blind=ring.next_blind, next_blind=None)


def is_worthless(ring: Keyring) -> bool:
    """Keys that were not drawn at random: repeated bytes, counted bytes, the same key twice, a short secret.

    32 random bytes have fewer than 20 different values about once in 10^12 draws.
    """
    keys = [*ring.sealing.values(), ring.blind, ring.trail]
    poor = any(len(key) != 32 or len(set(key)) < 20 or _counts(key) for key in keys)
    return poor or len(set(keys)) != len(keys) or len(set(ring.secret_key)) < 16


def _counts(key: bytes) -> bool:
    return len({(after - before) % 256 for before, after in itertools.pairwise(key)}) == 1


def write_keyring(ring: Keyring, path: Path) -> None:
    """Atomically, readable by the owner alone."""
    text = json.dumps(
        {
            "current": ring.current,
            "sealing": {key_id: base64.b64encode(key).decode() for key_id, key in ring.sealing.items()},
            "blind": base64.b64encode(ring.blind).decode(),
            "trail": base64.b64encode(ring.trail).decode(),
            "secret_key": ring.secret_key,
        }
        | ({"next_blind": base64.b64encode(ring.next_blind).decode()} if ring.next_blind else {}),
        indent=1,
    )
    # flush to disk: an empty key file after a power cut would make every sealed value unreadable
    write_whole(path, text.encode())


class KeysBroken(Exception):
    """The file is empty, cut off, or not a key file."""


def read_keyring(path: Path) -> Keyring:
    """Raises KeysBroken, OSError."""
    try:
        return _keyring_of(json.loads(path.read_text()))
    except (ValueError, KeyError, TypeError, AttributeError):
        raise KeysBroken(path) from None


def _keyring_of(raw: dict[str, Any]) -> Keyring:
    return Keyring(
        current=raw["current"],
        sealing={key_id: base64.b64decode(key) for key_id, key in raw["sealing"].items()},
        blind=base64.b64decode(raw["blind"]),
        trail=base64.b64decode(raw["trail"]),
        secret_key=raw["secret_key"],
        next_blind=base64.b64decode(raw["next_blind"]) if "next_blind" in raw else None,
    )


def keyring() -> Keyring:
    from django.conf import settings

    return _keyring_at(Path(settings.LINLI_KEYS), Path(settings.LINLI_KEYS).stat().st_mtime_ns)


@lru_cache(maxsize=2)
def _keyring_at(path: Path, _written: int) -> Keyring:
    return read_keyring(path)


def _bound_to(row: UUID, column: str) -> bytes:
    return column.encode() + b"\0" + row.bytes


def seal(text: str, *, row: UUID, column: str) -> bytes:
    """`column` is "room.model.field"; `row` the primary key the value belongs to. Empty text seals to b""."""
    return seal_many([(row, text)], column=column)[0]


def seal_many(values: Iterable[tuple[UUID, str]], *, column: str) -> list[bytes]:
    """(row, text) pairs to sealed bytes, in order: about 200,000 a second on one core."""
    ring = keyring()
    encrypt = ring.cipher(ring.current, column).encrypt
    head = bytes([len(ring.current)]) + ring.current.encode()
    prefix = column.encode() + b"\0"
    sealed = []
    for row, text in values:
        if not text:
            sealed.append(b"")
            continue
        nonce = os.urandom(NONCE_BYTES)
        sealed.append(head + nonce + encrypt(nonce, text.encode(), prefix + row.bytes))
    return sealed


def unseal(sealed: bytes | memoryview | None, *, row: UUID, column: str) -> str:
    """Raises KeyMissing when the key is gone, cryptography's InvalidTag when the value was moved or altered."""
    raw = bytes(sealed or b"")
    return unseal_bytes(raw, row=row, column=column).decode() if raw else ""


def seal_bytes(data: bytes, *, row: UUID, column: str) -> bytes:
    """A small file sealed as a whole, bound like a value; `column` names its kind ("room.model.file"); there is no such
    column."""
    ring = keyring()
    nonce = os.urandom(NONCE_BYTES)
    body = ring.cipher(ring.current, column).encrypt(nonce, data, _bound_to(row, column))
    return bytes([len(ring.current)]) + ring.current.encode() + nonce + body


def unseal_bytes(raw: bytes, *, row: UUID, column: str) -> bytes:
    """Raises KeyMissing when the key is gone, InvalidTag when it was moved, altered or cut off."""
    end = 1 + raw[0] if raw else 0
    if len(raw) < end + NONCE_BYTES + TAG_BYTES:
        raise InvalidTag
    nonce, body = raw[end : end + NONCE_BYTES], raw[end + NONCE_BYTES :]
    return keyring().cipher(raw[1:end].decode(errors="replace"), column).decrypt(nonce, body, _bound_to(row, column))


def key_of(sealed: bytes | memoryview) -> str:
    """The id of the key that sealed a value; used by rotation."""
    raw = bytes(sealed)
    return raw[1 : 1 + raw[0]].decode(errors="replace") if raw else ""


@lru_cache(maxsize=64)
def _blind_key(master: bytes, column: str) -> bytes:
    return derive(master, f"linli/blind/{column}")


def blind(text: str, *, column: str) -> bytes:
    """16 bytes, equal for equal values of one column. Normalise first: "x" and "X" are different here."""
    return hmac.digest(_blind_key(keyring().blind, column), text.encode(), hashlib.sha256)[:BLIND_BYTES]


def blind_many(texts: Iterable[str], *, column: str, master: bytes | None = None) -> list[bytes | None]:
    """One index for each text, None for an empty one; under the ring's blind key, or under `master` while the key
    changes."""
    key, digest = _blind_key(master or keyring().blind, column), hmac.digest
    return [digest(key, text.encode(), "sha256")[:BLIND_BYTES] if text else None for text in texts]
