"""The pictures' part of a backup: one file for each shelf that a room declares (`offers.SHELVES`), encrypted like the
database's copy.

Pictures are copied as they are stored, without opening them. Those of a shelf go into one encrypted stream, so that
neither names nor number nor sizes can be read from outside:

16 bytes of id, 4 bytes of length (big-endian), the stored file; then the next
"""

import shutil
import struct
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from uuid import UUID

from linli.cli import sealed_files
from linli.kernel.pictures.shelf import Shelf
from linli.kernel.sealing import crypto
from linli.project.rooms import every

SPARE = 256 * 1024 * 1024  # bytes that a backup leaves free on the disk
_HEAD = struct.Struct(">16sI")


class NoRoom(Exception):
    """`needed`: megabytes."""

    def __init__(self, needed: int) -> None:
        super().__init__(needed)
        self.needed = needed


def shelves() -> list[Shelf]:
    """Every shelf of pictures that a room declares."""
    return every("SHELVES")


def file_of(shelf: Shelf) -> str:
    """The name of its file in a backup."""
    return f"{shelf.folder.name}.sealed"


def check_room(target: Path, chosen: Collection[Shelf], *, beside: int) -> None:
    """Raises NoRoom when the pictures and `beside` bytes more do not fit on the disk of `target`."""
    size = beside
    for shelf in chosen:
        for file in shelf.files():
            with suppress(FileNotFoundError):  # erased meanwhile
                size += file.stat().st_size
    if shutil.disk_usage(target).free < size + SPARE:
        raise NoRoom((size + SPARE) // 1_000_000)


def copy(shelf: Shelf, target: Path, ring: crypto.Keyring) -> int:
    """Write its pictures to the new file `target`; returns how many. Called after the database was copied: a picture is
    written before its row."""
    shelf.seal_plain()
    count = 0

    def pieces() -> Iterator[bytes]:
        nonlocal count
        for pk, file in shelf.stored():
            with suppress(FileNotFoundError):  # erased meanwhile
                stored = file.read_bytes()
                count += 1
                yield _HEAD.pack(pk.bytes, len(stored)) + stored

    target.touch(mode=0o600)
    with target.open("wb") as stream:
        sealed_files.seal(pieces(), stream, ring)
    return count


def put_back(shelf: Shelf, pieces: Iterable[bytes]) -> int:
    """Restore the pictures that are absent or damaged; returns how many. Pictures never change, so it can be run again.

    Raises sealed_files.Broken, and Invalid on a full disk.
    """
    written = 0
    for pk, stored in _pictures(pieces):
        if not shelf.holds(pk, stored):
            shelf.write_stored(pk, stored)
            written += 1
    return written


def _pictures(pieces: Iterable[bytes]) -> Iterator[tuple[UUID, bytes]]:
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
