"""What changes whenever a call at or below a place did: the first thing that a page which asks again is answered by."""

from django.db import connection

from linli.access.rules import upper_end
from linli.live.topics import READINGS

# By hand, because every open page asks it; the other rooms' twin is in corps.queries.now, which says why it is safe.
_VERSION = f"""
    SELECT (SELECT MAX(number) FROM kernel_seal), COUNT(*) FROM kernel_fact
    WHERE seal_id IS NULL AND path >= %s AND path < %s
    AND kind LIKE 'calls.%%' AND kind NOT IN ({", ".join(["%s"] * len(READINGS))})
"""  # noqa: S608 (placeholders only)

Version = tuple[int, int]


def version_at(path: str) -> Version:
    """(newest seal of the trail, facts since then that moved a call at or below `path`)."""
    with connection.cursor() as cursor:
        cursor.execute(_VERSION, [path, upper_end(path), *sorted(READINGS)])
        seal, waiting = cursor.fetchone()
    return seal or 0, waiting
