"""The arithmetic of deadlines, without a database."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from linli.kernel.time.deadlines import MOST_UPS, STAGES, Running, between, plus, stage_at

ZONE = ZoneInfo("Asia/Shanghai")
EVER = (datetime(2025, 1, 1), datetime(2027, 12, 31))  # noqa: DTZ001 (the strategy adds the zone)
MOMENTS = st.datetimes(*EVER, timezones=st.just(UTC))
OFF = {date(2026, 2, day) for day in range(15, 24)}


def works(day):
    return day.weekday() < 5 and day not in OFF


@given(MOMENTS, st.integers(0, 40 * 86400), st.booleans())
def test_what_is_added_is_what_lies_between(start, seconds, working):
    days = works if working else None
    end = plus(start.replace(microsecond=0), seconds, days, ZONE)
    assert between(start.replace(microsecond=0), end, days, ZONE) == seconds
    assert end >= start.replace(microsecond=0) + timedelta(seconds=seconds)


@given(MOMENTS, MOMENTS, MOMENTS)
def test_time_between_adds_up_and_never_runs_backwards(a, b, c):
    a, b, c = sorted(at.replace(microsecond=0) for at in (a, b, c))
    assert between(a, b, works, ZONE) + between(b, c, works, ZONE) == between(a, c, works, ZONE)
    assert between(c, a, works, ZONE) == 0


def test_a_calendar_without_a_working_day_does_not_stop_the_clock_for_ever():
    start = datetime(2026, 3, 3, tzinfo=UTC)
    assert plus(start, 3600, lambda _: False, ZONE) < start + timedelta(days=500)


@given(MOMENTS, st.integers(60, 20 * 86400), st.integers(0, 86400), st.booleans())
def test_stages_come_in_order_each_once(since, seconds, spent, working):
    running = Running(seconds, min(spent, seconds), since, works if working else None, ZONE)
    looks = [running.next_look(stage) for stage in range(len(STAGES) + MOST_UPS)]
    assert looks[: len(STAGES) - 1] == sorted(looks[: len(STAGES) - 1])
    assert looks[len(STAGES) - 1] == running.due
    times = [look for look in looks if look]
    assert times == sorted(times)
    assert looks[-1] is None
    for stage, look in enumerate(looks[: len(STAGES)]):
        assert stage_at(running, stage, look) >= stage + 1 or look > running.due


def test_a_long_stop_is_told_once():
    running = Running(3600, 0, datetime(2026, 3, 3, tzinfo=UTC), None, ZONE)
    assert stage_at(running, 0, running.since + timedelta(days=3)) == len(STAGES)
