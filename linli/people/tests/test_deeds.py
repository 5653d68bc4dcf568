"""Every deed of the register: done once, only by who may, within reach; its fact says what and where, nothing
personal."""

import json

import pytest

from linli.kernel.ids import new_id
from linli.kernel.models import Fact
from linli.people.tests.deeds import DEEDS, NEW, deed, register, send
from linli.testing import refused


def facts():
    """The facts of writes; looks at pages are recorded too, but are not counted here."""
    return Fact.objects.exclude(kind="people.viewed").order_by("seq")


@pytest.mark.parametrize("name", DEEDS)
def test_a_deed_is_done_and_on_the_record_at_its_place(homes, name):
    kind = deed(homes, name).fact
    before = register()
    assert send(homes, name).status_code in {200, 303}
    fact = facts().get()
    grid = homes.street.people["grid"].account
    assert (fact.kind, fact.actor, fact.actor_name) == (kind, grid.pk, grid.name)
    assert fact.path.startswith(homes.street.places["building7"].path)
    assert fact.about is not None
    assert (register() == before) == (name == "reveal")


@pytest.mark.parametrize("name", DEEDS)
def test_the_trail_holds_nothing_of_the_person(homes, name):
    """Names, numbers and illnesses stay in the sealed columns: a fact names fields, counts and ids."""
    send(homes, name)
    told = json.dumps(list(facts().values_list("data", flat=True)), ensure_ascii=False)
    typed = deed(homes, name).typed
    personal = {NEW["name"], NEW["identity"], NEW["phone"], "李小明", "李晓明", "王秀英", "13812340001", "13700000022",
                str(typed.get("note", "")), "周三透析", "轮椅"} - {""}  # fmt: skip
    assert not [words for words in personal if words in told]


@pytest.mark.parametrize("name", [name for name in DEEDS if name != "link"])
def test_pressed_twice_it_is_done_once_and_answered_alike(homes, name):
    one, key = deed(homes, name), new_id()
    client = homes.street.client("grid")
    first = client.post(one.address, one.typed | {"key": key})
    after, known = register(), facts().count()
    second = client.post(one.address, one.typed | {"key": key})
    assert (second.status_code, refused(second)) == (first.status_code, "")
    assert second.headers.get("Location") == first.headers.get("Location")
    assert (register(), facts().count()) == (after, known)


@pytest.mark.parametrize("name", ["add", "add_resident", "correct", "relations", "death", "reveal", "link"])
def test_a_key_of_somebody_else_does_nothing(homes, name):
    """A colleague's key, copied from a page: their deed is not repeated, and mine is not silently dropped."""
    key = new_id()
    send(homes, name, "community", key=key)
    after, known = register(), facts().count()
    answer = send(homes, name, "grid", key=key)
    assert refused(answer) == "kernel.key_used"
    assert (register(), facts().count()) == (after, known)


@pytest.mark.alike
@pytest.mark.parametrize(
    ("who", "status", "name"),
    [
        *(("outsider", 404, name) for name in DEEDS),
        *(("floor", 403, name) for name in DEEDS if name != "reveal"),  # leaders ring their own doors
    ],
)
def test_who_may_not_changes_nothing(homes, name, who, status):
    before = register()
    answer = send(homes, name, who)
    assert answer.status_code == status
    assert register() == before
    assert not facts().exists()
    assert "李小明" not in answer.content.decode()


@pytest.mark.parametrize("name", ["add", "add_resident", "correct", "relations", "leave", "move", "death", "merge"])
def test_without_a_key_nothing_is_written(homes, name):
    one, before = deed(homes, name), register()
    answer = homes.street.client("grid").post(one.address, one.typed)
    assert (answer.status_code, register()) == (422, before)


@pytest.mark.parametrize("name", ["link", "reveal"])
def test_nor_by_a_button_alone(homes, name):
    one, before = deed(homes, name), register()
    assert homes.street.client("grid").post(one.address, one.typed).status_code == 422
    assert register() == before
    assert not facts().exists()


@pytest.mark.parametrize("name", ["link", "reveal"])
def test_a_button_is_no_page(homes, name):
    assert homes.street.client("grid").get(deed(homes, name).address).status_code == 405


@pytest.mark.alike
@pytest.mark.parametrize("name", ["add_resident", "leave", "death"])
@pytest.mark.parametrize(
    ("day", "told"),
    [
        ("2999-01-01", "people.day_wrong"),
        ("1899-12-31", "people.day_wrong"),
        ("", "required"),
        ("30.2.2022", "invalid"),
    ],
)
def test_a_wrong_day_is_refused_and_the_rest_stays_typed(homes, name, day, told):
    before = register()
    answer = send(homes, name, on=day, reason="别弄丢这句")
    assert (answer.status_code, refused(answer)) == (422, told)
    assert "别弄丢这句" in answer.content.decode()
    assert register() == before


@pytest.mark.parametrize("name", ["leave", "move", "death"])
def test_nobody_goes_before_they_came(homes, name):
    """They came on 1 March: the earliest day on which they can leave."""
    before = register()
    answer = send(homes, name, on="2022-02-28")
    assert (answer.status_code, refused(answer)) == (422, "people.day_before_since")
    assert register() == before
    assert send(homes, name, on="2022-03-01").status_code == 303


@pytest.mark.parametrize("name", ["leave", "move", "death", "add_resident"])
def test_a_reason_fits_its_column(homes, name):
    assert refused(send(homes, name, reason="长" * 121)) == "max_length"
    assert send(homes, name, reason="长" * 120).status_code == 303


@pytest.mark.alike
@pytest.mark.parametrize("name", ["add_resident", "correct"])
@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"name": ""}, "required"),
        ({"name": "名" * 61}, "max_length"),
        ({"name": "13800000001"}, "people.name_wrong"),
        ({"phone": "3456789"}, "people.phone_area"),
        ({"identity": "E12345"}, "people.identity_shape"),
        ({"identity_kind": "passport", "identity": "E1"}, "people.document_shape"),
        ({"identity_kind": "none", "identity": "E12345"}, "people.document_kind"),
        ({"born_on": "2999-01-01", "identity": "", "identity_kind": "none"}, "people.born_later"),
        ({"relation": "emperor"}, "invalid_choice"),
        ({"residence": "castle"}, "invalid_choice"),
        ({"reach": "pigeon"}, "invalid_choice"),
        ({"sex": "3"}, "invalid_choice"),
        ({"how_hearing": "长" * 121}, "max_length"),
        ({"note": "长" * 2_001}, "max_length"),
    ],
)
def test_a_wrong_value_is_named_and_the_rest_stays_typed(homes, name, changes, told):
    before = register()
    answer = send(homes, name, **({"how_sight": "看不清小字"} | changes))
    assert (answer.status_code, refused(answer)) == (422, told)
    assert 'value="看不清小字"' in answer.content.decode()
    assert register() == before
