"""A file that only takes up room. When the disk is nearly full it is deleted: then the database goes on for hours with
its small writes (signing in, claims, the trail), while large files are refused already (`kernel.files`).
"""

import os
import shutil
from pathlib import Path

import structlog

SIZE = 256 * 1024 * 1024
LOW = 32 * 1024 * 1024  # with less than this free the reserve is given up
PLENTY = 2 * 1024**3  # with more than this free it is laid up (again)
USED_UP = 256 * 1024  # with less than this free nothing can be relied on to be written
log = structlog.get_logger(__name__)


def mind(folder: Path) -> None:
    """Cheap: a look at the disk. Called every second."""
    reserve, free = file_in(folder), shutil.disk_usage(folder).free
    if free < LOW and reserve.exists():
        reserve.unlink()
        log.error("reserve.given_up", free=free)
    elif free > PLENTY and not reserve.exists():
        _lay_up(reserve)


def is_used_up(folder: Path) -> bool:
    return shutil.disk_usage(folder).free < USED_UP


def file_in(folder: Path) -> Path:
    return folder / "reserve"


def _lay_up(reserve: Path) -> None:
    handle = os.open(reserve, os.O_WRONLY | os.O_CREAT, 0o600)
    try:
        os.posix_fallocate(handle, 0, SIZE)
    except OSError as error:  # a file system that cannot, or somebody was faster
        reserve.unlink(missing_ok=True)  # an empty one would look laid up
        log.warning("reserve.not_made", error=repr(error))
    finally:
        os.close(handle)
