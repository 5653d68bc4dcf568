"""Places as shown to other systems: at the level of a building, yard or grid, never a door."""

from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

from linli.access.rules import ancestors
from linli.places.models import Place
from linli.places.queries import addresses
from linli.places.rules import PlaceKind

# Kinds that could identify a home: what lies there is shown at the place around it.
TOO_NEAR = (PlaceKind.STAIRWELL, PlaceKind.FLOOR, PlaceKind.DOOR, PlaceKind.SHOP)
# Kinds that only say which part of the street.
COARSE = (PlaceKind.SUBDISTRICT, PlaceKind.COMMUNITY, PlaceKind.SECTOR, PlaceKind.GRID)


class ShownPlace(NamedTuple):
    id: UUID
    address: str


def shown_places(paths: Iterable[str], *, coarse: bool = False) -> dict[str, ShownPlace]:
    """Path -> the nearest place at or above it that may be shown, with its address from the community down.

    `coarse`: nothing finer than the grid.
    """
    wanted = set(paths)
    line = {above for path in wanted for above in ancestors(path)}
    rows = Place.objects.filter(path__in=line).exclude(kind__in=TOO_NEAR)
    rows = rows.filter(kind__in=COARSE) if coarse else rows
    near = dict(rows.values_list("path", "id"))
    found = {path: max((a for a in ancestors(path) if a in near), key=len, default="") for path in wanted}
    named = addresses(set(found.values()) - {""}, from_kind="community")
    return {path: ShownPlace(near[above], named[above]) for path, above in found.items() if above}
