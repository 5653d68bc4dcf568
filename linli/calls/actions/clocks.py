"""Clocks are rows: made when a call opens, stopped by the deed they wait for, standing still while it is paused."""

from collections.abc import Iterable
from datetime import datetime

from linli.calls.models import Call, CallKind, Clock, Slot
from linli.kernel.time.clock import zone
from linli.kernel.time.deadlines import Running, between
from linli.places.queries import working_days


def start(call: Call, kind: CallKind, now: datetime, slots: Iterable[Slot] = ()) -> None:
    """The call's own clocks; of a whistle each unit's, while the whistle itself has its end only."""
    ours = {"answer": kind.answer_minutes, "on_site": kind.on_site_minutes, "done": kind.done_minutes}
    rows = []
    for slot in slots:
        rows += [_made(call, kind, what, minutes, now, slot) for what, minutes in ours.items() if minutes]
    if kind.family == "whistle":
        ours = {"done": kind.done_minutes}
    rows += [_made(call, kind, what, minutes, now, None) for what, minutes in ours.items() if minutes]
    Clock.objects.bulk_create(rows)


def answer_again(call: Call, now: datetime) -> None:
    """Given back: somebody new must answer, in the time the kind gives for that; the end stays where it was."""
    _made(call, call.kind, "answer", call.kind.answer_minutes, now, None).save(force_insert=True)


def _made(call: Call, kind: CallKind, what: str, minutes: int, now: datetime, slot: Slot | None) -> Clock:
    clock = Clock(
        path=call.path, call=call, slot=slot, what=what, seconds=minutes * 60, working=kind.working_days,
        started_at=now, running_from=now, due_at=now,
    )  # fmt: skip
    running = running_of(clock)
    clock.due_at, clock.next_at = running.due, running.next_look(0)
    return clock


def running_of(clock: Clock) -> Running:
    """Of a clock that runs."""
    assert clock.running_from
    works = working_days()(clock.path) if clock.working else None
    return Running(clock.seconds, clock.spent, clock.running_from, works, zone())


def stop(call: Call, now: datetime, *what: str, slot: Slot | None = None) -> None:
    """Stop these clocks of the call, or of one slot; without names every one that has not stopped yet."""
    rows = Clock.objects.filter(call=call, stopped_at=None)
    if what:
        rows = rows.filter(what__in=what, slot=slot)
    elif slot:
        rows = rows.filter(slot=slot)
    rows.update(stopped_at=now, next_at=None, running_from=None)


def stand_still(call: Call, now: datetime) -> None:
    """While we wait for the resident no time is spent."""
    for clock in Clock.objects.filter(call=call, stopped_at=None, running_from__isnull=False):
        running = running_of(clock)
        clock.spent += between(running.since, now, running.works, running.zone)
        clock.running_from, clock.next_at = None, None
        clock.save(update_fields=["spent", "running_from", "next_at"])


def go_on(call: Call, now: datetime) -> None:
    for clock in Clock.objects.filter(call=call, stopped_at=None, running_from=None):
        clock.running_from = now
        running = running_of(clock)
        clock.due_at, clock.next_at = running.due, running.next_look(clock.stage)
        clock.save(update_fields=["running_from", "due_at", "next_at"])
