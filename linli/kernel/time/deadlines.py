"""Deadlines: durations that count on every day or on working days only. Values in, values out.

A clock that counts working days stops from midnight to midnight on every other day: "7 working days" are seven times 24
hours on working days. The caller provides which days are worked (`Works`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

Works = Callable[[date], bool]
FURTHEST = 400  # days looked ahead: a limit, in case a calendar has no working day at all
# percent of the time at which the worker looks; stage n waits for the n-th entry, stage 3 has passed the last
STAGES = (50, 80, 100)
OVERDUE = len(STAGES)
MOST_UPS = 6  # the most levels above the responsible person
LEAST_STEP = timedelta(minutes=10)
LONGEST_STEP = timedelta(days=1)


def _midnight_after(at: datetime, zone: tzinfo) -> datetime:
    return datetime.combine(at.astimezone(zone).date() + timedelta(days=1), time.min, tzinfo=zone)


def plus(start: datetime, seconds: float, works: Works | None, zone: tzinfo) -> datetime:
    """The moment at which `seconds` of counted time have passed since `start`. `works` None: every second counts."""
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
    """Counted seconds in [start, end); 0 when `end` is before `start` (the system clock was set back)."""
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
    """A running clock: `spent` of its `seconds` had passed before `since`."""

    seconds: int
    spent: int
    since: datetime
    works: Works | None
    zone: tzinfo

    def moment(self, percent: int) -> datetime:
        """When `percent` of the time will have passed; `since` if it already has."""
        left = self.seconds * percent // 100 - self.spent
        return plus(self.since, max(left, 0), self.works, self.zone)

    @property
    def due(self) -> datetime:
        return self.moment(100)

    def next_look(self, stage: int) -> datetime | None:
        """When the worker must look after `stage` was reached; beyond 100 % once for each level, evenly spaced.

        The step for a level is half of the whole time, at least LEAST_STEP, at most LONGEST_STEP.
        """
        if stage < len(STAGES):
            return self.moment(STAGES[stage])
        ups = stage - len(STAGES) + 1
        if ups >= MOST_UPS:
            return None
        return self.due + ups * self._step

    def has_reached(self, stage: int, now: datetime) -> bool:
        """Whether the worker would have told `stage` by `now`. What was overspent before `since` counts."""
        if stage <= OVERDUE:
            return stage == 0 or self.moment(STAGES[stage - 1]) <= now
        over = now - self.due + timedelta(seconds=max(self.spent - self.seconds, 0))
        return over >= (stage - OVERDUE) * self._step

    @property
    def _step(self) -> timedelta:
        """From one level to the next."""
        return min(max(timedelta(seconds=self.seconds // 2), LEAST_STEP), LONGEST_STEP)


def stage_at(running: Running, stage: int, now: datetime) -> int:
    """The stage reached at `now`, from `stage` on: after a long stop the stages between are skipped."""
    while stage < len(STAGES) + MOST_UPS:
        look = running.next_look(stage)
        if look is None or look > now or stage >= len(STAGES):
            break
        stage += 1
    return stage
