"""Two writers that wait for each other: PostgreSQL ends one of them after a second, and nothing of it is written.

Whoever is ended may simply try again, so it is answered like any other change that came first: 409 instead of 500.
Jobs and flows do not use this: they meet the error itself and run again.
"""

from django.db import OperationalError

from linli.kernel.errors import Conflict, Expected

_DEADLOCK = "40P01"  # SQLSTATE


def refusal_of(error: Exception) -> Expected | None:
    """What the user is told: a refusal as it is, Conflict("kernel.changed_meanwhile") for a deadlock; None: a bug."""
    if isinstance(error, Expected):
        return error
    return Conflict("kernel.changed_meanwhile") if is_deadlock(error) else None


def is_deadlock(error: Exception) -> bool:
    return isinstance(error, OperationalError) and getattr(error.__cause__, "sqlstate", None) == _DEADLOCK
