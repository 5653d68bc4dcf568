"""Kinds of posts, as their page shows them."""

from collections.abc import Hashable, Mapping
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from linli.access.actor import Actor
from linli.access.models import PostKind, under
from linli.access.permissions import BUNDLES, bundle_choices
from linli.access.permissions import Permission as P
from linli.access.rules import SEGMENT
from linli.corps import appointing
from linli.corps.appointing import MAY_GIVE, Width
from linli.corps.queries.ground import in_office
from linli.kernel.errors import NotFound
from linli.kernel.time import clock
from linli.places.models import Level, Place
from linli.places.queries import roots
from linli.places.rules import PlaceKind, kind_word


def kinds(street: Place) -> QuerySet[PostKind]:
    """The kinds that ship and the street's own, with `holders` = who is in office in the street today."""
    here = in_office(clock.today(), "appointments__") & under([street.path], "appointments__path")
    rows = PostKind.objects.for_street(street.path).select_related("deputy_of")
    return rows.annotate(holders=Count("appointments", filter=here)).order_by("path", "retired", "code")


def own_kind(actor: Actor, pk: UUID) -> tuple[PostKind, Place]:
    """A street's own kind that the actor edits, and its street. Raises NotFound, for one that ships too."""
    for street in streets(actor):
        if found := kinds(street).filter(pk=pk, path=street.path).first():
            return found, street
    raise NotFound("access.not_found")


def permissions_in_words() -> dict[str, tuple[str, int]]:
    """bundle -> (its title, how many permissions it carries)."""
    return {code: (title, len(BUNDLES[code])) for code, title in bundle_choices()}


def bundles_to_give(actor: Actor, street: Place) -> list[str]:
    held = {held.bundle for held in actor.held if street.path.startswith(held.path)}
    return [code for code, _ in bundle_choices() if any(code in MAY_GIVE.get(giver, ()) for giver in held)]


def streets(actor: Actor) -> list[Place]:
    """The streets whose kinds of posts the actor edits."""
    return [place for place in roots(actor, P.CORPS_KINDS) if place.parent_id is None]


def reaches(path: str) -> Mapping[Hashable, appointing.Reach]:
    """Principal post -> how wide a place it leads, by the modes that ship and those of the street of `path`."""
    levels = Level.objects.filter(Q(mode__path="") | Q(mode__path=path[:SEGMENT])).order_by("mode", "order")
    columns = ("mode", "post", "place_kind", "span_unit", "or_span_unit")
    return appointing.reaches(
        appointing.Rung(mode, post, PlaceKind(kind), frozenset(units))
        for mode, post, kind, *units in levels.values_list(*columns)
    )


def reach_of(post: PostKind, path: str) -> appointing.Reach | None:
    return reaches(path).get(post.deputy_of_id or post.pk)


def width_of(reach: appointing.Reach | None, place: Place) -> Width:
    """Whether a place is as narrow as a post of this reach."""
    inside = Place.objects.under(place.path).filter(kind__in=reach.kinds, closed_on=None) if reach else None
    return appointing.width(reach, PlaceKind(place.kind), divided=inside is not None and inside.exists())


def levels_in_words(reach: appointing.Reach | None) -> str:
    """The kinds of places that the modes put a post at: "楼栋", "小区、楼组"."""
    return "、".join(kind_word(kind) for kind in PlaceKind if reach and kind in reach.kinds)
