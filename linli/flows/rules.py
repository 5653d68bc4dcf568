"""How often a consequence is tried, and what is kept of an error. Values in, values out."""

from datetime import timedelta

from linli.kernel.errors import Expected
from linli.kernel.messages import message_of

MOST_ATTEMPTS = 8
MOST_STARTS = 3  # without an end: then it is taken to be what ends the process
NEVER_ENDED = "never_ended"  # said in words.py
LEASE = timedelta(seconds=30)  # nobody else begins what was begun this long ago at most
LONGEST_WAIT = timedelta(hours=1)
LONGEST_ERROR = 300
KEPT = timedelta(days=30)  # a consequence that is done; one that failed stays until somebody has looked


def wait_after(attempts: int) -> timedelta:
    """How long to hold off after the `attempts`-th failure (1-based): 5, 10, 20 … seconds, an hour at most."""
    return min(timedelta(seconds=5 * 2 ** min(attempts - 1, 12)), LONGEST_WAIT)


def gives_up(attempts: int) -> bool:
    return attempts >= MOST_ATTEMPTS


def words_of(error: Exception) -> str:
    """The sentence of an expected refusal; of anything else its kind and first line.

    Later lines are left out: a database's DETAIL there quotes the row.
    """
    if isinstance(error, Expected):
        return message_of(error)[:LONGEST_ERROR]
    first, *_rest = str(error).splitlines() or [""]
    return f"{type(error).__name__}: {first}"[:LONGEST_ERROR]
