"""Door labels follow the names of places: renamed, moved, merged, split; through the pages, the outbox and the worker."""

import pytest

from linli.kernel import jobs
from linli.kernel.ids import new_id
from linli.kernel.models import Message
from linli.kernel.time import clock
from linli.people.actions.labels import relabel
from linli.people.models import Household
from linli.places.models import Place


def send(homes, who, address, **typed):
    answer = homes.street.client(who).post(address, {"key": str(new_id()), **typed})
    assert answer.status_code == 303, answer.content.decode()


def rename(homes, key, name):
    place = Place.objects.get(pk=homes.street.id(key))
    send(homes, "community", f"/places/{place.pk}/edit/", name=name, revision=place.revision)


def worker():
    jobs.deliver_outbox(clock.now())
    assert not Message.objects.filter(done_at=None).exists()


def found(homes, typed):
    answer = homes.street.client("community").post("/people/", {"q": typed}, follow=True)
    return sorted(line.row.name for line in answer.context["rows"])


FAMILY = ["李一诺", "李小明", "王秀英"]


def test_a_renamed_building_is_searched_by_its_new_name(homes):
    rename(homes, "building7", "8号楼")
    assert Message.objects.get().payload == {"place": str(homes.street.id("building7"))}
    worker()
    assert found(homes, "8-1-101") == FAMILY
    assert found(homes, "7-1-101") == []


def test_taking_the_renaming_back_brings_the_label_back(homes):
    rename(homes, "building7", "8号楼")
    worker()
    rename(homes, "building7", "7号楼")
    worker()
    assert found(homes, "7-1-101") == FAMILY


def test_another_fact_of_the_card_moves_no_label(homes):
    place = Place.objects.get(pk=homes.street.id("building7"))
    send(
        homes, "community", f"/places/{place.pk}/edit/", name=place.name, revision=place.revision, area="东到柳树"
    )  # fmt: skip
    assert not Message.objects.exists()


def test_a_moved_stairwell_takes_its_doors_along(homes):
    homes.street.place("building9", "building", "9号楼", "grid3")
    send(homes, "community", f"/places/{homes.street.id('stair1')}/move/?q=9号楼", to=str(homes.street.id("building9")))
    worker()
    assert found(homes, "9-1-101") == FAMILY


def test_a_merged_building_gives_its_doors_the_name_it_went_to(homes):
    homes.street.place("building9", "building", "9号楼", "grid3")
    address = f"/places/{homes.street.id('building7')}/merge/?q=9号楼"
    send(homes, "community", address, into=str(homes.street.id("building9")))
    worker()
    assert found(homes, "9-1-101") == FAMILY
    assert not Household.objects.filter(door__startswith="7-").exists()


def test_a_split_building_names_the_doors_that_left(homes):
    homes.street.place("stair2", "stairwell", "2单元", "building7")
    address = f"/places/{homes.street.id('building7')}/split/"
    send(homes, "community", address, name="10号楼", children=[str(homes.street.id("stair1"))])
    worker()
    assert found(homes, "10-1-101") == FAMILY


def test_the_same_message_again_changes_nothing(homes):
    rename(homes, "building7", "8号楼")
    worker()
    before = list(Household.objects.order_by("pk").values())
    relabel({"place": str(homes.street.id("building7"))})
    assert list(Household.objects.order_by("pk").values()) == before


def test_a_household_that_ended_is_labelled_too_and_the_next_community_is_left_alone(homes):
    Household.objects.filter(pk=homes.households["door102"].pk).update(until=clock.today())
    rename(homes, "building7", "8号楼")
    worker()
    assert Household.objects.get(pk=homes.households["door102"].pk).door == "8-1-102"
    assert Household.objects.get(pk=homes.households["outdoor"].pk).door == "1-101"


@pytest.mark.parametrize("who", ["outsider", "grid", "anonymous"])
def test_who_may_not_rename_sends_no_message(homes, who):
    place = Place.objects.get(pk=homes.street.id("building7"))
    typed = {"key": str(new_id()), "name": "8号楼", "revision": place.revision}
    homes.street.client(who).post(f"/places/{place.pk}/edit/", typed)
    assert not Message.objects.exists()
