"""The calendar of one person: phases, tests and vitals by date, worked out from a class of a pack and one day.

Staff see dates; the numbers of days stay in the pack. Whether the day of the event itself is day 0 or day 1 is a
setting, because the published rules do not say it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from linli.incidents.rules.packs import PersonClass, Phase, PhaseKind

AHEAD = 28  # days that a phase without an end is written out, unless the caller says until when


@dataclass(frozen=True)
class Stretch:
    """A phase by date. `last` is None while nobody knows when its reason ends."""

    kind: PhaseKind
    first: date
    last: date | None
    vitals_a_day: int

    def holds(self, on: date) -> bool:
        return self.first <= on and (self.last is None or on <= self.last)


@dataclass(frozen=True)
class DueTest:
    """One test, to be taken from `first` to `last`: one day, unless the person chooses it."""

    first: date
    last: date
    kind: PhaseKind
    samples: int


@dataclass(frozen=True)
class Calendar:
    """`last_day`: the last day on which anything is asked; None without an end or without measures."""

    stretches: tuple[Stretch, ...]
    tests: tuple[DueTest, ...]

    @property
    def last_day(self) -> date | None:
        return self.stretches[-1].last if self.stretches else None

    @property
    def earliest_release(self) -> date | None:
        """The day after the last one; None without an end or without measures."""
        return None if self.last_day is None else self.last_day + timedelta(days=1)

    def on(self, day: date) -> Stretch | None:
        """The phase of that day."""
        return next((one for one in self.stretches if one.holds(day)), None)

    def vitals_due(self, day: date) -> int:
        """How often temperature and symptoms are asked on that day."""
        found = self.on(day)
        return found.vitals_a_day if found else 0

    def tests_due(self, day: date) -> list[DueTest]:
        """The tests that may be taken on that day."""
        return [test for test in self.tests if test.first <= day <= test.last]


def calendar_of(person: PersonClass, event: date, *, first_day: int, until: date | None = None) -> Calendar:
    """The calendar of somebody whose event (last contact, arrival, …) was on `event`. `first_day`: the number of that
    day, 0 or 1. `until`: the last day of a phase without an end, once it is known."""
    begins = event + timedelta(days=1 - first_day)
    stretches: list[Stretch] = []
    tests: list[DueTest] = []
    for phase in person.phases:
        last = begins + timedelta(days=phase.days - 1) if phase.days else until
        stretches.append(Stretch(phase.kind, begins, last, phase.vitals_a_day))
        tests += _tests(phase, begins, last or begins + timedelta(days=AHEAD - 1))
        begins = (last or begins) + timedelta(days=1)
    return Calendar(tuple(stretches), tuple(sorted(tests, key=lambda test: (test.first, test.last))))


def _tests(phase: Phase, begins: date, last: date) -> Iterator[DueTest]:
    days = {begins + timedelta(days=number - 1) for number in phase.test_days}
    if phase.test_every:
        days |= {begins + timedelta(days=n) for n in range(0, (last - begins).days + 1, phase.test_every)}
    if phase.samples_at_end > 1:
        days.add(last)
    for day in sorted(day for day in days if day <= last):
        yield DueTest(day, day, phase.kind, phase.samples_at_end if day == last else 1)
    for _ in range(phase.tests_within):
        yield DueTest(begins, last, phase.kind, 1)
