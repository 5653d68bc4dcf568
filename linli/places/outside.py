"""Places as shown in lists and to other systems: at the level of a building, yard or grid, never a door."""

from collections.abc import Container, Iterable
from typing import NamedTuple
from uuid import UUID

from linli.access.rules import SEGMENT, ancestors
from linli.places.models import Place
from linli.places.queries import addresses
from linli.places.rules import PlaceKind

INSIDE = (PlaceKind.STAIRWELL, PlaceKind.FLOOR, PlaceKind.DOOR)  # kinds of places inside a building
# Kinds that could identify a home: what lies there is shown at the place around it.
TOO_NEAR = (*INSIDE, PlaceKind.SHOP)


class ShownPlace(NamedTuple):
    id: UUID
    address: str


def shown_places(paths: Iterable[str], *, among: Container[str] | None = None) -> dict[str, ShownPlace]:
    """Path -> the nearest place at or above it that may be shown, with its address from the community down.

    `among`: below the street, only these places.
    """
    wanted = set(paths)
    line = {above for path in wanted for above in ancestors(path)}
    rows = Place.objects.filter(path__in=line).exclude(kind__in=TOO_NEAR)
    near = {
        path: pk
        for path, pk in rows.values_list("path", "id")
        if among is None or len(path) == SEGMENT or path in among
    }
    found = {path: max((a for a in ancestors(path) if a in near), key=len, default="") for path in wanted}
    named = addresses(set(found.values()) - {""}, from_kind="community")
    return {path: ShownPlace(near[above], named[above]) for path, above in found.items() if above}


def around(paths: Iterable[str], *, from_kind: str = "grid") -> dict[str, str]:
    """Path -> its address down to the building and no further.

    For lists of what lies at a door, shown to readers who must not see which door.
    """
    wanted = {path: ancestors(path) for path in paths}
    above = {at for line in wanted.values() for at in line}
    open_kinds = Place.objects.filter(path__in=above).exclude(kind__in=INSIDE)
    shown = set(open_kinds.values_list("path", flat=True))
    cut = {
        path: max((at for at in line if at in shown), key=len, default=path[:SEGMENT]) for path, line in wanted.items()
    }
    words = addresses(set(cut.values()), from_kind=from_kind)
    return {path: words.get(at, "") for path, at in cut.items()}
