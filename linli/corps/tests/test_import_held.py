"""A note that leaves open whether somebody holds the post: a vacancy, or asked; never appointed in silence."""

import pytest

from linli.corps.models import Appointment
from linli.corps.tests.test_import import _uploads, book, load
from linli.corps.tests.test_import_questions import decided

__all__ = ["_uploads"]  # the fixture: uploads in a folder of the test
pytestmark = pytest.mark.django_db
HEADER = ["姓名", "职务", "负责范围", "备注", "联系电话"]
OPEN = [
    "因病离任",
    "轮流",
    "每月轮流",
    "兼",
    "兼任",
    "代",
    "代理",
    "暂由李四代理",
    "因病离任，由李四代",
    "任期届满",
    "换人",
    "停职",
    "因病去世",
    "不再担任",
    "住院",
    "外出务工",
]
VACANT = ["已离任", "暂缺", "岗位暂缺", "病故", "亡", "殁", "销户"]
ORDINARY = ["党员", "退休教师", "兼网格员", "接替张三", "原社区书记", "未离任", "代表居民签字"]


def file(note="", name="孙甲", phone=""):
    return book([name, "楼栋长", "7号楼", note, phone], header=HEADER)


@pytest.mark.parametrize(
    ("note", "state"),
    [*((one, "held") for one in OPEN), *((one, "rejected") for one in VACANT), *((one, "new") for one in ORDINARY)],
)
def test_a_note_says_whether_the_post_is_held(corps, note, state):
    run = load(corps, file(note))
    assert run.counts[state] == 1
    assert Appointment.objects.filter(member__name="孙甲").exists() is (state == "new")


@pytest.mark.parametrize(("what", "held"), [("holds", 1), ("return", 0)])
def test_the_user_says_whether_they_hold_it(corps, what, held):
    _run, (line,) = decided(corps, file("暂由李四代理"), "held", what)
    assert line.told == {"text": "暂由李四代理", "name": "孙甲"}
    assert Appointment.objects.filter(member__name="孙甲").count() == held
    again = load(corps, file("暂由李四代理"))
    assert (again.counts["same"], again.counts["held"]) == (held, 1 - held)


def test_a_row_with_two_questions_comes_back(corps):
    assert load(corps, file("轮流", "王大爷")).counts["rejected"] == 1


@pytest.mark.parametrize("name", ["轮流", "居民轮流", "轮值", "张三（亡）", "张三(殁)", "张三 离任", "张三（暂缺）", "在外打工", "人户分离"])  # fmt: skip
def test_a_name_that_says_that_nobody_holds_it(corps, name):
    assert load(corps, file(name=name)).counts["rejected"] == 1


@pytest.mark.parametrize("name", ["张三(兼)", "张三(代)", "张三 女", "李四(男)", "王五 65岁"])
def test_a_name_with_more_than_a_name_is_asked_about(corps, name):
    assert load(corps, file(name=name)).counts["odd"] == 1


@pytest.mark.parametrize("name", ["共小华", "乜小丽", "难大勇", "黑铁"])
def test_a_rare_surname_is_a_name(corps, name):
    assert load(corps, file(name=name)).counts["new"] == 1


@pytest.mark.parametrize(("note", "phone"), [("电话已换", "13700000001"), ("", "老号码13700000001")])
def test_a_number_that_was_changed_is_not_written(corps, note, phone):
    run = load(corps, file(note, phone=phone))
    assert (run.counts["new"], run.counts["values_left_out"]) == (1, 1)
    assert [line.code for line in run.seen if line.kind == "values"] == ["imports.phone_changed"]
