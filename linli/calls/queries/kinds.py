"""The kinds a place may use: its street's own and the shipped ones that the street has not replaced."""

from uuid import UUID

from django.db.models import Q, QuerySet

from linli.access.rules import SEGMENT, ancestors
from linli.calls.models import CallKind, Taker
from linli.kernel.errors import NotFound


def kinds_at(path: str, *, retired: bool = False) -> list[CallKind]:
    """In the order of the page. A street's kind of the same code stands for the shipped one, retired or not."""
    rows = CallKind.objects.for_street(path[:SEGMENT]).order_by("order", "name")
    return [kind for kind in rows if retired or not kind.retired]


def kinds_for(opener: str, path: str) -> list[CallKind]:
    """What somebody of this sort (`words.opener_choices`) may open there; whistles have a page of their own."""
    return [kind for kind in kinds_at(path) if opener in kind.may_open and kind.family != "whistle"]


def public_kinds(path: str) -> list[CallKind]:
    return [kind for kind in kinds_at(path) if kind.is_public]


def kind_for(pk: UUID, path: str) -> CallKind:
    """A kind of `path`, retired or not, or the shipped one that its street replaced. The caller checks who edits kinds.

    Raises NotFound.
    """
    found = CallKind.objects.filter(pk=pk, path__in=["", path[:SEGMENT]]).first()
    if found is None:
        raise NotFound("access.not_found")
    return found


def takers_at(path: str) -> QuerySet[Taker]:
    """Which seat or post receives which kind at this place and above it, the nearest first: 3+1+X."""
    rows = Taker.objects.filter(Q(path__in=ancestors(path)))
    return rows.select_related("kind", "seat__alliance", "seat__unit", "seat__member", "post").order_by(
        "kind__order", "-path", "kind__path"
    )


def kind_here(pk: UUID, path: str) -> CallKind:
    """A kind in use at `path`. Raises NotFound."""
    found = next((kind for kind in kinds_at(path) if kind.pk == pk), None)
    if found is None:
        raise NotFound("access.not_found")
    return found
