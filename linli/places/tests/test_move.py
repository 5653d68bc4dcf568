"""Moving, merging, splitting: every row in every table that carries a path moves along and still lies at a place."""

from datetime import date

import pytest
from django.apps import apps
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.access.actor import system
from linli.access.models import Grant, PlaceScoped, PostKind
from linli.access.rules import parent_path
from linli.kernel.errors import Conflict, Invalid
from linli.kernel.time import clock
from linli.places import actions, queries
from linli.places.actions.tree import scoped_models
from linli.places.models import Place, PlaceEvent

# The models of rooms above are looked up by name, as `places` itself does.
Appointment, Charge, Member, PartnerUnit = (
    apps.get_model("corps", name) for name in ("Appointment", "Charge", "Member", "PartnerUnit")
)
Household, Resident = (apps.get_model("people", name) for name in ("Household", "Resident"))

DAY = date(2022, 3, 1)


def at(name, *args):
    return reverse(f"places:{name}", args=args)


def settle(street, key, name="刘住户"):
    """A household of one behind the door called `key`."""
    place = street.places[key]
    home = Household.objects.create(path=place.path, place=place, door=key, size=1, since=DAY)
    return Resident.objects.create(
        path=place.path, root=place.path[:4], household=home, name=name, since=DAY, recorded_at=clock.now()
    )


def appoint(street, key, name="罗楼栋"):
    place = street.places[key]
    post, _new = PostKind.objects.get_or_create(
        code="building_leader", path="", defaults={"title": "楼栋长", "bundle": "leader"}
    )
    member = Member.objects.create(path=place.path, name=name, since=DAY)
    appointment = Appointment.objects.create(
        path=place.path, member=member, post=post, starts_on=DAY, recorded_at=clock.now()
    )
    return Charge.objects.create(path=place.path, appointment=appointment, place=place)


def assert_whole():
    """The tree is consistent: paths follow parents; and every row of every table lies at a place that exists."""
    places = {pk: (path, parent) for pk, path, parent in Place.objects.values_list("pk", "path", "parent")}
    for path, parent in places.values():
        assert parent_path(path) == (places[parent][0] if parent else "")
    paths = {path for path, _parent in places.values()}
    assert len(paths) == len(places)
    for model in scoped_models():
        astray = set(model._default_manager.exclude(path="").values_list("path", flat=True)) - paths
        assert not astray, (model, astray)
    for model, pointer in [(Household, "place"), (Charge, "place"), (Resident, "household")]:
        for mine, theirs in model.objects.values_list("path", f"{pointer}__path"):
            assert mine == theirs


def test_every_table_with_a_path_is_known_to_the_tree():
    known = set(scoped_models())
    assert {Grant, Household, Resident, Charge, Appointment, Member, PartnerUnit, Place, PlaceEvent} <= known
    assert all(issubclass(model, PlaceScoped) for model in known)


def test_a_building_moves_with_everyone_in_it(street, post):
    resident, charge = settle(street, "door101"), appoint(street, "building7")
    client, grid9 = street.client("street"), street.places["grid9"]
    found = post(client, at("move", street.id("building7")), **{"to-q": "09网格"})
    assert str(street.id("grid9")) in found.content.decode()
    answer = post(client, at("move", street.id("building7")), to=street.id("grid9"))
    assert answer.status_code == 303
    building = Place.objects.get(pk=street.id("building7"))
    assert building.parent_id == grid9.pk
    assert building.path.startswith(grid9.path)
    for row in (resident, charge, resident.household):
        row.refresh_from_db()
        assert row.path.startswith(building.path)
    assert_whole()
    leader = Grant.objects.get(person=street.people["floor"].account.person)
    assert leader.path == Place.objects.get(pk=street.id("floor1")).path


def test_after_the_move_the_new_grid_sees_it_and_the_old_does_not(street):
    move(street, "building7", "grid9")
    address = at("place", street.id("door101"))
    assert street.client("outsider").get(address).status_code == 200
    assert street.client("grid").get(address).status_code == 404
    assert street.client("floor").get(address).status_code == 200


def move(street, key, to):
    place, target = (Place.objects.get(pk=street.id(k)) for k in (key, to))
    actions.move_place(place=place, to=target, actor=system(), key=None, now=clock.now())


def test_a_move_can_be_taken_back(street, post):
    move(street, "building7", "grid9")
    event = PlaceEvent.objects.get(place=street.id("building7"), what="moved")
    assert post(street.client("street"), at("undo", street.id("building7"), event.pk)).status_code == 303
    assert Place.objects.get(pk=street.id("building7")).parent_id == street.id("grid3")
    assert_whole()


def test_a_community_cannot_move_its_building_to_the_neighbours(street, post):
    answer = post(street.client("community"), at("move", street.id("building7")), to=street.id("grid9"))
    assert answer.status_code in {404, 422}
    assert Place.objects.get(pk=street.id("building7")).parent_id == street.id("grid3")


@pytest.mark.parametrize(
    ("key", "to", "code"),
    [
        ("grid3", "building7", "places.into_itself"),
        ("grid3", "xueyuan", "places.already_there"),
        ("xueyuan", "jucai", "places.cannot_lie_in"),
        ("grid9", "building7", "places.cannot_lie_in"),
        ("street", "jucai", "places.other_street"),
        ("building1", "grid3", None),
    ],
)
def test_where_things_may_go(street, key, to, code):
    if code is None:
        move(street, key, to)
    else:
        with pytest.raises(Invalid) as refusal:
            move(street, key, to)
        assert refusal.value.code == code
    assert_whole()


def test_nothing_moves_to_another_street(street):
    other = actions.start_street(
        name="别街道",
        code="",
        communities=[actions.NewCommunity("别社区")],
        actor=_starter(street),
        key=None,
        now=clock.now(),
    )
    street.places["other"] = Place.objects.get(parent=other)
    with pytest.raises(Invalid, match=r"places\.other_street"):
        move(street, "grid3", "other")


def _starter(street):
    from linli.access.models import actor_of

    return actor_of(street.people["street"].account, clock.today())


def test_a_closed_place_receives_nothing(street):
    closed = Place.objects.get(pk=street.id("alley"))
    Place.objects.filter(path__startswith=closed.path).update(closed_on=DAY)
    with pytest.raises(Conflict):
        actions.move_place(
            place=Place.objects.get(pk=street.id("door101")), to=closed, actor=system(), key=None, now=clock.now()
        )


def merge(street, key, into, **more):
    place, target = (Place.objects.get(pk=street.id(k)) for k in (key, into))
    actions.merge_places(place=place, into=target, actor=system(), key=None, now=clock.now(), **more)


def test_merging_grids_carries_everything_and_keeps_the_row(street, post):
    resident, charge = settle(street, "door101"), appoint(street, "grid3", "马网格")
    client = street.client("street")
    assert post(client, at("merge", street.id("grid3")), into=street.id("grid9"), same_names_are="").status_code == 303
    old, new = Place.objects.get(pk=street.id("grid3")), Place.objects.get(pk=street.id("grid9"))
    assert (old.closed_on, old.merged_into_id) == (clock.today(), new.pk)
    resident.refresh_from_db()
    charge.refresh_from_db()
    assert resident.path.startswith(new.path)
    assert (charge.place_id, charge.path) == (new.pk, new.path)
    assert Grant.objects.get(person=street.people["grid"].account.person).path == new.path
    assert set(PlaceEvent.objects.filter(place__in=[old, new]).values_list("what", flat=True)) == {
        "merged",
        "took_over",
    }
    assert_whole()


def test_two_buildings_of_one_name_need_a_word_first(street, post):
    street.place("grid4", "grid", "04网格", "xueyuan")
    street.place("building7b", "building", "7栋", "grid4")
    with pytest.raises(Invalid, match=r"places\.same_names"):
        merge(street, "grid4", "grid3")
    answer = post(
        street.client("community"), at("merge", street.id("grid4")), into=street.id("grid3"), same_names_are=""
    )
    assert answer.status_code == 422
    assert "7栋" in answer.content.decode()
    assert Place.objects.get(pk=street.id("grid4")).closed_on is None


def test_different_buildings_are_told_apart_by_name(street):
    street.place("grid4", "grid", "04网格", "xueyuan")
    street.place("building7b", "building", "7栋", "grid4")
    merge(street, "grid4", "grid3", same_names_are="two")
    assert Place.objects.get(pk=street.id("building7b")).name == "7栋(04网格)"
    assert_whole()


def test_the_same_building_listed_twice_becomes_one_down_to_the_door(street):
    street.place("grid4", "grid", "04网格", "xueyuan")
    street.place("building7b", "building", "7栋", "grid4")
    street.place("stair1b", "stairwell", "一单元", "building7b")
    street.place("floor1b", "floor", "1楼", "stair1b")
    street.place("door101b", "door", "101室", "floor1b")
    street.place("door103b", "door", "103", "floor1b")
    here, there = settle(street, "door101b"), settle(street, "door103b")
    merge(street, "grid4", "grid3", same_names_are="one")
    here.refresh_from_db()
    there.refresh_from_db()
    assert here.household.place_id == street.id("door101")
    assert Place.objects.get(pk=street.id("door103b")).parent_id == street.id("floor1")
    assert there.path.startswith(Place.objects.get(pk=street.id("floor1")).path)
    assert_whole()


def test_a_leader_of_both_is_not_appointed_twice(street):
    street.place("grid4", "grid", "04网格", "xueyuan")
    charge = appoint(street, "grid3")
    Charge.objects.create(
        path=street.places["grid4"].path, appointment=charge.appointment, place=street.places["grid4"]
    )
    merge(street, "grid4", "grid3")
    assert Charge.objects.filter(appointment=charge.appointment).count() == 1
    assert_whole()


def test_a_unit_known_in_both_stays_once(street):
    street.place("grid4", "grid", "04网格", "xueyuan")
    for key in ("grid3", "grid4"):
        PartnerUnit.objects.create(path=street.places[key].path, name="学院小学", kind="school", joined_on=DAY)
    merge(street, "grid4", "grid3")
    assert PartnerUnit.objects.filter(name="学院小学", left_on=None).count() == 1
    assert PartnerUnit.objects.filter(name="学院小学").count() == 2
    assert_whole()


def test_a_register_that_still_says_the_old_grid_finds_the_new_one(street):
    merge(street, "grid3", "grid9")
    chain = (("grid", "03网格"), ("building", "7号楼"), ("door", "101"))
    found = queries.resolve(Place.objects.get(pk=street.id("xueyuan")), [chain[:1]])
    assert found[chain[:1]].id == street.id("grid9")


def test_only_like_merges_with_like(street):
    with pytest.raises(Invalid, match=r"places\.merge_kind"):
        merge(street, "alley", "grid9")
    with pytest.raises(Invalid, match=r"places\.merge_kind"):
        merge(street, "grid3", "grid3")


def test_splitting_makes_a_sibling_and_moves_the_chosen(street, post):
    resident = settle(street, "yard1door")
    client, grid = street.client("community"), street.id("grid3")
    assert post(client, at("split", grid), name="04网格", children=[str(street.id("alley"))]).status_code == 303
    new = Place.objects.get(name="04网格")
    assert (new.kind, new.parent_id) == ("grid", street.id("xueyuan"))
    resident.refresh_from_db()
    assert resident.path.startswith(new.path)
    assert Place.objects.get(pk=street.id("building7")).parent_id == grid
    assert_whole()


@pytest.mark.parametrize("chosen", [[], ["alley", "building7"], ["building1"]])
def test_a_split_takes_some_and_leaves_some(street, post, chosen):
    answer = post(
        street.client("community"),
        at("split", street.id("grid3")),
        name="04网格",
        children=[str(street.id(k)) for k in chosen],
    )
    assert answer.status_code == 422
    assert not Place.objects.filter(name="04网格").exists()


DEEDS = st.lists(
    st.tuples(st.sampled_from(["move", "merge", "split", "close", "add"]), st.integers(0, 40), st.integers(0, 40)),
    max_size=12,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(DEEDS)
def test_whatever_is_done_the_tree_stays_whole(street, deeds):
    from django.db import transaction

    with transaction.atomic():
        residents = [settle(street, key).pk for key in ("door101", "door202", "yard1door", "outdoor")]
        appoint(street, "floor1")
        appoint(street, "grid3")
        for number, deed in enumerate(deeds):
            _try(*deed, number)
            assert_whole()
        assert Resident.objects.filter(pk__in=residents, household__place__closed_on=None).count() == 4
        transaction.set_rollback(True)


def _try(what, first, second, number):
    """One action on the first-th and second-th open place; it may be refused, but never half done."""
    rows = list(Place.objects.filter(closed_on=None).order_by("path"))
    one, two = rows[first % len(rows)], rows[second % len(rows)]
    common = {"actor": system(), "key": None, "now": clock.now()}
    try:
        match what:
            case "move":
                actions.move_place(place=one, to=two, **common)
            case "merge":
                actions.merge_places(place=one, into=two, same_names_are="one" if number % 2 else "two", **common)
            case "split":
                children = list(Place.objects.filter(parent=one, closed_on=None))
                actions.split_place(place=one, name=f"分出{number}", children=[c.pk for c in children[:1]], **common)
            case "close":
                actions.close_place(place=one, with_children=True, **common)
            case "add":
                actions.add_place(parent=one, kind="door", name=f"新{number}", **common)
    except (Invalid, Conflict):
        pass
