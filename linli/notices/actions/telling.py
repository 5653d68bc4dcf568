"""Telling in person: ticking off who was told, one by one or a door at a time; and reading by a letter's own link."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from linli.access.actor import Actor
from linli.access.permissions import Permission as P
from linli.kernel.errors import Conflict, NotFound
from linli.kernel.facts import trail
from linli.kernel.writes import once
from linli.notices.models import Letter, Notice


@transaction.atomic
def mark_told(*, notice: Notice, letters: Iterable[UUID], actor: Actor, key: UUID | None, now: datetime) -> int:
    """Tick off letters of `notice` within the actor's reach. Returns how many; raises Conflict when none was left."""
    if once.done(key, "notices.told", actor=actor, about=notice.pk):
        return 0
    mine = _within_reach(notice, actor).filter(pk__in=list(letters))
    path = mine.order_by("path").values_list("path", flat=True).first()
    if path is None:
        raise NotFound("access.not_found")
    count = mine.filter(read_at=None, told_at=None).update(told_at=now, told_by=actor.account)
    if not count:
        raise Conflict("notices.told_already")
    trail.record("notices.told", actor=actor, path=path, about=notice.pk, key=key, at=now, data={"count": count})
    return count


@transaction.atomic
def untell(*, notice: Notice, letters: Iterable[UUID], actor: Actor, key: UUID | None, now: datetime) -> int:
    """Take back a tick that the actor made."""
    if once.done(key, "notices.untold", actor=actor, about=notice.pk):
        return 0
    mine = _within_reach(notice, actor).filter(pk__in=list(letters), told_by=actor.account, told_at__isnull=False)
    path = mine.order_by("path").values_list("path", flat=True).first()
    if path is None:
        raise NotFound("access.not_found")
    count = mine.update(told_at=None, told_by=None)
    trail.record("notices.untold", actor=actor, path=path, about=notice.pk, key=key, at=now, data={"count": count})
    return count


def _within_reach(notice: Notice, actor: Actor) -> QuerySet[Letter]:
    """The letters that the actor may tick off: to residents behind their doors; to leaders, if they may send notices
    there."""
    permission = P.PEOPLE_READ if notice.audience == "residents" else P.NOTICES_SEND
    return Letter.objects.reachable(actor, permission).filter(notice=notice, notice__withdrawn_at=None)


@transaction.atomic
def seen_by_link(*, letter: UUID, now: datetime) -> None:
    """Somebody with a letter's own link confirms having read it."""
    Letter.objects.filter(pk=letter, read_at=None).update(read_at=now)


@transaction.atomic
def note_look(*, notice: Notice, path: str, count: int, actor: Actor, now: datetime) -> None:
    """A door list shows names, so looking at it is recorded as a fact."""
    trail.record("notices.doors_viewed", actor=actor, path=path, about=notice.pk, at=now, data={"count": count})
