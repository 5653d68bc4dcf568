"""Zones: the counter of clean days, the closing round, proposals, and no silent growing."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.incidents.rules.zones import Proposal, Round, check_drawn_at, check_redrawn, grown, progress, raised
from linli.incidents.shipped import shipped_packs
from linli.kernel.errors import Conflict, Invalid

DRAWN = date(2022, 7, 1)


def day(number):
    """`number` days after the zone was drawn."""
    return DRAWN + timedelta(days=number)


def zone(pack, code):
    return shipped_packs()[pack].zone(code)


def look(pack, code, today, *, at="", infections=(), rounds=()):
    return progress(
        zone(pack, code), at=at or code, drawn=DRAWN, today=day(today),
        infections=[day(n) for n in infections], rounds=[Round(day(n), clean) for n, clean in rounds],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("pack", "code", "at", "today", "infections", "rounds", "to"),
    [
        # the ninth edition: seven clean days and a clean round on the seventh, then three days more
        ("cn-covid-v9", "high", "", 6, [], [(6, True)], None),
        ("cn-covid-v9", "high", "", 7, [], [], None),
        ("cn-covid-v9", "high", "", 7, [], [(6, True)], None),
        ("cn-covid-v9", "high", "", 7, [], [(7, False)], None),
        ("cn-covid-v9", "high", "", 7, [], [(7, True), (7, False)], None),
        ("cn-covid-v9", "high", "", 7, [], [(7, True)], "medium"),
        ("cn-covid-v9", "high", "", 9, [], [(7, False), (8, True)], "medium"),
        ("cn-covid-v9", "high", "", 9, [], [(7, True), (8, False)], None),
        ("cn-covid-v9", "high", "", 8, [], [(9, True)], None),
        ("cn-covid-v9", "high", "medium", 10, [], [(7, True)], None),
        ("cn-covid-v9", "high", "medium", 11, [], [(7, True)], "low"),
        ("cn-covid-v9", "high", "medium", 11, [], [], None),
        ("cn-covid-v9", "high", "low", 30, [], [(7, True)], None),
        ("cn-covid-v9", "medium", "", 7, [], [], None),
        ("cn-covid-v9", "medium", "", 8, [], [], "low"),
        # the twenty measures: five days; a new infection begins the count anew
        ("cn-covid-20", "high", "", 5, [], [(5, True)], "low"),
        ("cn-covid-20", "high", "", 5, [4], [(5, True)], None),
        ("cn-covid-20", "high", "", 8, [4], [(5, True)], None),
        ("cn-covid-20", "high", "", 9, [4], [(5, True)], None),
        ("cn-covid-20", "high", "", 9, [4], [(9, True)], "low"),
        ("cn-covid-20", "high", "", 9, [4, 2], [(9, True)], "low"),
        ("cn-covid-20", "high", "", 5, [6], [(5, True)], "low"),  # what is to come is not known today
        ("cn-covid-20", "high", "", 5, [-9], [(5, True)], "low"),  # before the zone was drawn
        ("cn-covid-20", "low", "", 90, [], [], None),
    ],
)
def test_when_a_lower_level_is_proposed(pack, code, at, today, infections, rounds, to):
    found = look(pack, code, today, at=at, infections=infections, rounds=rounds).lower
    assert (found.to if found else None) == to


def test_what_a_zone_waits_for_is_said():
    found = look("cn-covid-v9", "high", 4, infections=[1])
    assert (found.day, found.since, found.next_to, found.days_left) == (3, day(1), "medium", 4)
    assert (found.round_due, found.lower) == (day(8), None)
    ready = look("cn-covid-v9", "high", 8, infections=[1], rounds=[(8, True)])
    assert (ready.days_left, ready.round_due, ready.lower) == (0, None, Proposal("medium", 7, day(1)))
    assert look("cn-covid-v9", "high", -3).day == 0


@pytest.mark.parametrize(
    ("pack", "code", "at", "infections", "to"),
    [
        ("cn-covid-v8", "controlled", "", [3], "closed"),
        ("cn-covid-v8", "controlled", "", [], None),
        ("cn-covid-v8", "controlled", "", [0], None),  # the one for which it was drawn
        ("cn-covid-v8", "controlled", "", [9], None),  # tomorrow's
        ("cn-covid-v9", "high", "", [3], None),  # the count begins anew, the level is the highest already
        ("cn-covid-v9", "high", "medium", [3], "high"),
    ],
)
def test_a_new_infection_proposes_a_stricter_level(pack, code, at, infections, to):
    found = raised(zone(pack, code), at=at or code, drawn=DRAWN, infections=[day(n) for n in infections], today=day(5))
    assert (found and (found.to, found.since)) == (to and (to, day(infections[0])))


@given(
    st.sampled_from([("cn-covid-v9", "high"), ("cn-covid-20", "high"), ("cn-covid-v8", "closed")]),
    st.integers(0, 40), st.lists(st.integers(0, 40)), st.lists(st.tuples(st.integers(0, 40), st.booleans())),
)  # fmt: skip
def test_no_zone_is_lowered_before_its_days_or_without_its_round(which, today, infections, rounds):
    found = look(*which, today, infections=infections, rounds=rounds)
    last = max([0, *(n for n in infections if n <= today)])
    assert found.day == today - last
    wanted = zone(*which).steps[0].clean_days
    made = [n for n, clean in rounds if clean and last + wanted <= n <= today]
    assert (found.lower is None) or (found.day >= wanted and made)
    again = look(*which, today, infections=[*infections, today], rounds=rounds)
    assert (again.day, again.lower) == (0, None)


@pytest.mark.parametrize(
    ("before", "after", "added"),
    [
        (["0001"], ["0001"], []),
        (["0001"], ["00010003"], []),  # a part of it
        (["0001"], [], []),
        (["00010003"], ["0001"], ["0001"]),
        (["00010003"], ["00010003", "00010004"], ["00010004"]),
        ([], ["0001"], ["0001"]),
    ],
)
def test_what_a_change_adds_is_told_and_needs_a_second_person(before, after, added):
    assert grown(before, after) == added
    assert check_redrawn(before, after, reason="新增一例", second_person=True) == added
    for said in ({"reason": "", "second_person": True}, {"reason": "新增一例", "second_person": False}):
        if added:
            with pytest.raises(Conflict) as refused:
                check_redrawn(before, after, **said)
            assert refused.value.code == "incidents.zone_grows"
        else:
            assert check_redrawn(before, after, **said) == []


PATHS = st.lists(st.text("12", min_size=1, max_size=3).map(lambda text: "".join(f"000{c}" for c in text)), max_size=5)


@given(PATHS, PATHS, st.text("12", min_size=1, max_size=4).map(lambda text: "".join(f"000{c}" for c in text)))
def test_a_place_that_comes_under_the_zone_is_always_among_what_was_added(before, after, place):
    def covered(paths):
        return any(place.startswith(path) for path in paths)

    if covered(after) and not covered(before):
        assert covered(grown(before, after))


def test_a_zone_is_drawn_on_its_kinds_of_place_only():
    twenty = zone("cn-covid-20", "high")
    check_drawn_at(twenty, ["building", "stairwell"])
    check_drawn_at(zone("cn-covid-20", "low"), ["community"])
    with pytest.raises(Invalid) as refused:
        check_drawn_at(twenty, ["building", "compound"])
    assert (refused.value.code, refused.value.field) == ("incidents.zone_too_wide", "places")
