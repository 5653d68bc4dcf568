"""Moving out, moving within, death, and undoing them: counts stay right, the second of two is refused, history is
kept."""

from datetime import timedelta

import pytest

from linli.kernel.ids import new_id
from linli.kernel.models import Fact
from linli.kernel.time import clock
from linli.people.models import Household, Move, Need, Resident
from linli.people.queries import households_at, leaf_counts
from linli.people.tests.conftest import identity


def leave(homes, door, *names, by="grid", **changes):
    home = homes.households[door]
    data = {
        "key": new_id(),
        "who": [homes.people[n].pk for n in names],
        "on": clock.today().isoformat(),
        "reason": "回老家",
    }
    return homes.street.client(by).post(f"/people/household/{home.pk}/leave/", data | changes)


def move(homes, door, to, *names, who="grid", into="", **changes):
    home = homes.households[door]
    data = {
        "key": new_id(), "door": homes.street.id(to), "who": [homes.people[n].pk for n in names], "into": into,
        "on": clock.today().isoformat(), "reason": "",
    }  # fmt: skip
    return homes.street.client(who).post(f"/people/household/{home.pk}/move/", data | changes)


def take_back(homes, who="grid"):
    deed = Move.objects.order_by("-recorded_at").first().deed
    return homes.street.client(who).post(f"/people/deed/{deed}/take-back/", {"key": new_id()})


def counted(homes):
    """The stored counts equal the counted people."""
    for home in Household.objects.all():
        assert home.size == Resident.objects.filter(household=home, until=None).count()
        assert (home.until is None) == (home.size > 0) or home.door == "never"
    return {home.door: home.size for home in Household.objects.all()}


def fresh(homes, name):
    return Resident.objects.get(pk=homes.people[name].pk)


def test_one_moves_out(homes):
    assert leave(homes, "door101", "李一诺").status_code == 303
    assert counted(homes)["7-1-101"] == 2
    one = fresh(homes, "李一诺")
    assert (one.left, one.until) == ("moved", clock.today())
    told = Move.objects.get()
    assert (told.what, told.reason, told.recorded_by_name) == ("out", "回老家", "马网格")
    assert Fact.objects.get(kind="people.moved_out").about == one.pk


def test_a_household_ends_with_its_last_resident_and_history_stays(homes):
    assert leave(homes, "door101", "李小明", "王秀英", "李一诺").status_code == 303
    home = Household.objects.get(pk=homes.households["door101"].pk)
    assert (home.size, home.until) == (0, clock.today())
    page = homes.street.client("grid").get(f"/people/household/{home.pk}/").content.decode()
    assert "无人在册" in page
    assert "李小明" in page


@pytest.mark.parametrize(
    "changes, status",
    [({"on": "2022-02-01"}, 422), ({"on": "2999-01-01"}, 422), ({"on": "x"}, 422), ({"who": []}, 422)],
)
def test_a_wrong_leave_changes_nothing(homes, changes, status):
    assert leave(homes, "door101", "李一诺", **changes).status_code == status
    assert counted(homes)["7-1-101"] == 3


def test_nobody_of_another_household_can_be_slipped_in(homes):
    answer = leave(homes, "door101", "李外邻")
    assert answer.status_code == 422
    assert fresh(homes, "李外邻").until is None


def test_leaving_twice_is_told(homes):
    home, one = homes.households["door101"], homes.people["李一诺"]
    Resident.objects.filter(pk=one.pk)  # the second worker opened the page before the first one saved
    from linli.access.actor import system
    from linli.kernel.errors import Conflict
    from linli.people.actions import moves

    stale = [Resident.objects.select_related("household").get(pk=one.pk)]
    assert leave(homes, "door101", "李一诺").status_code == 303
    with pytest.raises(Conflict) as told:
        moves.move_out(residents=stale, on=clock.today(), reason="", actor=system(), key=None, now=clock.now())
    assert told.value.code == "people.already_left"
    assert counted(homes)["7-1-101"] == home.size - 1


def test_the_same_key_again_changes_nothing(homes):
    key = new_id()
    leave(homes, "door101", "李一诺", key=key)
    leave(homes, "door101", "王秀英", key=key)
    assert counted(homes)["7-1-101"] == 2


def test_one_moves_within_into_an_empty_door(homes):
    answer = move(homes, "door101", "door202", "王秀英")
    assert answer.status_code == 303
    one = fresh(homes, "王秀英")
    assert one.path == homes.street.places["door202"].path
    assert one.household.door == "7-1-202"
    assert set(Need.objects.filter(resident=one).values_list("path", flat=True)) == {one.path}
    assert counted(homes) == {"7-1-101": 2, "7-1-102": 1, "槐树巷-1-东屋": 1, "1-101": 1, "7-1-202": 1}


def test_a_whole_household_keeps_its_relations(homes):
    move(homes, "door101", "door202", "李小明", "王秀英", "李一诺")
    assert [fresh(homes, n).relation for n in ("李小明", "王秀英", "李一诺")] == ["head", "spouse", "child"]
    assert Household.objects.get(pk=homes.households["door101"].pk).until == clock.today()
    assert counted(homes)["7-1-202"] == 3


def test_joining_a_household_never_makes_two_heads(homes):
    there = homes.households["door102"]
    answer = move(homes, "door101", "door102", "李小明", into=str(there.pk))
    assert answer.status_code == 303
    assert fresh(homes, "李小明").relation == "unknown"
    assert counted(homes)["7-1-102"] == 2


@pytest.mark.parametrize("to", ["outdoor", "floor2"])
def test_nobody_is_moved_out_of_reach_or_onto_a_floor(homes, to):
    assert move(homes, "door101", to, "王秀英").status_code == 404
    assert counted(homes)["7-1-101"] == 3


def test_the_registrar_moves_across_communities(homes):
    assert move(homes, "door101", "outdoor", "王秀英", who="registrar").status_code == 303
    assert fresh(homes, "王秀英").path == homes.street.places["outdoor"].path
    url = f"/people/resident/{homes.people['王秀英'].pk}/"
    assert homes.street.client("grid").get(url).status_code == 404
    assert homes.street.client("outsider").get(url).status_code == 200


def test_moving_to_the_same_door_is_refused(homes):
    assert move(homes, "door101", "door101", "李小明", "王秀英", "李一诺").status_code == 422


def test_death(homes):
    one = homes.people["买买提·艾力"]
    data = {"key": new_id(), "on": clock.today().isoformat(), "reason": ""}
    answer = homes.street.client("grid").post(f"/people/resident/{one.pk}/death/", data)
    assert answer.status_code == 303
    assert fresh(homes, "买买提·艾力").left == "died"
    assert "已去世" in homes.street.client("grid").get(f"/people/resident/{one.pk}/").content.decode()


@pytest.mark.parametrize(
    "deed",
    [
        lambda homes: leave(homes, "door101", "王秀英", "李一诺"),
        lambda homes: leave(homes, "door102", "买买提·艾力"),
        lambda homes: move(homes, "door101", "door202", "李小明", "王秀英", "李一诺"),
        lambda homes: move(homes, "door101", "door102", "李小明", into=str(homes.households["door102"].pk)),
        lambda homes: move(homes, "door102", "door101", "买买提·艾力", into=str(homes.households["door101"].pk)),
    ],
)
def test_everything_is_as_it_was_after_taking_back(homes, deed):
    columns = ("pk", "household", "path", "until", "left", "relation")
    before, sizes = list(Resident.objects.order_by("pk").values_list(*columns)), counted(homes)
    needs = list(Need.objects.order_by("pk").values_list("pk", "path"))
    assert deed(homes).status_code == 303
    assert list(Resident.objects.order_by("pk").values_list(*columns)) != before
    assert take_back(homes).status_code == 303
    assert list(Resident.objects.order_by("pk").values_list(*columns)) == before
    assert list(Need.objects.order_by("pk").values_list("pk", "path")) == needs
    assert {door: size for door, size in counted(homes).items() if size} == sizes
    assert Move.objects.filter(taken_back_at=None).count() == 0


def test_an_arrival_typed_by_mistake_is_taken_back(homes):
    from linli.people.tests.test_records import typed

    homes.street.client("grid").post(f"/people/household/{homes.households['door102'].pk}/add/", typed(relation="kin"))
    assert take_back(homes).status_code == 303
    assert Resident.objects.get(name="周新来").left == "undone"
    assert counted(homes)["7-1-102"] == 1


def test_taking_back_twice_or_tomorrow_or_after_another_move_is_refused(homes):
    leave(homes, "door101", "李一诺")
    Move.objects.update(recorded_at=clock.now() - timedelta(days=1))
    assert take_back(homes).status_code == 409
    Move.objects.update(recorded_at=clock.now())
    assert take_back(homes).status_code == 303
    assert take_back(homes).status_code == 409
    move(homes, "door101", "door202", "李一诺")
    first = Move.objects.order_by("-recorded_at").first().deed
    homes.households["door202"] = fresh(homes, "李一诺").household
    move(homes, "door202", "door201", "李一诺")
    answer = homes.street.client("grid").post(f"/people/deed/{first}/take-back/", {"key": new_id()})
    assert answer.status_code == 409
    assert fresh(homes, "李一诺").household.door == "7-1-201"


@pytest.mark.parametrize(("who", "status"), [("outsider", 404), ("floor", 403), ("anonymous", 302)])
def test_others_take_nothing_back(homes, who, status):
    leave(homes, "door101", "李一诺")
    assert take_back(homes, who).status_code == status
    assert fresh(homes, "李一诺").left == "moved"


def test_taking_back_refuses_when_the_number_was_registered_again(homes):
    from linli.people.tests.test_records import typed

    leave(homes, "door101", "李小明")
    again = typed(relation="kin", name="李小明", phone="", identity=identity(123))
    deed = Move.objects.get().deed
    assert (
        homes.street.client("grid").post(f"/people/household/{homes.households['door102'].pk}/add/", again).status_code
        == 303
    )
    answer = homes.street.client("grid").post(f"/people/deed/{deed}/take-back/", {"key": new_id()})
    assert answer.status_code == 422
    assert fresh(homes, "李小明").left == "moved"


def test_counts_for_other_rooms(homes):
    places = homes.street.places
    assert leaf_counts(places["grid3"].path) == [
        (places["floor1"].path, 2, 4), (places["yard1"].path, 1, 1),
    ]  # fmt: skip
    assert leaf_counts(places["door101"].path) == [(places["floor1"].path, 1, 3)]
    assert leaf_counts(places["floor2"].path) == []
    assert households_at([places["door101"].path, places["door201"].path]) == {places["door101"].path: (1, 3)}
    leave(homes, "door102", "买买提·艾力")
    assert leaf_counts(places["floor1"].path) == [(places["floor1"].path, 1, 3)]


@pytest.mark.one_database  # PostgreSQL's plan depends on table size; SQLite's is fixed
def test_leaf_counts_touch_only_the_covering_index(homes):
    from django.db import connection

    from linli.people.queries import _LEAF_COUNTS

    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN QUERY PLAN " + _LEAF_COUNTS, ["0001", "0001zzzz"])
        plan = " ".join(row[-1] for row in cursor.fetchall())
    assert "COVERING INDEX household_open" in plan


@pytest.mark.parametrize(("who", "status"), [("outsider", 404), ("grid", 404), ("registrar", 303)])
def test_a_move_between_communities_is_taken_back_by_who_reaches_both(homes, who, status):
    """Neither the old nor the new grid may put people behind the other's doors."""
    assert move(homes, "door102", "outdoor", "买买提·艾力", who="registrar").status_code == 303
    assert take_back(homes, who).status_code == status
    back = fresh(homes, "买买提·艾力").household_id == homes.households["door102"].pk
    assert back == (status == 303)


def test_taking_back_makes_no_second_head(homes):
    leave(homes, "door101", "李小明")
    Resident.objects.filter(pk=homes.people["王秀英"].pk).update(relation="head")
    assert take_back(homes).status_code == 409
    assert fresh(homes, "李小明").left == "moved"


def test_leaders_do_not_read_why_somebody_left(homes):
    leave(homes, "door101", "李一诺", reason="住院治疗")
    address = f"/people/household/{homes.households['door101'].pk}/"
    assert "住院治疗" in homes.street.client("grid").get(address).content.decode()
    told = homes.street.client("floor").get(address).content.decode()
    assert "住院治疗" not in told
    assert "迁出" in told


@pytest.mark.parametrize("page", ["resident/{one}/correct/", "resident/{one}/death/", "household/{home}/leave/",
    "household/{home}/relations/", "household/{home}/move/?door={door}"])  # fmt: skip
def test_every_page_that_shows_a_person_is_on_the_record(homes, page):
    one, home = homes.people["李小明"], homes.households["door101"]
    address = "/people/" + page.format(one=one.pk, home=home.pk, door=homes.street.id("door201"))
    assert homes.street.client("grid").get(address).status_code == 200
    fact = Fact.objects.get(kind="people.viewed")
    assert fact.about in {one.pk, home.pk}
    assert fact.data == {}
