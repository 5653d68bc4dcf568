"""What is shown is open and the asker's own, of this street; and what is held is held as it was read."""

from datetime import timedelta

import pytest

from linli.access.actor import system
from linli.access.models import Grant, PostKind, actor_of
from linli.kernel.errors import Conflict, Invalid
from linli.kernel.ids import new_id
from linli.kernel.models import Message
from linli.kernel.time import clock
from linli.places import actions, queries
from linli.places.actions.tree import NAMES_CHANGED, hold_here
from linli.places.models import CalendarDay, Level, Mode, Place, PlaceEvent
from linli.places.rules import Duty, PlaceKind
from linli.places.standing import standing_below
from linli.testing import START

pytestmark = pytest.mark.django_db


@pytest.fixture
def other(street):
    """Another street in the same deployment."""
    street.place("other", "subdistrict", "别的街道")
    return street.places["other"]


def actor(street, who="street"):
    return actor_of(street.people[who].account, clock.today())


def close(street, *keys):
    Place.objects.filter(pk__in=[street.id(key) for key in keys]).update(closed_on=clock.today())


def mode(path="", name="网格制", **more):
    made = Mode.objects.create(path=path, code=f"m-{new_id().hex[-8:]}", name=name, **more)
    post = PostKind.objects.create(path=path, code=f"p-{new_id().hex[-8:]}", title="网格长", bundle="grid")
    Level.objects.create(mode=made, order=1, place_kind="grid", post=post, duty="holds")
    return made


def by(**more):
    return {"actor": system(), "key": None, "now": clock.now()} | more


def test_a_post_at_a_closed_place_leads_nowhere(street):
    close(street, "grid3")
    assert not queries.roots(actor(street, "grid")).exists()


def test_below_a_place_are_only_the_own_ones(street):
    street.place("grid4", "grid", "04网格", "xueyuan")
    found = queries.children(actor(street, "grid"), street.places["xueyuan"])
    assert [place.name for place in found] == ["03网格"]


def test_what_lies_below_is_counted_while_it_is_open(street):
    before = dict(queries.kinds_below(street.places["building7"]))
    close(street, "door101", "floor1")
    after = dict(queries.kinds_below(street.places["building7"]))
    assert (after["door"], after["floor"]) == (before["door"] - 1, before["floor"] - 1)
    assert "101" not in [door.name for door in queries.doors_in(street.places["floor1"])]


def test_where_modes_differ_is_shown_of_open_places_below(street):
    Place.objects.filter(pk__in=[street.id(key) for key in ("xueyuan", "grid3", "alley")]).update(mode=mode())
    close(street, "alley")
    assert [place.name for place in queries.modes_below(street.places["xueyuan"].path)] == ["03网格"]


def test_a_mode_is_used_where_a_place_is_open(street):
    found = mode()
    Place.objects.filter(pk=street.id("grid3")).update(mode=found)
    close(street, "grid3")
    assert queries.modes_for(actor(street)).get(pk=found.pk).used == 0
    actions.retire_mode(mode=mode(street.places["street"].path, "自己的"), **by())
    own = mode(street.places["street"].path, "自己的")  # its name is free again
    Place.objects.filter(pk=street.id("grid3")).update(mode=own)
    actions.retire_mode(mode=own, **by())
    assert Mode.objects.get(pk=own.pk).retired


def test_a_search_finds_what_is_open(street):
    assert queries.search_places(actor(street), "03网格")
    close(street, "grid3")
    assert not queries.search_places(actor(street), "03网格")


def test_the_days_of_a_street_are_that_streets(street, other):
    day = clock.today() + timedelta(days=1)
    for path, works in ((street.places["street"].path, True), (other.path, False)):
        CalendarDay.objects.create(path=path, day=day, works=works)
    assert [one.works for one in queries.own_days(other.path)] == [False]
    works = queries.working_days()
    assert (works(street.places["grid3"].path)(day), works(other.path)(day)) == (True, False)
    actions.set_day(street=street.places["street"], day=day, works=None, **by(actor=actor(street)))
    assert queries.own_days(other.path).count() == 1


def held_after(street, **change):
    """The refusal of whoever holds a place that was changed since it was read."""
    place = street.places["grid3"]
    hold_here(place)
    Place.objects.filter(pk=place.pk).update(**change)
    with pytest.raises(Conflict) as refusal:
        hold_here(place)
    return refusal.value.code


def test_a_place_is_held_where_it_was_read(street):
    assert held_after(street, path="00019999") == "places.changed_meanwhile"


def test_a_place_is_held_as_open_as_it_was_read(street):
    assert held_after(street, closed_on=START) == "places.changed_meanwhile"


def test_two_of_one_name_do_not_come_to_lie_together(street):
    street.place("twin", "building", "7栋", "grid9")
    with pytest.raises(Invalid, match=r"places\.name_taken"):
        actions.move_place(place=street.places["twin"], to=street.places["grid3"], **by())


def test_nothing_moves_or_merges_into_another_street(street, other):
    street.place("away", "community", "远处社区", "other")
    street.place("far", "grid", "01网格", "away")
    for deed, key in ((actions.move_place, "to"), (actions.merge_places, "into")):
        target = street.places["far" if key == "into" else "away"]
        with pytest.raises(Invalid, match=r"places\.other_street"):
            deed(place=street.places["grid3"], **{key: target}, **by())


def test_what_was_merged_twice_leads_to_where_it_is_now(street):
    for number in (4, 5):
        street.place(f"grid{number}", "grid", f"0{number}网格", "xueyuan")
    for one, into in (("grid4", "grid5"), ("grid5", "grid3")):
        actions.merge_places(place=Place.objects.get(pk=street.id(one)), into=street.places[into], **by())
    assert {Place.objects.get(pk=street.id(key)).merged_into_id for key in ("grid4", "grid5")} == {street.id("grid3")}


def test_a_part_that_is_split_off_runs_the_same_mode(street):
    found = mode()
    Place.objects.filter(pk=street.id("grid3")).update(mode=found)
    grid = Place.objects.get(pk=street.id("grid3"))
    new = actions.split_place(place=grid, name="04网格", children=[street.id("alley")], **by())
    assert Place.objects.get(pk=new.pk).mode_id == found.pk


def test_who_splits_names_children_that_are_there(street):
    with pytest.raises(Conflict, match=r"places\.changed_meanwhile"):
        actions.split_place(
            place=street.places["grid3"], name="04网格", children=[street.id("alley"), street.id("yard1")], **by()
        )


def test_the_last_number_below_a_place_is_given_and_no_more(street, monkeypatch):
    monkeypatch.setattr("linli.places.actions.tree.MOST_CHILDREN", 4)
    monkeypatch.setattr("linli.places.actions.growing.MOST_CHILDREN", 4)
    grid = street.places["grid3"]
    Place.objects.filter(pk=grid.pk).update(children_made=2)
    actions.add_place(parent=grid, kind=PlaceKind.BUILDING, name="8号楼", **by())
    with pytest.raises(Invalid, match=r"places\.too_many_children"):
        actions.add_place(parent=grid, kind=PlaceKind.BUILDING, name="9号楼", **by())
    with pytest.raises(Invalid, match=r"places\.too_many_children"):
        actions.ensure_places(root=grid, chains=[((PlaceKind.BUILDING, "9号楼"),)], actor=system(), now=clock.now())


def test_a_post_at_the_place_itself_keeps_it_open(street):
    with pytest.raises(Invalid, match=r"places\.still_standing"):
        actions.close_place(place=street.places["grid9"], with_children=True, **by())


def test_what_is_closed_is_not_closed_again(street):
    street.place("grid4", "grid", "04网格", "xueyuan")
    assert actions.close_place(place=street.places["grid4"], **by()) == 1
    with pytest.raises(Conflict):
        actions.close_place(place=Place.objects.get(pk=street.id("grid4")), **by())


def test_a_name_given_away_meanwhile_keeps_a_place_closed(street):
    street.place("grid4", "grid", "04网格", "xueyuan")
    actions.close_place(place=street.places["grid4"], **by())
    actions.add_place(parent=street.places["xueyuan"], kind=PlaceKind.GRID, name="04网格", **by())
    with pytest.raises(Invalid, match=r"places\.name_taken"):
        actions.reopen_place(place=Place.objects.get(pk=street.id("grid4")), **by())


@pytest.mark.parametrize("deed", ["move", "merge", "split"])
def test_rooms_that_keep_addresses_hear_of_it(street, deed):
    street.place("grid4", "grid", "04网格", "xueyuan")
    grid, said = street.places["grid3"], Message.objects.filter(topic=NAMES_CHANGED)
    if deed == "move":
        actions.move_place(place=street.places["alley"], to=street.places["grid4"], **by())
    elif deed == "merge":
        actions.merge_places(place=grid, into=street.places["grid4"], **by())
    else:
        actions.split_place(place=grid, name="05网格", children=[street.id("alley")], **by())
    about = {"move": street.id("alley"), "merge": street.id("grid4")}.get(deed) or Place.objects.get(name="05网格").pk
    assert said.get().payload == {"place": str(about)}


def rename(street, key, name):
    place = Place.objects.get(pk=street.id(key))
    actions.change_place(place=place, name=name, facts={}, **by())
    return PlaceEvent.objects.filter(place=place).latest("at", "pk").pk


def test_a_place_may_be_spelled_otherwise_and_rooms_hear_of_it(street):
    rename(street, "building7", "7栋")
    assert Message.objects.get(topic=NAMES_CHANGED).payload == {"place": str(street.id("building7"))}


def test_the_last_change_of_the_place_itself_is_undone(street):
    first = rename(street, "building7", "8号楼")
    rename(street, "stair1", "2单元")
    building = Place.objects.get(pk=street.id("building7"))
    assert actions.undoable(building).pk == first
    second = rename(street, "building7", "9号楼")
    building = Place.objects.get(pk=street.id("building7"))
    with pytest.raises(Conflict, match=r"places\.not_undoable"):
        actions.undo_last(place=building, event=first, **by())
    actions.undo_last(place=building, event=second, **by())
    assert Place.objects.get(pk=building.pk).name == "8号楼"


def test_a_move_from_where_it_is_closed_now_is_not_undone(street):
    street.place("grid4", "grid", "04网格", "xueyuan")
    street.place("alley4", "alley", "梧桐巷", "grid4")
    actions.move_place(place=street.places["alley4"], to=street.places["grid3"], **by())
    close(street, "grid4")
    alley = Place.objects.get(pk=street.id("alley4"))
    with pytest.raises(Conflict, match=r"places\.not_undoable"):
        actions.undo_last(place=alley, event=actions.undoable(alley).pk, **by())


@pytest.mark.parametrize(("days", "closes"), [(0, True), (1, False)])
def test_a_post_that_ends_today_keeps_no_place_open(street, days, closes):
    street.place("grid4", "grid", "04网格", "xueyuan")
    Grant.objects.create(
        person=new_id(), bundle="grid", path=street.places["grid4"].path, title="网格员", source=new_id(),
        starts_on=START, ends_on=clock.today() + timedelta(days=days),
    )  # fmt: skip
    assert bool(standing_below(street.places["grid4"].path, clock.today())) is not closes


def test_the_code_of_a_closed_place_is_free(street):
    typed = {"parent": street.places["street"], "kind": PlaceKind.COMMUNITY, "code": "110101001005"}
    made = actions.add_place(name="新村社区", **typed, **by())
    with pytest.raises(Invalid, match=r"places\.code_taken"):
        actions.add_place(name="花园社区", **typed, **by())
    actions.close_place(place=Place.objects.get(pk=made.pk), **by())
    assert actions.add_place(name="花园社区", **typed, **by()).code == "110101001005"


def test_a_retired_mode_or_post_is_not_given_and_its_name_is_free(street, other):
    path = street.places["street"].path
    gone = mode(path, "旧的", retired=True)
    with pytest.raises(Invalid, match=r"places\.mode_unusable"):
        actions.assign_mode(place=street.places["grid3"], mode=gone, revision=1, **by())
    post = actions.add_post_kind(street=path, title="巷长", **by())
    assert post in actions.usable_posts(path)
    PostKind.objects.filter(pk=post.pk).update(retired=True)
    assert post not in actions.usable_posts(path)
    assert actions.add_post_kind(street=path, title="巷长", **by()) is not None


def test_the_name_of_another_streets_mode_is_free(street, other):
    mode(other.path, "三级制")
    made = actions.copy_mode(mode=mode(), street=street.places["street"], name="三级制", **by())
    assert (made.name, made.path) == ("三级制", street.places["street"].path)


def test_no_level_is_held_by_a_post_of_another_street(street, other):
    own = mode(street.places["street"].path, "自己的")
    post = actions.add_post_kind(street=other.path, title="巷长", **by())
    draft = actions.LevelDraft(place_kind=PlaceKind.GRID, post=post.pk, duty=Duty.COMMAND)
    with pytest.raises(Invalid, match=r"places\.level_post"):
        actions.save_mode(mode=own, name="自己的", note="", levels=[draft], **by())
