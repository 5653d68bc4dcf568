"""Which days work: the shipped holidays and a street's own days, without a database."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from linli.kernel.time.deadlines import plus
from linli.places.calendar import OFF, WORKED, works_by

ZONE = ZoneInfo("Asia/Shanghai")
WORKS = works_by({})


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 1, 1), False), (date(2026, 1, 4), True), (date(2026, 2, 16), False), (date(2026, 2, 28), True),
        (date(2026, 3, 3), True), (date(2026, 3, 7), False), (date(2025, 10, 8), False), (date(2025, 10, 11), True),
        (date(2040, 5, 1), True),
    ],
)  # fmt: skip
def test_public_holidays_and_worked_weekends(day, works):
    assert WORKS(day) is works


def test_the_shipped_calendar_contradicts_nothing():
    assert OFF.isdisjoint(WORKED)
    assert all(day.weekday() < 5 for day in OFF)
    assert all(day.weekday() >= 5 for day in WORKED)


def test_a_streets_own_days_come_first():
    works = works_by({date(2026, 3, 3): False, date(2026, 3, 7): True})
    assert (works(date(2026, 3, 3)), works(date(2026, 3, 7)), works(date(2026, 3, 4))) == (False, True, True)


def test_seven_working_days_over_the_spring_festival():
    friday = datetime(2026, 2, 13, 10, tzinfo=ZONE)
    # Saturday 14 is worked, 15–23 are off, 24–27 worked, Saturday 28 worked, Sunday off, Monday 2 March
    assert plus(friday, 7 * 86400, WORKS, ZONE) == datetime(2026, 3, 2, 10, tzinfo=ZONE)
