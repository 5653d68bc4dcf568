"""The time that is left until a deadline, and a length of time in words."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.kernel.time.left import left, span

START = datetime(2026, 3, 3, 4, tzinfo=UTC)


@given(st.integers(0, 10_000), st.integers(-500, 20_000))
def test_the_colour_turns_at_half_of_the_time_and_at_four_fifths(minutes, passed):
    found = left(START, START + timedelta(minutes=minutes), START + timedelta(minutes=passed))
    assert 0 <= found.share <= 100
    if passed >= minutes:
        assert (found.kind, found.share) == ("bad", 100)
    else:
        used = passed * 100 / max(minutes, 1)
        assert found.kind == ("bad" if used >= 80 else "warn" if used >= 50 else "info")


@pytest.mark.parametrize(
    ("time", "number", "like"),
    [
        (timedelta(seconds=-5), "0", timedelta(0)),
        (timedelta(seconds=59), "0", timedelta(0)),
        (timedelta(minutes=59, seconds=59), "59", timedelta(minutes=59)),
        (timedelta(minutes=60), "1", timedelta(minutes=60, seconds=59)),
        (timedelta(hours=6), "6", timedelta(hours=6, minutes=59)),
        (timedelta(hours=47, minutes=59), "47", timedelta(hours=47)),
        (timedelta(hours=48), "2", timedelta(hours=71)),
        (timedelta(days=15), "15", timedelta(days=15, hours=23)),
    ],
)
def test_a_length_of_time_is_cut_never_rounded_up(time, number, like):
    assert span(time) == span(like)
    assert span(time).split()[0] == number


def test_minutes_are_said_while_they_matter():
    """One hour less a minute of two is not "one hour"."""
    assert re.findall(r"\d+", span(timedelta(minutes=119))) == ["1", "59"]
    assert re.findall(r"\d+", span(timedelta(hours=5, minutes=1))) == ["5", "1"]
