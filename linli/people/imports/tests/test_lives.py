"""A note that says how somebody lives there (租户, 自住), or that nobody does (空置, 出租): offered, or asked."""

import pytest

from linli.people.imports.tests.cases import HEADER, lines, living, row
from linli.people.imports.tests.files import xlsx
from linli.people.imports.words import Lives


@pytest.mark.parametrize(
    ("note", "how"),
    [
        ("租户", "lodger"), ("现为租户", "lodger"), ("租户，每月5日交租", "lodger"), ("党员 租房", "lodger"), ("承租人(2021年起)", "lodger"),
        ("自住", "owner"), ("业主", "owner"), ("暂住人口", "floating"), ("陪读", "student"),
        ("空置", "empty"), ("长期空置", "empty"), ("现无人居住", "empty"), ("已出租", "empty"), ("房屋出租中", "empty"), ("出租给李四", "empty"),
        ("业主群管理员", ""), ("不是租户", ""), ("房东：张东", ""), ("学生", ""), ("有出租车", ""), ("空巢老人", ""), ("空调维修工", ""), ("租给李四", "empty"), ("房屋已卖", "empty"), ("姓名后注：出租", "empty"), ("人户分离", "other"), ("", ""),
    ],
)  # fmt: skip
def test_what_a_note_says_of_it(note, how):
    assert Lives()[note] == how


def residences():
    return {name: one.residence for name, one in living().items()}


@pytest.mark.parametrize(("what", "how"), [("", "owner"), ("skip", "owner"), ("write", "lodger")])
def test_it_is_offered_once_for_all_rows(desk, what, how):
    file = xlsx([row("甲", note="租户"), row("乙", note="租住"), row("丙", note="党员")], HEADER)
    assert desk.preview(file)["new"] == 3
    assert [line.told["how"] for line in lines(desk, "lives")] == ["租住", "租住"]
    if what:
        desk.post("decide/", verdict="lives", what=what)
    desk.post("confirm/")
    assert residences() == {"甲": how, "乙": how, "丙": "owner"}
    desk.preview(file)
    assert bool(lines(desk, "lives")) is (what != "write")
    assert desk.work.counts["same"] == 3


def test_it_changes_whom_the_register_knows(desk):
    desk.load(xlsx([row("甲")], HEADER))
    file = xlsx([row("甲", note="租户")], HEADER)
    desk.load(file)
    assert residences() == {"甲": "owner"}
    desk.preview(file)
    desk.post("decide/", verdict="lives", what="write")
    desk.post("confirm/")
    assert (desk.state, residences()) == ("done", {"甲": "lodger"})


def test_a_column_of_its_own_says_it_better(desk):
    desk.preview(xlsx([[*row("甲", note="租户"), "学生"]], [*HEADER, "居住方式"]))
    assert not lines(desk, "lives")


@pytest.mark.parametrize("note", ["空置", "已出租"])
@pytest.mark.parametrize(
    ("what", "found"), [("", {}), ("skip", {}), ("lodger", {"甲": "lodger"}), ("living", {"甲": "owner"})]
)
def test_who_is_named_in_an_empty_home_is_asked_about(desk, note, what, found):
    desk.preview(xlsx([row("甲", note=note)], HEADER))
    assert [line.code for line in lines(desk, "empty")] == ["imports.empty_in_file"]
    if what:
        desk.post("decide/", verdict="empty", what=what)
    desk.post("confirm/")
    assert (desk.state, residences()) == ("done", found)


def test_a_home_let_to_who_is_called_its_tenant_is_no_question(desk):
    assert desk.load(xlsx([[*row("甲", note="出租"), "租住"]], [*HEADER, "居住方式"]))["new"] == 1
    assert residences() == {"甲": "lodger"}


def test_who_is_known_there_stays_until_somebody_says_otherwise(desk):
    desk.load(xlsx([row("甲")], HEADER))
    desk.preview(xlsx([row("甲", note="出租")], HEADER))
    desk.post("decide/", verdict="empty", what="lodger")
    desk.post("confirm/")
    assert (desk.state, residences()) == ("done", {"甲": "lodger"})
