"""What a leaders' list says of the rows that wait for a second person, before and after it is written."""

import pytest

from linli.access.models import Account, Grant
from linli.corps.remedies import WAITS
from linli.corps.tests.test_import import _uploads, book, lines, load, previewed, upload
from linli.kernel.models import Message
from linli.kernel.time import clock
from linli.people.tests.conftest import Homes

__all__ = ["_uploads"]  # the fixture: uploads in a folder of the test
pytestmark = pytest.mark.django_db
HEADER = ["姓名", "职务", "联系电话", "负责范围"]
MARK = "（待第二人确认）"


@pytest.fixture
def town(corps):
    """A street with a register: it is set up."""
    Homes(corps.street).add("door202", "单小明", relation="head")
    return corps


def seen(town, *rows):
    """Name -> (verdict, code, whether it says that it waits)."""
    upload(town, book(*rows, header=HEADER), "street")
    return {line.who: (line.kind, line.code, MARK in line.where) for line in lines(previewed(town, "street"))}


def test_what_waits_says_so_also_where_something_is_asked(town):
    rows = [
        ["新网格", "网格长", "13700000071", "03网格"], ["王大爷", "网格长", "13700000072", "03网格"],
        ["新楼栋", "楼栋长", "13700000073", "03网格7号楼"], ["错", "天王", "", "03网格"],
    ]  # fmt: skip
    assert seen(town, *rows) == {
        "新网格": ("new", WAITS, True), "王大爷": ("odd", "corps.row_name_odd", True), "新楼栋": ("new", "", False),
        "错": ("rejected", "corps.row_post_unknown", False),
    }  # fmt: skip


def test_a_changed_telephone_waits_for_nobody(town):
    town.appoint("老网格", "grid3", "grid_leader", "")
    assert seen(town, ["老网格", "网格长", "13700000074", "03网格"]) == {"老网格": ("changed", "", False)}


def test_the_page_after_writing_says_how_many_wait(town):
    rows = [["新网格", "网格长", "13700000071", "03网格"], ["新楼栋", "楼栋长", "13700000072", "03网格7号楼"]]
    run = load(town, book(rows[1], header=HEADER), "street")
    client = town.street.client("street")
    before = client.get(f"/corps/imports/{run.pk}/").context["onward"].text
    run = load(town, book(*rows, header=HEADER), "street")
    after = client.get(f"/corps/imports/{run.pk}/").context["onward"].text
    assert ("1 个" in str(before), "1 个" in str(after)) == (False, True)


def test_a_list_gives_a_post_that_waits_for_who_has_the_account(town):
    """The administrator opened it while its owner answered for one floor; the list makes them answer for a building."""
    term = town.appoint("孙甲", "floor1", "floor_leader", "13700000079")
    Grant.objects.filter(source=term.pk).update(bundle="none")
    account = Account.objects.create(
        username="sunjia", name="孙甲", path=term.path, person=term.member_id, created_at=clock.now(), password="!",
        opened_by=town.street.people["administrator"].account.pk,
    )  # fmt: skip
    load(town, book(["孙甲", "楼栋长", "13700000079", "03网格7号楼"], header=HEADER), "street")
    given = Grant.objects.filter(person=account.person, bundle="leader")
    assert [grant.receipt_due for grant in given] == [True]
    assert Message.objects.filter(topic="access.receipt_due").count() == 1
