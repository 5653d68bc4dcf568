"""Doors older than a mode with floor leaders get the floors that their numbers name."""

from datetime import date

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from linli.access.actor import system
from linli.access.rules import parent_path, segment
from linli.kernel.errors import Conflict, Invalid
from linli.kernel.ids import new_ids
from linli.kernel.models import Fact
from linli.kernel.time import clock
from linli.places import actions
from linli.places.floors import count_lacking, lacking
from linli.places.models import Mode, Place, PlaceEvent
from linli.places.rules import floor_of
from linli.places.tests.test_move import DAY, appoint, assert_whole, settle
from linli.testing import refused

Household, Charge = (apps.get_model("people", "Household"), apps.get_model("corps", "Charge"))


@pytest.mark.parametrize(
    ("door", "floor"),
    [
        ("501", "5"), ("0501", "5"), ("1203", "12"), ("1203室", "12"), ("101A", "1"), ("302号", "3"), ("-201", "2"),
        ("东屋", ""), ("5", ""), ("12", ""), ("001", ""), ("12345", ""), ("地下室", ""), ("", ""),
    ],
)  # fmt: skip
def test_what_a_number_says_of_its_floor(door, floor):
    assert floor_of(door) == floor


@pytest.fixture
def tower(street, shipped):
    """8号楼 in 03网格: 2单元 with doors of three floors directly in it, two doors in the building itself."""
    street.place("building8", "building", "8号楼", "grid3")
    street.place("stair2", "stairwell", "2单元", "building8")
    for name in ("101", "102", "201", "301室", "保安室"):
        street.place(f"tower{name}", "door", name, "stair2")
    street.place("tower1201", "door", "1201", "building8")
    Place.objects.filter(pk=street.id("grid3")).update(mode=Mode.objects.get(code="chongwen.apartment"))
    return street


def address(street, key):
    return reverse("places:floors", args=[street.id(key)])


def test_the_page_says_beforehand_what_would_be(tower):
    page = tower.client("community").get(address(tower, "building8")).content.decode()
    assert "5 户放进楼层，其中新建楼层 4 层" in page
    assert "1–3" in page
    assert "保安室" in page
    assert "门牌号说不出楼层" in page
    assert Place.objects.get(pk=tower.id("tower101")).parent_id == tower.id("stair2")


def test_doors_go_to_their_floors_with_everybody_in_them(tower, post):
    resident, charge = settle(tower, "tower201"), appoint(tower, "tower101")
    assert post(tower.client("community"), address(tower, "grid3")).status_code == 303
    stairs = Place.objects.get(pk=tower.id("stair2"))
    floors = {floor.name: floor for floor in Place.objects.filter(parent=stairs, kind="floor").order_by("number")}
    assert list(floors) == ["1层", "2层", "3层"]
    for key, floor in (("101", "1层"), ("102", "1层"), ("201", "2层"), ("301室", "3层")):
        assert Place.objects.get(pk=tower.id(f"tower{key}")).parent_id == floors[floor].pk
    assert Place.objects.get(pk=tower.id("tower保安室")).parent_id == stairs.pk
    assert Place.objects.get(pk=tower.id("tower1201")).parent.name == "12层"
    for row in (resident, resident.household, charge):
        row.refresh_from_db()
    assert parent_path(resident.path) == floors["2层"].path
    assert (resident.household.path, charge.place_id) == (resident.path, tower.id("tower101"))
    assert_whole()
    assert Place.objects.get(pk=tower.id("door101")).parent_id == tower.id("floor1")
    moved = PlaceEvent.objects.get(place=tower.id("tower201"), what="moved")
    assert moved.before["parent"] == str(stairs.pk)
    fact = Fact.objects.get(kind="places.floored")
    assert (fact.data["doors"], fact.data["floors"]) == (5, 4)
    assert count_lacking(Place.objects.get(pk=tower.id("grid3"))) == 1  # the guards' room


def test_doors_beside_the_place_are_left_alone(tower, post):
    tower.place("building10", "building", "10号楼", "grid3")
    tower.place("beside", "door", "101", "building10")
    assert post(tower.client("community"), address(tower, "building8")).status_code == 303
    assert Place.objects.get(pk=tower.id("beside")).parent_id == tower.id("building10")


def test_the_same_key_twice_changes_nothing_more(tower):
    client, key = tower.client("community"), str(new_ids(1)[0])
    for _time in range(2):
        assert client.post(address(tower, "building8"), {"key": key}).status_code == 303
    assert PlaceEvent.objects.filter(what="floored").count() == 1


def test_a_floor_that_is_there_is_used_and_a_door_that_is_there_stays(tower):
    tower.place("upper", "floor", "3楼", "stair2")
    tower.place("twin", "door", "301", "upper")
    found = lacking(tower.places["building8"])
    assert [door.name for door in found.doubled] == ["301室"]
    assert len(found.missing()) == 3
    actions.add_floors(place=tower.places["building8"], actor=system(), key=None, now=clock.now())
    assert Place.objects.get(pk=tower.id("tower301室")).parent_id == tower.id("stair2")
    assert_whole()


def test_it_can_be_taken_back_and_done_again(tower, post):
    resident = settle(tower, "tower201")
    client = tower.client("community")
    post(client, address(tower, "building8"))
    event = PlaceEvent.objects.get(what="floored")
    undo = reverse("places:undo", args=[tower.id("building8"), event.pk])
    assert undo in client.get(reverse("places:place", args=[tower.id("building8")])).content.decode()
    assert post(client, undo).status_code == 303
    resident.refresh_from_db()
    assert parent_path(resident.path) == Place.objects.get(pk=tower.id("stair2")).path
    assert not Place.objects.filter(parent=tower.id("stair2"), kind="floor", closed_on=None).exists()
    assert_whole()
    assert Fact.objects.filter(kind="places.unfloored").count() == 1
    post(client, address(tower, "building8"))
    assert Place.objects.filter(parent=tower.id("stair2"), kind="floor", closed_on=None).count() == 3
    assert_whole()


def _name_a_leader(street):
    street.places["new"] = Place.objects.get(parent=street.id("stair2"), name="2层")
    appoint(street, "new")


def _add_a_door(street):
    floor = Place.objects.get(parent=street.id("stair2"), name="2层")
    actions.add_place(parent=floor, kind="door", name="202", actor=system(), key=None, now=clock.now())


def _rename_a_floor(street):
    floor = Place.objects.get(parent=street.id("stair2"), name="2层")
    actions.change_place(place=floor, name="二层东", facts={}, actor=system(), key=None, now=clock.now())


def _move_a_door(street):
    door, to = Place.objects.get(pk=street.id("tower101")), Place.objects.get(pk=street.id("building8"))
    actions.move_place(place=door, to=to, actor=system(), key=None, now=clock.now())


@pytest.mark.parametrize("since", [_name_a_leader, _add_a_door, _rename_a_floor, _move_a_door])
def test_it_is_not_taken_back_over_what_was_done_since(tower, since):
    building = tower.places["building8"]
    actions.add_floors(place=building, actor=system(), key=None, now=clock.now())
    event = PlaceEvent.objects.get(what="floored")
    since(tower)
    with pytest.raises(Conflict, match=r"places\.not_undoable"):
        actions.undo_last(place=building, event=event.pk, actor=system(), key=None, now=clock.now())
    assert_whole()


def test_where_no_mode_has_leaders_of_floors_nothing_is_proposed(tower, post):
    Place.objects.filter(pk=tower.id("grid3")).update(mode=Mode.objects.get(code="yuhang"))
    page = tower.client("community").get(address(tower, "building8")).content.decode()
    assert "这里没有要补的楼层" in page
    answer = post(tower.client("community"), address(tower, "building8"))
    assert answer.status_code == 422
    assert refused(answer) == "places.no_floors_to_add"
    with pytest.raises(Invalid):
        actions.add_floors(place=tower.places["building8"], actor=system(), key=None, now=clock.now())


@pytest.mark.parametrize(
    ("who", "status"), [("outside_community", 404), ("outsider", 403), ("grid", 403), ("floor", 403)]
)
def test_who_may_not(tower, post, who, status):
    for answer in (
        tower.client(who).get(address(tower, "building8")),
        post(tower.client(who), address(tower, "building8")),
    ):
        assert answer.status_code == status
    assert not PlaceEvent.objects.filter(what="floored").exists()


def test_it_is_offered_where_it_is_missed(tower):
    settle(tower, "tower201")
    link = address(tower, "stair2")
    place = tower.client("community").get(reverse("places:place", args=[tower.id("grid3")])).content.decode()
    assert "有 6 户的门没有楼层" in place
    assert address(tower, "grid3") in place
    gaps = tower.client("community").get(reverse("corps:gaps"), {"at": str(tower.id("grid3"))}).content.decode()
    assert link in gaps
    assert link not in tower.client("grid").get(reverse("corps:gaps")).content.decode()


def test_ten_thousand_doors_take_no_more_statements_than_ten(tower):
    actions.add_floors(place=tower.places["building8"], actor=system(), key=None, now=clock.now())
    few = _statements(tower, stairs=1, floors=5)
    many = _statements(tower, stairs=100, floors=50)
    assert many <= few + 6, (few, many)
    assert_whole()


def _statements(street, *, stairs, floors):
    """How many statements it takes for `stairs` stairwells of `floors` floors with two doors each, one home in each."""
    building = street.place(f"big{stairs}", "building", f"{stairs}0号楼", "grid3")
    Place.objects.filter(pk=building.pk).update(children_made=stairs)
    wells = [
        Place(path=building.path + segment(n), parent=building, kind="stairwell", name=f"{n}单元", opened_on=DAY)
        for n in range(1, stairs + 1)
    ]
    doors = [
        Place(path=well.path + segment(n), parent=well, kind="door", name=f"{(n + 1) // 2}0{n % 2}", opened_on=DAY)
        for well in wells
        for n in range(1, floors * 2 + 1)
    ]
    for well in wells:
        well.children_made = floors * 2
    Place.objects.bulk_create([*wells, *doors])
    Household.objects.bulk_create(
        [Household(path=door.path, place=door, door=door.name, size=1, since=date(2022, 3, 1)) for door in doors]
    )
    with CaptureQueriesContext(connection) as queries:
        moved, made = actions.add_floors(place=building, actor=system(), key=None, now=clock.now())
    assert (moved, made) == (len(doors), stairs * floors)
    assert Household.objects.filter(path__startswith=building.path, place__parent__kind="floor").count() == len(doors)
    return len(queries)


def test_the_page_of_a_mode_with_floor_leaders_leads_to_the_floors(tower):
    mode = Mode.objects.get(code="chongwen.apartment")
    Place.objects.filter(pk=tower.id("building7")).update(mode=mode)
    page, link = f"/places/modes/{mode.pk}/", f"/places/{tower.id('building7')}/floors/"
    assert link in tower.client("street").get(page).content.decode()
    assert link not in tower.client("floor").get(page).content.decode()
    flat = Mode.objects.get(code="chongwen.bungalow")
    Place.objects.filter(pk=tower.id("building7")).update(mode=flat)
    assert link not in tower.client("street").get(f"/places/modes/{flat.pk}/").content.decode()
