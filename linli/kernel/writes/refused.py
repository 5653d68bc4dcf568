"""What the database would not write, as a refusal that says what to do; and writes that may be left out.

A deadlock, a lock that others hold, a full disk: the user can do something about each, or try again. Jobs and flows do
not use this: they meet the error itself and run again.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from django.db import DatabaseError, OperationalError, connection

from linli.kernel.errors import Conflict, Expected
from linli.kernel.files import is_full
from linli.kernel.writes.deadlock import is_deadlock

_FULL = ("database or disk is full", "disk I/O error")
_READ_ONLY = ("attempt to write a readonly database", "unable to open database file")
_DISK_FULL, _READ_ONLY_STATE = "53100", "25006"  # SQLSTATE
log = structlog.get_logger(__name__)


class NoRoom(Expected):
    """The disk is full, or cannot be written at all."""

    status = 507


class Busy(Expected):
    """A long write holds SQLite's lock."""

    status = 503


def refusal_of(error: BaseException | None) -> Expected | None:
    """What the user is told: a refusal as it is; None: a bug."""
    if isinstance(error, Expected):
        return error
    if isinstance(error, OSError):
        return NoRoom("kernel.disk_full") if is_full(error) else None
    return _refusal_of_database(error) if isinstance(error, DatabaseError) else None


def _refusal_of_database(error: DatabaseError) -> Expected | None:
    state, said = getattr(error.__cause__, "sqlstate", None), str(error)
    if is_deadlock(error):
        return Conflict("kernel.changed_meanwhile")
    if not isinstance(error, OperationalError) and state != _READ_ONLY_STATE:
        return None
    if state == _DISK_FULL or said in _FULL:
        return NoRoom("kernel.disk_full")
    if state == _READ_ONLY_STATE or said in _READ_ONLY:
        return NoRoom("kernel.read_only")
    return Busy("kernel.busy") if said == "database is locked" else None


@contextmanager
def if_possible() -> Iterator[None]:
    """What is written inside is left out when the database does not take it now; SQLite's lock is not waited for.

    For what a reader's request writes beside, such as when a session was last used: reading goes on without it.
    """
    try:
        with _without_waiting():
            yield
    except (DatabaseError, OSError) as error:
        if not isinstance(refusal_of(error), NoRoom | Busy):
            raise
        log.warning("writes.left_out", error=repr(error))


@contextmanager
def _without_waiting() -> Iterator[None]:
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        (patience,) = cursor.fetchone()
        cursor.execute("PRAGMA busy_timeout = 0")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA busy_timeout = {patience}")
