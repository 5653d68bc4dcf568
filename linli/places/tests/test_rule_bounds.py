"""Where the rules of names, kinds and one-line patterns begin and end."""

from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.kernel.errors import Invalid
from linli.places.actions.growing import check_chain
from linli.places.actions.modes import LevelDraft, check_levels
from linli.places.calendar import OFF, WORKED
from linli.places.forms_levels import rearrange
from linli.places.patterns import MOST_PLACES, read_pattern
from linli.places.pinyin import initials
from linli.places.rules import (
    PASSED_OVER,
    UNITS,
    Duty,
    PlaceKind,
    SpanUnit,
    floor_of,
    kind_choices,
    kinds_below,
    may_lie_in,
    name_fault,
    normal_name,
    numeral,
    shown_name,
    sorting_number,
)

K = PlaceKind


def refusal(check, *args):
    with pytest.raises(Invalid) as told:
        check(*args)
    return told.value.code, told.value.field


# ---- kinds -------------------------------------------------------------------------------------------------------


@given(st.sampled_from(list(K)), st.sampled_from(list(K)), st.sampled_from(list(K)))
def test_lying_in_is_an_order(one, two, three):
    assert not may_lie_in(one, one)
    assert not (may_lie_in(one, two) and may_lie_in(two, one))
    if may_lie_in(one, two) and may_lie_in(two, three):
        assert may_lie_in(one, three)


def test_every_kind_has_a_word_and_only_a_street_stands_alone():
    assert [code for code, _word in kind_choices()] == [kind.value for kind in K]
    assert [kind for kind in K if may_lie_in(kind, None)] == [K.SUBDISTRICT]
    assert all(kinds_below(unit) == [] for unit in UNITS)
    assert not PASSED_OVER & (UNITS | {K.SUBDISTRICT, K.COMMUNITY, K.BUILDING})


# ---- names -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("一", 1), ("十", 10), ("十二", 12), ("二十", 20), ("九十九", 99), ("一百", 100), ("一百零三", 103), ("百", 100),
        ("三百二十一", 321), ("两", 2), ("二〇五", 205), ("〇", 0), ("", None), ("千", None), ("3", None), ("十楼", None),
    ],
)  # fmt: skip
def test_chinese_numerals(text, number):
    assert numeral(text) == number


@given(st.integers(1, 999))
def test_a_numeral_says_the_number_that_it_was_made_of(number):
    digits = "零一二三四五六七八九"
    hundreds, tens, ones = number // 100, number // 10 % 10, number % 10
    text = f"{digits[hundreds]}百" if hundreds else ""
    text += f"{digits[tens]}十" if tens else "零" if hundreds and ones else ""
    assert numeral(text + (digits[ones] if ones else "")) == number


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("楼" * 60, ""), ("楼" * 61, "places.name_too_long"), (" \u3000", "places.name_missing"), ("", "places.name_missing"),
        ("楼\u202e", "places.name_unprintable"), ("楼\u2028", "places.name_unprintable"), ("楼\n", "places.name_unprintable"),
        ("𠮷楼", ""), ("7", ""),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_name(name, fault):
    assert name_fault(name) == fault


@pytest.mark.parametrize(
    ("kind", "typed", "shown"),
    [
        (K.GRID, "3", "03网格"), (K.GRID, "12", "12网格"), (K.BUILDING, "７", "7号楼"), (K.FLOOR, "-1", "-1层"),
        (K.STAIRWELL, "2", "2单元"), (K.COURTYARD, "1", "1号院"), (K.ALLEY, "5", "5巷"), (K.DOOR, "501", "501"),
        (K.BUILDING, "A", "A"), (K.BUILDING, "12345", "12345"), (K.SHOP, "3", "3"), (K.BUILDING, " 甲  楼 ", "甲 楼"),
    ],
)  # fmt: skip
def test_a_bare_number_gets_its_word(kind, typed, shown):
    assert shown_name(kind, typed) == shown


@given(st.sampled_from(sorted(set(K) - {K.COMMUNITY})), st.integers(1, 9999))
def test_a_place_means_the_same_by_its_number_and_by_the_name_it_is_given(kind, number):
    assert normal_name(kind, str(number)) == normal_name(kind, shown_name(kind, str(number)))
    assert sorting_number(kind, shown_name(kind, str(number))) == number


@pytest.mark.parametrize(
    ("kind", "name", "number"),
    [
        (K.FLOOR, "负1层", -1), (K.FLOOR, "B2", -2), (K.BUILDING, "十二号楼", 12), (K.BUILDING, "槐树楼", 0),
        (K.ALLEY, "槐树3巷", 3), (K.DOOR, "0501", 501), (K.BUILDING, "A座", 0), (K.COMMUNITY, "第9社区", 9),
    ],
)  # fmt: skip
def test_what_places_are_sorted_by(kind, name, number):
    assert sorting_number(kind, name) == number


@given(st.integers(1, 99), st.integers(1, 99))
def test_a_door_lies_on_the_floor_that_its_number_begins_with(floor, door):
    assert floor_of(f"{floor}{door:02d}") == str(floor)
    assert floor_of(f"{floor:02d}{door:02d}室") == str(floor)


@settings(deadline=None)  # the first call reads the dictionaries
@given(st.text(max_size=80))
def test_initials_of_places_are_plain_and_fit_their_column(name):
    short = initials(name)
    assert len(short) <= 60
    assert all(c.isascii() and c.isalnum() and c == c.lower() for c in short)


# ---- patterns ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "most"), [("层", 120), ("单元", 30), ("户", 200), ("号楼", 1_000), ("号院", 1_000), ("号门店", 1_000)]
)
def test_a_step_has_a_most(word, most):
    counted = word in {"层", "单元", "户"}
    good, bad = (f"{most}{word}", f"{most + 1}{word}") if counted else (f"1-{most}{word}", f"1-{most + 1}{word}")
    assert read_pattern(good).size() == most
    assert refusal(read_pattern, bad) == ("places.pattern_step_too_big", "text")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("-2-3层", "-2层 -1层 1层 2层 3层"),  # there is no floor nought
        ("第3单元", "3单元"),
        ("3单元", "1单元 2单元 3单元"),
        ("1、3单元", "1单元 3单元"),
        ("1、1、2号楼", "1号楼 2号楼"),
        ("A、C座", "A号楼 C号楼"),
        ("十一到十三号楼", "11号楼 12号楼 13号楼"),
        ("共2栋", "2号楼"),
        ("各3户", "1 2 3"),
        ("1和5号院", "1号院 5号院"),
        ("３~４号门店", "3号门店 4号门店"),
        ("2个单元", "1单元 2单元"),
    ],
)
def test_what_a_step_says(text, names):
    assert " ".join(chain[-1][1] for chain in read_pattern(text).chains()) == names


@pytest.mark.parametrize(
    "text",
    ["C-A座", "3-1层", "1-B号楼", "、号楼", "1,,,", "号楼1", "一千号楼", "-号楼", "1-12", "3号楼2单元", "a号楼b"],
)
def test_what_is_not_understood_is_named(text):
    assert refusal(read_pattern, text) == ("places.pattern_unread", "text")


@pytest.mark.parametrize("text", ["2单元,3号楼", "3层,2层", "2户,1-3号门店", "1-3网格,1-3网格"])
def test_a_line_goes_from_the_outside_in(text):
    assert refusal(read_pattern, text) == ("places.pattern_order", "text")


def test_doors_below_ground_keep_their_own_numbers():
    names = [chain[-1][1] for chain in read_pattern("-1-1层,每层2户").chains()]
    assert names == ["1", "2", "101", "102"]
    assert [chain[0][1] for chain in read_pattern("A、B户").chains("5")] == ["5A", "5B"]


@given(st.integers(1, 9), st.integers(1, 4), st.integers(1, 9), st.integers(1, 9))
def test_counts_are_those_of_the_chains(buildings, stairs, floors, doors):
    pattern = read_pattern(f"1-{buildings}号楼,{stairs}单元,{floors}层,每层{doors}户")
    chains = set(pattern.chains())
    for length, (kind, count) in enumerate(pattern.counts(), 1):
        level = {chain[:length] for chain in chains}
        assert len(level) == count
        assert {chain[-1][0] for chain in level} == {kind}
    assert pattern.size() == sum(count for _kind, count in pattern.counts()) <= MOST_PLACES


@pytest.mark.parametrize(
    ("chain", "code"),
    [
        ((), None),
        (((K.GRID, "3"), (K.DOOR, "1")), None),
        (((K.GRID, "3"), (K.GRID, "4")), "places.cannot_lie_in"),
        (((K.DOOR, "1"), (K.SHOP, "2")), "places.cannot_lie_in"),
        (((K.GRID, "3"), (K.DOOR, "\x07")), "places.name_unprintable"),
    ],
)
def test_which_chains_can_be_made(chain, code):
    if code is None:
        check_chain(K.COMMUNITY, chain)
    else:
        assert refusal(check_chain, K.COMMUNITY, chain)[0] == code


# ---- levels of a mode --------------------------------------------------------------------------------------------


def level(kind=K.BUILDING, post=1, **span):
    return LevelDraft(place_kind=kind, post=UUID(int=post), duty=Duty.COVER, **span)


def households(least, most, prefix=""):
    return {f"{prefix}span_unit": SpanUnit.HOUSEHOLDS, f"{prefix}span_min": least, f"{prefix}span_max": most}


@pytest.mark.parametrize(
    ("levels", "code"),
    [
        ([], "places.level_count"),
        ([level(post=n) for n in range(12)], None),
        ([level(post=n) for n in range(13)], "places.level_count"),
        ([level(K.GRID), level(K.BUILDING)], None),
        ([level(K.BUILDING), level(K.GRID)], "places.level_order"),
        ([level(K.COMPOUND), level(K.ALLEY)], None),  # of one depth
        ([level(), level()], "places.level_doubled"),
        ([level(), level(post=2), level()], "places.level_doubled"),
        ([level(K.GRID), level(K.BUILDING, post=1)], None),  # one post at two kinds of places
        ([level(**households(0, 1))], None),
        ([level(**households(0, 0))], "places.level_span"),
        ([level(**households(3, 2))], "places.level_span"),
        ([level(**households(-1, 2))], "places.level_span"),
        ([level(**households(1, 1_000_000))], None),
        ([level(**households(1, 1_000_001))], "places.level_span"),
        ([level(**households(2, 1, "or_"))], "places.level_span"),
        ([level(span_min=9, span_max=1)], None),  # numbers without a unit say nothing
    ],
)
def test_which_levels_make_a_chain(levels, code):
    if code is None:
        check_levels(levels)
    else:
        assert refusal(check_levels, levels)[0] == code


@given(st.lists(st.integers(), max_size=6), st.text(max_size=12) | st.sampled_from(["up:1", "down:0", "remove:2"]))
def test_no_button_loses_or_doubles_a_level(rows, deed):
    given_rows = [{"n": row} for row in rows]
    after = rearrange(given_rows, deed)
    kept = [row for row in after if row in given_rows]
    assert [{"n": row} for row in rows] == given_rows
    if deed.startswith("remove"):
        assert len(after) in {len(rows), len(rows) - 1}
    elif deed != "add":
        assert sorted(row["n"] for row in after) == sorted(rows)
    assert len(kept) >= len(after) - 1


def test_no_day_is_both_a_holiday_and_worked():
    assert not OFF & WORKED
    assert all(day.weekday() < 5 for day in OFF)  # weekends are free without a table
    assert all(day.weekday() >= 5 for day in WORKED)
