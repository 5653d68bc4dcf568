"""Which seats of the alliances and which posts may receive a kind at a place (3+1+X)."""

from django.db.models import Q

from linli.access.models import PostKind, under
from linli.access.permissions import BUNDLES
from linli.access.permissions import Permission as P
from linli.access.rules import SEGMENT, ancestors
from linli.corps.models import Seat
from linli.kernel.errors import Invalid


def seats_around(path: str) -> list[Seat]:
    """The seats of the alliances at a place, above it and below it."""
    around = under([path], "alliance__path") | Q(alliance__path__in=ancestors(path))
    rows = Seat.objects.filter(around, alliance__until=None).select_related("unit", "member", "alliance")
    return list(rows.order_by("alliance__path", "role", "pk"))


def posts_of(path: str) -> list[PostKind]:
    """The posts of the street whose holders may receive calls."""
    bundles = [bundle for bundle, held in BUNDLES.items() if P.CALLS_RECEIVE in held]
    rows = PostKind.objects.for_street(path[:SEGMENT]).filter(retired=False, deputy_of=None, bundle__in=bundles)
    return list(rows.order_by("path", "title"))


def taker_named(value: str, path: str) -> tuple[Seat | None, PostKind | None]:
    """The seat or post of "seat:<id>", "post:<id>"; neither for "". Raises Invalid for others."""
    if not value:
        return None, None
    seat = next((seat for seat in seats_around(path) if f"seat:{seat.pk}" == value), None)
    post = next((post for post in posts_of(path) if f"post:{post.pk}" == value), None)
    if seat is None and post is None:
        raise Invalid("calls.taker_unknown", field="taker")
    return seat, post
