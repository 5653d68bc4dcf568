"""Terms, what may be given, and how much somebody carries: tables of every bound, and properties."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.access.permissions import BUNDLES
from linli.access.rules import SEGMENT, common_path
from linli.corps import appointing, rules
from linli.corps.rules import Advice, Span
from linli.kernel.errors import Conflict, Invalid, NotAllowed

DAY = date(2022, 3, 10)
DAYS = st.dates(date(2020, 1, 1), date(2024, 1, 1))


@pytest.mark.parametrize(
    ("start", "end", "field", "code"),
    [
        (DAY, None, "", ""),
        (DAY, DAY + timedelta(days=1), "", ""),
        (date(1990, 1, 1), date(2100, 12, 31), "", ""),
        (date(2100, 12, 31), None, "", ""),
        (DAY, DAY, "ends_on", "corps.term_ends_before"),
        (DAY, DAY - timedelta(days=1), "ends_on", "corps.term_ends_before"),
        (date(1989, 12, 31), None, "starts_on", "corps.term_wrong_year"),
        (DAY, date(2101, 1, 1), "ends_on", "corps.term_wrong_year"),
        (date(2101, 1, 1), None, "starts_on", "corps.term_wrong_year"),
        (date(2101, 1, 1), date(2101, 1, 2), "starts_on", "corps.term_wrong_year"),
    ],
)
def test_a_term_is_at_least_a_day_of_our_time(start, end, field, code):
    if not code:
        appointing.check_term(start, end)
        return
    with pytest.raises(Invalid) as refused:
        appointing.check_term(start, end)
    assert (refused.value.field, refused.value.code) == (field, code)


@pytest.mark.parametrize(
    ("end", "new_end", "code"),
    [
        (None, DAY, "corps.term_is_open"),
        (DAY, None, "corps.already_ended"),  # the first day out of office is today
        (DAY - timedelta(days=1), DAY + timedelta(days=9), "corps.already_ended"),
        (DAY + timedelta(days=1), DAY + timedelta(days=1), "corps.extension_not_later"),
        (DAY + timedelta(days=9), DAY + timedelta(days=8), "corps.extension_not_later"),
        (DAY + timedelta(days=1), date(2101, 1, 1), "corps.term_wrong_year"),
        (DAY + timedelta(days=1), DAY + timedelta(days=2), ""),
        (DAY + timedelta(days=1), None, ""),
    ],
)
def test_only_a_term_that_still_runs_to_a_day_is_extended_and_only_to_a_later_one(end, new_end, code):
    if not code:
        appointing.check_extension(end, new_end, DAY)
        return
    with pytest.raises((Invalid, Conflict)) as refused:
        appointing.check_extension(end, new_end, DAY)
    assert refused.value.code == code


@given(DAYS, st.none() | DAYS, DAYS)
def test_a_relief_leaves_a_term_that_is_shorter_and_not_less_than_nothing(start, end, on):
    try:
        appointing.check_relief(start, end, on)
    except Invalid:
        assert on < start
    except Conflict:
        assert end is not None and end <= on
    else:
        assert start <= on and (end is None or on < end)


@pytest.mark.parametrize("giver", BUNDLES)
@pytest.mark.parametrize("bundle", BUNDLES)
def test_whoever_gives_a_post_could_do_all_that_it_may(giver, bundle):
    """But for two: a registrar's and a volunteer's work is not the office's own."""
    try:
        appointing.check_may_give([giver], bundle)
    except NotAllowed as refused:
        assert refused.code == "corps.may_not_give"
        assert bundle not in appointing.MAY_GIVE.get(giver, ())
    else:
        assert giver in {"street", "community"} and bundle not in {"auditor", "administrator"}
        assert giver == "street" or bundle not in {"street", "community", "commander", "registrar"}


@given(st.lists(st.sampled_from(list(BUNDLES)), max_size=4), st.sampled_from(list(BUNDLES)))
def test_of_several_posts_the_widest_decides_what_one_gives(held, bundle):
    try:
        appointing.check_may_give(held, bundle)
    except NotAllowed:
        assert not any(bundle in appointing.MAY_GIVE.get(one, ()) for one in held)
    else:
        assert any(bundle in appointing.MAY_GIVE.get(one, ()) for one in held)


PATHS = st.lists(
    st.lists(st.sampled_from(["0001", "0002", "0011"]), min_size=1, max_size=4).map("".join), min_size=1, max_size=5
)


@given(PATHS)
def test_the_common_place_is_above_all_and_nothing_deeper_is(paths):
    common = common_path(paths)
    assert len(common) % SEGMENT == 0
    assert all(path.startswith(common) for path in paths)
    deeper = {path[: len(common) + SEGMENT] for path in paths}
    assert len(deeper) > 1 or common in paths


ADVICE = st.builds(
    lambda unit, least, more: Advice(unit, least, least + more),
    st.sampled_from(["floors", "households", "shops"]), st.integers(0, 5), st.integers(1, 9),
)  # fmt: skip


@given(st.lists(st.tuples(ADVICE, st.integers(0, 30)), max_size=4))
def test_nobody_carries_too_much_who_keeps_to_one_of_the_measures(loads):
    spoken = [(advice, load) for advice, load in loads if load]
    carried = rules.carried(loads)
    fitting = [advice for advice, load in spoken if advice.least <= load <= advice.most]
    if not spoken:
        assert carried.state is Span.NONE
    elif fitting:
        assert carried.state is Span.FITTING
    elif any(load < advice.least for advice, load in spoken):
        assert carried.state is Span.LIGHT
    else:
        assert carried.state is Span.OVER and carried.load > carried.most
        assert carried.load / carried.most == max(load / advice.most for advice, load in spoken)
