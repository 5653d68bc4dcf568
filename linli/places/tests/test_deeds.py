"""Every deed of the tree: done once, by who may, within reach; whoever comes second is told; the trail says what."""

import pytest
from django.urls import reverse

from linli.kernel.ids import new_id
from linli.kernel.models import Fact
from linli.places.models import Mode, Place, PlaceEvent
from linli.testing import refused

pytestmark = pytest.mark.usefixtures("shipped")
DEEDS = ("add", "pattern", "edit", "move", "merge", "split", "close", "mode")
FACTS = {
    "add": "places.opened", "pattern": "places.ensured", "edit": "places.changed", "move": "places.moved",
    "merge": "places.merged", "split": "places.split", "close": "places.closed", "mode": "places.mode_assigned",
}  # fmt: skip


def at(name, *args):
    return reverse(f"places:{name}", args=args)


def deed(street, name):
    """(address, what is typed) of a deed at 03网格 or in it, without a key."""
    grid = street.id("grid3")
    if "grid4" not in street.places:
        street.place("grid4", "grid", "04网格", "xueyuan")
    return {
        "add": (at("add", grid), {"kind": "building", "name": "8号楼"}),
        "pattern": (at("pattern", grid), {"text": "8-9号楼,2单元", "deed": "make"}),
        "edit": (at("edit", grid), {"name": "东网格", "revision": 1, "area": "东至柳树", "duty_phone": "0912-3891234"}),
        "move": (at("move", street.id("building7")), {"to": street.id("grid4")}),
        "merge": (at("merge", street.id("grid4")), {"into": grid, "same_names_are": ""}),
        "split": (at("split", grid), {"name": "05网格", "children": [street.id("alley")]}),
        "close": (at("close", street.id("alley")), {"with_children": "on", "reason": "拆迁"}),
        "mode": (at("mode", grid), {"mode": str(Mode.objects.get(code="chongwen.apartment").pk), "revision": 1}),
    }[name]


def send(street, which, who="street", key=None, **changes):
    address, typed = deed(street, which)
    return street.client(who).post(address, typed | {"key": key or new_id()} | changes)


def tree():
    places = Place.objects.order_by("pk").values_list(
        "pk", "path", "parent", "name", "mode", "closed_on", "merged_into", "area", "duty_phone"
    )
    return list(places), PlaceEvent.objects.count(), Fact.objects.count()


@pytest.mark.parametrize("name", DEEDS)
def test_a_deed_is_on_the_record_where_it_was_done_and_in_the_history_of_the_place(street, name):
    assert send(street, name).status_code == 303
    fact = Fact.objects.get(kind=FACTS[name])
    assert fact.actor == street.people["street"].account.pk
    assert fact.path.startswith(street.places["xueyuan"].path)
    assert PlaceEvent.objects.filter(place=fact.about).exists()


@pytest.mark.parametrize("name", DEEDS)
def test_pressed_twice_it_is_done_once_and_answered_alike(street, name):
    address, typed = deed(street, name)
    key, client = new_id(), street.client("street")
    assert client.post(address, typed | {"key": key}).status_code == 303
    after = tree()
    second = client.post(address, typed | {"key": key})
    assert (second.status_code, refused(second)) == (303, "")
    assert tree() == after


@pytest.mark.parametrize("name", DEEDS)
def test_a_key_of_somebody_else_does_nothing(street, name):
    key = new_id()
    send(street, "add", "registrar", key=key)
    before = tree()
    answer = send(street, name, "street", key=key)
    assert (answer.status_code, refused(answer)) == (422, "kernel.key_used")
    assert tree() == before


@pytest.mark.parametrize("name", DEEDS)
def test_without_a_key_nothing_is_done(street, name):
    address, typed = deed(street, name)
    before = tree()
    assert street.client("street").post(address, typed).status_code == 422
    assert tree() == before


@pytest.mark.alike
@pytest.mark.parametrize("name", DEEDS)
@pytest.mark.parametrize(("who", "status"), [("outside_community", 404), ("grid", 403)])
def test_who_may_not_changes_nothing(street, name, who, status):
    before = deed(street, name) and tree()
    answer = send(street, name, who)
    assert answer.status_code == (403 if name == "mode" else status)
    assert tree() == before


@pytest.mark.parametrize("name", ["move", "merge", "split", "close"])
def test_reshaping_a_place_needs_what_it_lies_in(street, name):
    """A community edits what lies in it, and does not move, merge, split or close itself."""
    addresses = {"move": {"to": street.id("jucai")}, "merge": {"into": street.id("jucai")}, "split": {"name": "x"}}
    before = tree()
    typed = addresses.get(name, {}) | {"key": new_id()}
    assert street.client("community").post(at(name, street.id("xueyuan")), typed).status_code == 403
    assert tree() == before


@pytest.mark.parametrize("name", ["add", "pattern", "move", "merge", "split", "close"])
def test_what_was_closed_meanwhile_is_not_changed_any_more(street, name):
    """The page was open when a colleague closed the place."""
    deed(street, name)
    keys = {"move": "building7", "merge": "grid4", "close": "alley"}
    place = street.places[keys.get(name, "grid3")]
    Place.objects.filter(path__startswith=place.path).update(closed_on="2022-03-12", closing=new_id())
    before = tree()
    answer = send(street, name)
    assert answer.status_code == 422
    assert refused(answer) in {"places.closed_meanwhile", "places.changed_meanwhile", "invalid_choice"}
    assert tree() == before


def test_closing_again_does_not_forget_what_was_closed_together(street):
    """Two pages were open: the second closing would be another deed, and reopening would bring back one place alone."""
    send(street, "close")
    assert refused(send(street, "close")) == "places.changed_meanwhile"
    client = street.client("street")
    assert client.post(at("reopen", street.id("alley")), {"key": new_id()}).status_code == 303
    assert Place.objects.filter(path__startswith=street.places["alley"].path, closed_on=None).count() == 3


@pytest.mark.parametrize("name", ["edit", "move", "close"])
def test_the_last_deed_is_taken_back_once(street, name):
    place = {"edit": "grid3", "move": "building7", "close": "alley"}[name]
    send(street, name)
    event = PlaceEvent.objects.filter(place=street.id(place)).order_by("-at", "-pk").first()
    client, key, address = street.client("street"), new_id(), at("undo", street.id(place), event.pk)
    assert client.post(address, {"key": key}).status_code == 303
    after = tree()
    again = client.post(address, {"key": key})
    assert (again.status_code, tree()) == (303, after)
    other = client.post(address, {"key": new_id()})
    assert (other.status_code, refused(other)) == (409, "places.not_undoable")
    assert tree() == after


@pytest.mark.parametrize("name", ["add", "merge", "split", "mode"])
def test_what_others_build_on_is_not_taken_back(street, name):
    send(street, name)
    place = Fact.objects.get(kind=FACTS[name]).about
    event = PlaceEvent.objects.filter(place=place).order_by("-at", "-pk").first()
    before = tree()
    answer = street.client("street").post(at("undo", place, event.pk), {"key": new_id()})
    assert (answer.status_code, refused(answer)) == (409, "places.not_undoable")
    assert tree() == before


def test_a_move_is_not_taken_back_into_what_has_closed_since(street):
    street.place("building9", "building", "9号楼", "grid9")
    client = street.client("street")
    answer = client.post(at("move", street.id("building9")) + "?q=03网格", {"to": street.id("grid3"), "key": new_id()})
    assert answer.status_code == 303
    Place.objects.filter(pk=street.id("grid9")).update(closed_on="2022-03-12")
    event = PlaceEvent.objects.get(place=street.id("building9"), what="moved")
    answer = client.post(at("undo", street.id("building9"), event.pk), {"key": new_id()}, follow=True)
    assert refused(answer) == "places.not_undoable"
    assert Place.objects.get(pk=street.id("building9")).parent_id == street.id("grid3")


@pytest.mark.parametrize("who", ["community", "grid", "outsider"])
def test_who_may_not_move_it_takes_no_move_back(street, who):
    """To take a move back is to move: it needs both ends."""

    client = street.client("street")
    assert (
        client.post(
            at("move", street.id("building7")) + "?q=09网格", {"to": street.id("grid9"), "key": new_id()}
        ).status_code
        == 303
    )
    event = PlaceEvent.objects.get(place=street.id("building7"), what="moved")
    answer = street.client(who).post(at("undo", street.id("building7"), event.pk), {"key": new_id()})
    assert answer.status_code in {403, 404}
    assert Place.objects.get(pk=street.id("building7")).parent_id == street.id("grid9")


def test_saving_without_a_change_leaves_no_trace(street):
    before = deed(street, "edit") and tree()
    same = {"name": " 03网格 ", "area": "", "duty_phone": "", "supervision_phone": ""}
    assert send(street, "edit", **same).status_code == 303
    assert tree() == before


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"name": ""}, "required"),
        ({"name": "网" * 61}, "max_length"),
        ({"name": "网\u200b格"}, "places.name_unprintable"),
        ({"name": "4"}, "places.name_taken"),
        ({"duty_phone": "1" * 31}, "max_length"),
        ({"area": "东" * 201}, "max_length"),
        ({"revision": "x"}, "invalid"),
        ({"revision": 7}, "places.changed_meanwhile"),
    ],
)
def test_a_wrong_card_is_refused_and_stays_typed(street, changes, told):
    before = deed(street, "edit") and tree()
    answer = send(street, "edit", **({"supervision_phone": "0912-12345"} | changes))
    assert (answer.status_code, refused(answer)) == (422, told)
    assert 'value="0912-12345"' in answer.content.decode()
    assert tree() == before


def test_a_closed_namesake_frees_the_name_and_keeps_it_from_coming_back(street):
    client = street.client("street")
    send(street, "close")
    assert (
        client.post(at("add", street.id("grid3")), {"kind": "alley", "name": "槐树巷", "key": new_id()}).status_code
        == 303
    )
    answer = client.post(at("reopen", street.id("alley")), {"key": new_id()}, follow=True)
    assert refused(answer) == "places.name_taken"
    assert Place.objects.get(pk=street.id("alley")).closed_on is not None


def test_a_merged_place_is_not_opened_again(street):
    send(street, "merge")
    answer = street.client("street").post(at("reopen", street.id("grid4")), {"key": new_id()}, follow=True)
    assert refused(answer) == "places.was_merged"


def test_an_open_place_is_not_reopened(street):
    answer = street.client("street").post(at("reopen", street.id("alley")), {"key": new_id()}, follow=True)
    assert refused(answer) == "places.changed_meanwhile"
