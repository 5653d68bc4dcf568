"""Where an import's file and rows lie until it ends: sealed pieces in a folder outside the web root and the database.

Every piece is sealed with AES-GCM and bound to the import, the file's name and its number, the last one marked, so
that nothing can be swapped, cut off or read without the key. A file appears under its name only when it is complete.
"""

import json
import marshal
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path  # noqa: TC003 (settings are read at run time)
from typing import IO, Any
from uuid import UUID

from django.conf import settings

from linli.kernel.errors import Invalid, NotFound
from linli.kernel.files import refused_when_full, written_whole
from linli.kernel.sealing import crypto

# The name that every sealed piece is bound to: that of the first list, so that older files stay readable.
COLUMN = "people.registerimport.file"
PIECE = 256 * 1024
_LAST = b"\1"
_MORE = b"\0"


class Vault:
    """The folder of one import. A full disk raises Invalid("intake.disk_full") instead of OSError."""

    def __init__(self, pk: UUID) -> None:
        self.pk = pk
        self.folder: Path = settings.LINLI_UPLOADS / str(pk)

    def has(self, name: str) -> bool:
        return (self.folder / name).exists()

    @contextmanager
    def writing(self, name: str) -> Iterator["Sealer"]:
        """Pieces added inside the block become file `name` when it ends without an error; else nothing is left."""
        with refused_when_full("intake.disk_full"), written_whole(self.folder / name) as file:
            sealer = Sealer(file, self.pk, name)
            yield sealer
            sealer.finish()

    def write(self, name: str, value: Any) -> None:
        with self.writing(name) as sealer:
            sealer.add(marshal.dumps(value))

    def pieces(self, name: str) -> Iterator[bytes]:
        """Raises NotFound when the file is gone (the import has ended), InvalidTag when it was tampered with."""
        try:
            file = (self.folder / name).open("rb")
        except FileNotFoundError:
            raise NotFound("intake.gone") from None
        with file:
            yield from _unsealed(file, self.pk, name)

    def values(self, name: str) -> Iterator[Any]:
        for piece in self.pieces(name):
            yield marshal.loads(piece)  # noqa: S302 (sealed by ourselves; marshal makes values, it runs nothing)

    def read(self, name: str, default: Any = None) -> Any:
        if not self.has(name):
            return default
        return next(self.values(name), default)

    def remove(self, *names: str) -> None:
        for name in names:
            (self.folder / name).unlink(missing_ok=True)

    def clear(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    def tell(self, percent: int) -> None:
        """The worker's progress and sign of life, outside the database, because its transaction is invisible until the
        end."""
        with refused_when_full("intake.disk_full"):
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            (self.folder / "progress").write_text(json.dumps(percent))

    def progress(self) -> tuple[int, float]:
        """(percent, seconds since the epoch of the last sign of life); (0, 0) before the first."""
        path = self.folder / "progress"
        try:
            return int(path.read_text() or 0), path.stat().st_mtime
        except (FileNotFoundError, ValueError):
            return 0, 0.0


class Sealer:
    def __init__(self, file: IO[bytes], pk: UUID, name: str) -> None:
        ring = crypto.keyring()
        self._encrypt = ring.cipher(ring.current, COLUMN).encrypt
        self._file, self._pk, self._name, self._number = file, pk, name, 0
        key_id = ring.current.encode()
        file.write(bytes([len(key_id)]) + key_id)

    def add(self, piece: bytes) -> None:
        self._put(piece, _MORE)

    def _put(self, piece: bytes, mark: bytes) -> None:
        nonce = os.urandom(crypto.NONCE_BYTES)
        body = self._encrypt(nonce, mark + piece, _bound_to(self._pk, self._name, self._number))
        self._file.write(len(body).to_bytes(4, "big") + nonce + body)
        self._number += 1

    def finish(self) -> None:
        self._put(b"", _LAST)


def _bound_to(pk: UUID, name: str, number: int) -> bytes:
    return pk.bytes + name.encode() + number.to_bytes(4, "big")


def _open_piece(decrypt: Callable[[bytes, bytes, bytes], bytes], nonce: bytes, body: bytes, bound_to: bytes) -> bytes:
    return decrypt(nonce, body, bound_to)


def _unsealed(file: IO[bytes], pk: UUID, name: str) -> Iterator[bytes]:
    key_id = file.read(file.read(1)[0]).decode()
    decrypt = crypto.keyring().cipher(key_id, COLUMN).decrypt
    number = 0
    while True:
        size = int.from_bytes(file.read(4), "big")
        nonce = file.read(crypto.NONCE_BYTES)
        plain = _open_piece(decrypt, nonce, file.read(size), _bound_to(pk, name, number))
        if plain[:1] == _LAST:
            return
        yield plain[1:]
        number += 1


def store(vault: Vault, name: str, chunks: Iterable[bytes], most: int) -> int:
    """Seal an upload as it arrives; returns its size. Raises Invalid beyond `most` bytes."""
    total = 0
    with vault.writing(name) as sealer:
        for chunk in chunks:
            total += len(chunk)
            if total > most:
                raise Invalid("sheets.too_large", field="file", size=-(-total // 1024**2), limit=most // 1024**2)
            for start in range(0, len(chunk), PIECE):
                sealer.add(chunk[start : start + PIECE])
        if not total:
            raise Invalid("sheets.empty_file", field="file")
    return total
