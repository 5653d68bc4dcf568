"""Choosing a place, through the form that moves one and through the search beside it."""

import re

import pytest
from django.urls import reverse

from linli.access.models import Grant
from linli.kernel.ids import new_id
from linli.places.models import Place
from linli.places.pinyin import initials, shortened, spells
from linli.testing import refusals


@pytest.fixture
def move(street, post):
    """Send the form that moves building 7, as the street office unless somebody else is named."""

    def send(who="street", **typed):
        typed = {name.replace("_", "-"): said for name, said in typed.items()}
        return post(street.client(who), reverse("places:move", args=[street.id("building7")]), **typed)

    return send


def found(answer, name="to"):
    """id -> whether it is chosen, of the places to choose from, in their order."""
    shown = re.findall(rf'name="{name}" value="([0-9a-f-]{{36}})"( checked)?', answer.content.decode())
    return {pk: bool(chosen) for pk, chosen in shown}


def look(client, **asked):
    return client.get(reverse("places:choose"), {"name": "to", **asked})


@pytest.fixture
def ids(street):
    return lambda *keys: {str(street.id(key)) for key in keys}


def test_before_anything_is_looked_for_what_lies_near_is_shown(street, ids):
    shown = found(street.client("street").get(reverse("places:move", args=[street.id("building7")])))
    assert ids("street", "xueyuan", "grid3", "alley") <= shown.keys()
    assert not ids("building7", "stair1") & shown.keys()
    assert not any(shown.values())


def test_the_chosen_place_is_taken(street, move):
    assert move(to=street.id("grid9")).status_code == 303
    assert Place.objects.get(pk=street.id("building7")).parent_id == street.id("grid9")


def test_without_a_script_the_search_brings_the_form_back_and_judges_nothing(street, post, ids):
    street.place("grid4", "grid", "04网格", "xueyuan")
    address = reverse("places:merge", args=[street.id("grid4")])
    typed = {"into-q": "09网格", "into-asked": "", "into-find": "1", "same_names_are": "two"}
    answer = post(street.client("street"), address, **typed)
    assert answer.status_code == 422
    assert refusals(answer) == {"into": "choose"}
    assert found(answer, "into").keys() == ids("grid9")
    page = answer.content.decode()
    assert 'value="09网格"' in page
    assert re.search(r'value="two"[^>]*checked', page)


def test_the_button_of_the_search_never_writes(street, move):
    """Enter in any field presses the first button of a form."""
    answer = move(to=street.id("grid9"), to_find="1")
    assert refusals(answer) == {"to": "choose"}
    assert found(answer)[str(street.id("grid9"))]
    assert Place.objects.get(pk=street.id("building7")).parent_id == street.id("grid3")


def test_a_text_that_was_not_looked_for_yet_is(move, street, ids):
    answer = move(to=street.id("alley"), to_q="09网格", to_asked="")
    assert refusals(answer) == {"to": "choose"}
    assert found(answer) == {str(street.id("alley")): True, str(street.id("grid9")): False}


def test_what_was_chosen_of_the_found_is_taken(street, move):
    assert move(to=street.id("grid9"), to_q="09网格", to_asked="09网格").status_code == 303


@pytest.mark.parametrize(
    ("typed", "code"), [({}, "required"), ({"to": "x"}, "invalid"), ({"to": "stair1"}, "not_offered")]
)
def test_what_is_no_choice_is_refused(street, move, typed, code):
    typed = {name: street.id(said) if said in street.places else said for name, said in typed.items()}
    answer = move(**typed)
    assert answer.status_code == 422
    assert refusals(answer) == {"to": code}


def test_a_closed_place_is_refused_and_not_offered(street, move, ids):
    Place.objects.filter(pk=street.id("grid9")).update(closed_on="2022-04-01")
    assert refusals(move(to=street.id("grid9"))) == {"to": "closed"}
    assert not ids("grid9") & found(move(to_q="09网格", to_find="1")).keys()


def test_a_place_out_of_reach_is_as_absent(street, move):
    street.place("beyond", "subdistrict", "别处街道")
    Place.objects.filter(pk=street.id("beyond")).update(path="0002")
    unreached, absent = move("community", to=street.id("grid9")), move("community", to=new_id())
    assert (unreached.status_code, absent.status_code) == (404, 404)
    assert refusals(unreached) == refusals(absent)


def test_what_is_refused_elsewhere_keeps_the_choice(street, move):
    answer = move(to=street.id("grid3"))
    assert refusals(answer) == {"to": "places.already_there"}
    assert found(answer)[str(street.id("grid3"))]


# --- the search beside the form -----------------------------------------------------------------------------------


def test_the_search_finds_by_name_pinyin_and_initials_and_says_where(street, ids):
    for place in Place.objects.all():
        Place.objects.filter(pk=place.pk).update(initials=initials(place.name))
    client = street.client("street")
    for text in ("槐树", "huaishuxiang", "huaishux", "HuaiShu", "hsx", "03网格 hsx", "03wangge huaishu"):
        assert ids("alley") == found(look(client, **{"to-q": text})).keys(), text
    assert not found(look(client, **{"to-q": "huanshu"}))
    assert "学院社区 03网格 槐树巷" in look(client, **{"to-q": "hsx"}).content.decode()


def test_nothing_out_of_reach_is_shown(street, ids):
    Grant.objects.create(
        person=street.people["grid"].account.person, bundle="commander", path=street.places["jucai"].path, title="片长",
        source=new_id(), starts_on=street.places["jucai"].opened_on,
    )  # fmt: skip
    client, nine = street.client("grid"), {"to-q": "09网格"}
    assert found(look(client, **nine)).keys() == ids("grid9")  # read by one post
    assert not found(look(client, may="calls.receive", **nine))  # and received by none
    assert not found(look(client, may="people.import", **nine))
    assert not found(look(street.client("community"), **nine))
    assert look(street.client("nobody"), **nine).status_code == 403


def test_what_stands_now_is_told_to_nobody_who_does_not_reach_it(street, ids):
    Place.objects.filter(pk=street.id("alley")).update(closed_on="2022-04-01")
    here = {"here": street.id("alley"), "to": street.id("alley")}
    assert ids("alley") <= found(look(street.client("grid"), **here)).keys()
    assert not ids("alley") & found(look(street.client("outsider"), **here)).keys()


def test_kinds_and_subtrees_narrow_the_search(street, ids):
    client, text = street.client("street"), {"to-q": "101"}
    assert found(look(client, **text)).keys() == ids("door101", "outdoor")
    assert found(look(client, **{"in": street.places["jucai"].path}, **text)).keys() == ids("outdoor")
    assert found(look(client, out=street.places["jucai"].path, **text)).keys() == ids("door101")
    assert not found(look(client, kind=["grid", "building"], **text))


def test_many_places_are_cut_and_what_was_chosen_stays(street, ids):
    for number in range(60):
        street.place(f"b{number}", "building", f"{number + 100}号楼", "grid9")
    answer = look(street.client("street"), **{"to-q": "号楼", "to": street.id("alley")})
    shown = found(answer)
    assert len(shown) == 21
    assert shown[str(street.id("alley"))]
    assert "data-more" in answer.content.decode()


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"may": "nonsense"}, 404), ({"in": "0001'"}, 404), ({"in": "000"}, 404),
        ({"name": '"><script>'}, 404), ({"here": "x"}, 404), ({"to": "x", "to-q": "%' OR 1=1 <b>"}, 200),
    ],
)  # fmt: skip
def test_a_strange_address_is_answered_calmly(street, asked, status):
    answer = look(street.client("grid"), **asked)
    assert answer.status_code == status
    assert "<b>" not in answer.content.decode().split("<main")[0]


# --- full pinyin --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "short"),
    [("xueyuan", "xy"), ("xuey", "xy"), ("xian", "xa"), ("xian", "x"), ("7haolou", "7hl"), ("lvyuan", "ly")],
)
def test_full_pinyin_is_shortened(typed, short):
    assert short in shortened(typed)


@pytest.mark.parametrize("typed", ["", "qqq!", "学院", "xuexue0x?"])
def test_what_is_no_pinyin_is_not(typed):
    assert [short for short in shortened(typed) if short] == []


def test_the_ways_of_a_long_text_are_few():
    assert len(shortened("xian" * 15)) <= 16


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("学院社区", "xueyuan", True), ("幸义社区", "xueyuan", False), ("绿园", "lvyuan", True), ("绿园", "luyuan", True),
        ("重庆路", "chongqing", True), ("（东）屋", "dongwu", True), ("A座", "azuo", True), ("东屋", "dongwuxi", False),
    ],
)  # fmt: skip
def test_a_name_is_what_its_pinyin_spells(name, typed, said):
    assert spells(name, typed) is said
