"""Deadlines: time that counts, on every day or on working days only. Values in, values out.

A clock that counts working days stands still from midnight to midnight of every other day: "7 working days" are seven
times 24 hours that fall on working days. Which days work is the caller's knowledge (`Works`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

Works = Callable[[date], bool]
FURTHEST = 400  # days looked ahead: a calendar without a single working day does not stop the clock for ever
STAGES = (50, 80, 100)  # percent at which the worker looks: stage 0 waits for the first, 3 has seen the last
OVERDUE = len(STAGES)
MOST_UPS = 6  # levels above the responsible: a chain is no longer
LEAST_STEP = timedelta(minutes=10)
LONGEST_STEP = timedelta(days=1)


def _midnight_after(at: datetime, zone: tzinfo) -> datetime:
    return datetime.combine(at.astimezone(zone).date() + timedelta(days=1), time.min, tzinfo=zone)


def plus(start: datetime, seconds: float, works: Works | None, zone: tzinfo) -> datetime:
    """The moment at which `seconds` that count have passed since `start`. `works` None: every second counts."""
    if works is None:
        return start + timedelta(seconds=seconds)
    at, left = start, timedelta(seconds=seconds)
    for _ in range(FURTHEST):
        end = _midnight_after(at, zone)
        if works(at.astimezone(zone).date()):
            if at + left <= end:
                return at + left
            left -= end - at
        at = end.astimezone(start.tzinfo)
    return at + left


def between(start: datetime, end: datetime, works: Works | None, zone: tzinfo) -> int:
    """Seconds that count in [start, end); 0 when the clock on the wall went back."""
    if end <= start:
        return 0
    if works is None:
        return int((end - start).total_seconds())
    at, counted = start, timedelta()
    while at < end:
        until = min(_midnight_after(at, zone), end)
        if works(at.astimezone(zone).date()):
            counted += until - at
        at = until
    return int(counted.total_seconds())


@dataclass(frozen=True)
class Running:
    """A clock that runs: `spent` of its `seconds` had passed before `since`."""

    seconds: int
    spent: int
    since: datetime
    works: Works | None
    zone: tzinfo

    def moment(self, percent: int) -> datetime:
        """When `percent` of the time will have passed; now (`since`) if it has already."""
        left = self.seconds * percent // 100 - self.spent
        return plus(self.since, max(left, 0), self.works, self.zone)

    @property
    def due(self) -> datetime:
        return self.moment(100)

    def next_look(self, stage: int) -> datetime | None:
        """When the worker must look after `stage` has been reached; past 100 % once a level, evenly spaced.

        A level has as long as the half of the whole time, at least LEAST_STEP, at most LONGEST_STEP.
        """
        if stage < len(STAGES):
            return self.moment(STAGES[stage])
        ups = stage - len(STAGES) + 1
        if ups >= MOST_UPS:
            return None
        step = min(max(timedelta(seconds=self.seconds // 2), LEAST_STEP), LONGEST_STEP)
        return self.due + ups * step


def stage_at(running: Running, stage: int, now: datetime) -> int:
    """The stage that is reached at `now`, from `stage` on: after a long stop the steps between are not told."""
    while stage < len(STAGES) + MOST_UPS:
        look = running.next_look(stage)
        if look is None or look > now or stage >= len(STAGES):
            break
        stage += 1
    return stage
