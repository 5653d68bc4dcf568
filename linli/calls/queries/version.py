"""What changes whenever a call at or below a place did: the first thing that a page which asks again is answered by."""

from django.db import connection

from linli.access.rules import upper_end

TOUCHES = ("calls",)  # what a fact says that it touches, for a desk to be drawn anew
Version = tuple[int, int]


# By hand, because every open page asks it; the other rooms' twin is in corps.queries.now, which says why it is safe.
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
