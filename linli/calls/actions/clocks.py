"""Clocks are rows: made when a call opens, stopped by the deed they wait for, paused while the call is paused."""

from collections.abc import Iterable
from datetime import datetime

from linli.calls.models import Call, CallKind, Clock, Slot
from linli.kernel.time import deadline_actions
from linli.kernel.time.deadline_rows import WorksOf, started
from linli.kernel.writes.change import change_where
from linli.places.queries import working_days


def calendars() -> WorksOf[Clock]:
    works_at = working_days()
    return lambda clock: works_at(clock.path)


def minutes_of(kind: CallKind) -> dict[str, int]:
    return {"answer": kind.answer_minutes, "on_site": kind.on_site_minutes, "done": kind.done_minutes}


def start(call: Call, now: datetime, slots: Iterable[Slot] = ()) -> None:
    """Make the call's own clocks; for a whistle those of each unit, and for the whistle itself only the end."""
    ours, works_of = minutes_of(call.kind), calendars()
    wanted: list[tuple[str, Slot | None]] = [(what, slot) for slot in slots for what in ours]
    wanted += [(what, None) for what in ours if what == "done" or call.kind.family != "whistle"]
    rows = [made(call, what, now, slot) for what, slot in wanted if ours[what]]
    Clock.objects.bulk_create(started(row, works_of) for row in rows)


def answer_again(call: Call, now: datetime) -> None:
    """The call was given back: a new answer clock starts with the kind's time; the end stays the same."""
    started(made(call, "answer", now), calendars()).save(force_insert=True)


def made(call: Call, what: str, at: datetime, slot: Slot | None = None) -> Clock:
    """A clock with the time that the call's kind gives; not started yet."""
    seconds = minutes_of(call.kind)[what] * 60
    return Clock(
        path=call.path, call=call, slot=slot, what=what, seconds=seconds, working=call.kind.working_days, started_at=at
    )


def stop(call: Call, now: datetime, *what: str, slot: Slot | None = None) -> None:
    """Stop these clocks of the call, or of one slot; without names, every one that still runs."""
    where: dict[str, object] = {"call": call, "stopped_at": None}
    if what or slot:
        where["slot"] = slot
    for more in [{"what": one} for one in what] or [{}]:
        change_where(Clock, {**where, **more}, stopped_at=now, **deadline_actions.STOPPED)


def stand_still(call: Call, now: datetime) -> None:
    """Pause the clocks: while we wait for the resident no time is spent."""
    deadline_actions.stand_still(Clock.objects.filter(call=call), calendars(), now)


def go_on(call: Call, now: datetime) -> None:
    deadline_actions.go_on(Clock.objects.filter(call=call), calendars(), now)
