"""Which grids touch: as their community entered it, else the ones before and after by number."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from linli.places.models import Border, Place
from linli.places.rules import PlaceKind


def has_grids(place: Place) -> bool:
    return place.children.filter(kind=PlaceKind.GRID, closed_on=None).exists()


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
