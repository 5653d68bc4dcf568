"""A list that writes a place otherwise than the tree has it: the same home, or a question; never a second place."""

import pytest

from linli.people.imports.tests.cases import lines
from linli.people.imports.tests.files import xlsx
from linli.people.models import Household, Resident
from linli.places.models import Place

HEADER = ["楼栋", "单元", "房号", "姓名"]
HOME = ["3", "1", "501", "甲"]


@pytest.mark.parametrize(
    ("header", "row"),
    [
        (["楼栋", "单元", "楼层", "房号", "姓名"], ["3", "1", "5", "01", "甲"]),
        (["楼栋", "单元", "楼层", "房号", "姓名"], ["3", "1", "5层", "501", "甲"]),
        (["楼栋", "房号", "姓名"], ["3", "501", "甲"]),
        (HEADER, ["楼3", "一门洞", "5-01", "甲"]),
        (HEADER, ["#3", "壹单元", "501.0", "甲"]),
        (["住址", "姓名"], ["第3栋第1单元501", "甲"]),
        (["住址", "姓名"], ["榆林市榆阳区崇文路街道学院社区3号楼1单元501", "甲"]),
    ],
)
def test_another_spelling_is_the_same_home(desk, header, row):
    desk.load(xlsx([HOME], HEADER))
    assert desk.load(xlsx([row], header))["same"] == 1


@pytest.mark.parametrize(
    ("header", "row"),
    [
        (["小区", *HEADER], ["学院小区", *HOME]),
        (["网格", *HEADER], ["04网格", *HOME]),
        (["住址", "姓名"], ["崇文路12号3号楼1单元501", "甲"]),
    ],
)
def test_a_level_more_than_the_tree_has_is_asked(desk, header, row):
    desk.load(xlsx([HOME], HEADER))
    before = Place.objects.count()
    assert desk.preview(xlsx([row], header))["rejected"] == 1
    assert [line.code for line in lines(desk, "rejected")] == ["imports.which_place"]
    desk.post("confirm/")
    assert (Place.objects.count(), Resident.objects.count()) == (before, 1)


def test_one_building_of_two_compounds_is_asked(desk):
    two = [["学院小区", "1", "1", "101", "甲"], ["阳光家园", "1", "1", "101", "乙"]]
    desk.load(xlsx(two, ["小区", *HEADER]))
    before = Place.objects.count()
    counts = desk.load(xlsx([row[1:] for row in two], HEADER))
    assert (counts["rejected"], counts["new"]) == (2, 0)
    assert (Place.objects.count(), Household.objects.count()) == (before, 2)


def test_a_side_of_an_unsaid_floor_is_asked(desk):
    header = ["楼栋", "单元", "楼层", "房号", "姓名"]
    rows = [["3", "1", "1", "东户", "甲"], ["3", "1", "无", "东户", "乙"], ["3", "1", "2", "东户", "丙"]]
    assert desk.load(xlsx(rows[:2], header))["rejected"] == 1
    assert desk.load(xlsx(rows[1:], header))["new"] == 1
    assert desk.preview(xlsx([["3", "1", "东户", "甲"]], HEADER))["rejected"] == 1
    assert [line.code for line in lines(desk, "rejected")] == ["imports.which_door"]


def test_no_place_is_made_of_an_odd_cell(desk):
    rows = [
        ["03网格（王芳）", "3", "1", "101", "甲"], ["3网格李丽", "3", "1", "102", "乙"], ["3-1", "3", "1", "103", "丙"],
        ["03网格", "1-2", "1", "101", "丁"], ["03网格", "3", "1-2单元", "101", "戊"], ["03网格", "①②号楼", "1", "101", "己"],
    ]  # fmt: skip
    assert desk.preview(xlsx(rows, ["网格", *HEADER]))["new"] == 1
    assert [line.code for line in lines(desk, "rejected")] == [*["imports.place_odd"] * 4, "imports.several_places"]
    desk.post("confirm/")
    assert not Place.objects.filter(name__contains="王芳").exists()


@pytest.mark.parametrize("mark", ["同", "↓", "│", "々", "上同", "如上"])
def test_marks_for_the_cell_above(desk, mark):
    assert desk.load(xlsx([HOME, [mark, mark, "502", "乙"], [mark, mark, mark, "丙"]], HEADER))["new"] == 3
    assert Household.objects.filter(door="3-1-502").get().size == 2


def test_another_mark_is_no_name_of_a_place(desk):
    assert desk.load(xlsx([HOME, ["同左", "", "502", "乙"], ["··", "1", "503", "丙"]], HEADER))["new"] == 1


def test_a_building_of_no_compound_is_not_that_of_a_compound(desk):
    rows = [
        ["学院小区", *HOME],
        ["无", *HOME[:3], "乙"],
        ["无", "4", "1", "501", "丙"],
        ["学院小区", "5", "1", "501", "丁"],
    ]
    header = ["小区", *HEADER]
    assert desk.load(xlsx(rows, header))["new"] == 3
    assert desk.preview(xlsx(rows, header))["same"] == 3
    assert [line.code for line in lines(desk, "rejected")] == ["imports.which_place"]
