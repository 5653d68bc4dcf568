"""The arithmetic of deadlines, without a database."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.kernel.time.deadlines import LEAST_STEP, LONGEST_STEP, MOST_UPS, STAGES, Running, between, plus, stage_at

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


def at(day, hour, minute=0):
    """A moment of March 2026 on the clocks of the neighbourhood; the 6th is a Friday."""
    return datetime(2026, 3, day, hour, minute, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        (at(6, 20), 4, at(7, 0)),  # exactly to the end of the day: it does not wait for Monday
        (at(6, 20), 5, at(9, 1)),
        (at(7, 10), 2, at(9, 2)),  # begun on a Saturday, it runs from Monday's midnight
        (at(8, 23, 59), 24, at(10, 0)),
        (at(5, 12), 24, at(6, 12)),
        (at(6, 12), 7 * 24, at(17, 12)),  # seven working days
        (at(6, 12), 0, at(6, 12)),
    ],
)
def test_working_hours_stand_still_from_midnight_to_midnight(start, hours, end):
    assert plus(start, hours * 3600, lambda day: day.weekday() < 5, ZONE) == end


def test_days_are_the_neighbourhoods_and_not_those_of_the_clock_that_counts():
    """Friday 23:00 there is Friday 15:00 UTC: one hour is left of the working day, not nine."""
    start = at(6, 23).astimezone(UTC)
    assert plus(start, 2 * 3600, lambda day: day.weekday() < 5, ZONE) == at(9, 1)
    assert between(start, at(7, 6), lambda day: day.weekday() < 5, ZONE) == 3600


@given(MOMENTS, st.integers(60, 20 * 86400), st.integers(0, 25 * 86400), st.booleans())
def test_what_was_spent_before_is_not_given_again(since, seconds, spent, working):
    since = since.replace(microsecond=0)
    running = Running(seconds, spent, since, works if working else None, ZONE)
    assert running.moment(0) <= running.moment(50) <= running.moment(80) <= running.due
    assert between(since, running.due, running.works, ZONE) == max(seconds - spent, 0)
    assert spent < seconds or running.due == plus(since, 0, running.works, ZONE)


@given(st.integers(1, 60 * 86400))
def test_levels_above_are_evenly_apart_not_hurried_and_not_forgotten(seconds):
    running = Running(seconds, 0, at(2, 9), None, ZONE)
    looks = [running.due, *(running.next_look(stage) for stage in range(len(STAGES), len(STAGES) + MOST_UPS - 1))]
    steps = {after - before for before, after in pairwise(looks)}
    assert len(steps) == 1
    assert LEAST_STEP <= steps.pop() <= LONGEST_STEP


@given(st.integers(60, 86400), st.integers(0, len(STAGES) + MOST_UPS), st.integers(-86400, 3 * 86400))
def test_no_look_goes_back_and_none_jumps_a_level_above(seconds, stage, later):
    """After the deadline each level is told in its turn, however late the worker comes."""
    running = Running(seconds, 0, at(2, 9), None, ZONE)
    reached = stage_at(running, stage, running.due + timedelta(seconds=later))
    assert reached >= stage
    assert reached == stage or reached <= len(STAGES)


@given(st.integers(60, 20 * 86400), st.integers(0, len(STAGES) + MOST_UPS - 1), st.booleans())
def test_a_stage_is_reached_when_its_look_is_due(seconds, stage, working):
    running = Running(seconds, 0, at(2, 9), works if working else None, ZONE)
    assert running.has_reached(0, running.since)
    look = running.next_look(stage)
    if look:
        assert running.has_reached(stage + 1, look)
        assert not running.has_reached(stage + 1, look - timedelta(seconds=1))


def test_what_was_overspent_before_a_pause_keeps_its_levels():
    running = Running(3600, 3600 + 2 * 1800, at(2, 9), None, ZONE)
    assert [running.has_reached(stage, running.since) for stage in range(7)] == [True] * 6 + [False]
