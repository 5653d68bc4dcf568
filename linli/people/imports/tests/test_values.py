"""What stands in a cell of a register: numbers, dates, words, by tables; check digits against another implementation."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum.cn import ric

from linli.kernel.errors import Invalid
from linli.people.imports.numbers import read_identities, valid_citizens
from linli.people.imports.reading import Reader
from linli.people.imports.tests.cases import TODAY, WHERE, read
from linli.people.imports.tests.files import identity, xlsx
from linli.people.models import Household, Resident
from linli.people.rules import check_identity


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
    rows = read((*WHERE, "name", "identity"), ("学院", "3", "501", "王伟", cell))
    assert (rows.identity, rows.fault, rows.value_faults) == ([""], [""], [(0, "identity", fault)])


def test_full_width_digits_and_the_old_form_are_accepted():
    wide = "".join(chr(ord(c) + 0xFEE0) for c in identity(1))
    rows = read(
        (*WHERE, "name", "identity"), ("学院", "3", "501", "王伟", wide), ("学院", "3", "502", "李", "610802900307001")
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
        rows = read((*WHERE, "name", "identity"), ("学院", "3", "501", "王伟", number), text_table=text_table)
        assert rows.identity == [kept]


def test_birth_sex_and_phone_are_checked():
    rows = read(
        (*WHERE, "name", "identity", "sex", "born_on", "phone"),
        ("学院", "3", "501", "王伟", identity(1), "女", "1991-01-01", "138 0000 0001"),
        ("学院", "3", "502", "李", "", "女", "19500305", "13800000001、0912-3456789"),
        ("学院", "3", "503", "赵", "", "", "1990.13.40", "12345"),
        ("学院", "3", "504", "钱", "", "", "2023-01-01", 13800000001),
    )
    assert rows.born == ["1990-03-07", "1950-03-05", "", ""]
    assert rows.sex == ["1", "2", "", ""]
    assert rows.phone == ["13800000001", "13800000001", "", "13800000001"]
    assert rows.note[1] == "其他电话：0912-3456789"
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
    rows = read((*WHERE, "name", "needs", "note"), ("学院", "3", "501", "王伟", text, text))
    assert {kind for kind, _how in rows.needs[0]} == kinds or text == "孕前检查"
    assert {kind for kind, _how in rows.noted[0]} == kinds - {"other"}
