"""A lock on the data folder: `linli serve` and its processes hold it shared, `linli restore` needs it exclusively."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from linli.kernel.work.processes import LOCK_FILE, InUse, lock

__all__ = ["InUse", "data_folder"]


@contextmanager
def data_folder(*, alone: bool) -> Iterator[None]:
    """Raises InUse when it is held the other way. The system releases it when the process ends."""
    with (Path(settings.LINLI_DATA) / LOCK_FILE).open("a") as file:
        lock(file.fileno(), alone=alone)
        yield
