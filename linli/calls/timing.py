"""Deadlines: time that counts, on every day or on working days only. Values in, values out.

A clock that counts working days stands still from midnight to midnight of every other day: "7 working days" are seven
times 24 hours that fall on working days. Which days work is the caller's knowledge (`Works`).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

Works = Callable[[date], bool]
FURTHEST = 400  # days looked ahead: a calendar without a single working day does not stop the clock for ever
STAGES = (50, 80, 100)  # percent at which the worker looks: stage 0 waits for the first, 3 has seen the last
MOST_UPS = 6  # levels above the responsible: a chain is no longer
LEAST_STEP = timedelta(minutes=10)
LONGEST_STEP = timedelta(days=1)

# Public holidays of the State Council's yearly notices: days off in the week, and days of a weekend that are worked.
# A year that is not here has its weekends alone, until somebody enters its days (`CalendarDay`).
_OFF = {
    2025: "0101 0128-0131 0203-0204 0404 0501-0502 0505 0602 1001-1003 1006-1008",
    2026: "0101-0102 0216-0220 0223 0406 0501 0504-0505 0619 0925 1001-1002 1005-1007",
}
_WORKED = {2025: "0126 0208 0427 0928 1011", 2026: "0104 0214 0228 0509 0920 1010"}


def _days(table: Mapping[int, str]) -> frozenset[date]:
    found = set()
    for year, text in table.items():
        for span in text.split():
            first, _, last = span.partition("-")
            day, end = (date(year, int(d[:2]), int(d[2:])) for d in (first, last or first))
            while day <= end:
                found.add(day)
                day += timedelta(days=1)
    return frozenset(found)


OFF, WORKED = _days(_OFF), _days(_WORKED)


def works_by(own: Mapping[date, bool]) -> Works:
    """The working days of a street: its `own` days first, then the shipped holidays, then Monday to Friday."""

    def works(day: date) -> bool:
        known = own.get(day)
        return known if known is not None else day in WORKED or (day.weekday() < 5 and day not in OFF)

    return works


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
