"""The proof as it stands now, worked out once in a process for each state of the street.

A page and the badge of its navigation, the board and its lists ask for the same proof; and until somebody changes
something, so does the next page.
"""

from collections import OrderedDict
from datetime import date
from uuid import UUID

from django.db import connection

from linli.access.rules import SEGMENT, upper_end
from linli.corps.queries import Coverage, coverage
from linli.kernel import clock
from linli.places.models import Place

# Reading a person or a list is a fact too, and changes nothing that the board shows; nor do the steps of an import on
# the way: what is written is "people.imported".
READS = (
    *("people.viewed", "people.searched", "people.revealed", "people.exported", "people.printed"),
    *("people.link_made", "people.link_opened", "corps.phone_revealed"),
)
# By hand, because it is asked several times a page: building it from a queryset took six times as long as running it.
_VERSION = f"""
    SELECT (SELECT MAX(number) FROM kernel_seal), COUNT(*) FROM kernel_fact
    WHERE seal_id IS NULL AND (path = '' OR (path >= %s AND path < %s))
    AND (kind LIKE 'places.%%' OR kind LIKE 'people.%%' OR kind LIKE 'corps.%%')
    AND kind NOT LIKE 'people.import!_%%' ESCAPE '!' AND kind NOT IN ({", ".join(["%s"] * len(READS))})
"""  # noqa: S608 (placeholders only)

Version = tuple[int, int]


def version_at(path: str) -> Version:
    """(newest seal of the trail, facts since then that may change the proof over `path`).

    Not the highest number of a fact: on PostgreSQL a slower transaction may commit a lower number later. Between two
    seals the facts that wait for one only ever become more, and each seal has a number of its own, so no two states of
    the street share a version, in whatever order they commit. Sealing, once a minute, costs a look more than needed.
    One statement, so that both are read at one moment, and over the few facts of the last minute alone.

    Of the whole street, because what stands above a place answers for it too.
    """
    street = path[:SEGMENT]
    with connection.cursor() as cursor:
        cursor.execute(_VERSION, [street, upper_end(street), *READS])
        seal, waiting = cursor.fetchone()
    return seal or 0, waiting


_kept: OrderedDict[tuple[UUID, str, date, Version], Coverage] = OrderedDict()
_KEPT_AT_MOST = 4  # a few megabytes each: the streets, or the parts of one, that people look at just now


def coverage_now(place: Place, day: date | None = None) -> Coverage:
    """`coverage(place.path, day)`, or the very object of before while the street's trail says that nothing changed.

    Without any fact there is nothing to go by, so nothing is kept.
    """
    on = day or clock.today()
    version = version_at(place.path)
    key = (place.pk, place.path, on, version)
    found = _kept.pop(key, None) or coverage(place.path, on)
    if any(version):
        _kept[key] = found
    while len(_kept) > _KEPT_AT_MOST:
        _kept.popitem(last=False)
    return found
