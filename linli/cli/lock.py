"""Whether `linli serve` is running on this data folder: it holds a shared lock, `linli restore` wants it alone."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings


class InUse(Exception):
    pass


@contextmanager
def data_folder(*, alone: bool) -> Iterator[None]:
    """Raises InUse when the other kind of holder is there. The system lets go of it when the process ends."""
    with (Path(settings.LINLI_DATA) / "in-use.lock").open("w") as file:
        try:
            fcntl.flock(file, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
        except BlockingIOError:
            raise InUse from None
        yield
