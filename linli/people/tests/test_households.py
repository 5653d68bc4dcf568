"""Where somebody can live and with whom: doors that may be chosen, households that end, go on and share a door."""

import pytest

from linli.kernel.ids import new_id
from linli.kernel.time import clock
from linli.people.models import Household, Move, Resident
from linli.people.queries import doors
from linli.people.tests.deeds import send
from linli.places.models import Place
from linli.testing import refused


def fresh(homes, name):
    return Resident.objects.get(pk=homes.people[name].pk)


def offered(homes, typed, who="grid"):
    answer = homes.street.client(who).get("/people/add/", {"q": typed})
    return [(door.name, living) for door, _address, living in answer.context["doors"]]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("7-1-101", [("101", 3)]),
        ("101", [("101", 3)]),
        ("1-20", [("201", 0), ("202", 0)]),
        ("东", [("东屋", 1)]),
        ("槐树巷 东屋", [("东屋", 1)]),  # the courtyard between them may be left out
        ("7-101", [("101", 3)]),
        ("7-2-101", []),
        ("1-1-101", []),
        ("17-1-101", []),
        ("", []),
        ("，", []),
    ],
)
def test_a_door_is_found_by_what_people_call_it(homes, typed, found):
    assert offered(homes, typed) == found


def test_a_door_with_a_zero_in_front_is_the_same_door(homes):
    homes.street.place("door0301", "door", "0301", "floor2")
    assert [name for name, _ in offered(homes, "301")] == ["0301"]


def test_no_more_doors_are_offered_than_fit_a_page(homes):
    for number in range(40):
        homes.street.place(f"d{number}", "door", f"3{number:02d}", "floor2")
    assert len(offered(homes, "3")) == 30


def test_a_closed_door_and_the_next_community_are_not_offered(homes):
    Place.objects.filter(pk=homes.street.id("door202")).update(closed_on=clock.today())
    assert [name for name, _ in offered(homes, "2")] == ["201"]
    assert offered(homes, "101", "outsider") == [("101", 1)]


@pytest.mark.parametrize("door", ["closed", "nonsense", "floor2", "outdoor"])
@pytest.mark.parametrize("page", ["add", "move"])
def test_nobody_is_put_behind_what_is_no_open_door_of_ours(homes, door, page):
    Place.objects.filter(pk=homes.street.id("door202")).update(closed_on=clock.today())
    pk = {"closed": homes.street.id("door202"), "nonsense": "x"}.get(door) or homes.street.id(door)
    client, home = homes.street.client("grid"), homes.households["door101"]
    address = "/people/add/" if page == "add" else f"/people/household/{home.pk}/move/"
    assert client.get(address, {"door": pk}).status_code == 404


def test_who_lives_there_already_is_told_before_another_household_is_made(homes):
    door = homes.street.id("door101")
    page = homes.street.client("grid").get(f"/people/add/?door={door}")
    assert page.context["there"] == [(homes.households["door101"], "李小明")]
    assert f"/people/household/{homes.households['door101'].pk}/add/" in page.content.decode()


def test_two_households_behind_one_door_see_each_other(homes):
    client = homes.street.client("grid")
    home, one = homes.households["door101"], homes.people["王秀英"]
    answer = send(homes, "move", door=homes.street.id("door101"), who=[one.pk])
    assert answer.status_code == 303  # part of a household may become its own household at the same door
    other = fresh(homes, "王秀英").household
    assert (other.pk == home.pk, other.place_id, other.size) == (False, home.place_id, 1)
    assert client.get(f"/people/household/{home.pk}/").context["others"] == [(other, "王秀英")]
    assert client.get(f"/people/household/{other.pk}/").context["others"] == [
        (Household.objects.get(pk=home.pk), "李小明")
    ]


def test_a_household_is_called_by_its_head_else_by_who_came_first(homes):
    door = homes.street.places["door101"]
    assert [who for _home, who in doors.households_at(door)] == ["李小明"]
    Resident.objects.filter(pk=homes.people["李小明"].pk).update(relation="kin", since="2022-03-09")
    Resident.objects.filter(pk=homes.people["李一诺"].pk).update(since="2022-03-02")
    assert [who for _home, who in doors.households_at(door)] == ["王秀英"]


def test_the_whole_household_to_its_own_door_is_no_move(homes):
    everybody = [homes.people[name].pk for name in ("李小明", "王秀英", "李一诺")]
    answer = send(homes, "move", door=homes.street.id("door101"), who=everybody)
    assert (answer.status_code, refused(answer)) == (422, "people.same_door")
    assert not Move.objects.exists()
    assert Household.objects.count() == 4


def test_a_household_that_does_not_live_there_cannot_be_joined(homes):
    elsewhere = homes.households["door102"]
    answer = send(homes, "move", into=str(elsewhere.pk))
    assert (answer.status_code, refused(answer)) == (422, "invalid_choice")
    assert fresh(homes, "王秀英").household_id == homes.households["door101"].pk


def test_moving_asks_for_the_door_first_and_keeps_who(homes):
    home, one = homes.households["door101"], homes.people["王秀英"]
    client, address = homes.street.client("grid"), f"/people/household/{home.pk}/move/"
    found = client.get(address, {"q": "202", "who": one.pk})
    assert f"?door={homes.street.id('door202')}&amp;who={one.pk}" in found.content.decode()
    form = client.get(address, {"door": homes.street.id("door202"), "who": one.pk}).context["form"]
    assert (form.initial["who"], form.initial["on"]) == ([str(one.pk)], clock.today())
    everybody = client.get(address, {"door": homes.street.id("door202"), "who": new_id()}).context["form"]
    assert len(everybody.initial["who"]) == 3


def test_nobody_enters_a_household_that_has_ended(homes):
    homes.people["王秀英"] = homes.people["李一诺"] = homes.people["李小明"]
    home = homes.households["door102"]
    Household.objects.filter(pk=home.pk).update(until=clock.today(), size=0)
    homes.households["door101"] = home
    answer = send(homes, "add_resident", relation="kin")
    assert refused(answer) == "people.household_ended"
    assert not Resident.objects.filter(name="周新来").exists()


def test_an_ended_household_offers_nothing_and_keeps_its_story(homes):
    home, one = homes.households["door102"], homes.people["买买提·艾力"]
    client = homes.street.client("grid")
    typed = {"who": [one.pk], "on": clock.today().isoformat(), "reason": "", "key": new_id()}
    assert client.post(f"/people/household/{home.pk}/leave/", typed).status_code == 303
    page = client.get(f"/people/household/{home.pk}/")
    assert (page.context["may_edit"], page.context["may_take_back"]) == (False, True)
    assert [(event.who, event.origin, event.goal) for event in page.context["history"]] == [(one.name, "7-1-102", "")]


def test_no_going_back_behind_a_door_that_closed(homes):
    one = homes.people["买买提·艾力"]
    home = homes.households["door102"]
    homes.households["door101"], homes.people["王秀英"] = home, one
    assert send(homes, "leave").status_code == 303
    Place.objects.filter(pk=home.place_id).update(closed_on=clock.today())
    deed = Move.objects.get().deed
    answer = homes.street.client("grid").post(f"/people/deed/{deed}/take-back/", {"key": new_id()})
    assert (answer.status_code, refused(answer)) == (409, "people.door_closed")
    assert Household.objects.get(pk=home.pk).until == clock.today()
    assert Move.objects.get().taken_back_at is None


def test_the_head_stands_first_then_by_the_day_they_came(homes):
    Resident.objects.filter(pk=homes.people["李一诺"].pk).update(since="2022-02-01")
    page = homes.street.client("grid").get(f"/people/household/{homes.households['door101'].pk}/")
    assert [one.name for one, _sight, _needs in page.context["people"]] == ["李小明", "李一诺", "王秀英"]


@pytest.mark.parametrize("name", ["add_resident", "correct"])
def test_no_second_head_comes_in_by_any_form(homes, name):
    if name == "correct":
        homes.people["李小明"], homes.people["王秀英"] = homes.people["王秀英"], homes.people["李小明"]
    answer = send(homes, name, relation="head", identity="", identity_kind="none")
    assert (answer.status_code, refused(answer)) == (422, "people.head_already")


def test_the_head_may_stay_head_when_corrected(homes):
    assert send(homes, "correct", relation="head").status_code == 303
    assert fresh(homes, "李小明").relation == "head"


@pytest.mark.parametrize("name", ["add_resident", "correct"])
def test_a_number_lives_once_in_a_street_and_the_refusal_says_where_to_look(homes, name):
    from linli.people.tests.conftest import identity

    taken = identity(777)  # of 李外邻, in the next community of the same street
    answer = send(homes, name, identity=taken, identity_kind="id_card", born_on="")
    assert (answer.status_code, refused(answer)) == (422, "people.identity_taken")
    assert "李外邻" not in answer.content.decode()
