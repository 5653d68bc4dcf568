"""Reads of the register for other rooms: counts, never people."""

from collections import Counter
from collections.abc import Iterable

from django.db import connection
from django.db.models import Count, Sum

from linli.access.rules import ancestors, upper_end
from linli.people.models import Household

_AT_ONCE = 10_000  # parameters in one statement: SQLite takes 32,766, PostgreSQL 65,535

_LEAF_COUNTS = """
    SELECT substr(path, 1, length(path) - 4), COUNT(*), SUM(size)
    FROM people_household WHERE until IS NULL AND path >= %s AND path < %s
    GROUP BY 1 ORDER BY 1
"""


def leaf_counts(path: str) -> list[tuple[str, int, int]]:
    """(path of the place that the doors belong to, households, residents) below `path`, in the order of the tree.

    One pass over the covering index `household_open`; the table's rows are not read.
    """
    with connection.cursor() as cursor:
        cursor.execute(_LEAF_COUNTS, [path, upper_end(path)])
        found: list[tuple[str, int, int]] = cursor.fetchall()
        return found


def with_households(path: str, least: int) -> set[str]:
    """The paths at and below `path` where at least so many households live."""
    found: Counter[str] = Counter()
    for leaf, households, _residents in leaf_counts(path):
        for above in ancestors(leaf):
            found[above] += households
    return {place for place, households in found.items() if households >= least}


def households_at(paths: Iterable[str]) -> dict[str, tuple[int, int]]:
    """Door path -> (households, residents) now, for the doors among `paths` where somebody lives."""
    wanted = list(dict.fromkeys(paths))
    found: dict[str, tuple[int, int]] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        rows = Household.objects.filter(until=None, path__in=wanted[start : start + _AT_ONCE])
        for path, households, residents in (
            rows.values("path").annotate(n=Count("pk"), people=Sum("size")).values_list("path", "n", "people")
        ):
            found[path] = (households, residents)
    return found
