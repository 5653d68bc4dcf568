"""Habits of lists that once were written wrong without a word: each is asked about, returned or read as it is meant."""

import pytest

from linli.people.imports.numbers import read_phone
from linli.people.imports.persons import NOBODIES, ODD, read_name
from linli.people.imports.tests.cases import read
from linli.people.imports.words import RELATIONS as RELATIONS_READ
from linli.people.imports.words import Gone, Needs, Noted, Words


@pytest.mark.parametrize(
    "cell",
    [
        "张三1", "张三2", "张三-", "党员张三", "网格员张三", "楼长张三", "退役军人张三", "逝者张三", "故张三", "张三租", "张三房", "张三代签",
        "张三（代）", "张三遗孀", "张母", "张师", "王婆", "老张头", "张记面馆", "小卖部", "理发店", "快递点", "菜鸟驿站", "美容美发", "空调维修",
    ],
)  # fmt: skip
def test_what_may_be_no_name_is_asked(cell):
    assert read_name(cell)[1] == ODD


@pytest.mark.parametrize(
    "cell", ["男", "女", "儿童", "二胎", "双胞胎", "未出生", "无姓名", "不愿登记", "未提供", "东户", "死者", "审核"]
)
def test_what_is_no_name_is_nobody(cell):
    assert read_name(cell)[1] in NOBODIES


@pytest.mark.parametrize(
    "cell", ["邢燕", "代王五", "党建国", "师东兵", "厉害", "房玄龄", "单田芳", "古丽·买买提", "欧阳娜娜", "张〇"]
)
def test_a_name_stays_a_name(cell):
    assert read_name(cell)[1] == ""


@pytest.mark.parametrize(
    "address", ["3号楼旁平房", "3号楼对面", "3号楼东侧2号", "3号楼2单元1602室（主卧）", "3号楼后面"]
)
def test_what_lies_beside_a_building_or_is_a_part_of_a_home_is_no_door_of_it(address):
    assert read(["address", "name"], (address, "张三")).fault == ["imports.address_unread"]


@pytest.mark.parametrize(
    ("cell", "number", "code"),
    [
        ("013800000001", "13800000001", ""), ("空号13800000001", "", "imports.phone_dead"),
        ("13800000001（停机）", "", "imports.phone_dead"), ("13800000001打不通", "", "imports.phone_dead"),
        ("13800000001停机 13900000002", "13800000001", "imports.phones_several"), ("老人机13800000001", "13800000001", ""),
    ],
)  # fmt: skip
def test_a_number_that_is_dead_is_none(cell, number, code):
    assert read_phone(cell)[:2] == (number, code)


@pytest.mark.parametrize(
    ("note", "kind"),
    [
        ("听不见", "hearing"), ("看不清", "sight"), ("拄拐杖", "mobility"), ("血压高", "chronic"), ("每周血透", "dialysis"),
        ("五保户", "alone"), ("中风后遗症", "mobility"),
    ],
)  # fmt: skip
def test_a_need_in_everyday_words(note, kind):
    assert [found for found, _how in Noted()[note]] == [kind]
    assert kind in [found for found, _how in Needs()[note]]


@pytest.mark.parametrize("note", ["残疾人家属", "聋哑学校老师", "持残疾证"])
def test_a_need_of_somebody_else_is_none(note):
    assert [kind for kind, _how in Noted()[note] if kind != "other"] == []


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("孙媳", "grandchild"), ("老妈", "parent"), ("女友", "non_kin"), ("大儿", "child"), ("长媳", "child_in_law"), ("房客", "non_kin"),
        ("户主之妻", "?"),
    ],
)  # fmt: skip
def test_a_relation_in_everyday_words(word, code):
    assert Words(RELATIONS_READ)[word] == code


@pytest.mark.parametrize(
    ("note", "what"), [("姓名后注：不住", "moved"), ("不住", "moved"), ("记不住", ""), ("姓名后注：去世", "died")]
)
def test_who_does_not_live_there_by_a_word_behind_the_name(note, what):
    assert Gone()[note] == what


@pytest.mark.parametrize(
    ("cell", "gone"), [("空置", "empty"), ("无人居住", "empty"), ("已出租", "empty"), ("自住", ""), ("租住", "")]
)
def test_an_empty_home_in_the_column_of_residences_is_no_home_of_who_is_named(cell, gone):
    rows = read(["building", "door", "name", "residence"], ("1号楼", "101", "张三", cell))
    assert (rows.gone, rows.value_faults) == ([gone], [])


def test_roman_numbers_are_numbers():
    rows = read(["building", "stairwell", "door", "name"], ("Ⅲ号楼", "Ⅱ单元", "501", "张三"), ("3", "2", "501", "李四"))
    assert rows.place == [0, 0]
