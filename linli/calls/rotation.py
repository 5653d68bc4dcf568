"""The photos' part in changing the sealing key: files, each replaced whole, while the pages go on showing them."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from uuid import UUID

from cryptography.exceptions import InvalidTag

from linli.calls.actions.photos import write_file
from linli.calls.models import Photo
from linli.calls.queries.photos import folder, id_of, photo_bytes, photo_file, plain_file
from linli.kernel.sealing import crypto

_HEAD = 32  # bytes that tell which key sealed a file


def photos_left() -> int:
    """Files that an older key sealed, or that an earlier version left in the clear."""
    return sum(1 for _pk in _stale())


def reseal_photos() -> int:
    """Seal them with the current key; returns how many. Stopped anywhere, the next run goes on.

    A file that does not open (altered, cut off) stays as it is: it goes on being counted, and `linli doctor` names it.
    """
    changed = 0
    for pk in list(_stale()):
        try:
            data = photo_bytes(pk)
        except (crypto.KeyMissing, InvalidTag):
            continue
        if data is None:
            continue  # erased meanwhile
        write_file(pk, data)
        plain_file(pk).unlink(missing_ok=True)
        changed += 1
    return changed


def broken_photos(most: int) -> list[Path]:
    """Of the `most` newest pictures, those that do not open."""
    newest = Photo.objects.order_by("-pk").values_list("pk", flat=True)[:most]
    return [photo_file(pk) for pk in newest if not opens(pk)]


def opens(pk: UUID) -> bool:
    """Whether it is there and whole."""
    try:
        return photo_bytes(pk) is not None
    except (crypto.KeyMissing, InvalidTag):
        return False


def plain_photos() -> int:
    """How many an earlier version left in the clear."""
    return sum(1 for _file in folder().glob("*/*.jpg"))


def seal_plain() -> int:
    """For the night: what an earlier version wrote in the clear. Returns how many."""
    return reseal_photos() if plain_photos() else 0


def _stale() -> Iterator[UUID]:
    current = crypto.keyring().current
    for file in folder().glob("*/*"):
        pk = id_of(file)
        if pk and file.suffix in {".jpg", ".sealed"} and (file.suffix == ".jpg" or _key_of(file) != current):
            yield pk


def _key_of(file: Path) -> str:
    with suppress(FileNotFoundError), file.open("rb") as stream:
        return crypto.key_of(stream.read(_HEAD))
    return crypto.keyring().current  # erased meanwhile: nothing is left to seal
