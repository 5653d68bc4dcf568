"""The ground of a circle: which places' responders a call is shown to, and when it widens."""

from datetime import datetime, timedelta

from linli.access.rules import ancestors
from linli.calls.models import Call, CallKind
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

    Where the level is missing (no grid above), the circle is the next wider place there is. Neighbouring grids are
    those before and after it in the order of their numbers, in the same community.
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
    beside = Place.objects.filter(parent=grid.parent_id, kind=PlaceKind.GRID, closed_on=None)
    order = list(beside.order_by("number", "name", "path").values_list("path", flat=True))
    if grid.path not in order:
        return [grid.path]
    at = order.index(grid.path)
    return order[max(at - 1, 0) : at + 2]


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
