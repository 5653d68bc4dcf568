"""The photos' part of a backup: one file beside the database's copy, encrypted like it.

Photos are stored sealed and copied as they are, without opening them. All go into one encrypted stream, so that neither
names nor number nor sizes of photos can be read from outside:

16 bytes of id, 4 bytes of length (big-endian), the sealed file; then the next
"""

import shutil
import struct
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from uuid import UUID

from linli.calls.queries.photos import PHOTOS
from linli.cli import sealed_files
from linli.kernel.pictures.shelf import id_of
from linli.kernel.sealing import crypto

FILE = "photos.sealed"
SPARE = 256 * 1024 * 1024  # bytes that a backup leaves free on the disk
_HEAD = struct.Struct(">16sI")


class NoRoom(Exception):
    """`needed`: megabytes."""

    def __init__(self, needed: int) -> None:
        super().__init__(needed)
        self.needed = needed


def check_room(target: Path) -> None:
    """Raises NoRoom when the photos do not fit on the disk of `target`."""
    size = 0
    for file in PHOTOS.folder.glob("*/*"):
        with suppress(FileNotFoundError):  # erased meanwhile
            size += file.stat().st_size
    if size and shutil.disk_usage(target).free < size + SPARE:
        raise NoRoom((size + SPARE) // 1_000_000)


def copy(target: Path, ring: crypto.Keyring) -> int:
    """Write the photos to the new file `target`; returns how many. Called after the database was copied: a photo is
    written before its row."""
    PHOTOS.seal_plain()
    count = 0

    def pieces() -> Iterator[bytes]:
        nonlocal count
        for file in PHOTOS.folder.glob("*/*.sealed"):
            pk = id_of(file)
            with suppress(FileNotFoundError):  # erased meanwhile
                if pk:
                    sealed = file.read_bytes()
                    count += 1
                    yield _HEAD.pack(pk.bytes, len(sealed)) + sealed

    target.touch(mode=0o600)
    with target.open("wb") as stream:
        sealed_files.seal(pieces(), stream, ring)
    return count


def put_back(pieces: Iterable[bytes]) -> int:
    """Restore the photos that are absent or damaged; returns how many. Photos never change, so it can be run again.

    Raises sealed_files.Broken, and Invalid on a full disk.
    """
    written = 0
    for pk, sealed in _photos(pieces):
        if not PHOTOS.opens(pk):
            PHOTOS.write_stored(pk, sealed)
            written += 1
    return written


def _photos(pieces: Iterable[bytes]) -> Iterator[tuple[UUID, bytes]]:
    rest = bytearray()
    for piece in pieces:
        rest += piece
        while len(rest) >= _HEAD.size:
            raw, length = _HEAD.unpack_from(rest)
            end = _HEAD.size + length
            if len(rest) < end:
                break
            yield UUID(bytes=raw), bytes(rest[_HEAD.size : end])
            del rest[:end]
    if rest:
        raise sealed_files.Broken
