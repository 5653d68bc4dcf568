"""A leaders' list and places wider than a post's level: refused, or asked once."""

import pytest

from linli.corps.models import Appointment
from linli.corps.tests.test_import import _uploads, book, charged, kept_out, load, load_at, row
from linli.corps.tests.test_import_questions import decided

__all__ = ["_uploads"]  # the fixture: uploads in a folder of the test
pytestmark = pytest.mark.django_db
HEADER = ["姓名", "职务", "负责范围", "联系电话"]


def scope(*rows):
    return book(*([name, post, where, f"1390000000{n}"] for n, (name, post, where) in enumerate(rows)), header=HEADER)


@pytest.mark.parametrize(
    ("post", "where"),
    [
        ("楼栋长", "学院社区"),
        ("楼栋长", "03网格"),
        ("副楼栋长", "03网格"),
        ("院落长", "槐树巷"),
        ("网格长", "学院社区"),
    ],
)
def test_a_post_of_a_lower_level_comes_back_for_a_wider_place(corps, post, where):
    run = load_at(corps, scope(("孙甲", post, where)), "xueyuan")
    assert kept_out(run) == {"孙甲": "corps.row_too_wide"}


def test_one_leader_of_floors_for_a_stairwell_is_asked_once(corps):
    content = scope(("孙甲", "楼层长", "7号楼1单元"))
    run, asked = decided(corps, content, "wide", "whole")
    assert [(line.who, line.code) for line in asked] == [("孙甲", "corps.row_wide")]
    assert run.counts["total"] == 1
    assert charged("孙甲") == [corps.street.places["stair1"].path]
    again = load(corps, content)
    assert (again.counts["same"], again.counts["wide"]) == (1, 0)


def test_a_row_that_nobody_decided_on_comes_back(corps):
    load(corps, scope(("孙甲", "楼层长", "7号楼1单元")))
    assert not Appointment.objects.filter(member__name="孙甲").exists()


def test_a_place_inside_another_of_its_row_is_left_out_and_said(corps):
    run = load(corps, scope(("孙甲", "楼栋长", "7号楼、7号楼1单元2层")))
    assert [line.code for line in run.seen if line.kind == "values"] == ["corps.row_place_inside"]
    assert charged("孙甲") == [corps.street.places["building7"].path]


def test_the_same_rule_in_columns(corps):
    run = load(corps, book(row("孙甲", "楼层长", "13900000001")))
    assert kept_out(run) == {"孙甲": "corps.row_too_wide"}
