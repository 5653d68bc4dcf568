"""What a cell of a leaders' file says: one place, several, or a run of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.corps.leaders import in_words
from linli.corps.scopes import chains_of, expand, scopes_of
from linli.kernel.errors import Invalid
from linli.places.rules import PlaceKind


@pytest.mark.parametrize(
    ("text", "kind", "names"),
    [
        ("5-6层", PlaceKind.FLOOR, ["5层", "6层"]),
        ("5 - 6 层", PlaceKind.FLOOR, ["5层", "6层"]),
        ("5层至7层", PlaceKind.FLOOR, ["5层", "6层", "7层"]),
        ("5、6", PlaceKind.FLOOR, ["5", "6"]),
        ("501、502", PlaceKind.DOOR, ["501", "502"]),
        ("1-13号", PlaceKind.SHOP, [f"{n}号" for n in range(1, 14)]),
        ("东屋,西屋", PlaceKind.DOOR, ["东屋", "西屋"]),
        ("2-501", PlaceKind.DOOR, ["2-501"]),
        ("5-5层", PlaceKind.FLOOR, ["5层"]),
        ("负1层", PlaceKind.FLOOR, ["负1层"]),
        ("1F-3F", PlaceKind.FLOOR, ["1F", "2F", "3F"]),
        ("605-1", PlaceKind.DOOR, ["605-1"]),
    ],
)
def test_several_places_in_one_cell(text, kind, names):
    assert expand(text, kind) == names


@given(st.text(max_size=30))
def test_any_text_in_a_cell_is_names_or_nothing(text):
    try:
        names = expand(text, PlaceKind.DOOR)
    except Invalid as refusal:
        names = [refusal.code]
    assert all(names)
    assert len(names) <= 30 * 61


def test_a_row_in_words():
    chains = chains_of({"community": "学院社区", "building": "7号楼", "floor": "5-6层"})
    assert in_words(chains) == "学院社区 7号楼 5层、6层"


def words(chains):
    return [" ".join(name for _kind, name in chain) for chain in chains]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("2号楼1-3层", ["2号楼 1层", "2号楼 2层", "2号楼 3层"]),
        ("槐树巷1号、3号", ["槐树巷 1号院", "槐树巷 3号院"]),
        ("槐树巷1、3号", ["槐树巷 1号院", "槐树巷 3号院"]),
        ("12弄1号、3号", ["12弄 1号楼", "12弄 3号楼"]),
        ("学院路12弄1、3、5号", [f"学院路12弄 {n}号楼" for n in (1, 3, 5)]),
        ("学院路12弄1-3号", [f"学院路12弄 {n}号楼" for n in (1, 2, 3)]),
        ("12弄1号、3号501室", ["12弄 1号楼", "12弄 3号楼 501"]),
        ("学院小区3号楼1单元、花园小区2-501", ["学院小区 3号楼 1单元", "花园小区 2 501"]),
        ("东风大厦15楼", ["东风大厦 15层"]),
        ("沿街商铺1-2号", ["1号", "2号"]),
        ("三号楼一至三层", ["三号楼 1层", "三号楼 2层", "三号楼 3层"]),
        ("5号楼、6号楼", ["5号楼", "6号楼"]),
        ("5、6号楼", ["5号楼", "6号楼"]),
        ("1号楼和2号楼", ["1号楼", "2号楼"]),
        ("2号楼1单元、2单元", ["2号楼 1单元", "2号楼 2单元"]),
        ("7号楼5、6层", ["7号楼 5层", "7号楼 6层"]),
        ("2号楼1单元501、502", ["2号楼 1单元 501", "2号楼 1单元 502"]),
        ("学院小区3号楼2单元5-6层", ["学院小区 3号楼 2单元 5层", "学院小区 3号楼 2单元 6层"]),
        ("槐树巷1-2号院", ["槐树巷 1号院", "槐树巷 2号院"]),
        ("学院路商街1-2号门店", ["学院路商街 1号门店", "学院路商街 2号门店"]),
        ("学院社区03网格7号楼", ["学院社区 03网格 7号楼"]),
        ("3号楼全部", ["3号楼"]),
        ("实验楼", ["实验楼"]),
        ("3-2-501", ["3 2 501"]),
        ("1 2号楼", ["1号楼", "2号楼"]),
        ("5号楼、6", ["5号楼", "6号楼"]),
        ("5和6号楼", ["5号楼", "6号楼"]),
        ("2号楼1单元1 2层", ["2号楼 1单元 1层", "2号楼 1单元 2层"]),
        ("学院路商街1-2号", ["学院路商街 1号", "学院路商街 2号"]),
        ("2号楼东户", ["2号楼 东户"]),
        ("3号楼1F-3F", ["3号楼 1F", "3号楼 2F", "3号楼 3F"]),
        ("3号楼1层、5楼", ["3号楼 1层", "3号楼 5层"]),
        ("3号楼三楼、五楼", ["3号楼 三层", "3号楼 五层"]),
        ("3号楼、5楼", ["3号楼", "5楼"]),
        ("3楼1层、5楼2层", ["3楼 1层", "5楼 2层"]),
    ],
)
def test_a_scope_in_one_cell(text, places):
    assert words(scopes_of(text)) == places


@pytest.mark.parametrize("text", ["全部", "共3栋", "全社区", "东区", "3-2", "待定", "1-999号楼", "3、5号楼1-6层", "3号楼2、3单元5层",
    "2号楼2单元101-601", "101-601", "5号楼住户", "3号楼单数户", "2号楼1单元12户", "2号、3号楼", "501、502",
    "3号楼2单元、5楼", "3楼1层、5楼", "学院路1号、3号、5号楼", "槐树巷1号、3号楼", "3号楼负1-3层", "3号楼-1-3层", "3号楼3层以上"])  # fmt: skip
def test_a_scope_that_is_not_understood_is_refused(text):
    with pytest.raises(Invalid) as refused:
        scopes_of(text)
    assert refused.value.code == "corps.row_scope_unread"


@pytest.mark.parametrize(
    ("cells", "places"),
    [
        ({"grid": "01网格、04网格"}, ["01网格", "04网格"]),
        ({"building": "5号楼、6号楼"}, ["5号楼", "6号楼"]),
        ({"building": "1号楼", "stairwell": "1单元", "floor": "一至三层"}, [f"1号楼 1单元 {n}层" for n in (1, 2, 3)]),
        ({"building": "7号楼", "floor": "5层", "door": "501、502"}, ["7号楼 5层 501", "7号楼 5层 502"]),
        ({"alley": "共青巷", "courtyard": "1-2号院"}, ["共青巷 1号院", "共青巷 2号院"]),
        ({"grid": "03网格", "scope": "2号楼1-2层"}, ["03网格 2号楼 1层", "03网格 2号楼 2层"]),
        ({"building": "7号楼", "stairwell": "/", "scope": "501、502"}, ["7号楼 501", "7号楼 502"]),
        ({"building": "3号楼", "scope": "5楼"}, ["3号楼 5层"]),
        ({"building": "3号楼", "scope": "5楼501"}, ["3号楼 5层 501"]),
        ({"building": "3号楼", "stairwell": "2单元", "scope": "1-2楼"}, ["3号楼 2单元 1层", "3号楼 2单元 2层"]),
        ({"building": "3", "scope": "3号楼1层"}, ["3号楼 1层"]),
        ({"compound": "学院小区", "scope": "榆林学院小区2号楼"}, ["榆林学院小区 2号楼"]),
    ],
)
def test_several_places_in_columns(cells, places):
    assert words(chains_of(cells)) == places


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"building": "共3栋"}, "corps.row_scope_unread"),
        ({"building": "1号楼", "floor": "全部"}, "corps.row_scope_unread"),
        ({"building": "1-999号楼"}, "corps.row_scope_unread"),
        ({"building": "1-2号楼", "floor": "1-2层"}, "corps.row_scope_two"),
        ({}, "corps.row_no_place"),
        ({"building": "/", "stairwell": "/"}, "corps.row_no_place"),
        ({"building": "空缺"}, "corps.row_no_place"),
        ({"building": "2号楼1单元"}, "corps.row_scope_unread"),
        ({"building": "1#2#"}, "corps.row_scope_unread"),
        ({"building": "1.2"}, "corps.row_scope_unread"),
        ({"building": "1&2"}, "corps.row_scope_unread"),
        ({"building": "5、6号楼", "scope": "1-3层"}, "corps.row_scope_two"),
        ({"building": "3号楼", "scope": "5号楼"}, "corps.row_scope_two"),
        ({"building": "3、4号楼", "scope": "3号楼1层"}, "corps.row_scope_two"),
        ({"compound": "学院小区", "scope": "锦绣小区2号楼"}, "corps.row_scope_two"),
        ({"courtyard": "11号院", "scope": "1号院"}, "corps.row_scope_two"),
        ({"building": "3楼", "scope": "5楼"}, "corps.row_scope_unread"),
        ({"building": "3号楼", "door": "101-601"}, "corps.row_scope_unread"),
        ({"building": "3号楼", "door": "2-5F"}, "corps.row_scope_unread"),
        ({"building": "7号楼", "scope": "2"}, "corps.row_scope_unread"),
        ({"building": "7号楼", "scope": "1-2"}, "corps.row_scope_unread"),
        *[
            ({"building": "7号楼", "floor": floor}, "corps.row_scope_unread")
            for floor in ("3层以上", "奇数", "-1-3", "负1-3层", "B1-3层", "除1层", "单数", "待定")
        ],
        ({"building": "待定"}, "corps.row_scope_unread"),
        ({"building": "待分配"}, "corps.row_scope_unread"),
        ({"building": "不限"}, "corps.row_no_place"),
    ],
)
def test_columns_that_name_no_place_are_refused(cells, code):
    with pytest.raises(Invalid) as refused:
        chains_of(cells)
    assert refused.value.code == code
