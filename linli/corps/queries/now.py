"""The current proof, computed once in a process for each state of the street.

A page, the badge of its navigation, the board and its lists ask for the same proof, and so does the next page until
something changes. After a change only the rows that it may have touched are read again (`marks` says which room's), and
the fold is computed again.
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from operator import add
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from django.db import connection

from linli.access.actor import Actor
from linli.access.permissions import Permission
from linli.access.rules import SEGMENT, upper_end
from linli.corps.queries.coverage import Coverage, prove
from linli.corps.queries.ground import Rows, read_leaves, read_places, read_rows, read_terms
from linli.kernel.time import clock
from linli.places.models import Place

# What a fact may touch of the rows of the proof (`touches` in each facts.py). "paths": a place moved, and the rows
# of all rooms may lie elsewhere; after "places" every door, household and charge has the path it had.
TOUCHES = ("places", "paths", "people", "posts")


def _codes(*touches: str) -> str:
    return "(" + ", ".join(f"'{code}'" for code in touches) + ")"


# Written as SQL, because it runs several times a page: building a queryset took six times as long as running it. Facts
# that touch none of this are not in the index that both read (`fact_touches`), however many are recorded.
_COUNTS = ", ".join(
    f"COUNT(CASE WHEN touches IN {_codes(*codes)} THEN 1 END)"
    for codes in (("places", "paths"), ("paths",), ("people",), ("posts",))
)
_OF_THE_STREET = f"touches IN {_codes(*TOUCHES)} AND (path = '' OR (path >= %s AND path < %s))"
_WAITING = f"""SELECT (SELECT MAX(number) FROM kernel_seal), {_COUNTS}
    FROM kernel_fact WHERE seal_id IS NULL AND {_OF_THE_STREET}"""  # noqa: S608 (constants and placeholders only)
_SEALED = f"""SELECT {_COUNTS}
    FROM kernel_fact WHERE seal_id > %s AND seal_id <= %s AND {_OF_THE_STREET}"""  # noqa: S608 (likewise)
MOST_SEALS = 30  # a street that nobody looked at for half an hour is read again in full


class Marks(NamedTuple):
    """How many facts each room recorded about a street since a moment that stays the same: they only ever grow.

    `moves`: those among `places` after which other rooms' rows lie elsewhere.
    """

    places: int
    moves: int
    people: int
    corps: int

    def plus(self, more: "Marks") -> "Marks":
        return Marks(*map(add, self, more))


NONE = Marks(0, 0, 0, 0)


class Version(NamedTuple):
    """The newest seal of the trail, and the facts since then that may change the proof."""

    seal: int
    waiting: Marks


def version_at(path: str) -> Version:
    """What differs between any two states of the street around `path`, in every process alike.

    Not the highest number of a fact: on PostgreSQL a slower transaction may commit a lower number later. Between two
    seals the facts that wait for one only ever become more, and each seal has a number of its own, so no two states of
    the street share a version, in whatever order they commit. Sealing, once a minute, costs a look more than needed.
    One statement, so that both are read at one moment, and over the facts of the last minute that touch the proof.

    Of the whole street, because what stands above a place answers for it too.
    """
    seal, *waiting = _row(_WAITING, _street(path))
    return Version(seal or 0, Marks(*waiting))


def _street(path: str) -> tuple[str, str]:
    street = path[:SEGMENT]
    return street, upper_end(street)


def _row(sql: str, params: tuple[int | str, ...]) -> tuple[int, ...]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        found: tuple[int, ...] = cursor.fetchone()
        return found


_counted: dict[str, tuple[int, Marks]] = {}  # street -> (newest seal looked at, facts sealed since the first look)


def _marks(path: str, version: Version) -> Marks:
    """The street's marks at `version`, counted from this process's first look at it.

    A fact never leaves its seal and none joins one that is committed: what waits now, and what was sealed since the
    first look, are all the facts since then.
    """
    street = path[:SEGMENT]
    seal, sealed = _counted.get(street, (version.seal, NONE))
    # not looked at for long, or an older state of the database was restored
    if not 0 <= version.seal - seal <= MOST_SEALS:
        _rows.clear()
        _kept.clear()
        _small.clear()
        seal, sealed = version.seal, NONE
    if version.seal > seal:
        sealed = sealed.plus(Marks(*_row(_SEALED, (seal, version.seal, *_street(path)))))
    _counted[street] = version.seal, sealed
    return sealed.plus(version.waiting)


@dataclass(frozen=True)
class _Read:
    """Rows with the marks of the moment just before they were read, so that the marks are never newer than the rows."""

    marks: Marks
    day: date
    rows: Rows


_rows: OrderedDict[tuple[UUID, str], _Read] = OrderedDict()
_kept: OrderedDict[tuple[UUID, str, date, Marks], Coverage] = OrderedDict()
_KEPT_AT_MOST = 4  # a few megabytes each: the streets, or the parts of one, that people look at just now


def coverage_now(place: Place, day: date | None = None) -> Coverage:
    """`coverage(place.path, day)`, or the very object of before while the street's trail says that nothing changed.

    Without any fact there is nothing to go by, so nothing is kept.
    """
    on = day or clock.today()
    version = version_at(place.path)
    marks = _marks(place.path, version)
    key = (place.pk, place.path, on, marks)
    found = _kept.pop(key, None) or prove(place.path, on, _rows_now(place, on, version, marks))
    if version.seal or any(version.waiting):
        _kept[key] = found
    while len(_kept) > _KEPT_AT_MOST:
        _kept.popitem(last=False)
    return found


def _rows_now(place: Place, day: date, version: Version, marks: Marks) -> Rows:
    before = _rows.pop((place.pk, place.path), None)
    rows = _read_again(place.path, day, marks, before) if before else read_rows(place.path, day)
    if version.seal or any(version.waiting):
        _rows[place.pk, place.path] = _Read(marks, day, rows)
    while len(_rows) > _KEPT_AT_MOST:
        _rows.popitem(last=False)
    return rows


def _read_again(path: str, day: date, marks: Marks, before: _Read) -> Rows:
    """Each room writes only its own rows and records facts; only a move of places rewrites those of all rooms."""
    if marks.moves != before.marks.moves:
        return read_rows(path, day)
    rows, same_terms = before.rows, marks.corps == before.marks.corps and day == before.day
    places = rows.places if marks.places == before.marks.places else read_places(path)
    outer, terms = (rows.outer, rows.terms) if same_terms else read_terms(path, day)
    leaves = rows.leaves if marks.people == before.marks.people else read_leaves(path, places)
    return Rows(places, outer, terms, leaves)


V = TypeVar("V")
_small: OrderedDict[tuple[str, UUID, Marks, date], Any] = OrderedDict()
_SMALL_AT_MOST = 256  # a board is about a hundred small values


def worked_out_once(what: str, root: Place, day: date, make: Callable[[Place, date], V]) -> V:
    """`make(root, day)`, worked out once in a process for each state of the street; not kept without any fact."""
    version = version_at(root.path)
    key = (what, root.pk, _marks(root.path, version), day)
    if key in _small:
        found: V = _small[key]
        return found
    made = make(root, day)
    if version.seal or any(version.waiting):
        _small[key] = made
    while len(_small) > _SMALL_AT_MOST:
        _small.popitem(last=False)
    return made


def gap_count(actor: Actor, day: date) -> int:
    """How many gaps lie where the actor reads leaders: for the badge on every page, so it must be very cheap."""
    places = Place.objects.filter(path__in=actor.paths(Permission.CORPS_READ), closed_on=None)
    return sum(worked_out_once("gaps", place, day, _gaps) for place in places)


def _gaps(place: Place, day: date) -> int:
    return len(coverage_now(place, day).gaps)
