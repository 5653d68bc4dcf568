"""Timed work on calls: due clocks remind and escalate, circles widen, calls without a holder go back, old ones settle.

Each due clock is handled exactly once: its row is locked (SQLite has one writer) while the stage changes, and stage,
history and message are written in one transaction. A worker that dies half-way has written nothing of its batch.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from linli.calls.actions import clocks, ending, holding, routing
from linli.calls.actions.moving import By, add_event, put
from linli.calls.actions.succeeding import receive_anew
from linli.calls.models import Call, CallEvent, Clock
from linli.calls.queries.posts import around, covered, posts_today
from linli.calls.queries.standing import may_carry, may_receive
from linli.calls.queries.waiting import WAITS, waiting_too_long
from linli.calls.rules import WORKED, Role
from linli.corps.queries.ladder import Ladders
from linli.kernel.facts import trail
from linli.kernel.time.deadline_actions import in_batches, save_stages, take_due
from linli.kernel.time.deadlines import OVERDUE, STAGES
from linli.kernel.work import outbox
from linli.kernel.writes.change import hold_where

BATCH = 500


@dataclass(frozen=True)
class StageReached:
    """The result for one clock: its new stage, whom to tell (None: nobody was found), and the reason in words."""

    clock: Clock
    topic: str
    to: UUID | None
    reason: str


def run_due(now: datetime, limit: int = 100_000) -> int:
    """Handle every clock that is due, in batches; returns how many."""
    return in_batches(lambda: _batch(now), BATCH, limit)


@transaction.atomic
def _batch(now: datetime) -> int:
    rows = Clock.objects.select_related("call", "call__kind", "slot")
    due = take_due(rows, clocks.calendars(), now, BATCH)
    if not due:
        return 0
    ladders = Ladders(((clock.path, responsible(clock.call)) for clock in due), timezone.localdate(now))
    told = [_told(clock, ladders) for clock in due]
    save_stages(due)
    CallEvent.objects.bulk_create(_line(one, now) for one in told)
    outbox.put_many(((one.topic, _payload(one)) for one in told), at=now)
    data = {"count": len(due)}
    trail.record("calls.clocks_told", actor=None, path="", at=now, data=data)
    return len(due)


def responsible(call: Call) -> UUID | None:
    return call.holder or call.receiver


def _told(clock: Clock, ladders: Ladders) -> StageReached:
    """Before the end the responsible is reminded; from then on it goes up one level a stage, past vacant posts.

    After the highest level `next_at` is cleared, and the call stays on the list of what needs handling now.
    """
    who, what = responsible(clock.call), clock.get_what_display()
    if clock.stage < OVERDUE:
        return StageReached(clock, "calls.reminded", who, f"{what}时限已过 {STAGES[clock.stage - 1]}%")
    following = ladders.up(clock.path, who, clock.stage - OVERDUE + 1)
    if following.last:
        clock.next_at = None
    titles = f"（越过空缺的{'、'.join(following.vacant)}）" if following.vacant else ""
    nobody = "，上报所在地负责人" if following.to else "，没有可上报的人"
    up = f"，上报{following.title}{titles}" if following.title else nobody
    return StageReached(clock, "calls.escalated", following.to, f"超过{what}时限{up}")


def _line(one: StageReached, now: datetime) -> CallEvent:
    call = one.clock.call
    return CallEvent(
        call=call, deed="remind" if one.topic == "calls.reminded" else "escalate", revision=call.revision, at=now,
        before=call.state, after=call.state, reason=one.reason[:200], to=one.to,
    )  # fmt: skip


def _payload(one: StageReached) -> dict[str, object]:
    clock = one.clock
    unit = str(clock.slot.unit_id) if clock.slot else None
    ids = {"call": str(clock.call_id), "path": clock.path, "to": str(one.to) if one.to else None, "unit": unit}
    return {**ids, "stage": clock.stage, "what": clock.what}


def widen_due(now: datetime, limit: int = 2_000) -> int:
    """Offered calls whose circle must now widen."""
    due = Call.objects.filter(widens_at__lte=now, state="offered").select_related("kind", "place")
    return sum(routing.widen_circle(call, now) for call in due.order_by("widens_at")[:limit])


def release_orphans(now: datetime, limit: int = 2_000) -> int:
    """Calls held by somebody whose posts of today do not reach them go back to their receiver; for a whistle the desk
    chooses the new lead (`transfer_call`)."""
    rows = Call.objects.filter(holder__isnull=False, ended_at=None, state__in=[str(state) for state in WORKED])
    orphans = _left(rows.exclude(kind__family="whistle"), "holder", around, may_carry, now)
    return sum(holding.release_call(call=call, now=now) for call in orphans[:limit])


def _left(
    rows: QuerySet[Call],
    who: str,
    near: Callable[[Iterable[str], str], bool],
    may: Callable[[UUID, Iterable[str], Call], bool],
    now: datetime,
) -> list[Call]:
    """The calls whose person in the column `who` does not stand for them any more. `near`, which asks the database
    nothing, sorts out most; `may` decides."""
    named = list(rows.order_by("opened_at", "pk").values_list("pk", who, "path"))
    posts = posts_today({person for _pk, person, _path in named}, timezone.localdate(now))
    far = {pk: person for pk, person, path in named if not near(posts.get(person, []), path)}
    calls = Call.objects.filter(pk__in=list(far)).select_related("kind", "place").order_by("opened_at", "pk")
    return [call for call in calls if not may(far[call.pk], posts.get(far[call.pk], []), call)]


def receive_orphans(now: datetime, limit: int = 2_000) -> int:
    """Open calls whose receiver's posts of today do not cover them find their receiver anew."""
    rows = Call.objects.filter(receiver__isnull=False, ended_at=None)
    return sum(receive_anew(call=call, now=now) for call in _left(rows, "receiver", covered, may_receive, now)[:limit])


def remind_waiting(now: datetime, limit: int = 2_000) -> int:
    """Calls that wait for the resident's answer: whoever it concerns is reminded after WAITS, and again as long
    after."""
    told = Exists(_reminded(OuterRef("pk"), OuterRef("revision"), now))
    rows = Call.objects.filter(waiting_too_long(now)).exclude(told).order_by("state_at", "pk")
    return sum(_remind_waiting(call, now) for call in rows[:limit])


def _reminded(call: Any, revision: Any, now: datetime) -> QuerySet[CallEvent]:
    """Clocks stand still in a pause, so that no other reminder has its revision."""
    return CallEvent.objects.filter(call=call, deed="remind", revision=revision, at__gt=now - WAITS)


@transaction.atomic
def _remind_waiting(call: Call, now: datetime) -> bool:
    still = hold_where(Call, {"pk": call.pk, "revision": call.revision, "state": "paused"})
    if not still or _reminded(call.pk, call.revision, now).exists():
        return False  # answered, or another worker was first
    by = By(None, None, now, role=Role.SYSTEM)
    add_event(call, "remind", by, reason=f"等居民回答已超过 {WAITS.days} 天", to=call.holder)
    trail.record("calls.clocks_told", actor=None, path=call.path, about=call.pk, at=now, data={"count": 1})
    put("calls.waiting", call, by, to=call.holder)
    return True


def settle_silent(now: datetime, limit: int = 2_000) -> int:
    """Calls done long ago without an answer are settled without a rating. Orders with money wait for their sitting."""
    rows = Call.objects.filter(state="done", ended_at=None, done_at__lt=now - ending.SILENCE)
    rows = rows.exclude(kind__settlement="sitting", amount__gt=0).select_related("kind", "place")
    return sum(ending.settle_silently(call=call, now=now) for call in rows.order_by("done_at")[:limit])
