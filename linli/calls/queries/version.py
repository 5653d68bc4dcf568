"""What changes whenever a call at or below a place did: the first thing that a page which asks again is answered by."""

from functools import cache

from django.db import connection

from linli.access.rules import upper_end
from linli.kernel.facts import declared

TOUCHES = ("calls",)  # what a fact says that it touches, for a desk to be drawn anew
Version = tuple[int, int]


# By hand, because every open page asks it; the other rooms' twin is in corps.queries.now, which says why it is safe.
@cache
def _statement() -> str:
    kinds = ", ".join(f"'{kind.code}'" for kind in declared.kinds() if kind.touches in TOUCHES)
    return f"""
        SELECT (SELECT MAX(number) FROM kernel_seal), COUNT(*) FROM kernel_fact
        WHERE seal_id IS NULL AND path >= %s AND path < %s AND kind IN ({kinds})
    """  # noqa: S608 (constants and placeholders only)


def version_at(path: str) -> Version:
    """(newest seal of the trail, facts since then that moved a call at or below `path`)."""
    with connection.cursor() as cursor:
        cursor.execute(_statement(), [path, upper_end(path)])
        seal, waiting = cursor.fetchone()
    return seal or 0, waiting
