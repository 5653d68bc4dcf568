"""Tubes: who is in which, and who is asked to come again."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.kernel.errors import Conflict, Expected, Invalid
from linli.rounds.rules.pools import Result, Tube, check_run, labels, open_tube, put, read_code, take_results

SITE, OTHER = UUID(int=1), UUID(int=2)
PEOPLE = [UUID(int=100 + number) for number in range(40)]
NEG, POS, UNCLEAR = Result.NEGATIVE, Result.POSITIVE, Result.UNCLEAR


def tube(code="T1", size=20, count=20, start=0, **more):
    return Tube(code, size, SITE, tuple(PEOPLE[start : start + count]), **more)


def by_code(*tubes):
    return {one.code: one for one in tubes}


def test_a_positive_pool_of_twenty_recalls_its_members_into_single_tubes():
    found = take_results(by_code(tube()), [("T1", POS)])
    assert (found.recalled, found.positive, found.refused) == (tuple(PEOPLE[:20]), (), ())
    after = by_code(*found.tubes, Tube("S1", 1, SITE), Tube("P1", 10, SITE))
    assert put(after, "S1", PEOPLE[0]).members == (PEOPLE[0],)
    with pytest.raises(Conflict, match=r"rounds\.tube_single"):
        put(after, "P1", PEOPLE[1])


@pytest.mark.parametrize(
    ("size", "result", "recalled", "positive"),
    [(1, POS, 0, 1), (1, UNCLEAR, 1, 0), (10, UNCLEAR, 10, 0), (10, NEG, 0, 0), (5, POS, 5, 0)],
)
def test_who_comes_again(size, result, recalled, positive):
    found = take_results(by_code(tube(size=size, count=size)), [("T1", result)])
    assert (len(found.recalled), len(found.positive)) == (recalled, positive)


@pytest.mark.parametrize(
    ("tubes", "code", "person", "refused"),
    [
        ([tube()], "T9", PEOPLE[30], "rounds.tube_unknown"),
        ([tube()], "T1", PEOPLE[30], "rounds.tube_full"),
        ([tube(count=3, closed=True)], "T1", PEOPLE[30], "rounds.tube_closed"),
        ([tube(count=3, result=NEG)], "T1", PEOPLE[30], "rounds.tube_closed"),
        ([tube(), tube("T2", count=0)], "T2", PEOPLE[0], "rounds.tube_twice"),
        ([tube(result=NEG), tube("T2", count=0)], "T2", PEOPLE[0], "rounds.tube_twice"),
    ],
)
def test_who_may_not_go_into_a_tube(tubes, code, person, refused):
    with pytest.raises(Expected) as caught:
        put(by_code(*tubes), code, person)
    assert caught.value.code == refused


def test_results_for_unknown_tubes_are_refused_and_sent_again_change_nothing():
    rows = [("T1", NEG), ("T9", POS), ("T2", NEG)]
    first = take_results(by_code(tube(), tube("T2", count=0)), rows)
    assert first.refused == (("T9", "rounds.tube_unknown"), ("T2", "rounds.tube_empty"))
    again = take_results(by_code(*first.tubes), [("T1", NEG), ("T1", POS)])
    assert (again.tubes, again.refused) == ((), (("T1", "rounds.tube_contradicts"),))


def test_two_prints_at_once_get_no_number_twice():
    first, codes = labels("A", [], 3)
    second, _codes = labels("A", [], 5)  # read before the first was written
    with pytest.raises(Conflict, match=r"rounds\.tube_printed"):
        check_run(second, [first])
    third, more = labels("A", [first], 5)
    check_run(third, [first])
    assert set(codes).isdisjoint(more)
    assert read_code(f" {codes[0].lower()} ") == codes[0]
    with pytest.raises(Invalid, match=r"rounds\.tube_code"):
        read_code(codes[0][:-2] + codes[1][-2:][::-1])


def test_one_label_at_two_sites_is_found():
    with pytest.raises(Conflict, match=r"rounds\.tube_elsewhere"):
        open_tube(by_code(tube()), "T1", 20, OTHER)
    with pytest.raises(Invalid, match=r"rounds\.tube_size"):
        open_tube({}, "T1", 7, SITE)


@given(st.lists(st.tuples(st.sampled_from("ABC"), st.sampled_from(PEOPLE[:8])), max_size=40))
def test_nobody_is_ever_in_two_tubes(steps):
    tubes = by_code(Tube("A", 5, SITE), Tube("B", 10, SITE), Tube("C", 1, SITE))
    for code, person in steps:
        try:
            tubes[code] = put(tubes, code, person)
        except Conflict:
            continue
    inside = [person for one in tubes.values() for person in one.members]
    assert len(inside) == len(set(inside))
    assert all(len(one.members) <= one.size for one in tubes.values())
