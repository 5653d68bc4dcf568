"""The conditional update changes the row as it was read, or nothing; the revision goes up by one each time."""

from datetime import date

import pytest

from linli.access.models import Account
from linli.kernel.errors import Conflict
from linli.kernel.ids import new_id
from linli.kernel.writes.change import change, change_all, hold
from linli.places.models import Mode, Place

TODAY = date(2022, 4, 2)


@pytest.fixture
def place(db):
    return Place.objects.create(path="0001", kind="subdistrict", name="崇文路街道", opened_on=TODAY)


def now_at(row):
    row.refresh_from_db()
    return row.revision


def test_it_changes_what_it_names_and_leaves_the_object_as_it_was_read(place):
    assert change(place, name="新街道", closed_on=TODAY) == 2
    assert (place.name, place.closed_on, place.revision) == ("崇文路街道", None, 1)
    assert now_at(place) == 2
    assert (place.name, place.closed_on) == ("新街道", TODAY)
    assert change(place, closed_on=None) == 3
    assert now_at(place) == 3
    assert place.closed_on is None


def test_whoever_comes_second_is_told_so_and_changes_nothing(place):
    change(place, name="先到")
    with pytest.raises(Conflict, match=r"kernel\.changed_meanwhile"):
        change(place, name="后到")
    with pytest.raises(Conflict, match=r"places\.changed_meanwhile"):
        change(place, 1, code="places.changed_meanwhile", name="后到")
    assert change(place, 2, name="再改") == 3
    assert now_at(place) == 3


@pytest.mark.parametrize("revision", [-1, 2**31 - 1, 2**31, 2**63, 10**400])
def test_a_revision_that_no_database_counts_is_an_old_one(place, revision):
    with pytest.raises(Conflict, match=r"kernel\.changed_meanwhile"):
        change(place, revision, name="后到")


@pytest.mark.parametrize(
    ("where", "holds"),
    [
        ({"kind": "subdistrict"}, True),
        ({"kind": "grid"}, False),
        ({"closed_on": None}, True),
        ({"closed_on": TODAY}, False),
        ({"closed_on__isnull": False}, False),
        ({"closed_on__isnull": True}, True),
        ({"name": "崇文路街道", "mode": None}, True),
    ],
)
def test_what_else_must_hold(place, where, holds):
    for name in ("甲", "崇文路街道"):  # twice: the second run uses the compiled statement
        if holds:
            change(place, where={**where, **({"name": place.name} if "name" in where else {})}, name=name)
            place.refresh_from_db()
        else:
            with pytest.raises(Conflict):
                change(place, where=where, name=name)


def test_the_same_column_may_stand_on_both_sides(place):
    change(place, where={"name": "崇文路街道"}, name="新街道")
    place.refresh_from_db()
    assert place.name == "新街道"


def test_a_row_stands_for_its_id(place):
    mode = Mode.objects.create(code="m", name="楼栋")
    change(place, mode=mode)
    place.refresh_from_db()
    assert place.mode == mode
    change(place, where={"mode": mode}, mode=None)
    place.refresh_from_db()
    assert place.mode is None


def test_nothing_new_still_counts_up(place):
    assert change(place) == 2
    assert now_at(place) == 2


def test_many_rows_each_at_their_own_revision(place):
    other = Place.objects.create(path="0002", kind="subdistrict", name="乙", opened_on=TODAY, revision=7)
    assert change_all(Place.objects.filter(kind="subdistrict"), closed_on=TODAY) == 2
    assert (now_at(place), now_at(other)) == (2, 8)


def test_holding_changes_nothing(place):
    assert hold(Place.objects.filter(pk=place.pk)) == 1
    assert hold(Place.objects.filter(pk=new_id())) == 0
    assert now_at(place) == 1


def test_each_model_has_its_own_statement(street):
    account = Account.objects.order_by("username").first()
    assert change(account, name="新名") == account.revision + 1
    account.refresh_from_db()
    assert account.name == "新名"
