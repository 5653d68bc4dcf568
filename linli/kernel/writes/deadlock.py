"""Two writers that wait for each other: PostgreSQL ends one of them after a second, and nothing of it is written.

Whoever is ended may simply try again, so it is answered like any other change that came first (`refused`): 409.
"""

from django.db import DatabaseError, OperationalError

_DEADLOCK = "40P01"  # SQLSTATE


def is_deadlock(error: DatabaseError) -> bool:
    return isinstance(error, OperationalError) and getattr(error.__cause__, "sqlstate", None) == _DEADLOCK
