"""What a leaders' list does not say for certain is asked: whether a cell is a name, whether two rows are one person."""

import pytest

from linli.corps.models import Appointment, Member
from linli.corps.tests.test_import import _uploads, book, lines, load, press, previewed, row, upload
from linli.testing_jobs import run_jobs

__all__ = ["_uploads"]  # the fixture: uploads in a folder of the test
pytestmark = pytest.mark.django_db


def floor(name, number, phone=""):
    return row(name, "楼层长", phone, building="7栋", stairwell="1", floor=f"{number}层")


def decided(corps, content, verdict, what):
    """Upload, decide for all rows of `verdict`, write: the import at the end, and the lines that were asked."""
    upload(corps, content)
    run = previewed(corps)
    asked = [line for line in lines(run) if line.kind == verdict]
    press(corps, run, "decide", verdict=verdict, what=what)
    press(corps, run, "confirm")
    run_jobs()
    run.refresh_from_db()
    assert run.state == "done"
    return run, asked


@pytest.mark.parametrize("written", ["张三李四", "王大爷", "张三(兼)", "原张三", "张三改李四", "赵一(13800000001)"])
def test_what_may_be_no_name_is_asked(corps, written):
    run = load(corps, book(floor(written, 1)))
    assert (run.counts["odd"], run.counts["rejected"], run.counts["undecided"]) == (1, 1, 1)
    run, (line,) = decided(corps, book(floor(written, 1)), "odd", "person")
    name = written.split("(", maxsplit=1)[0]
    assert line.told == {"text": written, "name": name}
    assert Member.objects.get(name=name).appointments.count() == 1
    again = load(corps, book(floor(written, 1)))
    assert (again.counts["same"], again.counts["odd"]) == (1, 0)


def test_a_row_that_is_sent_back_comes_back(corps):
    run, _asked = decided(corps, book(floor("王大爷", 1)), "odd", "return")
    assert (run.counts["rejected"], run.counts["skipped"], run.counts["new"]) == (1, 0, 0)


TWINS = [  # the post that is known, the row of the next list: phone and floor
    ("13700000001", "", 2), ("13700000001", "13700000002", 2), ("", "13700000002", 2),
]  # fmt: skip


@pytest.mark.parametrize(("phone", "other", "number"), TWINS)
@pytest.mark.parametrize(("what", "members"), [("same", 1), ("other", 2), ("return", 1)])
def test_another_phone_and_another_scope_may_be_another_person(corps, phone, other, number, what, members):
    load(corps, book(floor("赵敏", 1, phone)))
    content = book(floor("赵敏", number, other))
    _run, (line,) = decided(corps, content, "twin", what)
    assert Member.objects.filter(name="赵敏").count() == members
    if what == "same" and other:
        assert ("phone", phone and "137****0001", "137****0002") in line.changes
    again = load(corps, content)
    expected = "twin" if what == "return" else "same"
    assert (again.counts[expected], again.counts["new"], again.counts["changed"]) == (1, 0, 0)


def test_two_phones_at_two_homes_are_two_people(corps):
    load(corps, book(floor("赵敏", 1, "13700000001")))
    run = load(corps, book(floor("赵敏", 1, "13700000001"), floor("赵敏", 2, "13700000002")))
    assert (run.counts["same"], run.counts["new"], run.counts["twin"]) == (1, 1, 0)


@pytest.mark.parametrize(("what", "members"), [("same", 1), ("other", 2)])
def test_a_row_without_the_phone_of_its_namesake_is_asked(corps, what, members):
    content = book(floor("赵敏", 1), floor("赵敏", 2, "13700000001"))
    _run, (line,) = decided(corps, content, "twin", what)
    assert line.told == {"number": "4"}
    assert Member.objects.filter(name="赵敏").count() == members
    assert Appointment.objects.filter(member__name="赵敏").count() == 2
    assert load(corps, content).counts["same"] == 2


def test_a_row_again_without_the_phone_takes_nobodys_place(corps):
    content = book(floor("赵敏", 1), floor("赵敏", 1, "13700000001"))
    run = load(corps, content)
    assert (run.counts["new"], run.counts["twin"]) == (1, 1)
    again = load(corps, content)
    assert (again.counts["same"], again.counts["twin"], again.counts["new"]) == (1, 1, 0)


def test_two_phones_of_one_person_undo_each_other_no_more(corps):
    load(corps, book(floor("赵敏", 1, "13700000001"), floor("赵敏", 2, "13700000001")))
    content = book(floor("赵敏", 1, "13700000002"), floor("赵敏", 2, "13700000001"))
    run = load(corps, content)
    assert (run.counts["same"], run.counts["changed"], run.counts["values_left_out"]) == (2, 0, 1)
    assert [line.code for line in run.seen if line.kind == "values"] == ["corps.row_phones"]


def test_a_change_says_what_was_before(corps):
    load(corps, book(floor("赵敏", 1, "13700000001")))
    run = load(corps, book(floor("赵敏", 1, "13700000002")))
    assert [line.changes for line in run.seen] == [(("phone", "137****0001", "137****0002"),)]


@pytest.mark.parametrize(
    ("written", "number", "warned"),
    [("13700000001(手机)", "0001", 0), ("13700000001/13700000002", "0001", 1), ("妻13700000003", "0003", 1)],
)
def test_phones_with_words(corps, written, number, warned):
    run = load(corps, book(floor("赵敏", 1, written)))
    assert run.counts["values_left_out"] == warned
    again = load(corps, book(floor("赵敏", 1, f"1370000{number}")))
    assert again.counts["same"] == 1
