"""What every process of `linli serve` does when it starts: it ends with its parent, and holds the data folder.

Without it the workers of a killed server would stay behind, share the port with those of the next one, and go on
writing into a database that is being restored.
"""

import ctypes
import fcntl
import os
import signal
from pathlib import Path

LOCK_FILE = "in-use.lock"
_PR_SET_PDEATHSIG = 1


class InUse(Exception):
    """The data folder is held the other way: by a server, or by whoever needs it alone."""


def end_with_parent() -> None:
    """The system sends this process SIGTERM when the one that started it dies, even when that was killed."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def lock(file: int, *, alone: bool) -> None:
    """`file`: the number of an open file. Raises InUse. The system releases the lock when nobody has it open."""
    try:
        fcntl.flock(file, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
    except BlockingIOError:
        raise InUse from None


def begin(folder: Path) -> None:
    """For a process that `linli serve` starts, or one that such a process starts. Raises InUse during a restore."""
    parent = os.getppid()
    end_with_parent()
    if os.getppid() != parent:  # it died before the system was asked
        raise SystemExit(1)
    lock(os.open(folder / LOCK_FILE, os.O_RDWR | os.O_CREAT, 0o600), alone=False)  # open until the process ends
