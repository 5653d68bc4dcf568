"""The circle of a call: at which places responders see it, and when it widens."""

from datetime import datetime, timedelta

from django.utils import timezone

from linli.access.models import Grant, under
from linli.access.permissions import BUNDLES
from linli.access.permissions import Permission as P
from linli.access.rules import ancestors
from linli.calls.models import Call, CallKind
from linli.places.models import Place
from linli.places.neighbours import neighbours_of
from linli.places.rules import PlaceKind

_BUILDINGS = (PlaceKind.BUILDING, PlaceKind.COURTYARD, PlaceKind.ALLEY, PlaceKind.MARKET, PlaceKind.COMPOUND)
_CLAIMING = [bundle for bundle, held in BUNDLES.items() if P.CALLS_CLAIM in held]
_LEVELS: dict[str, tuple[PlaceKind, ...]] = {
    "building": _BUILDINGS,
    "grid": (PlaceKind.GRID, PlaceKind.SECTOR),
    "neighbours": (PlaceKind.GRID,),
    "community": (PlaceKind.COMMUNITY,),
    "street": (PlaceKind.SUBDISTRICT,),
}


def ground_of(circle: str, path: str) -> list[str]:
    """Paths of the places that make up `circle` around the place at `path`.

    When a level is missing (no grid above), the next wider place is used.
    """
    if circle == "leader":
        return [path]
    line = {place.path: place for place in Place.objects.filter(path__in=ancestors(path))}
    for level in list(_LEVELS)[list(_LEVELS).index(circle) :]:
        here = [place for place in line.values() if place.kind in _LEVELS[level]]
        if here:
            nearest = max(here, key=lambda place: len(place.path))
            beside = neighbours_of([nearest])[nearest.pk].grids if level == "neighbours" else []
            return [nearest.path, *(place.path for place in beside)]
    return [path]


def circle_at(kind: CallKind, call: Call, now: datetime) -> tuple[str, datetime | None]:
    """(the circle that a call has widened to by now, when it widens next).

    A circle in which nobody may claim is passed at once.
    """
    circle = "leader"
    for minutes, name in kind.circle:
        at = call.opened_at + timedelta(minutes=minutes)
        if at > now and (circle == "leader" or _anybody(circle, call.path, now)):
            return circle, at
        circle = name
    return circle, None


def _anybody(circle: str, path: str, now: datetime) -> bool:
    here = Grant.objects.valid_on(timezone.localdate(now)).filter(under(ground_of(circle, path)))
    return here.filter(bundle__in=_CLAIMING).exists()
