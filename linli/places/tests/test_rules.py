import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.kernel.errors import Invalid
from linli.places.patterns import MOST_PLACES, read_pattern
from linli.places.pinyin import initials
from linli.places.rules import (
    DEPTH,
    PlaceKind,
    kinds_below,
    kinds_to_add,
    may_lie_in,
    name_fault,
    normal_name,
    numeral,
    public_phone,
    shown_name,
    sorting_number,
)

K = PlaceKind


@pytest.mark.parametrize(
    ("kind", "spellings"),
    [
        (
            K.BUILDING,
            ["3号楼", "3栋", "3幢", "3#", "3", "３号楼", "三号楼", "第3号楼", " 3 号楼", "03栋", "3座", "3#楼"],
        ),
        (K.STAIRWELL, ["2单元", "2", "二单元", "2门", "2号单元"]),
        (K.FLOOR, ["5层", "5楼", "5F", "五层", "第5层"]),
        (K.FLOOR, ["负1层", "-1层", "B1", "地下一层", "B1层"]),
        (K.GRID, ["03网格", "3网格", "第三网格", "网格3", "3号网格"]),
        (K.DOOR, ["501", "501室", "0501", "501号", "５０１"]),
        (K.COMMUNITY, ["学院社区居委会", "学院社区", "学院", "学院居委会", "学院社区居民委员会"]),
        (K.COMMUNITY, ["溪下村委会", "溪下村", "溪下村村委会", "溪下村村民委员会"]),
        (K.BUILDING, ["A座", "A栋", "a号楼", "Ａ"]),
        (K.BUILDING, ["3-1号楼", "3-1", "3-1#"]),
    ],
)
def test_spellings_of_one_place_are_equal(kind, spellings):
    assert len({normal_name(kind, name) for name in spellings}) == 1


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        (K.COMMUNITY, "宏路社区居委会", "宏路村委会"),  # both lie in 宏路街道
        (K.ALLEY, "槐树巷", "槐树胡同"),
        (K.BUILDING, "B1", "1"),
        (K.FLOOR, "-1层", "1层"),
        (K.DOOR, "101", "1001"),
        (K.BUILDING, "十一号楼", "1号楼"),
        (K.DOOR, "东屋", "西屋"),
    ],
)
def test_different_places_stay_apart(kind, one, other):
    assert normal_name(kind, one) != normal_name(kind, other)


@settings(deadline=None)  # the first call loads the dictionary of pinyin
@given(st.sampled_from(list(PlaceKind)), st.text(max_size=80))
def test_the_name_shown_means_what_was_written(kind, text):
    """Otherwise a place made from a register would not be found by the same register the next day."""
    assert normal_name(kind, shown_name(kind, text)) == normal_name(kind, text)
    sorting_number(kind, text)
    assert initials(text).isascii()


@pytest.mark.parametrize(
    ("text", "value"), [("三", 3), ("十", 10), ("十二", 12), ("二十", 20), ("一百零五", 105), ("二〇", 20), ("x", None)]
)
def test_chinese_numerals(text, value):
    assert numeral(text) == value


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("7号楼", ""), ("  ", "places.name_missing"), ("楼" * 61, "places.name_too_long"), ("7\x00号楼", "places.name_unprintable"),
        ("7\u202e号楼", "places.name_unprintable"), ("<script>alert(1)</script>", ""), ("𠮷野家", ""), ("O'Brien's 院", ""),
    ],
)  # fmt: skip
def test_names_that_cannot_be(name, fault):
    assert name_fault(name) == fault


def test_what_may_lie_in_what():
    assert may_lie_in(K.SUBDISTRICT, None)
    assert not may_lie_in(K.COMMUNITY, None)
    assert K.SUBDISTRICT not in kinds_below(K.SUBDISTRICT)
    assert kinds_below(K.DOOR) == []
    for kind in PlaceKind:
        assert all(DEPTH[below] > DEPTH[kind] for below in kinds_below(kind))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("崇文路街道", "cwljd"), ("重庆市", "cqs"), ("单县", "sx"), ("长安街", "caj"), ("石家庄", "sjz"), ("7号楼", "7hl"),
        ("乐清市", "yqs"), ("仇家村", "qjc"), ("校长楼", "xzl"), ("银行家属院", "yhjsy"), ("Ａ座", "az"), ("(一)", "y"),
    ],
)  # fmt: skip
def test_pinyin_initials(name, expected):
    assert initials(name) == expected


@pytest.mark.parametrize(
    ("text", "counts", "first", "last"),
    [
        ("1-12号楼, 2 单元, 18 层, 每层 3 户", [12, 24, 432, 1296], "1号楼 1单元 1层 101", "12号楼 2单元 18层 1803"),
        ("A－C座，１单元，6层，每层２户", [3, 3, 18, 36], "A号楼 1单元 1层 101", "C号楼 1单元 6层 602"),
        ("三到五号楼;两单元", [3, 6], "3号楼 1单元", "5号楼 2单元"),
        ("1、3、5号楼", [3], "1号楼", "5号楼"),
        ("1-40号院,每院3户", [40, 120], "1号院 1", "40号院 3"),
        ("1-64网格", [64], "01网格", "64网格"),
        ("3号楼", [1], "3号楼", "3号楼"),
    ],
)
def test_patterns(text, counts, first, last):
    pattern = read_pattern(text)
    chains = list(pattern.chains())
    assert [count for _kind, count in pattern.counts()] == counts
    assert [" ".join(name for _kind, name in chain) for chain in (chains[0], chains[-1])] == [first, last]
    assert len(set(chains)) == counts[-1]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "places.pattern_empty"), ("，，", "places.pattern_empty"), ("随便", "places.pattern_unread"),
        ("18层,2单元", "places.pattern_order"), ("1-99999号楼", "places.pattern_step_too_big"),
        ("99999999单元", "places.pattern_unread"), ("9999层", "places.pattern_step_too_big"),
        ("12-1号楼", "places.pattern_unread"), ("号楼", "places.pattern_unread"), ("0单元", "places.pattern_unread"),
    ],
)  # fmt: skip
def test_patterns_that_are_refused(text, code):
    with pytest.raises(Invalid) as refusal:
        read_pattern(text)
    assert (refusal.value.code, refusal.value.field) == (code, "text")


@settings(deadline=None)
@given(st.text(alphabet="0123456789-、,，一二三十百负号楼栋单元层每户院巷A", max_size=40))
def test_no_pattern_runs_away(text):
    try:
        pattern = read_pattern(text)
    except Invalid:
        return
    if pattern.size() <= MOST_PLACES:
        assert len(set(pattern.chains())) == pattern.counts()[-1][1]


def test_doors_added_to_a_floor_are_called_after_it():
    assert [chain[0][1] for chain in read_pattern("每层3户").chains("5")] == ["501", "502", "503"]


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("13800000001", "13800000001"), ("138 0000 0001", "13800000001"), ("０９１２—３８９１２３４", "0912-3891234"),
        ("0912-3891234", "0912-3891234"), ("(0912)3891234", "09123891234"), ("3891234", "3891234"),
        ("0912-3891234-801", "0912-3891234-801"), ("010-62345678转12", "010-62345678转12"), ("400-820-8820", "400-820-8820"),
        ("110", "110"), ("119", "119"), ("120", "120"), ("122", "122"), ("12345", "12345"), ("0912-12345", "0912-12345"),
        ("95598", "95598"), ("96110", "96110"), ("12", ""), ("1", ""), ("111", ""), ("1234", ""), ("66123", ""), ("abc", ""),
        ("没有", ""), ("1380000000", ""), ("138000000011", ""), ("12800000001", ""), ("0912-389", ""),
        ("0912-3891234、13800000001", ""), ("110转", ""), ("00000000000", ""), ("123456", ""),
    ],
)  # fmt: skip
def test_a_number_in_public_is_one_that_residents_can_ring(typed, printed):
    assert public_phone(typed) == printed


@pytest.mark.parametrize("parent", [K.SUBDISTRICT, K.COMMUNITY, K.SECTOR])
def test_nothing_inside_a_house_is_added_beside_the_grids(parent):
    assert not {K.STAIRWELL, K.FLOOR, K.DOOR} & set(kinds_to_add(parent))
    assert {K.GRID, K.BUILDING, K.SHOP} <= set(kinds_to_add(parent))


@pytest.mark.parametrize("parent", [K.GRID, K.COMPOUND, K.COURTYARD, K.BUILDING, K.FLOOR])
def test_a_home_is_added_where_homes_lie(parent):
    assert K.DOOR in kinds_to_add(parent)
