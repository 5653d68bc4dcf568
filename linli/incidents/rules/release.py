"""What still misses before somebody is released: values in, a list out. A named person releases; nothing here does."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from linli.incidents.rules.calendars import Calendar, DueTest
from linli.incidents.rules.packs import Need, Release


class Outcome(StrEnum):
    NEGATIVE = "negative"
    POSITIVE = "positive"
    WAITING = "waiting"  # taken, no result yet


class Missing(StrEnum):
    PERIOD = "period"  # until `day`
    TEST = "test"  # due on `day`, not taken
    RESULT = "result"  # taken for the test due on `day`, no result yet
    POSITIVE = "positive"  # the last result, of `day`, is not a negative one
    VERIFIED = "verified"
    NOTICE = "notice"
    WELL = "well"


@dataclass(frozen=True)
class Sample:
    """`ct`: the cycle threshold of a positive result, where the laboratory says it."""

    taken: date
    outcome: Outcome
    ct: int | None = None


@dataclass(frozen=True)
class Done:
    """What is known of the person. `well`: no symptom in the last report, and there was one."""

    samples: Sequence[Sample] = ()
    verified: bool = False
    notice: bool = False
    well: bool = False


@dataclass(frozen=True)
class Lack:
    what: Missing
    day: date | None = None


def missing_for_release(release: Release, calendar: Calendar, done: Done, today: date) -> list[Lack]:
    """Empty when somebody may release the person today."""
    if not calendar.stretches:
        return []
    found: list[Lack] = []
    ends = calendar.earliest_release
    if Need.PERIOD in release.needs and (ends is None or today < ends):
        found.append(Lack(Missing.PERIOD, calendar.last_day))
    if Need.NEGATIVE in release.needs:
        found += _tests_missing(release, calendar.tests, done.samples)
    said = ((Need.VERIFIED, done.verified), (Need.NOTICE, done.notice), (Need.WELL, done.well))
    return found + [Lack(Missing(need.value)) for need, there in said if need in release.needs and not there]


def _tests_missing(release: Release, tests: Sequence[DueTest], samples: Sequence[Sample]) -> list[Lack]:
    """A sample stands for the earliest open test that was due on its day or before: a late one makes up for it, one
    sample never stands for two; of the samples of one day those with a result come first."""
    left = sorted(samples, key=lambda sample: (sample.taken, sample.outcome is Outcome.WAITING))
    found: list[Lack] = []
    for test in tests:
        taken = [sample for sample in left if sample.taken >= test.first][: test.samples]
        for sample in taken:
            left.remove(sample)
        if len(taken) < test.samples:
            found.append(Lack(Missing.TEST, test.last))
        elif any(sample.outcome is Outcome.WAITING for sample in taken):
            found.append(Lack(Missing.RESULT, test.last))
    return found + _still_positive(release, samples)


def _still_positive(release: Release, samples: Sequence[Sample]) -> list[Lack]:
    """The last day with results decides; one positive sample of that day is enough."""
    known = [sample for sample in samples if sample.outcome is not Outcome.WAITING]
    last = max((sample.taken for sample in known), default=None)
    positive = any(sample.taken == last and not counts_as_negative(release, sample) for sample in known)
    return [Lack(Missing.POSITIVE, last)] if positive else []


def counts_as_negative(release: Release, sample: Sample) -> bool:
    if sample.outcome is Outcome.NEGATIVE:
        return True
    high = release.ct_from is not None and sample.ct is not None and sample.ct >= release.ct_from
    return sample.outcome is Outcome.POSITIVE and high
