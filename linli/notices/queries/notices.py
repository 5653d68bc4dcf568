"""Published notices and articles: for their writers, and for everybody. Reads only."""

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import reverse

from linli.access.actor import Actor
from linli.access.models import PostKind, under
from linli.access.permissions import Permission as P
from linli.access.rules import SEGMENT, ancestors
from linli.kernel.errors import NotFound
from linli.notices.models import Notice
from linli.notices.queries.doors import unanswered, untold
from linli.places.models import Place


def written(actor: Actor) -> QuerySet[Notice]:
    """Notices and drafts where the actor may send any; page by ("-made_at", "-id")."""
    return Notice.objects.reachable(actor, P.NOTICES_SEND)


def places_to_write_at(actor: Actor) -> list[Place]:
    paths = actor.paths(P.NOTICES_SEND)
    rows = Place.objects.filter(closed_on=None)
    return list((rows.filter(parent=None) if "" in paths else rows.filter(path__in=paths)).order_by("path"))


def parts_of(place: Place) -> list[Place]:
    """The places directly below, down to buildings and lanes, to which a notice may be sent."""
    below = Place.objects.filter(parent=place, closed_on=None).exclude(kind__in=["door", "shop"])
    return list(below.order_by("number", "path")[:200])


def posts_at(place: Place) -> QuerySet[PostKind]:
    return PostKind.objects.for_street(place.path[:SEGMENT]).filter(retired=False).order_by("title")


@dataclass(frozen=True)
class Standing:
    """How far a notice has come. `percent` of the letters are written; `reached` people read it or were told."""

    percent: int
    left: int
    reached: int
    share: float


def standing(notice: Notice) -> Standing:
    left = untold(notice).count()
    letters = max(notice.letters - (unanswered(notice).count() - left), 0)  # less those who are gone
    reached = max(letters - left, 0)
    percent = 100 if notice.spread_at else min(100 * notice.letters // max(notice.wanted, 1), 99)
    return Standing(percent, left, reached, reached / letters if letters else 0.0)


def open_to_all(pk: UUID) -> Notice:
    """A notice to residents, also a withdrawn one (its page says so). Raises NotFound for drafts and notices to
    staff."""
    found = Notice.objects.filter(pk=pk, audience="residents", published_at__isnull=False).first()
    if found is None:
        raise NotFound("access.not_found")
    return found


def articles(place: Place, column: str = "") -> QuerySet[Notice]:
    """The articles on the public page of a place: of the place, of those above it, and of its parts."""
    around = Q(path__in=ancestors(place.path)) | under([place.path])
    rows = Notice.objects.filter(around, published_at__isnull=False, withdrawn_at=None).exclude(column="")
    return (rows.filter(column=column) if column else rows).order_by("-published_at", "-pk")


def public_address(notice: Notice) -> str:
    return f"{settings.LINLI_PUBLIC_URL}{reverse('notices:notice', args=[notice.pk])}"


def with_open_cover(pk: UUID) -> Notice | None:
    """A notice whose picture is public: a published article."""
    rows = Notice.objects.filter(pk=pk, published_at__isnull=False, withdrawn_at=None, cover__isnull=False)
    return rows.exclude(column="").first()


def open_place(pk: UUID) -> Place:
    """A place with a public page: anything but a door or a shop. Raises NotFound."""
    found = Place.objects.filter(pk=pk, closed_on=None).exclude(kind__in=["door", "shop"]).first()
    if found is None:
        raise NotFound("access.not_found")
    return found


def place_of(notice: Notice) -> Place | None:
    return Place.objects.filter(path=notice.path, closed_on=None).first()
