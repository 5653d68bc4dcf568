"""The clock's work: due clocks remind and go up, circles widen, what nobody answers for goes back, silence settles.

Each due clock is handled exactly once: its row is locked (SQLite: the one writer) while the stage moves on, and stage,
history and message are written in one transaction. A worker that dies half-way has written nothing of its batch.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from linli.access.models import Grant
from linli.access.rules import SEGMENT
from linli.calls.actions import ending, holding, routing
from linli.calls.models import Call, CallEvent, Clock
from linli.calls.rules import WORKED
from linli.corps.queries.ladder import Rung, above, anyone_over, ladders
from linli.kernel.facts import trail
from linli.kernel.time.clock import zone
from linli.kernel.time.deadlines import MOST_UPS, STAGES, Running, Works, stage_at
from linli.kernel.work import outbox
from linli.places.queries import working_days

BATCH = 500
OVERDUE = len(STAGES)


@dataclass(frozen=True)
class Told:
    """What became of one clock: its new stage, whom to tell (None: nobody is found), and the reason in words."""

    clock: Clock
    topic: str
    to: UUID | None
    reason: str


def run_due(now: datetime, limit: int = 100_000) -> int:
    """Handle every clock that is due, in batches; returns how many."""
    handled = 0
    while handled < limit:
        done = _batch(now)
        handled += done
        if done < BATCH:
            break
    return handled


@transaction.atomic
def _batch(now: datetime) -> int:
    rows = Clock.objects.filter(next_at__lte=now).order_by("next_at", "pk")
    if connection.features.has_select_for_update_skip_locked:
        rows = rows.select_for_update(skip_locked=True, of=("self",))
    clocks = list(rows.select_related("call", "call__kind", "slot")[:BATCH])
    if not clocks:
        return 0
    told = _judge(clocks, now)
    _move_on(clocks)
    CallEvent.objects.bulk_create(_line(one, now) for one in told)
    outbox.put_many(((one.topic, _payload(one)) for one in told), at=now)
    data = {"count": len(clocks)}
    trail.record("calls.clocks_told", actor=None, path="", at=now, data=data)
    return len(clocks)


def _move_on(clocks: Sequence[Clock]) -> None:
    """By hand: for five hundred different rows `bulk_update` builds CASE after CASE, slower than all the rest."""
    moment = connection.ops.adapt_datetimefield_value
    native = connection.features.has_native_uuid_field
    rows = [(c.stage, moment(c.next_at), c.pk if native else c.pk.hex) for c in clocks]
    with connection.cursor() as cursor:
        cursor.executemany("UPDATE calls_clock SET stage = %s, next_at = %s WHERE id = %s", rows)


def _judge(clocks: Sequence[Clock], now: datetime) -> list[Told]:
    """Move every clock's stage on, and say who hears of it."""
    day = timezone.localdate(now)
    rungs = ladders((clock.path for clock in clocks), day)
    works_at = working_days()
    told = []
    widest = _widest(clocks, day)
    for clock in clocks:
        running = _running(clock, works_at)
        clock.stage = max(stage_at(running, clock.stage, now), clock.stage + 1)
        clock.next_at = running.next_look(clock.stage)
        told.append(_told(clock, rungs[clock.path], widest, day))
    return told


def _running(clock: Clock, works_at: Callable[[str], Works]) -> Running:
    works = works_at(clock.path) if clock.working else None
    return Running(clock.seconds, clock.spent, clock.running_from or clock.started_at, works, zone())


def _widest(clocks: Sequence[Clock], day: date) -> dict[tuple[UUID, str], int]:
    """(person, street) -> length of the shortest path of their posts there: how high they stand."""
    people = {person for clock in clocks if (person := responsible(clock.call))}
    found: dict[tuple[UUID, str], int] = {}
    rows = Grant.objects.valid_on(day).filter(person__in=people).values_list("person", "path")
    for person, path in rows:
        key = (person, path[:SEGMENT])
        found[key] = min(found.get(key, len(path)), len(path))
    return found


def responsible(call: Call) -> UUID | None:
    return call.holder or call.receiver


def _told(clock: Clock, rungs: list[Rung], widest: dict[tuple[UUID, str], int], day: date) -> Told:
    """Before the end the responsible is reminded; from then on it goes up one level a stage, past vacant posts.

    The last level there is keeps hearing of it no more: `next_at` is cleared, and the call stays on the list of what
    needs handling now.
    """
    who, what = responsible(clock.call), clock.get_what_display()
    if clock.stage < OVERDUE:
        return Told(clock, "calls.reminded", who, f"{what}时限已过 {STAGES[clock.stage - 1]}%")
    base = _base(who, rungs, widest.get((who, clock.path[:SEGMENT])) if who else None)
    rung, vacant, last = above(rungs, base, clock.stage - OVERDUE + 1)
    to = rung.people[0] if rung else anyone_over(clock.path, day, but=who)
    if last or clock.stage >= OVERDUE + MOST_UPS - 1:
        clock.next_at = None
    titles = f"(越过空缺的{'、'.join(dict.fromkeys(vacant))})" if vacant else ""
    up = f",上报{rung.title}{titles}" if rung else ",上报所在地负责人" if to else ",没有可上报的人"
    return Told(clock, "calls.escalated", to, f"超过{what}时限{up}")


def _base(who: UUID | None, rungs: list[Rung], widest: int | None) -> int:
    """Which rung the responsible stands on, −1 below all. Who is no link of the chain stands by their post's place."""
    for number, rung in enumerate(rungs):
        if who in rung.people:
            return number
    if widest is None:
        return -1
    lower = [number for number, rung in enumerate(rungs) if len(rung.at) > widest]
    return max(lower, default=-1)


def _line(one: Told, now: datetime) -> CallEvent:
    call = one.clock.call
    return CallEvent(
        call=call, deed="remind" if one.topic == "calls.reminded" else "escalate", revision=call.revision, at=now,
        before=call.state, after=call.state, reason=one.reason[:200], to=one.to,
    )  # fmt: skip


def _payload(one: Told) -> dict[str, object]:
    clock = one.clock
    unit = str(clock.slot.unit_id) if clock.slot else None
    ids = {"call": str(clock.call_id), "path": clock.path, "to": str(one.to) if one.to else None, "unit": unit}
    return {**ids, "stage": clock.stage, "what": clock.what}


def widen_due(now: datetime, limit: int = 2_000) -> int:
    """Offered calls whose circle has outgrown its ground."""
    due = Call.objects.filter(widens_at__lte=now, state="offered").select_related("kind", "place")
    return sum(routing.widen_circle(call, now) for call in due.order_by("widens_at")[:limit])


def release_orphans(now: datetime, limit: int = 2_000) -> int:
    """Calls in the hands of somebody without any post today go back to their receiver; a whistle's new lead is chosen
    by the desk (`transfer_call`), because nobody else may lead it.
    """
    rows = Call.objects.filter(holder__isnull=False, ended_at=None, state__in=[str(state) for state in WORKED])
    held = {person for person in rows.order_by().values_list("holder", flat=True).distinct() if person}
    known = Grant.objects.valid_on(timezone.localdate(now)).filter(person__in=held).values_list("person", flat=True)
    gone = held - set(known)
    orphans = rows.filter(holder__in=gone).exclude(kind__family="whistle").select_related("kind", "place")
    return sum(holding.release_call(call=call, now=now) for call in orphans[:limit]) if gone else 0


def settle_silent(now: datetime, limit: int = 2_000) -> int:
    """Done long ago and nobody said a word: settled without a rating. Orders with money wait for their sitting."""
    rows = Call.objects.filter(state="done", ended_at=None, done_at__lt=now - ending.SILENCE)
    rows = rows.exclude(kind__settlement="sitting", amount__gt=0).select_related("kind", "place")
    return sum(ending.settle_silently(call=call, now=now) for call in rows.order_by("done_at")[:limit])
