"""A street's own modes: copied, saved, retired and named posts for; once a key, by the office, each refusal by its code."""

import pytest
from django.urls import reverse

from linli.access.models import PostKind
from linli.kernel.ids import new_id
from linli.kernel.models import Fact
from linli.places.models import Level, Mode, Place
from linli.testing import refused

pytestmark = pytest.mark.usefixtures("shipped")


def at(name, *args):
    return reverse(f"places:{name}", args=args)


def shipped_mode():
    return Mode.objects.get(path="", code="chongwen.apartment")


def copy(cast, who="street", key=None, **typed):
    data = {"key": key or new_id(), "name": "本街楼房", "street": str(cast.id("street"))}
    return cast.client(who).post(at("mode_copy", shipped_mode().pk), data | typed)


@pytest.fixture
def own(street):
    assert copy(street).status_code == 303
    return Mode.objects.get(name="本街楼房")


def saving(own, **typed):
    """The form with one level, as a browser sends it."""
    data = {"key": new_id(), "name": own.name, "note": "", "revision": own.revision, "deed": "save"}
    level = {
        "place_kind": "building", "post": str(PostKind.objects.get(path="", code="building_leader").pk), "duty": "cover",
        "span_unit": "none", "span_min": "", "span_max": "", "or_span_unit": "none", "or_span_min": "", "or_span_max": "",
    }  # fmt: skip
    data |= {"level-TOTAL_FORMS": 1, "level-INITIAL_FORMS": 1}
    return data | {f"level-0-{name}": value for name, value in level.items()} | typed


def modes():
    return (
        list(Mode.objects.order_by("pk").values_list()), list(Level.objects.order_by("pk").values_list()),
        PostKind.objects.count(), Fact.objects.count(),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"name": ""}, "required"),
        ({"name": "模" * 41}, "max_length"),
        ({"name": "模\u200b式"}, "places.mode_name"),
        ({"street": "x"}, "invalid_choice"),
        ({"street": str(new_id())}, "invalid_choice"),
    ],
)
def test_a_copy_that_is_refused(street, typed, told):
    before = modes()
    answer = copy(street, **typed)
    assert (answer.status_code, refused(answer), modes()) == (422, told, before)


def test_a_copy_sent_twice_is_one_and_a_namesake_is_refused(street):
    key = new_id()
    answers = [copy(street, key=key) for _ in range(2)]
    own = Mode.objects.get(name="本街楼房")
    assert [answer["Location"] for answer in answers] == [at("mode_edit", own.pk)] * 2
    assert refused(copy(street, name=" 本街楼房 ")) == "places.mode_name_taken"
    fact = Fact.objects.get(kind="places.mode_copied")
    assert fact.data == {"from": str(shipped_mode().pk), "levels": 5}
    assert fact.path == street.places["street"].path


@pytest.mark.parametrize("who", ["community", "grid", "outsider"])
def test_only_the_office_copies_saves_and_retires(street, own, who):
    before = modes()
    assert copy(street, who, name="别的").status_code == 403
    client = street.client(who)
    assert client.post(at("mode_edit", own.pk), saving(own, name="改名")).status_code == 403
    assert client.post(at("mode_retire", own.pk), {"key": new_id()}).status_code == 403
    assert modes() == before


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"name": ""}, "required"),
        ({"name": "模\u200b式"}, "places.mode_name"),
        ({"note": "长" * 201}, "max_length"),
        ({"revision": 9}, "places.changed_meanwhile"),
        ({"level-TOTAL_FORMS": 0, "level-INITIAL_FORMS": 0}, "places.level_count"),
        ({"level-0-span_unit": "floors", "level-0-span_min": "3", "level-0-span_max": "2"}, "places.level_span"),
        ({"level-0-place_kind": "castle"}, "invalid_choice"),
        ({"level-0-post": str(new_id())}, "invalid_choice"),
        ({"level-0-span_min": "-1"}, "min_value"),
    ],
)
def test_a_mode_that_is_not_saved_stays_typed(street, own, typed, told):
    before = modes()
    answer = street.client("street").post(at("mode_edit", own.pk), saving(own, **({"note": "别弄丢这句"} | typed)))
    assert (answer.status_code, refused(answer)) == (422, told)
    assert modes() == before
    if "note" not in typed:
        assert "别弄丢这句" in answer.content.decode()


def test_saving_twice_by_one_press_saves_once(street, own):
    data, client = saving(own, name="楼房二"), street.client("street")
    assert client.post(at("mode_edit", own.pk), data).status_code == 303
    after = modes()
    assert client.post(at("mode_edit", own.pk), data).status_code == 303
    assert modes() == after
    fact = Fact.objects.get(kind="places.mode_saved")
    assert (fact.about, fact.data) == (own.pk, {"levels": 1, "levels_before": 5})


@pytest.mark.parametrize(
    ("title", "told"),
    [("", "places.post_title"), ("长" * 21, "places.post_title"), ("楼栋长", "places.post_title_taken"),
     ("楼\x07长", "places.post_title")],
)  # fmt: skip
def test_a_title_that_names_no_new_post(street, own, title, told):
    before = modes()
    answer = street.client("street").post(at("mode_edit", own.pk), saving(own, deed="post", title=title))
    assert (answer.status_code, refused(answer), modes()) == (200, told, before)


def test_a_mode_goes_out_of_use_once_and_cannot_be_laid_any_more(street, own):
    client, key = street.client("street"), new_id()
    assert [client.post(at("mode_retire", own.pk), {"key": key}).status_code for _ in range(2)] == [303, 303]
    assert Fact.objects.filter(kind="places.mode_retired", about=own.pk).count() == 1
    answer = client.post(at("mode", street.id("alley")), {"key": new_id(), "mode": str(own.pk), "revision": 1})
    assert (answer.status_code, refused(answer)) == (422, "invalid_choice")
    assert own not in client.get(at("modes")).context["own"]
    assert copy(street).status_code == 303  # its name is free again


def test_a_mode_in_use_says_so_and_stays(street, own):
    Place.objects.filter(pk=street.id("alley")).update(mode=own)
    answer = street.client("street").post(at("mode_retire", own.pk), {"key": new_id()}, follow=True)
    assert refused(answer) == "places.mode_in_use"
    Place.objects.filter(pk=street.id("alley")).update(closed_on="2022-03-12")
    street.client("street").post(at("mode_retire", own.pk), {"key": new_id()})
    assert Mode.objects.get(pk=own.pk).retired


@pytest.mark.parametrize("deed", ["mode_edit", "mode_retire"])
def test_what_ships_is_everybodys_and_changed_by_nobody(street, deed):
    before = modes()
    answer = street.client("street").post(at(deed, shipped_mode().pk), saving(shipped_mode()))
    assert (answer.status_code, refused(answer), modes()) == (422, "places.mode_ships", before)
