"""Where a call lies and where it may be opened; lists never show a door."""

from collections.abc import Iterable
from uuid import UUID

from linli.access.actor import Actor
from linli.access.permissions import Permission as P
from linli.access.rules import SEGMENT, ancestors
from linli.corps.queries.cards import CARD_KINDS
from linli.kernel.errors import NotFound
from linli.places.models import Place
from linli.places.queries import addresses
from linli.places.rules import PlaceKind

INSIDE = (PlaceKind.STAIRWELL, PlaceKind.FLOOR, PlaceKind.DOOR)  # kinds of places inside a building


def around(paths: Iterable[str], *, from_kind: str = "grid") -> dict[str, str]:
    """Path -> its address down to the building and no further.

    A reader who does not hold the call must not see the door, and a call opened at the desk lies at one.
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


def place_of_notice(pk: UUID) -> Place:
    """A place with a notice card, nothing else: a door's own page would tell who lives there. Raises NotFound."""
    place = Place.objects.filter(pk=pk, kind__in=CARD_KINDS, closed_on=None).first()
    if place is None:
        raise NotFound("access.not_found")
    return place


def street_of(place: Place) -> Place:
    return Place.objects.get(path=place.path[:SEGMENT])


def inside(actor: Actor, permission: P, place: Place) -> list[Place]:
    """The children of a place, for holders of `permission` there: a gate guard may walk down without reading the
    tree."""
    rows = Place.objects.reachable(actor, permission).filter(parent=place, closed_on=None)
    return list(rows.order_by("number", "kind", "initials", "name"))
