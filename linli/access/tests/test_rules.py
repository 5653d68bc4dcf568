from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from linli.access import rules

paths = st.lists(st.integers(1, rules.MOST_CHILDREN - 1), max_size=6).map(lambda ns: "".join(map(rules.segment, ns)))


@given(paths, paths)
def test_a_post_covers_its_place_and_what_lies_below(path, other):
    assert rules.covers(path, path)
    assert rules.covers(path, path + other)
    assert rules.covers(path, other) == (path in {*rules.ancestors(other), ""})


@given(paths, paths)
def test_the_subtree_is_the_half_open_range(path, other):
    assert (path <= other < rules.upper_end(path)) == rules.covers(path, other)


@given(st.lists(paths))
def test_outermost_covers_the_same_with_nothing_twice(many):
    kept = rules.outermost(many)
    assert all(any(rules.covers(k, p) for k in kept) for p in many)
    assert all(not rules.covers(a, b) for a in kept for b in kept if a != b)
    assert set(kept) <= set(many)


@given(st.integers(1, rules.MOST_CHILDREN - 2))
def test_segments_sort_as_their_numbers(number):
    one, two = rules.segment(number), rules.segment(number + 1)
    assert one < two < rules.HIGHEST and len(one) == rules.SEGMENT


@pytest.mark.parametrize("number", [0, -1, rules.MOST_CHILDREN])
def test_no_segment_beyond_the_end(number):
    with pytest.raises(ValueError, match=str(number)):
        rules.segment(number)


@given(paths)
def test_a_parent_is_the_ancestor_before(path):
    assume(path)
    assert [*rules.ancestors(rules.parent_path(path)), path] == rules.ancestors(path)


@pytest.mark.parametrize(
    ("bundles", "conflict"),
    [
        (["auditor"], False),
        (["auditor", "auditor"], False),
        (["auditor", "none"], False),
        (["auditor", "leader"], True),
        (["auditor", "administrator"], True),
        (["street", "community", "grid"], False),
        ([], False),
    ],
)
def test_who_checks_holds_nothing_else(bundles, conflict):
    assert rules.conflicts(bundles) is conflict


@pytest.mark.parametrize(
    ("bundles", "demanded"),
    [
        (["leader", "grid"], False),
        (["leader", "street"], True),
        (["auditor"], True),
        (["administrator"], True),
        ([], False),
    ],
)
def test_second_factor(bundles, demanded):
    assert rules.demands_second_factor(bundles) is demanded


@pytest.mark.parametrize(
    ("begun", "seen", "over"),
    [(0, 0, False), (59, 59, False), (719, 1, False), (720, 1, True), (100, 60, True), (60, 59, False)],
)
def test_session_over(begun, seen, over):
    now = datetime(2022, 3, 14, tzinfo=UTC)
    minute = timedelta(minutes=1)
    assert (
        rules.session_over(
            begun=now - begun * minute, seen=now - seen * minute, now=now, longest=12 * 60 * minute, idle=60 * minute
        )
        is over
    )


@pytest.mark.parametrize(
    ("address", "network"), [("192.168.7.31", "192.168.7.0"), ("2408:8207:18a0:1:2::3", "2408:8207:18a0::")]
)
def test_network_of(address, network):
    assert rules.network_of(address) == network
