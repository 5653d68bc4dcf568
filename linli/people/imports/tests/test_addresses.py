"""Addresses as people write them: whatever the spelling, one door, and nothing taken from the row above unless it is
certain."""

import pytest

from linli.people.imports.addresses import Addresses
from linli.people.imports.titles import line_levels, standing_levels

BUILDING, STAIRS, DOOR = "building", "stairwell", "door"


def doors(columns, *rows, sheet=()):
    """The chain of each row as "3号楼 2单元 501", or the code of its refusal. A row that is a text is a line across the
    table."""
    addresses, found = Addresses(columns, dict(sheet)), []
    for row in rows:
        if isinstance(row, str):
            addresses.begin(line_levels({row}))
            continue
        place = addresses.place(row)
        found.append(place.fault or " ".join(name for _kind, name in place.chain))
    return found


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
        ("3号楼2#501", "3号楼 2单元 501"),
        ("3#楼2#501室", "3#楼 2单元 501"),
        ("锦绣家园2#1#101", "锦绣家园 2# 1单元 101"),
        ("3号楼2单501", "3号楼 2单元 501"),
        ("3号楼2U501", "3号楼 2单元 501"),
        ("3号楼2号501", "3号楼 2单元 501"),
        ("3号楼二501", "3号楼 二单元 501"),
        ("3号楼/2单元/501", "3号楼 2单元 501"),
        ("3#--2--501", "3# 2 501"),
        ("3号2单元501", "3号 2单元 501"),
        ("3号2-501", "3号 2 501"),
        ("3号楼2单元第501室", "3号楼 2单元 501"),
        ("3号楼2单元501房间", "3号楼 2单元 501"),
        ("3号楼2单元#501", "3号楼 2单元 501"),
        ("锦绣家园（小区）2栋101", "锦绣家园小区 2栋 101"),
        ("3号楼2单元5O1", "3号楼 2单元 501"),
        ("3-2-50l", "3 2 501"),
        ("3号楼2单元l2O1室", "3号楼 2单元 1201"),
        ("3号楼2单元501I", "3号楼 2单元 501I"),
        ("3号楼2单元OOO", "3号楼 2单元 OOO"),
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
        ("东风大厦15楼1501", "东风大厦 15楼 1501"),
        ("青年公寓5楼501", "青年公寓 5楼 501"),
        ("青年公寓5楼东户", "青年公寓 5楼 东户"),
        ("学院小区6楼601", "imports.no_building"),
        ("6楼601", "imports.no_building"),
        ("学院小区5楼301", "学院小区 5楼 301"),
        ("学院小区5楼2单元501", "学院小区 5楼 2单元 501"),
        ("学院路中段学院小区3-2-501", "学院小区 3 2 501"),
        ("人民路一段12号3-2-501", "人民路一段 12号院 3 2 501"),
        ("学院小区临街12号", "imports.address_unread"),
        ("3号楼2单元(502)", "3号楼 2单元 502"),
        ("3号楼2单元二O一", "3号楼 2单元 201"),
        ("3号楼2单元501隔壁", "imports.address_unread"),
        ("3號樓2單元501", "3号楼 2单元 501"),
        ("3号楼2单无501", "3号楼 2单元 501"),
        ("学院小区三2501", "imports.address_unread"),
        ("#3-501", "3 501"),
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
        (("3号楼", "", "5楼501"), "3号楼 5楼 501"),
        (("3号楼", "", "5楼301"), "imports.address_differs"),
        (("5号楼", "", "5楼501"), "5号楼 501"),
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
        (("学院小区", "榆林市榆阳区崇文路12号学院小区3号楼2单元501"), "榆林市榆阳区 学院小区 3号楼 2单元 501"),
        (("学院小区", "3-2-501"), "学院小区 3 2 501"),
        (("学院小区", "502"), "imports.no_building"),
        (("西湖花苑", "西湖花苑东苑3-2-101"), "imports.no_building"),
        (("金茂大厦", "1203"), "金茂大厦 1203"),
        (("花园小区", "临街12号"), "imports.no_building"),
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


UNREAD, BLANK = "imports.section_unread", "imports.compound_blank"


@pytest.mark.parametrize(
    ("rows", "places"),
    [
        (["1号楼", ("", "1", "101"), "2号楼（共2个单元）", ("", "1", "101")], ["1号楼 1 101", "2号楼 1 101"]),
        (["三号楼", ("", "1", "101"), "第二单元", ("", "", "101")], ["三号楼 1 101", "三号楼 第二单元 101"]),
        (
            ["一、学院小区", ("1", "1", "101"), "二、阳光家园", ("1", "1", "101"), "2号楼", ("", "1", "101")],
            ["学院小区 1 1 101", "阳光家园 1 1 101", "阳光家园 2号楼 1 101"],
        ),
        (["第三网格", ("1", "1", "101"), "第四网格", ("1", "1", "101")], ["第三网格 1 1 101", "第四网格 1 1 101"]),
        (["学院小区", ("1", "1", "101"), "二、香槟国际", ("1", "1", "101")], ["学院小区 1 1 101", UNREAD]),
        (["二、香槟国际", ("1", "1", "101"), "2号楼", ("", "1", "101"), "学院小区", ("1", "1", "101")],
         [UNREAD, UNREAD, "学院小区 1 1 101"]),
        (["1号楼", ("", "1", "101"), "平房区", ("", "", "1"), ("2", "1", "101")], ["1号楼 1 101", "imports.no_building", UNREAD]),
        (["学院小区", ("1", "1", "101"), "合计：1户", ("1", "1", "101")], ["学院小区 1 1 101", UNREAD]),
        ([("1", "1", "101"), "沿街商户名单", ("", "", "102"), ("1", "1", "102")],
         ["1 1 101", "imports.no_building", "1 1 102"]),
        (["2号楼、3号楼", ("", "1", "101"), ("2", "1", "101")], ["imports.no_building", "2 1 101"]),
        (["学院小区1号楼", ("2", "1", "101")], ["imports.address_differs"]),
        (["1号楼", ("2", "1", "101")], ["2 1 101"]),
        (["槐树巷", ("", "1", "101"), ("", "", "东屋"), ("2", "1", "101")],
         ["imports.no_building", "imports.no_building", "imports.address_differs"]),
    ],
)  # fmt: skip
def test_a_line_across_the_table_says_where_the_rows_below_lie(rows, places):
    assert doors([BUILDING, STAIRS, DOOR], *rows) == places


@pytest.mark.parametrize(
    ("sheet", "columns", "rows", "places"),
    [
        ("3号楼", ["address"], [("1-101",), ("2单元101",), ("3-2-501",), ("3号楼1单元102",)],
         ["3号楼 1 101", "3号楼 2单元 101", "3 2 501", "3号楼 1单元 102"]),
        ("3号楼", ["address"], [("4号楼1单元101",), ("阳光小区3-101",), ("3-1-101",)],
         ["imports.address_differs", "阳光小区 3 101", "imports.address_differs"]),
        ("3号楼", [DOOR], [("5楼东",), ("东户",), ("4楼2单元401",)], ["3号楼 5楼 东", "imports.floor_blank", "4楼 2单元 401"]),
        ("学院小区3号楼", ["address"], [("1-101",)], ["学院小区 3号楼 1 101"]),
        ("学院小区", [BUILDING, STAIRS, DOOR], [("1号楼", "1单元", "101")], ["学院小区 1号楼 1单元 101"]),
        ("03网格", [BUILDING, STAIRS, DOOR], [("1号楼", "1单元", "101")], ["03网格 1号楼 1单元 101"]),
        ("三组", [BUILDING, STAIRS, DOOR], [("1号楼", "1单元", "101")], ["1号楼 1单元 101"]),
        ("2号楼", [DOOR], [("2-1-102",), ("2-1-202",)], ["imports.address_differs", "2 1 202"]),
    ],
)  # fmt: skip
def test_the_name_of_a_sheet_says_where_its_rows_lie(sheet, columns, rows, places):
    assert doors(columns, *rows, sheet=standing_levels([sheet], columns)) == places


def test_the_rows_below_a_line_in_a_list_of_addresses():
    rows = ["1号楼", ("1单元101",), ("1-102",), "2号楼", ("1-102",), ("别墅5号",)]
    assert doors(["address"], *rows) == ["1号楼 1单元 101", "1号楼 1 102", "2号楼 1 102", "2号楼 别墅5号"]


@pytest.mark.parametrize(
    ("columns", "rows", "places"),
    [
        (["compound", BUILDING, DOOR], [("学院小区", "1", "101"), ("", "2", "101"), ("", "", "102"), ("无", "2", "101")],
         ["学院小区 1 101", BLANK, "imports.no_building", "无 2 101"]),
        (["compound", BUILDING, DOOR], [("", "1", "101"), ("学院小区", "1", "102"), ("", "", "103")],
         ["1 101", "学院小区 1 102", "学院小区 1 103"]),
        (["compound", "address"], [("学院小区", "1号楼101"), ("", "1号楼101")], ["学院小区 1号楼 101", BLANK]),
        (["alley", "courtyard", DOOR], [("槐树巷", "12号", "东屋"), ("", "14号", "东屋"), ("柳树巷", "14号", "东屋")],
         ["槐树巷 12号 东屋", BLANK, "柳树巷 14号 东屋"]),
        (["alley", "courtyard", BUILDING, DOOR], [("槐树巷", "12号", "", "东屋"), ("", "", "7号楼", "101")],
         ["槐树巷 12号 东屋", "7号楼 101"]),
        ([BUILDING, DOOR], [("学院小区1号楼", "101"), ("2号楼", "101")], ["学院小区 1号楼 101", BLANK]),
    ],
)  # fmt: skip
def test_a_compound_or_alley_written_once_is_not_guessed_below(columns, rows, places):
    assert doors(columns, *rows) == places


@pytest.mark.parametrize(
    ("cells", "door"),
    [
        (("3", "2", "6", "502"), "imports.address_differs"),
        (("3", "2", "5", "2501"), "3 2 5 2501"),
        (("3", "2", "5", "502"), "3 2 5 502"),
        (("3", "2", "负1", "101"), "3 2 负1 101"),
        (("3", "2", "", "(502)"), "3 2 502"),
    ],
)
def test_a_floor_beside_the_number_of_a_door(cells, door):
    assert doors([BUILDING, STAIRS, "floor", DOOR], cells) == [door]


def test_a_floor_written_once_holds_for_the_doors_below():
    rows = [
        ("1", "1", "1", "东户"), ("", "", "", "西户"), ("", "", "2", "东户"), ("", "", "", "西户"), ("", "2", "", "东户"),
        ("2", "1", "1", "01"), ("", "", "", "02"), ("", "", "", "203"), ("", "", "无", "东户"), ("", "2", "", "301"),
    ]  # fmt: skip
    assert doors([BUILDING, STAIRS, "floor", DOOR], *rows) == [
        "1 1 1 东户", "1 1 1 西户", "1 1 2 东户", "1 1 2 西户", "imports.floor_blank",
        "2 1 1 101", "2 1 1 102", "2 1 2 203", "imports.address_none", "imports.no_building",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("columns", "row", "door"),
    [
        (["alley", "gate", DOOR], ("槐树巷", "3号", "东屋"), "槐树巷 3 东屋"),
        (["alley", "gate", DOOR], ("槐树巷", "5", ""), "槐树巷 5 院内"),
        (["gate", BUILDING, DOOR], ("崇文路12号", "3号楼", "501"), "崇文路 12号院 3号楼 501"),
        (["alley", "gate", "compound", BUILDING, DOOR], ("崇文路", "12", "学院小区", "3号楼", "501"), "学院小区 3号楼 501"),
    ],
)  # fmt: skip
def test_the_number_over_the_gate_beside_the_room(columns, row, door):
    assert doors(columns, row) == [door]


def test_a_weak_header_is_the_gate_where_another_names_the_room():
    from linli.kernel.sheets.header import match_names, synonym_table
    from linli.people.imports.columns import SYNONYMS, WEAK

    table = synonym_table(SYNONYMS)
    assert match_names(["门牌号", "房间号", "姓名"], table, WEAK) == {0: "gate", 1: "door", 2: "name"}
    assert match_names(["门牌号", "姓名"], table, WEAK) == {0: "door", 1: "name"}
