"""Sealed pictures on the disk, outside the web root: each under its id, bound to it, none of them a row.

A room makes one `Shelf` and hands it whatever has to happen to all of its pictures: a new sealing key, the night's
sweep, a backup.
"""

from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from cryptography.exceptions import InvalidTag
from django.conf import settings

from linli.kernel.files import refused_when_full, write_whole
from linli.kernel.sealing import crypto

AT_ONCE = 1_000
_HEAD = 32  # bytes that tell which key sealed a file


@dataclass(frozen=True)
class Shelf:
    """`name` of its folder in the data folder; `column`: what its pictures are sealed for."""

    name: str
    column: str

    @property
    def folder(self) -> Path:
        return Path(settings.LINLI_DATA) / self.name

    def file(self, pk: UUID) -> Path:
        """Two hundred and fifty-six folders: a street takes a hundred thousand pictures a year."""
        return self.folder / pk.hex[-2:] / f"{pk}.sealed"

    def plain_file(self, pk: UUID) -> Path:
        """Where earlier versions kept it in the clear; the night seals what is left there."""
        return self.file(pk).with_suffix(".jpg")

    def read(self, pk: UUID) -> bytes | None:
        """The JPEG; None when there is no file. Raises KeyMissing or InvalidTag for one that does not open."""
        with suppress(FileNotFoundError):
            return crypto.unseal_bytes(self.file(pk).read_bytes(), row=pk, column=self.column)
        with suppress(FileNotFoundError):
            return self.plain_file(pk).read_bytes()
        return None

    def opens(self, pk: UUID) -> bool:
        """Whether it is there and whole."""
        try:
            return self.read(pk) is not None
        except (crypto.KeyMissing, InvalidTag):
            return False

    def write(self, pk: UUID, data: bytes, *, field: str = "photos") -> None:
        """Sealed by the current key. Raises Invalid at `field` on a full disk."""
        self.write_sealed(pk, crypto.seal_bytes(data, row=pk, column=self.column), field=field)

    def write_sealed(self, pk: UUID, sealed: bytes, *, field: str = "photos") -> None:
        """As it lay elsewhere: a backup holds it so. Raises Invalid at `field` on a full disk."""
        with refused_when_full("pictures.no_room", field=field):
            write_whole(self.file(pk), sealed)

    def remove(self, pk: UUID) -> None:
        self.file(pk).unlink(missing_ok=True)
        self.plain_file(pk).unlink(missing_ok=True)

    def plain(self) -> int:
        """How many an earlier version left in the clear."""
        return sum(1 for _file in self.folder.glob("*/*.jpg"))

    def left(self) -> int:
        """Files that an older key sealed, or that an earlier version left in the clear."""
        return sum(1 for _pk in self._stale())

    def reseal(self) -> int:
        """Seal them with the current key; returns how many. A next run goes on where this one stopped.

        A file that does not open (altered, cut off) stays as it is: it goes on being counted, and `linli doctor` names
        it.
        """
        changed = 0
        for pk in list(self._stale()):
            try:
                data = self.read(pk)
            except (crypto.KeyMissing, InvalidTag):
                continue
            if data is None:
                continue  # erased meanwhile
            self.write(pk, data)
            self.plain_file(pk).unlink(missing_ok=True)
            changed += 1
        return changed

    def seal_plain(self) -> int:
        """For the night: what an earlier version wrote in the clear. Returns how many."""
        return self.reseal() if self.plain() else 0

    def sweep(self, known: Callable[[Collection[UUID]], Collection[UUID]], before: datetime) -> int:
        """Delete files older than `before` that have no row, whatever they are called; `known` of some ids tells those
        that have one. Returns how many.
        """
        files = [file for file in self.folder.glob("*/*") if _written_before(file, before.timestamp())]
        swept = 0
        for start in range(0, len(files), AT_ONCE):
            part = files[start : start + AT_ONCE]
            rows = known({pk for file in part if (pk := id_of(file))})
            names = {f"{pk}{end}" for pk in rows for end in (".sealed", ".jpg")}
            gone = [file for file in part if file.name not in names]
            for file in gone:
                file.unlink(missing_ok=True)
            swept += len(gone)
        return swept

    def _stale(self) -> Iterator[UUID]:
        current = crypto.keyring().current
        for file in self.folder.glob("*/*"):
            pk = id_of(file)
            if pk and file.suffix in {".jpg", ".sealed"} and (file.suffix == ".jpg" or _key_of(file) != current):
                yield pk


def id_of(file: Path) -> UUID | None:
    """None for what is no file of ours: a copying program leaves such behind."""
    with suppress(ValueError):
        return UUID(file.stem)
    return None


def _key_of(file: Path) -> str:
    with suppress(FileNotFoundError), file.open("rb") as stream:
        return crypto.key_of(stream.read(_HEAD))
    return crypto.keyring().current  # erased meanwhile: nothing is left to seal


def _written_before(file: Path, then: float) -> bool:
    with suppress(FileNotFoundError):  # erased meanwhile
        return file.stat().st_mtime < then
    return False
