"""An address that begins with a street: ours, another, or the beginning of a compound's name. Never left out unsaid."""

import pytest

from linli.intake.queries import alike_places
from linli.people.imports.tests.cases import lines, living
from linli.people.imports.tests.files import xlsx
from linli.places import divisions
from linli.places.heads import OurStreet, parted
from linli.places.models import Place
from linli.places.written import head_of

HEADER = ["住址", "姓名"]


def compounds():
    return sorted(Place.objects.filter(kind="compound").values_list("name", flat=True))


@pytest.mark.parametrize(
    ("address", "region", "town"),
    [
        ("清涧镇花园小区3-2-501", "", "清涧镇"),
        ("陕西省榆林市榆阳区崇文路街道学院社区3号楼501", "陕西省榆林市榆阳区", "崇文路街道"),
        ("青岛市市北区辽源路街道阳光小区3-1-101", "青岛市市北区", "辽源路街道"),
        ("市北街道阳光小区3-1-101", "", "市北街道"),
        ("城区街道办事处花园小区3-1-101", "", "城区街道办事处"),
        ("榆林市榆阳区阳光小区3-1-101", "榆林市榆阳区", ""),
        ("榆阳区学院小区3-2-501", "榆阳区", ""),
        ("府谷县学院小区3-2-501", "府谷县", ""),
        ("榆阳区崇文路12号3号楼501", "榆阳区", ""),
        ("东城花园B区3-1-101", "", ""),
        ("新区家园3-1-101", "", ""),
        ("学院社区3号楼501", "", ""),
        ("大红旗路学院小区3-2-501", "", ""),
        ("住宅区东3-1-101", "", ""),
        ("古镇花园小区3-1-101", "", ""),
        ("水乡花园3-2-501", "", ""),
        ("景德镇路12号", "", ""),
        ("3号楼2单元501", "", ""),
    ],
)
def test_what_an_address_begins_with(address, region, town):
    assert parted(head_of(address)) == (region, town)


@pytest.mark.parametrize(
    ("head", "ours"),
    [
        ("榆林市榆阳区", True), ("陕西省榆林市榆阳区崇文路街道办事处", True), ("崇文路镇", True), ("榆阳区", True),
        ("西安市雁塔区", False), ("榆林市榆阳区驼峰路街道", False), ("西安市雁塔区崇文路街道", False),
    ],
)  # fmt: skip
def test_whether_it_is_ours(monkeypatch, head, ours):
    line = [
        divisions.Division("61", "陕西省"),
        divisions.Division("6108", "榆林市"),
        divisions.Division("610802", "榆阳区"),
    ]
    monkeypatch.setattr(divisions, "ready", lambda: True)
    monkeypatch.setattr(divisions, "line", lambda _code: line)
    assert OurStreet("崇文路街道", "610802006006").is_named(head, {head}) is ours


@pytest.mark.parametrize("head", ["清涧镇", "北关街道", "榆林市榆阳区驼峰路街道"])
@pytest.mark.parametrize(("what", "new", "code"), [("same", 2, ""), ("other", 0, "imports.other_street")])
def test_another_street_is_asked_once_for_all_its_rows(desk, head, what, new, code):
    rows = [[f"{head}花园小区3-2-501", "甲"], ["", "乙"], ["花园小区3-2-502", "丙"]]
    assert desk.preview(xlsx(rows, HEADER))["rejected"] == 2
    assert {line.code for line in lines(desk, "rejected")} == {"imports.place_alike"}
    ((pair, _word, said),) = alike_places(desk.work)
    assert (pair.name, pair.other, pair.rows, said) == (head, "崇文路街道", 2, "")
    desk.post("decide/", alike=pair.key, what=what)
    assert {line.code for line in lines(desk, "rejected")} == ({code} if code else set())
    desk.post("confirm/")
    assert (desk.work.refresh_from_db(), desk.work.counts["accepted"]) == (None, new + 1)
    assert ("甲" in living(), "乙" in living(), compounds()) == (bool(new), bool(new), ["花园小区"])


def test_two_districts_in_one_list_are_asked(desk):
    rows = [["榆林市榆阳区花园小区3-2-501", "甲"], ["西安市雁塔区花园小区3-2-501", "乙"]]
    assert desk.preview(xlsx(rows, HEADER))["rejected"] == 2
    for pair, _word, _said in alike_places(desk.work):
        desk.post("decide/", alike=pair.key, what="same" if "榆阳" in pair.name else "other")
    desk.post("confirm/")
    assert list(living()) == ["甲"]


@pytest.mark.parametrize("head", ["西安市雁塔区", "雁塔区"])
def test_the_only_district_of_a_list_is_asked_where_nobody_knows_ours(desk, head):
    assert desk.preview(xlsx([[f"{head}花园小区3-2-501", "甲"]], HEADER))["rejected"] == 1
    ((pair, _word, _said),) = alike_places(desk.work)
    desk.post("decide/", alike=pair.key, what="same")
    desk.post("confirm/")
    assert (list(living()), compounds()) == (["甲"], ["花园小区"])


@pytest.mark.parametrize(
    ("header", "row"),
    [(HEADER, ["榆阳区花园小区3-2-502", "乙"]), (["小区", "楼栋", "单元", "房号", "姓名"], ["榆阳区花园小区", "3", "2", "502", "乙"])],
)  # fmt: skip
def test_a_district_before_a_compound_makes_no_second_one(desk, header, row):
    desk.load(xlsx([["花园小区3-2-501", "甲"]], HEADER))
    assert desk.preview(xlsx([row], header))["rejected"] == 1
    ((pair, _word, _said),) = alike_places(desk.work)
    assert pair.name == "榆阳区"
    desk.post("decide/", alike=pair.key, what="same")
    desk.post("confirm/")
    assert (sorted(living()), compounds()) == (["乙", "甲"], ["花园小区"])


@pytest.mark.parametrize(
    ("header", "row", "shops"),
    [
        (HEADER, ["崇文路街道花园小区3-2-501", "甲"], []),
        (["巷道", "院落", "门店", "姓名"], ["槐树巷", "3号", "张三超市", "甲"], ["张三超市"]),
    ],
)  # fmt: skip
def test_a_shop_is_what_the_column_of_shops_says(desk, header, row, shops):
    desk.load(xlsx([row], header))
    assert list(Place.objects.filter(kind="shop").values_list("name", flat=True)) == shops


def test_our_own_street_is_no_part_of_a_name(desk):
    rows = [["崇文路街道花园小区3-2-501", "甲"], ["花园小区3-2-501", "乙"]]
    assert desk.load(xlsx(rows, HEADER))["new"] == 2
    other = [["崇文路街道花园小区", "3", "2", "502", "丙"]]
    assert desk.load(xlsx(other, ["小区", "楼栋", "单元", "房号", "姓名"]))["new"] == 1
    assert compounds() == ["花园小区"]


def test_a_compound_of_the_tree_may_be_called_after_a_town(desk):
    assert (
        desk.load(xlsx([["清涧镇花园小区", "3", "2", "501", "甲"]], ["小区", "楼栋", "单元", "房号", "姓名"]))["new"]
        == 1
    )
    rows = [["清涧镇花园小区3-2-501", "甲"], ["清涧镇花园小区3-2-502", "乙"]]
    counts = desk.load(xlsx(rows, HEADER))
    assert (counts["same"], counts["new"], compounds()) == (1, 1, ["清涧镇花园小区"])


def test_a_room_read_with_digits_is_written_and_does_not_come_back(desk):
    counts = desk.load(xlsx([["7号楼", "1单元", "1O1", "甲"]], ["楼栋", "单元", "房号", "姓名"]))
    assert (counts["new"], counts["values_left_out"]) == (1, 0)
    assert living()["甲"].household.door == "7-1-101"


def test_what_is_written_as_it_was_read_has_a_tab_of_its_own(desk):
    desk.preview(xlsx([["7号楼", "1单元", "1O1", "甲"]], ["楼栋", "单元", "房号", "姓名"]))
    assert [line.code for line in lines(desk, "as_read")] == ["imports.room_letters"]
    assert not lines(desk, "values")
