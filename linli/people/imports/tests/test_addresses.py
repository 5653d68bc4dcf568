"""Addresses as people write them: whatever the spelling, one door, and nothing taken from the row above unless it is
certain."""

import pytest

from linli.people.imports.addresses import Addresses

BUILDING, STAIRS, DOOR = "building", "stairwell", "door"


def doors(columns, *rows):
    """The chain of each row as "3号楼 2单元 501", or the code of its refusal."""
    addresses = Addresses(columns)
    return [
        place.fault or " ".join(name for _kind, name in place.chain) for place in (addresses.place(row) for row in rows)
    ]


@pytest.mark.parametrize(
    ("written", "door"),
    [
        ("3栋2单元501室", "3栋 2单元 501"),
        ("3#2-501", "3# 2 501"),
        ("三号楼二单元五〇一", "三号楼 二单元 501"),
        ("三号楼二单元五零一室", "三号楼 二单元 501"),
        ("百步新村3号楼2单元503室", "百步新村 3号楼 2单元 503"),
        ("百步街社区百步新村3号楼2单元503室", "百步街社区 百步新村 3号楼 2单元 503"),
        ("3 2 501", "3 2 501"),
        ("3/2/501", "3 2 501"),
        ("3-2-501", "3 2 501"),
        ("气象局家属院平房3号", "气象局家属院 平房3号"),
        ("槐树巷12号院东屋", "槐树巷 12号院 东屋"),
        ("学院小区3号楼2单元5楼东户", "学院小区 3号楼 2单元 5楼 东户"),
        ("外地", "imports.no_building"),
        ("别墅3号", "imports.no_building"),
        ("3号楼-1层101", "3号楼 -1层 101"),
        ("3号楼1单元-1层101", "3号楼 1单元 -1层 101"),
        ("阳光小区二期5号楼2单元501", "阳光小区二期 5号楼 2单元 501"),
        ("阳光小区第3期5号楼2单元501", "阳光小区第3期 5号楼 2单元 501"),
        ("控江路1200弄3号501室", "控江路1200弄 3号楼 501"),
        ("控江路1200弄3号", "imports.no_door"),
        ("红旗街3巷5号", "红旗街3巷 5号院 院内"),
        ("红旗街三巷5号", "红旗街三巷 5号院 院内"),
        ("红旗街南巷5号东屋", "红旗街南巷 5号院 东屋"),
        ("3号楼2单元5层01室", "3号楼 2单元 5层 501"),
        ("3号楼2单元501、502", "imports.address_unread"),
        ("3号楼2单元501/502", "imports.address_unread"),
        ("3-501/502", "imports.address_unread"),
        ("3号楼2单元501至503", "imports.address_unread"),
        ("3号楼2单元顶层", "3号楼 2单元 顶层"),
    ],
)
def test_an_address_in_one_cell(written, door):
    assert doors(["address"], (written,)) == [door]


@pytest.mark.parametrize(
    ("cells", "door"),
    [
        (("3号楼", "2单元", "5-1"), "3号楼 2单元 5-1"),
        (("3号楼", "2单元", "605-1"), "3号楼 2单元 605-1"),
        (("3号楼", "", "5-1"), "3号楼 5-1"),
        (("3号楼", "", "605-1"), "3号楼 605-1"),
        (("3号楼", "", "2-501"), "3号楼 2 501"),
        (("3号楼", "", "2-5-01"), "3号楼 2 5 501"),
        (("3号楼", "", "2单元501"), "3号楼 2单元 501"),
        (("", "", "3-2-501"), "3 2 501"),
        (("", "1单元", "101"), "imports.no_building"),
        (("", "2单元", "5-1"), "imports.no_building"),
        (("", "2单元", "3-501"), "3 2单元 501"),
        (("3号楼", "", "3-2-501"), "3号楼 2 501"),
        (("3号楼", "2单元", "2-501"), "3号楼 2单元 501"),
        (("4号楼", "", "3-2-501"), "imports.address_differs"),
        (("4号楼", "", "3号楼2单元501"), "imports.address_differs"),
        (("3号楼2单元", "", "501"), "3号楼 2单元 501"),
        (("3号楼", "2单元5层", "501"), "3号楼 2单元 5层 501"),
        (("", "", "A座1203"), "A座 1203"),
        (("3", "甲", "甲单元501"), "3 甲 501"),
        (("3号楼", "2单元", "5层"), "imports.no_door"),
        (("3号楼", "2单元", "501、502"), "imports.address_unread"),
        (("3号楼", "2单元", "501/502"), "imports.address_unread"),
        (("3号楼", "2单元", "501和502"), "imports.address_unread"),
        (("3号楼", "2单元", "501 502"), "imports.address_unread"),
        (("3号楼", "2单元", "501室502室"), "imports.address_unread"),
        (("3号楼", "2单元", "501,502"), "imports.address_unread"),
        (("3号楼", "2单元", "二期501"), "imports.address_unread"),
        (("3号楼", "2单元", "5层01室"), "3号楼 2单元 5层 501"),
        (("3号楼-1层", "", "101"), "3号楼 -1层 101"),
        (("3号楼", "无", "101"), "3号楼 101"),
        (("3号楼", "/", "101"), "3号楼 101"),
        (("5号楼、6号楼", "", "501"), "imports.several_places"),
        (("共3栋", "", "501"), "imports.several_places"),
    ],
)
def test_a_room_that_says_more_or_less(cells, door):
    assert doors([BUILDING, STAIRS, DOOR], cells) == [door]


@pytest.mark.parametrize(
    ("cells", "door"),
    [
        (("学院小区", "榆林市榆阳区崇文路12号学院小区3号楼2单元501"), "学院小区 3号楼 2单元 501"),
        (("学院小区", "3-2-501"), "学院小区 3 2 501"),
        (("学院小区", "502"), "imports.no_building"),
        (("金茂大厦", "1203"), "金茂大厦 1203"),
        (("翠湖花园", "5号"), "翠湖花园 5"),
    ],
)
def test_a_compound_beside_an_address(cells, door):
    assert doors(["compound", "address"], cells) == [door]


def test_the_building_beside_an_address():
    rows = [("3号楼", "2-501"), ("3号楼", "3号楼2单元501"), ("4号楼", "3号楼2单元501"), ("3号楼", "2单元5-1")]
    assert doors([BUILDING, "address"], *rows) == [
        "3号楼 2 501", "3号楼 2 501", "imports.address_differs", "3号楼 2单元 5-1",
    ]  # fmt: skip


def test_nothing_is_inherited_from_a_row_that_contradicts_itself():
    rows = [("4号楼", "", "3-2-501"), ("", "", ""), ("", "", "502")]
    assert doors([BUILDING, STAIRS, DOOR], *rows) == [
        "imports.address_differs", "imports.no_address", "imports.no_building",
    ]  # fmt: skip


@pytest.mark.parametrize("word", ["无", "/", "—", "——", "不详", "未知", "待核实", "同户", "见上", "地址不详", "？"])
@pytest.mark.parametrize("at", [0, 2])
def test_a_filled_cell_inherits_nothing_and_nothing_is_inherited_past_it(word, at):
    said = ["", "", ""]
    said[at] = word
    rows = [("3号楼", "1单元", "101"), tuple(said), ("", "", ""), ("", "", "102"), ("4号楼", "1单元", "101")]
    assert doors([BUILDING, STAIRS, DOOR], *rows) == [
        "3号楼 1单元 101", "imports.address_none", "imports.no_address", "imports.no_building", "4号楼 1单元 101",
    ]  # fmt: skip
    rows = [("3号楼1单元101",), (word,), ("",)]
    assert doors(["address"], *rows) == ["3号楼 1单元 101", "imports.address_none", "imports.no_address"]


def test_a_door_of_an_unknown_stairwell_is_no_door():
    rows = [("3号楼", "不详", "101"), ("", "", "102"), ("", "无", "103")]
    assert doors([BUILDING, STAIRS, DOOR], *rows) == [
        "imports.address_none",
        "imports.no_building",
        "imports.address_none",
    ]


def test_a_later_phase_of_a_compound_is_not_lost():
    row = ("阳光小区", "阳光小区二期5号楼2单元501")
    assert doors(["compound", "address"], row) == ["阳光小区二期 5号楼 2单元 501"]


def test_a_sheet_that_is_called_like_a_building():
    rows = [("1单元", "101"), ("", ""), ("", "102"), ("2单元", "2-201"), ("", "5-1")]
    addresses = Addresses([STAIRS, DOOR], {"building": "1号楼"})
    assert [" ".join(name for _kind, name in addresses.place(row).chain) for row in rows] == [
        "1号楼 1单元 101", "1号楼 1单元 101", "1号楼 1单元 102", "1号楼 2单元 201", "1号楼 2单元 5-1",
    ]  # fmt: skip


def test_three_spellings_are_one_home():
    rows = [("4号楼", "1单元", "101"), ("4栋", "1", "101室"), ("4", "一单元", "0101")]
    assert doors([BUILDING, STAIRS, DOOR], *rows) == ["4号楼 1单元 101"] * 3


def test_the_road_before_a_compound_is_no_level():
    assert doors(["alley", "compound", BUILDING, STAIRS, DOOR], ("崇文路", "学院小区", "4号楼", "2单元", "501")) == [
        "学院小区 4号楼 2单元 501"
    ]


def test_a_grid_that_is_said_to_be_none_is_not_that_of_the_row_above():
    rows = [("1网格", "1号楼", "", "101"), ("无", "2号楼", "", "101"), ("", "3号楼", "", "101"), ("/", "", "", "102")]
    assert doors(["grid", BUILDING, STAIRS, DOOR], *rows) == ["1网格 1号楼 101", "2号楼 101", "3号楼 101", "3号楼 102"]


def test_two_spellings_of_a_grid_do_not_part_a_family():
    rows = [("第三网格", "1号楼", "1单元", "101"), ("3", "", "", "")]
    assert doors(["grid", BUILDING, STAIRS, DOOR], *rows) == ["第三网格 1号楼 1单元 101"] * 2


def test_a_written_address_takes_nothing_from_the_row_above():
    rows = [("学院小区3号楼2单元501",), ("别墅3号",), ("外地",), ("502室",)]
    assert doors(["address"], *rows) == ["学院小区 3号楼 2单元 501", *["imports.no_building"] * 3]


def test_a_foreign_community_is_that_of_its_own_row():
    rows = [("3号楼2单元501",), ("春苑社区5号楼1单元101",), ("3号楼2单元502",)]
    assert doors(["address"], *rows) == ["3号楼 2单元 501", "春苑社区 5号楼 1单元 101", "3号楼 2单元 502"]


def test_columns_of_community_and_grid_go_on_beside_an_address():
    rows = [("甲社区", "1网格", "3号楼2单元501"), ("", "", "4号楼1单元101"), ("乙社区", "", "5号楼1单元101")]
    assert doors(["community", "grid", "address"], *rows) == [
        "甲社区 1网格 3号楼 2单元 501", "甲社区 1网格 4号楼 1单元 101", "乙社区 5号楼 1单元 101",
    ]  # fmt: skip
