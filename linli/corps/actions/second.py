"""The second person: confirms, or declines, a term whose giver lacks rights that it carries (docs/decisions/028)."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone

from linli.access.actor import Actor
from linli.access.models import Account, actor_of
from linli.access.second import Second
from linli.corps.actions.appointments import write_awaited
from linli.corps.actions.giving import check_may_give
from linli.corps.models import Appointment, AwaitedTerm
from linli.corps.queries.second import paths_of, why_not
from linli.kernel.errors import Conflict, Invalid, NotAllowed
from linli.kernel.facts import trail
from linli.kernel.writes import once
from linli.kernel.writes.change import change, change_all


def confirm(*, awaited: AwaitedTerm, actor: Actor, key: UUID | None, now: datetime) -> Appointment:
    """The term begins, today at the earliest.

    Raises NotAllowed for who is no second person here, Conflict when it is decided or lapsed or when its giver may no
    longer give it, and what the deed itself raises.
    """
    return _confirm(awaited, Second(actor), key, now)


@transaction.atomic
def _confirm(awaited: AwaitedTerm, second: Second, key: UUID | None, now: datetime) -> Appointment:
    _check_second(awaited, second)
    actor = second.actor
    if done := once.made(Appointment, key, "corps.confirmed", actor=actor):
        return done
    today = timezone.localdate(now)
    _decide(awaited, "confirmed", actor, today, now)
    term = write_awaited(awaited, giver=_giver(awaited, today), now=now)
    data = {"member": str(awaited.member_id), "post": awaited.post.code, "by": str(awaited.recorded_by)}
    trail.record("corps.confirmed", actor=actor, path=term.path, about=term.pk, key=key, at=now, data=data)
    return term


def confirm_all(*, rows: Sequence[AwaitedTerm], actor: Actor, key: UUID, now: datetime) -> tuple[int, int]:
    """Confirms each by itself: a whole list of leaders may wait. Returns how many began, and how many did not, because
    the actor is no second person there or the deed itself is refused; those wait on."""
    began, second = 0, Second(actor)
    for row in rows:
        with suppress(NotAllowed, Conflict, Invalid):
            _confirm(row, second, uuid5(key, row.pk.hex), now)
            began += 1
    return began, len(rows) - began


@transaction.atomic
def decline(*, awaited: AwaitedTerm, actor: Actor, key: UUID | None, now: datetime) -> None:
    """Nothing begins. Raises what `confirm` raises of the second person and the state."""
    _check_second(awaited, Second(actor))
    if once.done(key, "corps.declined", actor=actor, about=awaited.pk):
        return
    _decide(awaited, "declined", actor, timezone.localdate(now), now)
    trail.record("corps.declined", actor=actor, path=awaited.path, about=awaited.pk, key=key, at=now)


@transaction.atomic
def lapse(now: datetime) -> int:
    """Scheduled every night. Returns how many nobody confirmed in time; one fact for each."""
    over = AwaitedTerm.objects.filter(state="waiting", lapses_on__lte=timezone.localdate(now))
    rows = list(over.values_list("pk", "path"))
    change_all(over.filter(pk__in=[pk for pk, _path in rows]), state="lapsed", decided_at=now)
    for pk, path in rows:
        trail.record("corps.lapsed", actor=None, path=path, about=pk, at=now)
    return len(rows)


def _check_second(awaited: AwaitedTerm, second: Second) -> None:
    if code := why_not(awaited, second):
        raise NotAllowed(code)


def _decide(awaited: AwaitedTerm, state: str, actor: Actor, today: date, now: datetime) -> None:
    if awaited.state != "waiting" or awaited.lapses_on <= today:
        raise Conflict("corps.asked_over")
    change(
        awaited, code="corps.asked_over", where={"state": "waiting"},
        state=state, decided_by=actor.account, decided_at=now,
    )  # fmt: skip


def _giver(awaited: AwaitedTerm, today: date) -> Actor:
    """Whoever asked, with the posts of today: who has left since gives nothing any more."""
    account = Account.objects.filter(pk=awaited.recorded_by, is_active=True).first()
    gone = Conflict("corps.giver_gone", name=awaited.recorded_by_name)
    if account is None:
        raise gone
    giver = actor_of(account, today)
    try:
        check_may_give(giver, awaited.post.bundle, paths_of(awaited))
    except NotAllowed:
        raise gone from None
    return giver
