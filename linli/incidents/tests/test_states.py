"""Two persons declare, somebody reviews, an end is an end."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.incidents.retention import RETENTION
from linli.incidents.rules.states import (
    CLOSING_FOR,
    COLLECTS,
    MOVES,
    Deed,
    Role,
    State,
    check_review_day,
    collects,
    due_by_clock,
)
from linli.kernel.errors import Conflict, Invalid, NotAllowed

TODAY = date(2026, 8, 1)
S, D, R = State, Deed, Role


def day(number):
    return TODAY + timedelta(days=number)


def test_an_incident_from_draft_to_the_end():
    state = S.DRAFTED
    for deed, role in [(D.DECLARE, R.KEEPER), (D.CONFIRM, R.SECOND), (D.REVIEW, R.KEEPER), (D.LAPSE, R.SYSTEM),
                       (D.REVIEW, R.SECOND), (D.END, R.KEEPER), (D.DESTROY, R.SYSTEM)]:  # fmt: skip
        state = MOVES.check(state, deed, {role})
    assert state is S.DESTROYED


@pytest.mark.parametrize(
    ("state", "deed", "roles"),
    [
        (S.DECLARED, D.CONFIRM, {R.KEEPER, R.DECLARER}),  # nobody confirms what they declared
        (S.LAPSED, D.REVIEW, {R.KEEPER, R.DECLARER}),
        (S.CLOSING, D.DESTROY, {R.KEEPER, R.DECLARER, R.SECOND}),  # nobody destroys before the days of appeal are over
    ],
)
def test_who_may_not(state, deed, roles):
    with pytest.raises(NotAllowed) as refused:
        MOVES.check(state, deed, roles)
    assert refused.value.code == "incidents.not_yours"


@pytest.mark.parametrize(
    ("state", "deed", "code"),
    [
        (S.DRAFTED, D.CONFIRM, "no_such_move"),
        (S.CLOSING, D.REVIEW, "no_such_move"),
        (S.CLOSING, D.END, "no_such_move"),
        (S.DESTROYED, D.DECLARE, "over"),
        (S.DROPPED, D.DECLARE, "over"),
    ],
)
def test_no_way_back(state, deed, code):
    with pytest.raises(Conflict) as refused:
        MOVES.check(state, deed, set(Role))
    assert refused.value.code == f"incidents.{code}"


def test_what_is_kept_ends_with_the_days_of_appeal():
    assert {kept.days for kept in RETENTION.values()} == {CLOSING_FOR}


def test_what_was_once_in_force_is_only_ever_destroyed():
    """Otherwise rows about people could be left lying under an incident that was dropped."""
    reached = {S.IN_FORCE}
    for _ in State:
        reached |= {target for (state, _), (target, _) in MOVES.table.items() if state in reached}
    assert reached == {S.IN_FORCE, S.LAPSED, S.CLOSING, S.DESTROYED}


@pytest.mark.parametrize(
    ("review", "ends", "code"),
    [
        (1, None, ""), (30, None, ""), (31, None, "review_too_late"), (0, None, "review_past"),
        (-1, None, "review_past"), (10, 10, ""), (11, 10, "review_too_late"),
    ],
)  # fmt: skip
def test_a_review_is_due_within_thirty_days(review, ends, code):
    if not code:
        assert check_review_day(day(review), today=TODAY, ends=ends and day(ends)) is None
        return
    with pytest.raises(Invalid) as refused:
        check_review_day(day(review), today=TODAY, ends=ends and day(ends))
    assert (refused.value.code, refused.value.field) == (f"incidents.{code}", "review_on")


@pytest.mark.parametrize(
    ("state", "review", "ends", "since", "deed"),
    [
        (S.IN_FORCE, 0, None, -9, None),
        (S.IN_FORCE, -1, None, -9, D.LAPSE),
        (S.IN_FORCE, 9, 0, -9, None),
        (S.IN_FORCE, 9, -1, -9, D.END),
        (S.IN_FORCE, -1, -1, -9, D.END),
        (S.LAPSED, -15, None, -14, None),
        (S.LAPSED, -16, None, -15, D.END),
        (S.CLOSING, -9, None, -14, None),
        (S.CLOSING, -9, None, -15, D.DESTROY),
        (S.DRAFTED, -9, -9, -90, None),
        (S.DECLARED, -9, -9, -90, None),
        (S.DESTROYED, -9, -9, -90, None),
    ],
)
def test_what_the_clock_does(state, review, ends, since, deed):
    found = due_by_clock(
        state, review=day(review), ends=None if ends is None else day(ends), today=TODAY, since=day(since)
    )
    assert found is deed


@given(st.sampled_from(State), st.integers(-40, 40), st.none() | st.integers(-40, 40))
def test_nothing_is_asked_once_the_clock_has_something_to_do(state, review, ends):
    days = {"review": day(review), "ends": None if ends is None else day(ends), "today": TODAY}
    open_now = collects(state, **days)
    assert not open_now or (state in COLLECTS and due_by_clock(state, since=day(-40), **days) is None)
    assert open_now or state not in COLLECTS or due_by_clock(state, since=day(-40), **days) in {Deed.LAPSE, Deed.END}


@given(st.integers(0, 200))
def test_left_alone_an_incident_is_destroyed(waited):
    """Reviewed for the last time on the first day, for the longest that is allowed."""
    state, since = S.IN_FORCE, day(0)
    for number in range(waited + 1):
        if deed := due_by_clock(state, review=day(30), ends=None, today=day(number), since=since):
            state, since = MOVES.check(state, deed, {Role.SYSTEM}), day(number)
    assert (state is S.DESTROYED) is (waited >= 31 + 15 + 15)
