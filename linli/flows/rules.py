"""How often a consequence is tried, and what is kept of an error. Values in, values out."""

from datetime import timedelta

from linli.kernel.errors import Expected
from linli.kernel.messages import message_of

MOST_ATTEMPTS = 8
MOST_STARTS = 3  # starts without an end, after which it is assumed to kill its process
NEVER_ENDED = "never_ended"  # said in words.py
LEASE = timedelta(seconds=30)  # how long a start blocks other workers, at most
LONGEST_WAIT = timedelta(hours=1)
LONGEST_ERROR = 300
KEPT = timedelta(days=30)  # how long a done consequence is kept; a failed one stays until somebody has looked


def wait_after(attempts: int) -> timedelta:
    """How long to wait after the `attempts`-th failure (1-based): 5, 10, 20 … seconds, an hour at most."""
    return min(timedelta(seconds=5 * 2 ** min(attempts - 1, 12)), LONGEST_WAIT)


def gives_up(attempts: int) -> bool:
    return attempts >= MOST_ATTEMPTS


def words_of(error: Exception) -> str:
    """The sentence of an expected refusal; for other errors the type and first line.

    Later lines are left out, because a database's DETAIL quotes the row.
    """
    if isinstance(error, Expected):
        return message_of(error)[:LONGEST_ERROR]
    first, *_rest = str(error).splitlines() or [""]
    return f"{type(error).__name__}: {first}"[:LONGEST_ERROR]
