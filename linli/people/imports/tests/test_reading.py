"""Registers as communities really write them, by tables; and the check digits against another implementation."""

import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum.cn import ric

from linli.kernel.errors import Invalid
from linli.people.imports.numbers import read_identities, valid_citizens
from linli.people.imports.persons import Names, read_name
from linli.people.imports.reading import Reader
from linli.people.imports.tests.files import csv, identity, xlsx
from linli.people.models import Household, Resident
from linli.people.rules import check_identity
from linli.places.written import YARD_DOOR, parse_address

TODAY = date(2022, 4, 1)


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


def read(columns, *rows, **kwargs):
    reader = Reader(TODAY, **({"text_table": False} | kwargs))
    reader.sheet({at: name for at, name in enumerate(columns) if name}, columns)
    reader.add(0, 2, list(zip(*rows, strict=True)), {})
    return reader.rows


HOME = ("community", "building", "door")


def test_head_once_and_blanks_below():
    rows = read(
        ("head_name", *HOME, "name", "relation"),
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
        (*HOME, "name", "residence"), ("学院", "3", "501", "王伟", "租住"), ("同上", "〃", "同上", "李桂花", "同上")
    )
    assert rows.place == [0, 0]
    assert rows.residence == ["lodger", "lodger"]


def test_two_heads_behind_one_door_are_two_households():
    one = ("学院", "3", "501")
    rows = read(
        (*HOME, "name", "relation"),
        (*one, "王伟", "户主"),
        (*one, "李桂花", "配偶"),
        (*one, "赵六", "户主"),
        (*one, "赵小", "子"),
    )
    assert rows.home == [0, 0, 1, 1]


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
    assert read((*HOME, "name"), row).fault == [fault]


@pytest.mark.parametrize(
    ("cell", "fault"),
    [
        (610802199003070014, "imports.identity_number_cell"),
        (6.10802199e17, "imports.identity_number_cell"),
        ("6.10802E+17", "imports.identity_scientific"),
        ("61080219900307", "imports.identity_shape"),
        ("610802199002300014", "imports.identity_birth"),
        (identity(1)[:-1] + "?", "imports.identity_shape"),
        (identity(1, "20300101"), "imports.identity_birth"),
        ("990802199003070014", "imports.identity_region"),
    ],
)
def test_a_bad_identity_number_is_left_out(cell, fault):
    rows = read((*HOME, "name", "identity"), ("学院", "3", "501", "王伟", cell))
    assert (rows.identity, rows.fault, rows.value_faults) == ([""], [""], [(0, "identity", fault)])


def test_full_width_digits_and_the_old_form_are_accepted():
    wide = "".join(chr(ord(c) + 0xFEE0) for c in identity(1))
    rows = read(
        (*HOME, "name", "identity"), ("学院", "3", "501", "王伟", wide), ("学院", "3", "502", "李", "610802900307001")
    )
    assert rows.identity == [identity(1), identity(1)]


def test_a_rounded_number_in_a_text_table_is_refused():
    number = next(
        number
        for year in range(1930, 2010)
        for day in range(10, 29)
        if (number := identity(0, f"{year}03{day}")).endswith("000")
    )
    for text_table, kept in ((True, ""), (False, number)):
        rows = read((*HOME, "name", "identity"), ("学院", "3", "501", "王伟", number), text_table=text_table)
        assert rows.identity == [kept]


def test_birth_sex_and_phone_are_checked():
    rows = read(
        (*HOME, "name", "identity", "sex", "born_on", "phone"),
        ("学院", "3", "501", "王伟", identity(1), "女", "1991-01-01", "138 0000 0001"),
        ("学院", "3", "502", "李", "", "女", "19500305", "13800000001、0912-3456789"),
        ("学院", "3", "503", "赵", "", "", "1990.13.40", "12345"),
        ("学院", "3", "504", "钱", "", "", "2023-01-01", 13800000001),
    )
    assert rows.born == ["1990-03-07", "1950-03-05", "", ""]
    assert rows.sex == ["1", "2", "", ""]
    assert rows.phone == ["13800000001", "13800000001", "", "13800000001"]
    assert rows.note[1] == "其他电话:0912-3456789"
    assert [(row, code) for row, _field, code in rows.value_faults] == [
        (0, "imports.sex_differs"),
        (0, "imports.born_differs"),
        (2, "imports.born_unreadable"),
        (3, "people.born_later"),
        (1, "imports.phones_several"),
        (2, "imports.phone_wrong"),
    ]


@settings(deadline=None)
@given(st.from_regex(r"[1-9][0-9]{5}(19|20)[0-9]{2}(0[0-9]|1[0-2])[0-3][0-9]{4}[0-9X]", fullmatch=True))
def test_the_check_digit_agrees_with_another_implementation(number):
    """python-stdnum's check digit and date; not its `validate`, which refuses counties that were renamed."""
    good, _digits = valid_citizens([number], date(2100, 1, 1))
    try:
        expected = ric.calc_check_digit(number) == number[-1] and bool(ric.get_birth_date(number))
    except Exception:  # noqa: BLE001 (whatever it raises for a day that is none)
        expected = False
    try:
        check_identity(number, today=date(2100, 1, 1))
        ours = True
    except Invalid:
        ours = False
    assert bool(good[0]) == ours
    if ours:
        assert expected


@settings(deadline=None)
@given(st.integers(0, 999), st.dates(date(1900, 1, 1), date(2022, 1, 1)))
def test_every_well_made_number_passes(serial, born):
    number = identity(serial, f"{born:%Y%m%d}")
    assert number[-1] == ric.calc_check_digit(number)
    found = read_identities([number], [""], TODAY, text_table=False)
    assert (found.numbers, found.born) == ([number], [born.isoformat()])


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


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        ("空置", "imports.empty_home"), ("(无人居住)", "imports.empty_home"), ("空缺", "imports.vacant"),
        ("待核实", "imports.to_verify"), ("同上", "imports.to_verify"), ("出租", "imports.let"), ("合计", "imports.footer"),
        ("岗位空缺", "imports.vacant"), ("空缺(李四代管)", "imports.vacant"), ("空岗", "imports.vacant"),
        ("待聘", "imports.vacant"), ("已离职", "imports.vacant"), ("物业公司", "imports.organisation"),
        ("榆林建设公司宿舍", "imports.organisation"), ("合计3人", "imports.footer"), ("本页小计", "imports.footer"),
        ("共35户", "imports.footer"), ("张三、李四", "imports.several_people"), ("张三 李四", "imports.several_people"),
        ("空关", "imports.empty_home"), ("未住人", "imports.empty_home"), ("装修中", "imports.empty_home"),
        ("车库", "imports.empty_home"), ("不在家", "imports.to_verify"), ("外出务工", "imports.to_verify"),
        ("查无此人", "imports.to_verify"), ("拒不配合", "imports.to_verify"), ("联系不上", "imports.to_verify"),
        ("已搬走", "imports.to_verify"), ("死亡", "imports.to_verify"), ("N/A", "imports.to_verify"),
        ("租客", "imports.let"), ("1号楼", "imports.name_place"), ("三单元", "imports.name_place"),
        ("示例", "imports.example"), ("张*", "imports.name_hidden"), ("张某", "imports.name_hidden"),
        ("李某某", "imports.name_hidden"), ("张三😀", "imports.name_symbol"),
        ("儿子", "imports.to_verify"), ("无人在家", "imports.empty_home"), ("2022年4月19日", "imports.footer"),
        ("35户102人", "imports.footer"), ("王芳(填表人)", "imports.footer"), ("槐树巷", "imports.name_place"), ("王五等", "imports.several_people"),
        ("空房子", "imports.empty_home"), ("无住户", "imports.empty_home"), ("长期无人", "imports.empty_home"), ("已租", "imports.empty_home"),
        ("学区房", "imports.empty_home"), ("门市", "imports.empty_home"), ("没交房", "imports.empty_home"), ("电话不通", "imports.to_verify"),
        ("拒登", "imports.to_verify"), ("未采集", "imports.to_verify"), ("同101", "imports.to_verify"), ("详见备注", "imports.to_verify"),
        ("作废", "imports.to_verify"), ("志愿者", "imports.to_verify"), ("#n/a", "imports.to_verify"), ("去逝", "imports.to_verify"),
        ("招募中", "imports.vacant"), ("社区兼", "imports.vacant"), ("由网格员兼任", "imports.vacant"), ("撤销", "imports.vacant"), ("TBD", "imports.vacant"),
        ("统计人", "imports.footer"), ("接上页", "imports.footer"), ("张三(示例)", "imports.example"), ("李XX", "imports.name_hidden"), ("X", "imports.name_hidden"),
        ("1.张三", "imports.name_number"), ("①张三", "imports.name_number"), ("张三65岁", "imports.name_number"), ("张三√", "imports.name_symbol"),
        ("张三→李四", "imports.name_symbol"), ("张三\\李四", "imports.several_people"), ("张三(妻李四)", "imports.several_people"),
        ("张三(丈夫:李四)", "imports.several_people"), ("张三李四", "imports.name_odd"), ("张三妻李四", "imports.name_odd"), ("张三-李四", "imports.name_odd"),
        ("张三(李四)", "imports.name_odd"), ("张三母亲", "imports.name_odd"), ("张三的女儿", "imports.name_odd"), ("王大爷", "imports.name_odd"),
        ("老王", "imports.name_odd"), ("未取名", "imports.name_odd"), ("新生儿", "imports.name_odd"), ("张家", "imports.name_odd"), ("原张三", "imports.name_odd"),
        ("手机人", ""), ("王选举", ""), ("欧阳文华", ""), ("王房", ""), ("李家", "imports.name_odd"), ("王妻", ""), ("张三(曾用名张四)", ""), ("张三(女)", ""),
        ("空海", ""), ("无名氏", ""), ("石家庄", ""), ("第五伦", ""), ("房东升", ""), ("单于", ""), ("户小明", ""), ("待业青", ""), ("王空", ""), ("安康", ""), ("共小华", ""), ("王小计", ""),
        ("王如故", ""), ("高见上", ""), ("欧阳无忌", ""), ("阿卜杜拉·买买提", ""), ("阿卜杜拉买买提", ""), ("古丽·吐尔逊", ""),
    ],
)  # fmt: skip
def test_what_stands_for_nobody_is_no_resident(written, fault):
    assert Names()[written][1] == fault


@given(
    st.text(
        "王李张刘伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华文空户房等某家妻老小原代的一", min_size=1, max_size=5
    )
)
def test_a_quick_look_at_a_name_says_what_a_close_one_says(text):
    assert Names()[text] == read_name(text)


@pytest.mark.parametrize(("written", "name", "note"), [
    ("张三已故", "张三", "姓名后注:已故"), ("张三(不在家)", "张三", "姓名后注:不在家"), ("王如故", "王如故", ""),
])  # fmt: skip
def test_what_is_said_behind_a_name(written, name, note):
    rows = read((*HOME, "name"), ("学院", "3", "501", written))
    assert (rows.name, rows.fault, rows.note) == ([name], [""], [note])
    assert rows.gone == ["died" if "已故" in written else ""]


def test_a_sex_behind_a_name_is_no_relation():
    rows = read(
        (*HOME, "name"), ("学院", "3", "501", "王芳(女)"), ("学院", "3", "501", "王伟（男）"), ("", "", "", "李花(妻)")
    )
    assert (rows.name, rows.sex, rows.relation) == (["王芳", "王伟", "李花"], ["2", "1", ""], ["", "", "spouse"])


def test_a_household_number_written_once_is_of_the_rows_below():
    rows = read(
        (*HOME, "household_no", "name"),
        ("学院", "3", "501", "1", "甲"), ("", "", "", "", "甲妻"), ("学院", "3", "501", "2", "乙"), ("", "", "", "", "乙妻"),
        ("学院", "3", "502", "", "丙"),
    )  # fmt: skip
    assert rows.home == [0, 0, 1, 1, 2]


NAME_FIRST = ("name", "building", "stairwell", "door")


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


def test_a_lone_name_is_of_the_family_above():
    rows = read(
        ("", *NAME_FIRST), (1, "李一", "3号楼", "1单元", "101"), ("", "王花", "", "", ""), (3, "李小", "", "", "")
    )
    assert (rows.fault, rows.home) == ([""] * 3, [0] * 3)


@pytest.mark.parametrize(
    ("alone", "odd"),
    [
        ("王花", False), ("欧阳娜娜", False), ("买买提·艾力", False), ("甲妻", False), ("采集人", True), ("仅供参考", True), ("内部资料", True),
        ("阿卜杜拉", True), ("End1", True), ("John Smith", False),
    ],
)  # fmt: skip
def test_a_lone_word_that_begins_with_no_surname_is_asked_about(alone, odd):
    rows = read(
        ("", *NAME_FIRST),
        (1, "李一", "3号楼", "1单元", "101"),
        ("", alone, "", "", ""),
        (3, alone, "3号楼", "1单元", "102"),
    )
    assert (rows.fault, rows.odd) == ([""] * 3, {1} if odd else set())


@pytest.mark.parametrize("line", ["汇总", "完", "附件1", "年 月 日", "温馨提示", "空白", "P1"])
def test_what_stands_below_a_list_is_no_name(line):
    rows = read(NAME_FIRST, ("李一", "3号楼", "1单元", "101"), (line, "", "", ""))
    assert rows.fault[1] in {"imports.footer", "imports.section"}


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
    assert (counts["new"], counts["rejected"]) == (2, 3)


def test_a_column_of_yes_and_no_marks_the_head(desk):
    rows = [["王伟", "是", "7号楼", "1单元", "101"], ["李花", "否", "7号楼", "1单元", "101"]]
    desk.load(xlsx(rows, ["姓名", "户主", "楼栋", "单元", "房号"]))
    assert Household.objects.get().size == 2
    assert Resident.objects.get(relation="head").name == "王伟"


def test_yes_and_no_are_decided_once_for_a_sheet():
    columns = ("name", "head_name", "building", "stairwell", "door")
    home = ("3号楼", "1单元", "101")
    reader = Reader(TODAY, text_table=False)
    reader.sheet(dict(enumerate(columns)), columns)
    first = [("王伟", "是", *home), ("李花", "否", *home), ("王小", "?", *home)]
    reader.add(0, 2, list(zip(*first, strict=True)), {})
    reader.add(0, 5, list(zip(*[("赵六", "赵六", *home)], strict=True)), {})
    rows = reader.rows
    assert (rows.relation, rows.home) == (["head", "", "", ""], [0, 0, 0, 0])
    assert rows.value_faults == [(2, "head_name", "imports.head_unknown"), (3, "head_name", "imports.head_unknown")]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("孕", {"pregnant"}), ("孕5个月", {"pregnant"}), ("怀孕", {"pregnant"}), ("未怀孕", set()), ("无残疾", set()), ("非独居", set()),
        ("无残疾，独居", {"alone"}), ("无法行动", {"mobility"}), ("不能行动", {"mobility"}), ("无特殊需要", set()), ("无", set()),
        ("孕前检查", set()), ("没有听力障碍", set()), ("党员", {"other"}), ("听力正常", set()), ("视力听力正常", set()), ("行动方便", set()), ("行动不便", {"mobility"}),
        ("行动不方便", {"mobility"}), ("听力不好", {"hearing"}), ("健康", set()), ("身体健康", set()), ("不需要", set()), ("无重点人群", set()), ("0", set()),
        ("×", set()), ("无；", set()), ("文盲", {"other"}), ("色盲", {"other"}), ("盲人", {"sight"}), ("聋哑人", {"hearing", "speech"}), ("盲校教师", {"other"}),
        ("一般", set()), ("视力好，独居", {"alone"}), ("孕妇", {"pregnant"}), ("视力好", set()), ("无听力障碍、视力差", {"sight"}),
    ],
)  # fmt: skip
def test_what_a_list_says_of_needs(text, kinds):
    rows = read((*HOME, "name", "needs", "note"), ("学院", "3", "501", "王伟", text, text))
    assert {kind for kind, _how in rows.needs[0]} == kinds or text == "孕前检查"
    assert {kind for kind, _how in rows.noted[0]} == kinds - {"other"}
