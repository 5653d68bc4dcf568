"""Files that we write: complete or absent, also after a power cut; readable by the owner alone."""

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from linli.kernel.errors import Invalid
from linli.kernel.ids import new_id

# So much is left to the database, which writes little and must go on: signing in, claims, the trail.
KEPT_FOR_ROWS = 128 * 1024 * 1024
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


def is_full(error: OSError) -> bool:
    return error.errno in _FULL


@contextmanager
def written_whole(target: Path) -> Iterator[IO[bytes]]:
    """The block writes to a temporary file; it is renamed to `target` when the block ends without an error.

    Raises OSError (ENOSPC) while there is still room for rows.
    """
    partial = target.with_name(f"{target.name}.{new_id().hex}")
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if shutil.disk_usage(target.parent).free < KEPT_FOR_ROWS:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    try:
        partial.touch(mode=0o600)
        with partial.open("wb") as stream:
            yield stream
        put_in_place(partial, target)
    except BaseException:
        with suppress(OSError):
            partial.unlink()
        raise


def write_whole(target: Path, content: bytes) -> None:
    with written_whole(target) as stream:
        stream.write(content)


def put_in_place(partial: Path, target: Path) -> None:
    """Rename a finished file in the same folder; its bytes are flushed to the disk before the rename."""
    _to_disk(partial)
    partial.replace(target)
    _to_disk(target.parent)


def _to_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def refused_when_full(code: str, *, field: str = "") -> Iterator[None]:
    """Raises Invalid(code) when the disk is full, because the user can do something about it. Other OSErrors pass
    through."""
    try:
        yield
    except OSError as error:
        if not is_full(error):
            raise
        raise Invalid(code, field=field) from error
