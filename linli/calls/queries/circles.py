"""The circle of a call: at which places responders see it, and when it widens."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from linli.access.rules import ancestors
from linli.calls.models import Border, Call, CallKind
from linli.places.models import Place
from linli.places.rules import PlaceKind

_BUILDINGS = (PlaceKind.BUILDING, PlaceKind.COURTYARD, PlaceKind.ALLEY, PlaceKind.MARKET, PlaceKind.COMPOUND)
_LEVELS: dict[str, tuple[PlaceKind, ...]] = {
    "building": _BUILDINGS,
    "grid": (PlaceKind.GRID, PlaceKind.SECTOR),
    "neighbours": (PlaceKind.GRID,),
    "community": (PlaceKind.COMMUNITY,),
    "street": (PlaceKind.SUBDISTRICT,),
}


def ground_of(circle: str, path: str) -> list[str]:
    """Paths of the places that make up `circle` around the place at `path`.

    When a level is missing (no grid above), the next wider place is used. Neighbouring grids are those that the
    community entered (`neighbours_of`), else those before and after it by number in the same community.
    """
    if circle == "leader":
        return [path]
    line = {place.path: place for place in Place.objects.filter(path__in=ancestors(path))}
    for level in list(_LEVELS)[list(_LEVELS).index(circle) :]:
        here = [place for place in line.values() if place.kind in _LEVELS[level]]
        if here:
            nearest = max(here, key=lambda place: len(place.path))
            return _with_neighbours(nearest) if level == "neighbours" else [nearest.path]
    return [path]


def _with_neighbours(grid: Place) -> list[str]:
    beside = neighbours_of([grid])[grid.pk]
    return [grid.path, *(place.path for place in beside.grids)]


@dataclass(frozen=True)
class Neighbours:
    """`said`: entered by the community, not from the numbers."""

    grids: list[Place]
    said: bool


def neighbours_of(grids: Iterable[Place]) -> dict[UUID, Neighbours]:
    """For each grid the grids it touches: those entered for it; else the next numbers, and those entered as touching
    it.

    A grid with entries of its own is never a neighbour by number.
    """
    asked = list(grids)
    rows = Place.objects.filter(parent__in={grid.parent_id for grid in asked}, kind=PlaceKind.GRID, closed_on=None)
    families: dict[UUID | None, list[Place]] = defaultdict(list)
    for place in rows.order_by("number", "name", "path"):
        families[place.parent_id].append(place)
    said: dict[str, set[UUID | None]] = defaultdict(set)
    own = {place.path: place.pk for family in families.values() for place in family}
    for path, beside in Border.objects.filter(path__in=list(own)).values_list("path", "beside"):
        if beside != own[path]:  # the two were merged: the entry no longer says anything
            said[path].add(beside)
    return {grid.pk: _neighbours(grid, families[grid.parent_id], said) for grid in asked}


def _neighbours(grid: Place, family: list[Place], said: dict[str, set[UUID | None]]) -> Neighbours:
    others = [place for place in family if place.pk != grid.pk]
    if grid.path in said:
        return Neighbours([place for place in others if place.pk in said[grid.path]], said=True)
    at = next((number for number, place in enumerate(family) if place.pk == grid.pk), None)
    next_to = [] if at is None else [*family[max(at - 1, 0) : at], *family[at + 1 : at + 2]]
    by_number = {place.pk for place in next_to if place.path not in said}
    found = [place for place in others if place.pk in by_number or grid.pk in said.get(place.path, ())]
    return Neighbours(found, said=False)


def circle_at(kind: CallKind, call: Call, now: datetime) -> tuple[str, datetime | None]:
    """(the circle that a call has widened to by now, when it widens next)."""
    circle, widens = "leader", None
    for minutes, name in kind.circle:
        at = call.opened_at + timedelta(minutes=minutes)
        if at > now:
            widens = at
            break
        circle = name
    return circle, widens
