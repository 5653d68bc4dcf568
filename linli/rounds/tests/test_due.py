"""Which check is due when, in China's days."""

from datetime import UTC, date, datetime, timedelta, timezone
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.kernel.errors import Invalid
from linli.rounds.rules.due import Reason, Rhythm, Visit, check_plan, next_check
from linli.rounds.rules.hours import Hours
from linli.rounds.rules.kinds import Every, Outcome

CHINA = timezone(timedelta(hours=8))
HOURS = Hours(8, 20, CHINA)
F, S, N, R, M = Outcome.FINE, Outcome.SOMETHING, Outcome.NOT_SEEN, Outcome.REFUSED, Outcome.MOVED


def at(day, hour=10, minute=0, month=3):
    return datetime(2022, month, day, hour, minute, tzinfo=CHINA)


def visit(when, outcome=F, **more):
    return Visit(UUID(int=int(when.timestamp())), when, outcome, **more)


def due(every, visits=(), now=None, since=None, events=(), **more):
    return next_check(Rhythm(every, HOURS, **more), since or at(1), visits, events, now or at(10))


@pytest.mark.parametrize(
    ("every", "visits", "opens", "closes"),
    [
        (Every.DAY, [], at(1, 8), at(1, 20)),  # from the day of joining
        (Every.DAY, [visit(at(9))], at(10, 8), at(10, 20)),
        (Every.DAY, [visit(at(7))], at(8, 8), at(8, 20)),  # late since the 8th
        (Every.TWO_DAYS, [visit(at(9))], at(11, 8), at(11, 20)),
        (Every.WEEK, [], at(5, 8), at(7, 20)),
        (Every.WEEK, [visit(at(9))], at(14, 8), at(16, 20)),
        (Every.WEEK, [visit(at(2)), visit(at(9, 21))], at(14, 8), at(16, 20)),  # an early one moves what follows
        (Every.MONTH, [], at(1), at(31, 20)),
        (Every.MONTH, [visit(at(30, month=2 - 1))], at(1), at(31, 20)),
        (Every.MONTH, [visit(at(2))], at(1, 8, month=4), at(30, 20, month=4)),
        (Every.QUARTER, [visit(at(2))], at(1, 8, month=4), at(30, 20, month=6)),
        (Every.QUARTER, [], at(1), at(31, 20)),
    ],
)
def test_what_is_due_next(every, visits, opens, closes):
    found = due(every, visits)
    assert (found.window.opens, found.window.closes, found.reason) == (opens, closes, Reason.CADENCE)


def test_the_day_is_chinas():
    """23:30 UTC on the 8th is the morning of the 9th in China."""
    late = visit(datetime(2022, 3, 8, 23, 30, tzinfo=UTC))
    assert due(Every.DAY, [late]).window.opens == at(10, 8)


def test_a_late_visit_never_stands_for_two_months():
    found = due(Every.MONTH, [visit(at(2, month=5))], now=at(3, month=5), since=at(1, month=4))
    assert found.window.opens == at(1, 8, month=6)


def test_without_a_working_day_on_its_last_day_it_is_due_earlier():
    found = due(Every.WEEK, [visit(at(6))], works=lambda day: day.weekday() < 5)  # the 13th is a Sunday
    assert found.window.closes == at(11, 20)


@pytest.mark.parametrize(
    ("visits", "now", "opens"),
    [
        ([], at(10, 9), at(10, 8)),
        ([visit(at(10, 9))], at(10, 9, 30), at(10, 14)),  # the evening
        ([visit(at(10, 7))], at(10, 9), at(10, 14)),  # before the hours counts for the morning
        ([], at(10, 15), at(10, 14)),  # nobody takes the morning's temperature in the evening
        ([visit(at(10, 15))], at(10, 16), at(11, 8)),
        ([visit(at(10, 22))], at(10, 23), at(11, 8)),
        ([], at(10, 21), at(11, 8)),
    ],
)
def test_morning_and_evening(visits, now, opens):
    assert due(Every.DAY, visits, now, times_a_day=2).window.opens == opens


DAYS = (date(2022, 3, 8), date(2022, 3, 11), date(2022, 3, 14))


@pytest.mark.parametrize(
    ("visits", "now", "opens"),
    [
        ([], at(7), at(8, 8)),
        ([], at(9), at(8, 8)),  # a missed day stays due
        ([], at(11), at(11, 8)),  # until the next one begins
        ([visit(at(9))], at(10), at(11, 8)),
        ([visit(at(14))], at(14, 12), None),
        ([], at(20), at(14, 8)),
    ],
)
def test_the_days_of_a_pack(visits, now, opens):
    found = due(Every.PACK, visits, now, days=DAYS)
    assert (found.window and found.window.opens) == opens


def test_an_event_wants_somebody_within_its_hours():
    elder = {"event_hours": 24, "events": [at(10, 15)]}
    found = due(Every.MONTH, [visit(at(9))], at(10, 16), **elder)
    assert (found.reason, found.window.closes) == (Reason.EVENT, at(11, 15))
    assert due(Every.MONTH, [visit(at(9)), visit(at(10, 18))], at(10, 19), **elder).reason is Reason.CADENCE
    assert due(Every.DAY, [visit(at(8))], at(10, 16), **elder).reason is Reason.CADENCE  # due before it anyway


def test_not_seen_comes_back_as_planned_and_is_no_less_late():
    plan = at(10, 18, 30)
    found = due(Every.DAY, [visit(at(9)), visit(at(10, 9), N, plan=plan)])
    assert (found.reason, found.window.opens, found.window.closes, found.misses) == (Reason.PLAN, plan, at(10, 20), 1)
    assert due(Every.DAY, [visit(at(9)), visit(at(10, 9), N)]).reason is Reason.CADENCE


@pytest.mark.parametrize(
    ("visits", "misses", "care"),
    [
        ([(8, 9, N), (9, 9, N), (10, 9, N)], 3, (10, 9)),
        ([(10, 9, N), (10, 11, N), (10, 13, N)], 1, None),  # three knocks on one day are one
        ([(7, 9, N), (8, 9, N), (9, 9, N), (10, 9, N)], 4, (9, 9)),  # from the third on
        ([(8, 9, N), (9, 9, F), (10, 9, N)], 1, None),
        ([(8, 9, N), (9, 9, R), (10, 9, N)], 1, None),  # who refuses is there
    ],
)
def test_too_many_misses_in_a_row_become_a_care_call(visits, misses, care):
    found = due(Every.DAY, [visit(at(d, h), o) for d, h, o in visits], at(10, 14), misses=3)
    assert (found.misses, found.care) == (misses, visit(at(*care)).id if care else None)


def test_told_counts_only_where_the_kind_says_so_but_they_are_there():
    told = [visit(at(9), N), visit(at(10, 9), F, told=True)]
    assert due(Every.DAY, told, told_counts=True).window.opens == at(11, 8)
    assert due(Every.DAY, told).window.opens == at(1, 8)
    assert due(Every.DAY, told).misses == 0


def test_moved_waits_for_the_desk_and_once_is_once():
    assert due(Every.DAY, [visit(at(9), M)]).reason is Reason.MOVED
    assert due(Every.ONCE, [visit(at(9))]).reason is Reason.DONE
    assert due(Every.ONCE, [visit(at(9), R)], ends=at(20)).window.closes == at(20)
    assert due(Every.DAY, [visit(at(9))], ends=at(10, 8)).reason is Reason.DONE


@pytest.mark.parametrize(
    ("every", "plan", "code"),
    [
        (Every.DAY, at(10, 9), "rounds.plan_past"),
        (Every.DAY, at(12), "rounds.plan_late"),
        (Every.DAY, at(11, 19), None),
        (Every.MONTH, at(17, 19), None),
        (Every.MONTH, at(17, 21), "rounds.plan_late"),
    ],
)
def test_a_plan_is_ahead_and_not_too_far(every, plan, code):
    try:
        check_plan(Rhythm(every, HOURS), plan, at(10))
    except Invalid as refused:
        assert (refused.code, refused.field) == (code, "plan")
    else:
        assert code is None


moments = st.integers(0, 40 * 24).map(lambda hours: at(1) + timedelta(hours=hours))
visits_drawn = st.lists(
    st.builds(lambda when, out, told: visit(when, out, told=told), moments, st.sampled_from(Outcome), st.booleans()),
    max_size=12,
    unique_by=lambda one: one.id,
)
rhythms = st.builds(
    Rhythm, st.sampled_from([every for every in Every if every is not Every.PACK]), st.just(HOURS),
    event_hours=st.sampled_from([0, 24]), misses=st.integers(0, 3), told_counts=st.booleans(),
)  # fmt: skip


@given(rhythms, visits_drawn, st.lists(moments, max_size=3), moments, st.data())
def test_the_order_of_arrival_and_doubling_change_nothing(rhythm, visits, events, now, data):
    mixed = data.draw(st.permutations([*visits, *visits[:3]]))
    assert next_check(rhythm, at(1), mixed, events[::-1], now) == next_check(rhythm, at(1), visits, events, now)


@given(rhythms, visits_drawn, moments)
def test_after_a_visit_nothing_is_due_on_that_day_and_all_is_due_in_time(rhythm, visits, now):
    done = [*(one for one in visits if one.at < now), visit(now)]
    found = next_check(rhythm, at(1), done, [], now)
    if rhythm.every is Every.ONCE:
        assert found.reason is Reason.DONE
    else:
        assert HOURS.day_of(found.window.opens) > HOURS.day_of(now) or found.window.opens >= now
        longest = {Every.DAY: 1, Every.TWO_DAYS: 2, Every.WEEK: 7, Every.MONTH: 62, Every.QUARTER: 184}[rhythm.every]
        assert HOURS.day_of(found.window.closes) - HOURS.day_of(now) <= timedelta(days=longest)
