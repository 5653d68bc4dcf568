"""The hours of a day in which doors are knocked at: half-open times in the street's zone. Values in, values out."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

FURTHEST = 400  # days counted ahead: a limit, in case the hours of a day are few and the work is long


@dataclass(frozen=True, slots=True)
class Window:
    """[opens, closes); `closes` None: no end that anybody knows."""

    opens: datetime
    closes: datetime | None

    def is_late(self, now: datetime) -> bool:
        return self.closes is not None and now >= self.closes


@dataclass(frozen=True)
class Hours:
    """From `starts` to `ends` o'clock, 24 for midnight, of every day in `zone`."""

    starts: int
    ends: int
    zone: tzinfo

    def day_of(self, at: datetime) -> date:
        return at.astimezone(self.zone).date()

    def midnight(self, day: date) -> datetime:
        return datetime.combine(day, time.min, tzinfo=self.zone)

    def opens(self, day: date) -> datetime:
        return self.midnight(day) + timedelta(hours=self.starts)

    def closes(self, day: date) -> datetime:
        return self.midnight(day) + timedelta(hours=self.ends)

    def parts(self, day: date, count: int) -> list[Window]:
        """The hours of the day cut into `count` equal windows: morning and evening."""
        step = (self.closes(day) - self.opens(day)) / count
        edges = [self.opens(day) + step * number for number in range(count)] + [self.closes(day)]
        return [Window(edges[number], edges[number + 1]) for number in range(count)]

    def part_of(self, at: datetime, count: int) -> tuple[date, int]:
        """Which part a moment belongs to: before the hours to the first of its day, after them to the last."""
        day = self.day_of(at)
        later = [number for number, part in enumerate(self.parts(day, count)) if part.opens <= at]
        return day, max(later, default=0)

    def worked(self, start: datetime, end: datetime) -> float:
        """Seconds of [start, end) that lie in the hours; 0 when `end` is before `start`."""
        total, day = 0.0, self.day_of(start)
        while day <= self.day_of(end):
            inside = min(end, self.closes(day)) - max(start, self.opens(day))
            total += max(inside.total_seconds(), 0.0)
            day += timedelta(days=1)
        return total if end > start else 0.0

    def after(self, at: datetime, seconds: float) -> datetime | None:
        """The moment at which `seconds` of the hours have passed since `at`; None beyond FURTHEST days."""
        left, day = timedelta(seconds=seconds), self.day_of(at)
        for _ in range(FURTHEST):
            begin = max(at, self.opens(day))
            if begin + left <= self.closes(day):
                return begin + left
            left -= max(self.closes(day) - begin, timedelta())
            day += timedelta(days=1)
        return None
