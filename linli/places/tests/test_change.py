"""Adding, renaming, closing, reopening and taking back, through HTTP."""

import pytest
from django.apps import apps
from django.urls import reverse

from linli.kernel.ids import new_id
from linli.kernel.models import Fact
from linli.places.models import Place, PlaceEvent
from linli.testing import refused

Household = apps.get_model("people", "Household")


def at(name, *args):
    return reverse(f"places:{name}", args=args)


def test_one_place_is_added_with_its_history_and_fact(street, post):
    answer = post(street.client("community"), at("add", street.id("grid3")), kind="building", name="8")
    assert answer.status_code == 303
    made = Place.objects.get(parent=street.id("grid3"), name="8号楼")
    assert (made.kind, made.number, made.initials, made.path[:-4]) == (
        "building",
        8,
        "8hl",
        street.places["grid3"].path,
    )
    assert PlaceEvent.objects.get(place=made).what == "opened"
    assert Fact.objects.get(about=made.pk).kind == "places.opened"


def test_the_same_form_sent_twice_adds_once(street, post):
    key = str(new_id())
    for _ in range(2):
        assert (
            post(
                street.client("community"), at("add", street.id("grid3")), kind="building", name="8号楼", key=key
            ).status_code
            == 303
        )
    assert Place.objects.filter(name="8号楼").count() == 1


@pytest.mark.parametrize(
    ("kind", "name", "said"),
    [
        ("building", "7栋", "已经有「7号楼」"),
        ("building", "七号楼", "已经有「7号楼」"),
        ("building", "", "名称"),
        ("building", "楼\x07", "控制字符"),
        ("building", "楼" * 61, "60"),
        ("community", "新社区", "类别"),
    ],
)
def test_a_refusal_names_the_field_and_keeps_what_was_typed(street, post, kind, name, said):
    answer = post(street.client("community"), at("add", street.id("grid3")), kind=kind, name=name)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    if name and "\x07" not in name:
        assert f'value="{name}"' in page


@pytest.mark.parametrize(
    "name",
    [
        "<b>院</b>",
        "'; DROP TABLE places_place; --",
        "😀大院",
        "\u200b零宽",
        "ﬁ院",
        "Ω≈ç√",
        "null",
        "undefined",
        "../../etc",
        "田\u0301院",
    ],
)
def test_naughty_names_are_stored_or_refused_but_never_run(street, post, name):
    answer = post(street.client("community"), at("add", street.id("grid3")), kind="courtyard", name=name)
    assert answer.status_code in {303, 422}
    page = street.client("community").get(at("place", street.id("grid3"))).content.decode()
    assert "<b>院" not in page


def test_a_pattern_is_previewed_and_then_made(street, post):
    client, address = street.client("community"), at("pattern", street.id("grid3"))
    before = Place.objects.count()
    preview = post(client, address, text="6-8号楼,2单元,3层,每层2户", deed="preview").content.decode()
    assert Place.objects.count() == before
    assert "建这 55 处" in preview  # 63 in all; building 7 with a stairwell, two floors and four doors is there
    assert post(client, address, text="6-8号楼,2单元,3层,每层2户", deed="make").status_code == 303
    assert Place.objects.filter(kind="door", path__startswith=street.places["grid3"].path).count() == 36 + 1
    assert Place.objects.filter(parent=street.id("grid3"), kind="building").count() == 3
    assert post(client, address, text="6-8号楼,2单元,3层,每层2户", deed="preview").content.decode().count("已经") >= 1


@pytest.mark.parametrize(
    ("text", "said"),
    [("1-500号楼,20单元,100层,每层100户", "一次最多"), ("学院", "看不懂"), ("1-3网格", "不能放在"), ("", "写一行")],
)
def test_absurd_patterns_are_refused_in_words(street, post, text, said):
    before = Place.objects.count()
    for deed in ("preview", "make"):
        answer = post(street.client("community"), at("pattern", street.id("grid3")), text=text, deed=deed)
        assert answer.status_code == 422
        assert said in answer.content.decode()
    assert Place.objects.count() == before


def edit(client, post, place, revision=1, **data):
    return post(client, at("edit", place), **{"name": "03网格", "revision": revision, "area": "", **data})


def test_renaming_can_be_taken_back(street, post):
    client, grid = street.client("community"), street.id("grid3")
    assert edit(client, post, grid, name="东网格", duty_phone="0912-3891234").status_code == 303
    place = Place.objects.get(pk=grid)
    assert (place.name, place.initials, place.duty_phone, place.revision) == ("东网格", "dwg", "0912-3891234", 2)
    event = PlaceEvent.objects.get(place=grid, what="renamed")
    assert post(client, at("undo", grid, event.pk)).status_code == 303
    place.refresh_from_db()
    assert (place.name, place.duty_phone, place.number) == ("03网格", "", 3)


def test_two_editors_the_second_is_told(street, post):
    client, grid = street.client("community"), street.id("grid3")
    assert edit(client, post, grid, name="甲网格").status_code == 303
    second = edit(client, post, grid, name="乙网格")
    assert second.status_code == 422
    assert refused(second) == "places.changed_meanwhile"
    assert "乙网格" in second.content.decode()
    assert Place.objects.get(pk=grid).name == "甲网格"


def test_an_old_deed_cannot_be_taken_back(street, post):
    client, grid = street.client("community"), street.id("grid3")
    edit(client, post, grid, name="甲网格")
    first = PlaceEvent.objects.get(place=grid)
    edit(client, post, grid, revision=2, name="乙网格")
    assert post(client, at("undo", grid, first.pk)).status_code == 409
    assert Place.objects.get(pk=grid).name == "乙网格"


def household(street, key="door101", size=2):
    place = street.places[key]
    return Household.objects.create(path=place.path, place=place, door="7-1-101", size=size, since=place.opened_on)


def test_a_place_with_households_is_not_closed_and_says_why(street, post):
    household(street)
    client, building = street.client("community"), street.id("building7")
    shown = client.get(at("close", building)).content.decode()
    assert "1 户住户" in shown and "btn danger" not in shown
    answer = post(client, at("close", building), with_children="on")
    assert answer.status_code == 422
    assert refused(answer) == "places.still_standing"
    assert "1 户住户" in answer.content.decode()
    assert Place.objects.get(pk=building).closed_on is None


def test_an_ended_household_is_in_nobodys_way(street, post):
    home = household(street)
    Household.objects.filter(pk=home.pk).update(until=home.since)
    street.people["building"].account.refresh_from_db()
    from linli.access.models import Grant

    Grant.objects.filter(path__startswith=street.places["building7"].path).update(ends_on=home.since)
    assert post(street.client("community"), at("close", street.id("building7")), with_children="on").status_code == 303


def test_closing_wants_to_be_told_about_the_children(street, post):
    client, alley = street.client("community"), street.id("alley")
    assert post(client, at("close", alley)).status_code == 422
    assert post(client, at("close", alley), with_children="on", reason="拆迁").status_code == 303
    closed = Place.objects.filter(path__startswith=street.places["alley"].path)
    assert closed.exclude(closed_on=None).count() == closed.count() == 3


def test_reopening_brings_back_what_was_closed_together_and_no_more(street, post):
    client = street.client("community")
    post(client, at("close", street.id("yard1door")))
    post(client, at("close", street.id("alley")), with_children="on")
    assert post(client, at("reopen", street.id("alley"))).status_code == 303
    assert Place.objects.get(pk=street.id("yard1")).closed_on is None
    assert Place.objects.get(pk=street.id("yard1door")).closed_on is not None


def test_closing_can_be_taken_back_from_the_message(street, post):
    client, alley = street.client("community"), street.id("alley")
    post(client, at("close", alley), with_children="on")
    event = PlaceEvent.objects.get(place=alley, what="closed")
    page = client.get(at("place", street.id("grid3"))).content.decode()
    assert at("undo", alley, event.pk) in page
    assert post(client, at("undo", alley, event.pk)).status_code == 303
    assert Place.objects.get(pk=alley).closed_on is None


def test_a_child_is_not_reopened_in_a_closed_parent(street, post):
    client = street.client("community")
    post(client, at("close", street.id("alley")), with_children="on")
    post(client, at("reopen", street.id("yard1")))
    assert Place.objects.get(pk=street.id("yard1")).closed_on is not None


def test_a_community_does_not_close_itself(street, post):
    assert post(street.client("community"), at("close", street.id("xueyuan")), with_children="on").status_code == 403


def test_nothing_is_added_to_a_closed_place(street, post):
    client = street.client("community")
    post(client, at("close", street.id("alley")), with_children="on")
    answer = post(client, at("add", street.id("alley")), kind="courtyard", name="2号院")
    assert answer.status_code == 422
    assert refused(answer) == "places.closed_meanwhile"
