"""Where the covers of articles are stored: not sealed, because a published article is public, and so is its cover
(docs/decisions/020-lifted-once.md)."""

from collections.abc import Collection, Iterable
from uuid import UUID

from linli.kernel.pictures.shelf import OpenShelf
from linli.notices.models import Notice


def _newest(most: int) -> Iterable[UUID]:
    held = Notice.objects.filter(cover__isnull=False).order_by("-made_at")
    return [cover for cover in held.values_list("cover", flat=True)[:most] if cover]


COVERS = OpenShelf(name="uploads/covers", word="封面", newest=_newest)


def used(covers: Collection[UUID]) -> set[UUID]:
    """Those that a notice has."""
    return {pk for pk in Notice.objects.filter(cover__in=covers).values_list("cover", flat=True) if pk}
