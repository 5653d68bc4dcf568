"""Partner units and alliances, as their pages show them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from linli.access.actor import Actor
from linli.access.models import under
from linli.access.permissions import Permission as P
from linli.access.rules import ancestors
from linli.corps.models import Alliance, Member, PartnerUnit
from linli.corps.queries.roster import home_of
from linli.places.models import Place


def units(actor: Actor, place: Place, *, text: str = "", kind: str = "") -> QuerySet[PartnerUnit]:
    rows = PartnerUnit.objects.reachable(actor, P.CORPS_READ).filter(under([place.path]), left_on=None)
    if text:
        rows = rows.filter(name__contains=text)
    if kind:
        rows = rows.filter(kind=kind)
    return rows.annotate(staff=Count("members", filter=Q(members__until=None))).order_by("path", "name")


def alliances(actor: Actor, place: Place) -> QuerySet[Alliance]:
    rows = Alliance.objects.reachable(actor, P.CORPS_READ).filter(under([place.path]), until=None)
    return rows.select_related("place").annotate(size=Count("seats")).order_by("path", "name")


@dataclass(frozen=True)
class Roles:
    """The roles of an alliance in the order of its definition, each with who has the seat; empty ones are shown too."""

    role: str
    seats: list[object]


def seats_by_role(alliance: Alliance, wanted: Iterable[str]) -> list[Roles]:
    seats = list(alliance.seats.select_related("unit", "member", "alliance").order_by("role", "pk"))
    named = list(dict.fromkeys([*wanted, *(seat.role for seat in seats)]))
    return [Roles(role, [seat for seat in seats if seat.role == role]) for role in named]


def units_for_seats(actor: Actor, place: Place) -> QuerySet[PartnerUnit]:
    """Units of the place, below it and above it: a grid's alliance may include the community's property company."""
    rows = PartnerUnit.objects.reachable(actor, P.CORPS_READ).filter(left_on=None)
    return rows.filter(under([place.path]) | Q(path__in=ancestors(place.path))).order_by("name")


def members_for_seats(actor: Actor, place: Place) -> QuerySet[Member]:
    """Members of the community; for an alliance of the whole street those who are known at the street itself."""
    rows = Member.objects.reachable(actor, P.CORPS_READ).filter(until=None)
    inside = Q(path=place.path) if place.parent_id is None else under([home_of(place).path])
    return rows.filter(inside).order_by("name")
