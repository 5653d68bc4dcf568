"""A value that changes whenever a call at or below a place does: with it, a page that refreshes is answered 304."""

from django.db import connection

from linli.access.rules import upper_end

TOUCHES = ("calls",)  # what a fact says that it touches, for a desk to be drawn anew
Version = tuple[int, int]


# Written as SQL, because every open page asks it; corps.queries.now has the same for its rooms, and says why it is
# safe.
_VERSION = """
    SELECT (SELECT MAX(number) FROM kernel_seal), COUNT(*) FROM kernel_fact
    WHERE touches = 'calls' AND seal_id IS NULL AND path >= %s AND path < %s
"""


def version_at(path: str) -> Version:
    """(newest seal of the trail, facts since then that moved a call at or below `path`)."""
    with connection.cursor() as cursor:
        cursor.execute(_VERSION, [path, upper_end(path)])
        seal, waiting = cursor.fetchone()
    return seal or 0, waiting
