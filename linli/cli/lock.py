"""A lock on the data folder: `linli serve` holds it shared, `linli restore` needs it exclusively."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings


class InUse(Exception):
    pass


@contextmanager
def data_folder(*, alone: bool) -> Iterator[None]:
    """Raises InUse when it is held the other way. The system releases it when the process ends."""
    with (Path(settings.LINLI_DATA) / "in-use.lock").open("w") as file:
        try:
            fcntl.flock(file, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
        except BlockingIOError:
            raise InUse from None
        yield
