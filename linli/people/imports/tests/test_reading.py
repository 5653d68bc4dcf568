"""Registers as communities really write them: rows, sheets, titles and lines across the table."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.people.imports.reading import Reader
from linli.people.imports.tests.cases import NAME_FIRST, TODAY, WHERE, read
from linli.people.imports.tests.files import csv, xlsx
from linli.people.models import Household, Resident
from linli.places.written import YARD_DOOR, parse_address


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        ("3号楼2单元501", {"building": "3号楼", "stairwell": "2单元", "door": "501"}),
        ("3-2-501", {"building": "3", "stairwell": "2", "door": "501"}),
        ("3-501室", {"building": "3", "door": "501"}),
        ("槐树巷12号院东屋", {"alley": "槐树巷", "courtyard": "12号院", "door": "东屋"}),
        ("槐树巷12号", {"alley": "槐树巷", "courtyard": "12号院", "door": "院内"}),
        (
            "崇文路12号阳光小区3号楼2单元501",
            {"compound": "阳光小区", "building": "3号楼", "stairwell": "2单元", "door": "501"},
        ),
        (
            "陕西省榆林市榆阳区崇文路街道学院社区03网格7号楼1单元101",
            {"community": "学院社区", "grid": "03网格", "building": "7号楼", "stairwell": "1单元", "door": "101"},
        ),
        ("榆林学院家属楼3-1-201", {"compound": "榆林学院家属楼", "building": "3", "stairwell": "1", "door": "201"}),
        ("7号楼1单元3层301", {"building": "7号楼", "stairwell": "1单元", "floor": "3层", "door": "301"}),
        ("", {}),
    ],
)
def test_addresses(text, levels):

    assert parse_address(text) == levels


UNDER_A_HEAD = ("grid", "building", "stairwell", "door", "name", "relation")


@pytest.mark.parametrize(
    ("below", "fault"),
    [
        (("同上", "1号楼", "同上", "", "李四", "配偶"), ""),
        (("1网格", "1号楼", "", "", "李四", "长子"), ""),
        (("", "", "", "", "李四", "父亲"), ""),
        (("1网格", "1号楼", "1单元", "", "李四", "户主"), "imports.no_door"),
        (("1网格", "1号楼", "1单元", "", "李四", ""), "imports.no_door"),
        (("1网格", "2号楼", "1单元", "", "李四", "配偶"), "imports.no_door"),
        (("1网格", "1号楼", "2单元", "", "李四", "配偶"), "imports.no_door"),
    ],
)
def test_a_relative_without_a_door_lives_behind_the_door_above(below, fault):
    above = ("1网格", "1号楼", "1单元", "101", "张三", "户主")
    other = ("1网格", "2号楼", "1单元", "101", "王五", "户主")
    rows = read(UNDER_A_HEAD, other, above, below)
    assert rows.fault == ["", "", fault]
    assert (rows.home[2] == rows.home[1]) is (not fault)


def test_equal_cells_under_another_home_are_read_anew():
    wife = ("1网格", "1号楼", "", "", "李四", "配偶")
    rows = read(
        UNDER_A_HEAD,
        ("1网格", "2号楼", "1单元", "101", "张三", "户主"),
        wife,
        ("1网格", "1号楼", "1单元", "101", "王五", "户主"),
        wife,
        ("1网格", "1号楼", "1单元", "102", "赵六", "户主"),
        wife,
    )
    assert rows.fault == ["", "imports.no_door", "", "", "", ""]
    assert [rows.place[at] for at in (3, 5)] == [rows.place[at] for at in (2, 4)]


def test_a_total_under_the_names_is_called_a_total():
    home = ("1", "1网格", "1号楼", "1单元", "101", "张三", "户主")
    rows = read(("", *UNDER_A_HEAD), home, ("合计", "", "", "", "", "85人", ""))
    assert rows.fault == ["", "imports.footer"]


@settings(deadline=None)
@given(st.text(max_size=60) | st.text("幢栋号楼单元层室院附村路-,1234567890A 王", max_size=30))
def test_what_is_found_in_any_text_stands_in_it(text):
    written = _bare(text) + YARD_DOOR  # the only household of a yard
    for found in parse_address(text).values():
        assert found
        assert found.isdecimal() or _bare(found.removesuffix("院")) in written  # 五〇一 is 501


def _bare(text):
    """Without what may stand between the parts of an address."""
    return re.sub(r"[\s\-.．/／—－]", "", text)


def test_head_once_and_blanks_below():
    rows = read(
        ("head_name", *WHERE, "name", "relation"),
        ("王伟", "学院", "3", "501", "王伟", ""),
        ("", "", "", "", "李桂花", "妻子"),
        ("", "", "", "502", "赵六", "户主"),
        ("张三", "学院", "4", "101", "张三", "户主"),
    )
    assert [rows.chains[at][-1][1] for at in rows.place] == ["501", "501", "502", "101"]
    assert [rows.chains[at][1][1] for at in rows.place] == ["3", "3", "3", "4"]
    assert rows.relation == ["head", "spouse", "head", "head"]
    assert rows.home == [0, 0, 1, 2]


def test_ditto_marks_stand_for_the_cell_above():
    rows = read(
        (*WHERE, "name", "residence"), ("学院", "3", "501", "王伟", "租住"), ("同上", "〃", "同上", "李桂花", "同上")
    )
    assert rows.place == [0, 0]
    assert rows.residence == ["lodger", "lodger"]


def test_two_heads_behind_one_door_are_two_households():
    one = ("学院", "3", "501")
    rows = read(
        (*WHERE, "name", "relation"),
        (*one, "王伟", "户主"),
        (*one, "李桂花", "配偶"),
        (*one, "赵六", "户主"),
        (*one, "赵小", "子"),
    )
    assert rows.home == [0, 0, 1, 1]


@pytest.mark.parametrize(
    ("columns", "first", "second", "asked"),
    [
        (("relation",), ("户主",), ("户主",), True), (("relation",), ("户主",), ("配偶",), False), (("relation",), ("户主",), ("",), False),
        (("relation",), ("配偶",), ("户主",), False), (("relation",), ("",), ("户主",), False),
        (("head_name",), ("王伟",), ("赵六",), True), (("head_name",), ("王伟",), ("王伟",), False), (("head_name",), ("王伟",), ("",), False),
        (("head_name",), ("是",), ("是",), True), (("head_name",), ("是",), ("否",), False),
        (("head_name", "relation"), ("王伟", "户主"), ("赵六", "配偶"), True),
    ],
)  # fmt: skip
@pytest.mark.parametrize("where", [("", "", ""), ("学院", "", "")])
def test_another_head_without_an_address_is_asked_about(columns, first, second, asked, where):
    """Who would be filled in behind the door of the family above."""
    rows = read(
        (*WHERE, "name", *columns), ("学院", "3", "501", "王伟", *first), (*where, "赵六", *second),
        ("", "", "", "赵小", *[""] * len(columns)), ("学院", "3", "502", "钱七", *first),
    )  # fmt: skip
    assert rows.fault[1:3] == (["imports.head_no_address", "imports.no_door"] if asked else ["", ""])
    assert rows.fault[3] == ""


def test_another_family_beside_the_building_is_not_behind_the_door_above():
    one = ("学院", "3", "501")
    rows = read(
        ("head_name", *WHERE, "name", "relation"), ("张三", *one, "张三", "户主"), ("张三", "学院", "3", "", "张花", "妻"),
        ("李四", "学院", "3", "", "王五", "妻"), ("", "学院", "3", "502", "赵六", "户主"),
    )  # fmt: skip
    assert rows.fault == ["", "", "imports.head_no_address", ""]


def test_a_minority_name_of_a_head_is_the_same_with_any_dot():
    rows = read(
        (*WHERE, "head_name", "name", "relation"), ("学院", "3", "501", "买买提•艾力", "买买提•艾力", ""),
        ("", "", "", "买买提•艾力", "古丽", ""), ("", "", "", "买买提·艾力", "阿里木", "子"),
    )  # fmt: skip
    assert (rows.fault, rows.home, rows.relation[0]) == ([""] * 3, [0] * 3, "head")


def test_another_head_with_the_same_address_is_behind_the_same_door():
    one = ("学院", "3", "501")
    rows = read(
        (*WHERE, "name", "relation"), (*one, "王伟", "户主"), (*one, "赵六", "户主"), ("同上",) * 3 + ("钱七", "户主")
    )
    assert (rows.fault, rows.home) == ([""] * 3, [0, 1, 2])


def test_letters_of_a_room_that_are_digits_are_said():
    rows = read(
        (*WHERE, "name"),
        ("学院", "3", "5O1", "王伟"),
        ("", "", "", "李花"),
        ("学院", "3", "501", "王小"),
        ("学院", "3", "501B", "赵六"),
    )
    assert (rows.place, rows.value_faults) == ([0, 0, 0, 1], [(0, "door", "imports.room_letters")])


def test_another_compound_does_not_inherit_the_building():
    rows = read(
        ("community", "compound", "building", "door", "name"),
        ("学院", "甲小区", "3", "501", "王"),
        ("", "乙小区", "", "1", "李"),
    )
    assert [step[1] for step in rows.chains[rows.place[1]]] == ["学院", "乙小区", "1"]


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (("学院", "3", "501", ""), "imports.no_name"),
        (("学院", "3", "501", "12345"), "imports.bad_name"),
        (("学院", "3", "501", "姓名"), "imports.header_again"),
        (("学院", "", "501", "王伟"), "imports.no_building"),
        (("学院", "3", "", "王伟"), "imports.no_door"),
        (("", "", "", "王伟"), "imports.no_address"),
        (("合计", "", "", ""), "imports.footer"),
    ],
)
def test_rows_that_are_rejected(row, fault):
    assert read((*WHERE, "name"), row).fault == [fault]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_text_register_comes_in_whole(desk, encoding):
    header = ["姓名", "住址", "联系电话"]
    counts = desk.load(
        csv([["王伟", "7号楼1单元101", "13800000001"], ["李桂花", "7-1-102", ""]], header, encoding), "台账.csv"
    )
    assert counts["new"] == 2
    assert sorted(Household.objects.values_list("door", flat=True)) == ["7-1-101", "7-1-102"]


def test_several_sheets_with_their_own_columns(desk):
    more = {"二单元": [["说明"], ["房号", "楼栋", "姓名"], ["201", "7号楼", "李桂花"]], "说明": [["这张表不用"]]}
    counts = desk.load(xlsx([["王伟", "7号楼", "101"]], ["姓名", "楼栋", "房号"], more=more))
    assert counts["total"] == 2
    assert sorted(Resident.objects.values_list("name", flat=True)) == ["李桂花", "王伟"]


def test_rows_with_and_without_the_stairwell_are_one_household(desk):
    rows = [
        ["王伟", "户主", "7号楼", "1单元", "101"],
        ["李花", "妻", "7栋", "", "101室"],
        ["王伟", "", "7", "一单元", "0101"],
    ]
    counts = desk.load(xlsx(rows, ["姓名", "与户主关系", "楼栋", "单元", "房号"]))
    assert (counts["new"], counts["duplicate"]) == (2, 1)
    household = Household.objects.get()
    assert (household.size, household.place_id) == (2, desk.street.id("door101"))


HOUSE = ["姓名", "楼栋", "单元", "楼层", "房号"]


def test_a_door_written_in_short_is_the_one_written_in_full(desk):
    rows = [
        ["甲一", "9号楼", "", "", "501"],
        ["甲二", "9号楼", "2单元", "", "501"],
        ["甲三", "9号楼", "2单元", "5层", "501"],
    ]
    counts = desk.load(xlsx(rows, HOUSE))
    assert (counts["new"], Household.objects.get().size) == (3, 3)
    assert desk.load(xlsx(rows, HOUSE))["same"] == 3


@pytest.mark.parametrize("known", [False, True])
def test_a_door_that_may_be_two_is_asked_about(desk, known):
    rows = [["甲一", "9号楼", "1单元", "", "501"], ["乙一", "9号楼", "2单元", "", "501"]]
    short = ["甲二", "9号楼", "", "", "501"]
    if known:
        desk.load(xlsx(rows, HOUSE))
    counts = desk.preview(xlsx([short] if known else [*rows, short], HOUSE))
    assert counts["rejected"] == 1
    assert "请补上单元" in desk.page()
    desk.post("confirm/")
    assert Household.objects.count() == 2


def test_a_sheet_for_each_building(desk):
    header = ["单元", "房号", "姓名", "联系电话"]
    more = {"2号楼": [["2号楼住户登记表"], header, ["1单元", "101", "乙一", "13800120003"]]}
    counts = desk.load(xlsx([["1单元", "101", "甲一", "13800120001"]], header, [["1号楼住户登记表"]], "1号楼", more))
    assert counts["new"] == 2
    assert sorted(Household.objects.values_list("door", flat=True)) == ["1-1-101", "2-1-101"]


@pytest.mark.parametrize("header", [["楼栋", "房号", "姓名"], ["房号", "姓名"]])
def test_a_sheet_for_each_stairwell(desk, header):
    building = ["7号楼"] if "楼栋" in header else []
    names = ("1单元", "2单元") if building else ("7号楼1单元", "7号楼2单元")
    counts = desk.load(
        xlsx([[*building, "101", "甲一"]], header, (), names[0], {names[1]: [header, [*building, "101", "乙一"]]})
    )
    assert counts["new"] == 2
    assert sorted(Household.objects.values_list("door", flat=True)) == ["7-1-101", "7-2-101"]


@pytest.mark.parametrize(("name", "new"), [("3号楼登记表.xlsx", 1), ("登记表.xlsx", 0), ("1-3号楼.xlsx", 0)])
def test_a_file_that_is_called_like_a_building(desk, name, new):
    counts = desk.load(xlsx([["1单元", "101", "甲一"]], ["单元", "房号", "姓名"], sheet="Sheet1"), name)
    assert (counts["new"], counts["rejected"]) == (new, 1 - new)


def test_a_household_number_written_once_is_of_the_rows_below():
    rows = read(
        (*WHERE, "household_no", "name"),
        ("学院", "3", "501", "1", "甲"), ("", "", "", "", "甲妻"), ("学院", "3", "501", "2", "乙"), ("", "", "", "", "乙妻"),
        ("学院", "3", "502", "", "丙"),
    )  # fmt: skip
    assert rows.home == [0, 0, 1, 1, 2]


@pytest.mark.parametrize("line", [
    "4号楼", "【4号楼】", "4号楼（共35户）", "(2)4号楼", "槐树巷", "2022年4月19日", "35户102人", "王芳(填表人)", "一、4号楼", "4号楼住户", "四号楼", "审核人:王明", "本页合计", "合计:35人", "学院路沿街商户", "第2页 共3页", "空行说明:以下为租户",
])  # fmt: skip
@pytest.mark.parametrize("at", range(3))
def test_a_line_across_the_table_parts_the_rows(line, at):
    """The line stands among the running numbers, the names, or the buildings."""
    columns = ("", *NAME_FIRST)
    blank = [""] * 5
    blank[at] = line
    rows = read(
        columns, (1, "李一", "3号楼", "1单元", "101"), blank, (2, "王二", "", "1单元", "101"), (3, "王三", "", "", "")
    )
    assert rows.fault[1] in {"imports.section", "imports.footer"}
    begun = "4号楼" in line or line == "四号楼"
    assert [bool(fault) for fault in rows.fault] == [False, True, not begun, not begun]
    assert rows.place[0] != rows.place[2] == rows.place[3]


def test_a_signature_before_a_plain_name_is_no_resident():
    rows = read(
        ("", *NAME_FIRST),
        (1, "李一", "3号楼", "1单元", "101"),
        ("填表人", "王芳", "", "", ""),
        ("", "王明", "审核人:", "", ""),
    )
    assert rows.fault == ["", "imports.footer", "imports.footer"]


def test_words_of_a_footer_in_a_note_are_no_footer():
    rows = read(
        (*NAME_FIRST, "note"), ("李一", "3号楼", "1单元", "101", "单位:学院"), ("王花", "", "", "", "网格负责人")
    )
    assert rows.fault == ["", ""]


@pytest.mark.parametrize("home", [
    ("3号楼", "1单元", "2户"), ("领导家属院3栋", "", "501"), ("包联小区3栋", "", "501"), ("2001年小区3栋", "", "501"),
])  # fmt: skip
def test_a_place_that_is_called_like_a_total_is_a_home(home):
    footers = (("", "合计3户", "", ""), ("", "共3户", "", ""), ("王五", "审核人:", "", ""))
    rows = read(NAME_FIRST, ("张三", *home), *footers)
    assert (rows.fault, rows.place[0]) == (["", *["imports.footer"] * 3], 0)


def test_a_home_without_a_name_parts_nothing():
    rows = read(NAME_FIRST, ("张三", "3栋", "", "501"), ("", "", "", "502"), ("李四", "", "", "503"))
    assert rows.fault == ["", "imports.no_name", ""]
    assert rows.chains[rows.place[2]] == (("building", "3栋"), ("door", "503"))


def test_a_column_of_names_without_a_header_repeats_none():
    reader = Reader(TODAY, text_table=False)
    reader.sheet(dict(enumerate(NAME_FIRST)), ["", "楼栋", "单元", "房号"])
    home, titled = ("3号楼", "1单元"), ("", "1单元", "501")
    rows = [("张三", *home, "501"), ("", *home, "502"), ("", "4号楼", "", ""), ("李四", *titled)]
    reader.add(0, 2, list(zip(*rows, strict=True)), {})
    assert reader.rows.fault == ["", "imports.no_name", "imports.section", ""]
    assert reader.rows.chains[reader.rows.place[3]][0][1] == "4号楼"


def test_a_footer_with_a_number_of_a_person_comes_back(desk):
    rows = [["7号楼", "1单元", "101", "张合计", "13800120001"], ["合计", "", "", "2户", ""]]
    counts = desk.preview(xlsx(rows, ["楼栋", "单元", "房号", "姓名", "联系电话"]))
    assert (counts["rejected"], counts["passed"]) == (1, 1)


def test_nothing_is_inherited_past_a_failed_formula():
    rows = read(NAME_FIRST, ("李一", "3号楼", "1单元", "101"), ("李二", "#REF!", "1单元", "101"), ("李三", "", "", ""))
    assert rows.fault == ["", "imports.error_cell", "imports.no_address"]


def test_a_repeated_header_parts_nothing():
    rows = read(
        ("", *NAME_FIRST),
        (1, "李一", "3号楼", "1单元", "101"),
        ("序号", "姓名", "楼栋", "单元", "房号"),
        ("", "王花", "", "", ""),
    )
    assert rows.fault == ["", "imports.header_again", ""]


def test_footers_and_sections_across_the_table_are_no_residents(desk):
    header = ["楼栋", "单元", "房号", "姓名", "备注"]
    rows = [
        ["7号楼", "1单元", "101", "王伟", ""],
        ["8号楼住户", "", "", "", ""],
        ["8号楼", "1单元", "101", "李花", ""],
        ["合计：2户2人", "", "", "", ""],
        ["填表人：王芳    审核人：李强    2022年4月19日", "", "", "", ""],
    ]
    counts = desk.load(xlsx(rows, header, across=(2, 4, 5)))
    assert (counts["new"], counts["passed"], counts["rejected"], counts["total"]) == (2, 3, 0, 5)
    assert (counts["accepted"], "data-back" in desk.page()) == (2, False)
