"""Who is responsible for a place, from the lowest leader up: who gets work first, and to whom it escalates.

`corps.queries.chain` gives one place's chain with everything a page shows. This module reads the chains of ten thousand
places at once in three statements: the same levels and posts, deputies where the post is vacant.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from linli.access.models import Grant
from linli.access.rules import SEGMENT, ancestors
from linli.corps.models import Charge
from linli.corps.queries.ground import in_office
from linli.places.models import Level, Place
from linli.places.rules import DEPTH, PlaceKind

RECEIVING = ("leader", "grid", "community", "street")  # bundles of posts responsible for a place, the nearest first
_AT_ONCE = 10_000  # parameters a statement


@dataclass(frozen=True)
class Rung:
    """One level of the chain. `people`: who holds the post, or its deputies; empty when it is vacant."""

    title: str
    at: str
    people: tuple[UUID, ...]


def ladders(paths: Iterable[str], day: date) -> dict[str, list[Rung]]:
    """Path -> its rungs, the lowest first; no rungs where no mode is in force."""
    wanted = sorted(set(paths))
    line = sorted({above for path in wanted for above in ancestors(path)})
    modes: dict[str, UUID] = {}
    kinds: dict[str, str] = {}
    holders: dict[tuple[str, UUID], list[tuple[bool, UUID]]] = defaultdict(list)
    for start in range(0, len(line), _AT_ONCE):
        part = line[start : start + _AT_ONCE]
        for path, kind, mode in Place.objects.filter(path__in=part).values_list("path", "kind", "mode"):
            kinds[path] = kind
            if mode is not None:
                modes[path] = mode
        for path, post, deputy_of, member in _charges(part, day):
            holders[path, deputy_of or post].append((deputy_of is not None, member))
    levels = _levels(set(modes.values()))
    return {path: _rungs(path, modes, levels, holders, kinds) for path in wanted}


def _charges(paths: list[str], day: date) -> Iterable[tuple[str, UUID, UUID | None, UUID]]:
    columns = ("path", "appointment__post", "appointment__post__deputy_of", "appointment__member")
    rows = Charge.objects.filter(in_office(day, "appointment__"), path__in=paths, appointment__member__until=None)
    found: Iterable[tuple[str, UUID, UUID | None, UUID]] = rows.order_by("appointment__starts_on").values_list(*columns)
    return found


def _levels(modes: Collection[UUID]) -> dict[UUID, list[tuple[UUID, str, str]]]:
    """Mode -> (post, title, kind of its places) of its levels, the lowest first."""
    found: dict[UUID, list[tuple[UUID, str, str]]] = defaultdict(list)
    rows = Level.objects.filter(mode__in=modes).order_by("mode", "-order")
    for mode, post, title, kind in rows.values_list("mode", "post", "post__title", "place_kind"):
        found[mode].append((post, title, kind))
    return found


def _rungs(
    path: str,
    modes: dict[str, UUID],
    levels: dict[UUID, list[tuple[UUID, str, str]]],
    holders: dict[tuple[str, UUID], list[tuple[bool, UUID]]],
    kinds: dict[str, str],
) -> list[Rung]:
    """Levels below the place are none of its rungs: nobody is missing there."""
    line = list(reversed(ancestors(path)))
    mode = next((modes[above] for above in line if above in modes), None)
    rungs = []
    lowest = DEPTH[PlaceKind(kinds[path])] if path in kinds else DEPTH[PlaceKind.DOOR]
    for post, title, kind in levels.get(mode, []) if mode else []:
        at = next((above for above in line if (above, post) in holders), path)
        if (at, post) not in holders and DEPTH[PlaceKind(kind)] > lowest:
            continue
        held = sorted(holders.get((at, post), []), key=lambda one: one[0])
        rungs.append(Rung(title, at, tuple(dict.fromkeys(person for _deputy, person in held))))
    return rungs


def first_in(rungs: Iterable[Rung]) -> UUID | None:
    """The lowest leader: vacant rungs are skipped."""
    return next((rung.people[0] for rung in rungs if rung.people), None)


def anyone_over(path: str, day: date, *, but: UUID | None = None) -> UUID | None:
    """Anybody except `but` responsible there by any post, the nearest first: used where no mode defines a chain."""
    rows = Grant.objects.valid_on(day).filter(path__in=["", *ancestors(path)], bundle__in=RECEIVING)
    rows = rows.exclude(person=but) if but else rows
    found = sorted(
        rows.values_list("path", "bundle", "person"), key=lambda row: (-len(row[0]), RECEIVING.index(row[1]))
    )
    return found[0][2] if found else None


def above(rungs: list[Rung], base: int, ups: int) -> tuple[Rung | None, list[str], bool]:
    """The rung `ups` filled levels above rung `base` (−1: below the lowest).

    Returns (the rung, titles of the vacant ones passed over, whether it is the last there is).
    """
    vacant: list[str] = []
    reached: Rung | None = None
    left = ups
    for number, rung in enumerate(rungs[base + 1 :], base + 1):
        if not rung.people:
            vacant.append(rung.title)
            continue
        reached, left = rung, left - 1
        if left == 0:
            higher = any(other.people for other in rungs[number + 1 :])
            return reached, vacant, not higher
    return reached, vacant, True


@dataclass(frozen=True)
class Next:
    """Who gets work next that nobody did: `to` None when nobody is found. `title`: of their rung, "" where no mode
    defines one; `vacant`: titles of the rungs skipped; `last`: nobody is higher."""

    to: UUID | None
    title: str
    vacant: tuple[str, ...]
    last: bool


class Ladders:
    """The ladders above many pieces of work, each a path and the responsible person, read at once."""

    def __init__(self, work: Iterable[tuple[str, UUID | None]], day: date) -> None:
        pieces = list(work)
        self.day = day
        self.rungs = ladders((path for path, _person in pieces), day)
        self.widest = _widest({person for _path, person in pieces if person}, day)

    def up(self, path: str, responsible: UUID | None, ups: int) -> Next:
        """Who is `ups` filled levels above the responsible person."""
        rungs = self.rungs[path]
        rung, vacant, last = above(rungs, self._base(path, responsible), ups)
        to = rung.people[0] if rung else anyone_over(path, self.day, but=responsible)
        return Next(to, rung.title if rung else "", tuple(dict.fromkeys(vacant)), last)

    def _base(self, path: str, responsible: UUID | None) -> int:
        """The responsible person's rung, −1 below all. A person outside the chain is placed by their post's place."""
        rungs = self.rungs[path]
        for number, rung in enumerate(rungs):
            if responsible in rung.people:
                return number
        widest = self.widest.get((responsible, path[:SEGMENT])) if responsible else None
        if widest is None:
            return -1
        lower = [number for number, rung in enumerate(rungs) if len(rung.at) > widest]
        return max(lower, default=-1)


def _widest(people: Collection[UUID], day: date) -> dict[tuple[UUID, str], int]:
    """(person, street) -> length of the shortest path of their posts there, as their height."""
    found: dict[tuple[UUID, str], int] = {}
    for person, path in Grant.objects.valid_on(day).filter(person__in=people).values_list("person", "path"):
        key = (person, path[:SEGMENT])
        found[key] = min(found.get(key, len(path)), len(path))
    return found
