"""Pictures on the disk, outside the web root. Each is a file named by its id; the shelf itself has no rows.

A room makes a `SealedShelf` for pictures that show a home, an `OpenShelf` for those that the whole world may see, and
names it in its `offers.SHELVES`: backups, restores, `linli doctor` and key rotation handle every shelf named there.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterable, Iterator
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
_HEAD = 32  # the first bytes of a file tell which key sealed it
_END = b"\xff\xd9"  # of a JPEG


def _none(_most: int) -> Iterable[UUID]:
    return ()


@dataclass(frozen=True, kw_only=True)
class Shelf(ABC):
    """`name`: its folder in the data folder. `word`: what the console calls its pictures. `newest(most)`: ids of the
    newest pictures that rows speak of, at most so many. `bulky`: a backup may leave it out, to be copied by other
    means. `pattern`: where its files lie in the folder."""

    name: str
    word: str = ""
    newest: Callable[[int], Iterable[UUID]] = _none
    bulky: bool = False
    pattern: str = "*"

    @property
    def folder(self) -> Path:
        return Path(settings.LINLI_DATA) / self.name

    @abstractmethod
    def file(self, pk: UUID) -> Path:
        """The picture's file."""

    @abstractmethod
    def read(self, pk: UUID) -> bytes | None:
        """The JPEG; None when there is no file. Raises KeyMissing or InvalidTag when it cannot be opened."""

    @abstractmethod
    def opens(self, pk: UUID) -> bool:
        """Whether the file is there and whole."""

    def holds(self, pk: UUID, stored: bytes) -> bool:  # noqa: ARG002 (a sealed picture has other bytes under each key)
        """Whether the picture whose file was `stored` need not be put back."""
        return self.opens(pk)

    @abstractmethod
    def write(self, pk: UUID, data: bytes, *, field: str = "photos") -> None:
        """Store a JPEG. Raises Invalid at `field` on a full disk."""

    def write_stored(self, pk: UUID, stored: bytes, *, field: str = "photos") -> None:
        """Store a file's bytes as they lay on a shelf (from a backup). Raises Invalid at `field` on a full disk."""
        with refused_when_full("pictures.no_room", field=field):
            write_whole(self.file(pk), stored)

    def files(self) -> Iterator[Path]:
        """Everything in its folder, also what a copying program left there."""
        return self.folder.glob(self.pattern)

    def stored(self) -> Iterator[tuple[UUID, Path]]:
        """Every picture and its file; it may be erased meanwhile."""
        for file in self.files():
            pk = id_of(file)
            if pk and file == self.file(pk):
                yield pk, file

    def broken(self, most: int) -> list[Path]:
        """Those of the `most` newest pictures that cannot be opened."""
        return [self.file(pk) for pk in self.newest(most) if not self.opens(pk)]

    def remove(self, pk: UUID) -> None:
        self.file(pk).unlink(missing_ok=True)

    def plain(self) -> int:
        """How many pictures that should be sealed are not."""
        return 0

    def left(self) -> int:
        """How many files are not sealed by the current key though they should be."""
        return 0

    def reseal(self) -> int:
        """Seal those with the current key; returns how many. Can be stopped and run again."""
        return 0

    def seal_plain(self) -> int:
        """The nightly job: seal what an earlier version wrote unencrypted. Returns how many."""
        return self.reseal() if self.plain() else 0

    def sweep(self, known: Callable[[Collection[UUID]], Collection[UUID]], before: datetime) -> int:
        """Delete files older than `before` that have no row. `known(ids)` returns those of the ids that have one.
        Returns how many were deleted."""
        files = [file for file in self.files() if _written_before(file, before.timestamp())]
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


@dataclass(frozen=True, kw_only=True)
class OpenShelf(Shelf):
    """Pictures that everybody may see, stored as they are."""

    def file(self, pk: UUID) -> Path:
        return self.folder / f"{pk}.jpg"

    def read(self, pk: UUID) -> bytes | None:
        with suppress(FileNotFoundError):
            return self.file(pk).read_bytes()
        return None

    def opens(self, pk: UUID) -> bool:
        return (self.read(pk) or b"").endswith(_END)

    def holds(self, pk: UUID, stored: bytes) -> bool:
        return self.read(pk) == stored

    def write(self, pk: UUID, data: bytes, *, field: str = "photos") -> None:
        self.write_stored(pk, data, field=field)


@dataclass(frozen=True, kw_only=True)
class SealedShelf(Shelf):
    """Each picture is sealed to its own id. `column`: the name that they are sealed to."""

    column: str
    pattern: str = "*/*"

    def file(self, pk: UUID) -> Path:
        """256 sub-folders: a street takes a hundred thousand pictures a year."""
        return self.folder / pk.hex[-2:] / f"{pk}.sealed"

    def plain_file(self, pk: UUID) -> Path:
        """Where earlier versions kept it unencrypted; the nightly job seals what is left there."""
        return self.file(pk).with_suffix(".jpg")

    def read(self, pk: UUID) -> bytes | None:
        with suppress(FileNotFoundError):
            return crypto.unseal_bytes(self.file(pk).read_bytes(), row=pk, column=self.column)
        with suppress(FileNotFoundError):
            return self.plain_file(pk).read_bytes()
        return None

    def opens(self, pk: UUID) -> bool:
        try:
            return self.read(pk) is not None
        except (crypto.KeyMissing, InvalidTag):
            return False

    def write(self, pk: UUID, data: bytes, *, field: str = "photos") -> None:
        """Seal with the current key and store. Raises Invalid at `field` on a full disk."""
        self.write_stored(pk, crypto.seal_bytes(data, row=pk, column=self.column), field=field)

    def remove(self, pk: UUID) -> None:
        super().remove(pk)
        self.plain_file(pk).unlink(missing_ok=True)

    def plain(self) -> int:
        return sum(1 for _file in self.folder.glob("*/*.jpg"))

    def left(self) -> int:
        """Files that an older key sealed, or that an earlier version left unencrypted."""
        return sum(1 for _pk in self._stale())

    def reseal(self) -> int:
        """A file that cannot be opened (altered, cut off) stays as it is: it is still counted, and `linli doctor` names
        it."""
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

    def _stale(self) -> Iterator[UUID]:
        current = crypto.keyring().current
        for file in self.files():
            pk = id_of(file)
            if pk and file.suffix in {".jpg", ".sealed"} and (file.suffix == ".jpg" or _key_of(file) != current):
                yield pk


def id_of(file: Path) -> UUID | None:
    """None for a file whose name is not ours (a copying program may leave such files)."""
    with suppress(ValueError):
        return UUID(file.stem)
    return None


def _key_of(file: Path) -> str:
    with suppress(FileNotFoundError), file.open("rb") as stream:
        return crypto.key_of(stream.read(_HEAD))
    return crypto.keyring().current  # deleted meanwhile: nothing to seal


def _written_before(file: Path, then: float) -> bool:
    with suppress(FileNotFoundError):  # erased meanwhile
        return file.stat().st_mtime < then
    return False
