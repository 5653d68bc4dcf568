"""Undoing a deed: once, by who reaches it, all of it or nothing; the trail and the page say who did it."""

import pytest

from linli.kernel.ids import new_id
from linli.kernel.models import Fact
from linli.kernel.time import clock
from linli.people.models import Household, Move, Resident
from linli.people.tests.deeds import register, send
from linli.testing import refused


def back(homes, who="grid", key=None, deed=None):
    deed = deed or Move.objects.filter(taken_back_at=None).order_by("-recorded_at").first().deed
    return homes.street.client(who).post(f"/people/deed/{deed}/take-back/", {"key": key or new_id()})


@pytest.mark.parametrize("name", ["add", "add_resident", "leave", "move", "death", "merge"])
def test_every_deed_can_be_taken_back_and_leaves_a_fact_for_each_person(homes, name):
    assert send(homes, name).status_code == 303
    moves = list(Move.objects.all())
    assert back(homes, "community").status_code == 303
    facts = Fact.objects.filter(kind="people.taken_back")
    assert {fact.about for fact in facts} == {move.resident_id for move in moves}
    assert {(fact.path, fact.data["deed"]) for fact in facts} == {(moves[0].path, str(moves[0].deed))}
    assert set(Move.objects.values_list("taken_back_by_name", flat=True)) == {"高社区"}


@pytest.mark.parametrize("name", ["add_resident", "leave", "move", "death", "merge"])
def test_the_same_press_twice_takes_back_once(homes, name):
    send(homes, name)
    deed, key = Move.objects.first().deed, new_id()
    assert back(homes, key=key, deed=deed).status_code == 303
    after, known = register(), Fact.objects.count()
    assert back(homes, key=key, deed=deed).status_code == 303
    assert (register(), Fact.objects.count()) == (after, known)
    answer = back(homes, deed=deed)
    assert (answer.status_code, refused(answer)) == (409, "people.taken_back_already")


def test_a_household_made_by_mistake_ends_with_its_only_resident(homes):
    send(homes, "add")
    made = Household.objects.get(place=homes.street.id("door202"))
    assert back(homes).status_code == 303
    made.refresh_from_db()
    assert (made.size, made.until) == (0, clock.today())
    assert Resident.objects.get(household=made).left == "undone"


def test_who_arrived_and_moved_on_is_not_taken_back(homes):
    send(homes, "add_resident")
    arrived = Resident.objects.get(name="周新来")
    deed = Move.objects.get().deed
    assert send(homes, "move", who=[arrived.pk]).status_code == 303
    before = register()
    answer = back(homes, deed=deed)
    assert (answer.status_code, refused(answer)) == (409, "people.moved_since")
    assert register() == before


def test_who_left_and_was_registered_dead_by_hand_is_not_taken_back_as_gone(homes):
    send(homes, "leave")
    Resident.objects.filter(pk=homes.people["王秀英"].pk).update(left="merged")
    assert refused(back(homes)) == "people.moved_since"


@pytest.mark.parametrize("deed", [new_id(), "nonsense"])
def test_a_deed_that_never_was_is_not_found(homes, deed):
    assert back(homes, deed=deed).status_code == 404


def test_taking_back_needs_a_key_and_a_press(homes):
    send(homes, "leave")
    address = f"/people/deed/{Move.objects.get().deed}/take-back/"
    client, before = homes.street.client("grid"), register()
    assert client.get(address).status_code == 405
    answer = client.post(address)
    assert (answer.status_code, refused(answer)) == (422, "kernel.no_key")
    assert register() == before


@pytest.mark.parametrize("name", ["leave", "move", "death"])
def test_the_story_says_what_when_from_where_and_who_took_it_back(homes, name):
    send(homes, name)
    one = Move.objects.get().resident
    page = homes.street.client("grid").get(f"/people/resident/{one.pk}/")
    event = page.context["history"][0]
    goal = "7-1-202" if name == "move" else ""
    assert (event.by, event.on, event.origin, event.goal) == ("马网格", clock.today(), "7-1-101", goal)
    assert event.deed == Move.objects.get().deed
    back(homes, "community")
    event = homes.street.client("grid").get(f"/people/resident/{one.pk}/").context["history"][0]
    assert (event.deed, event.taken_back) == (None, "高社区")


def test_a_merged_persons_story_holds_both_lives(homes):
    send(homes, "correct")
    send(homes, "merge")
    made = Resident.objects.exclude(pk__in=[one.pk for one in homes.people.values()]).get()
    story = homes.street.client("grid").get(f"/people/resident/{made.pk}/").context["history"]
    assert {event.who for event in story} == {"李晓明", "王秀英", ""}
    assert [event.fields for event in story if event.fields] != []


def test_needs_of_both_are_kept_with_the_longer_words(homes):
    from linli.people.models import Need

    one, other = homes.people["李小明"], homes.people["王秀英"]
    Need.objects.create(resident=one, path=one.path, kind="hearing", note="写字")
    Need.objects.filter(resident=other, kind="hearing").update(note="写字,字要大")
    send(homes, "merge")
    made = Resident.objects.exclude(pk__in=[row.pk for row in homes.people.values()]).get()
    assert dict(made.needs.values_list("kind", "note")) == {"hearing": "写字,字要大", "chronic": ""}
    assert made.since == min(one.since, other.since)


def test_two_merging_at_once_make_one_person(homes):
    """The second worker's page showed both rows; one has been corrected since."""
    from linli.access.models import actor_of
    from linli.kernel.errors import Conflict
    from linli.people.actions.merging import merge_residents

    one, other = homes.people["李小明"], homes.people["王秀英"]
    send(homes, "correct")
    before = register()
    with pytest.raises(Conflict) as told:
        merge_residents(
            one=one, other=other, chosen={}, actor=actor_of(homes.street.people["grid"].account, clock.today()),
            key=new_id(), now=clock.now(),
        )  # fmt: skip
    assert told.value.code == "people.changed_meanwhile"
    assert register() == before
