"""Reading the tree through HTTP: what each post sees, and what the outsider must not see."""

from uuid import uuid4

import pytest
from django.urls import reverse

from linli.access.actor import system
from linli.places import queries
from linli.places.models import Place


def at(name, *args):
    return reverse(f"places:{name}", args=args)


@pytest.mark.parametrize("who", ["street", "community", "grid", "floor", "partner", "administrator"])
def test_everyone_who_reads_sees_their_own_place(street, who):
    key = {"street": "street", "community": "xueyuan", "grid": "grid3", "floor": "floor1", "partner": "grid3"}.get(
        who, "street"
    )
    answer = street.client(who).get(at("place", street.id(key)))
    assert answer.status_code == 200
    assert street.places[key].name in answer.content.decode()


@pytest.mark.parametrize("page", ["place", "children", "checklist"])
def test_the_outsider_finds_nothing_and_learns_nothing(street, page):
    hidden = street.client("outsider").get(at(page, street.id("grid3")))
    absent = street.client("outsider").get(at(page, uuid4()))
    assert hidden.status_code == absent.status_code == 404
    assert "03网格" not in hidden.content.decode()


@pytest.mark.alike
@pytest.mark.parametrize("page", ["add", "pattern", "edit", "move", "merge", "split", "close", "reopen"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_the_neighbouring_community_cannot_change_what_it_cannot_see(street, page, method):
    before = Place.objects.values().get(pk=street.id("grid3"))
    answer = getattr(street.client("outside_community"), method)(
        at(page, street.id("grid3")), {"key": str(uuid4()), "name": "x"}
    )
    assert answer.status_code == (405 if (page, method) == ("reopen", "get") else 404)
    assert Place.objects.values().get(pk=street.id("grid3")) == before


@pytest.mark.alike
@pytest.mark.parametrize("page", ["add", "edit", "move", "merge", "split", "close", "mode"])
@pytest.mark.parametrize("who", ["grid", "floor", "partner", "commander", "nobody"])
def test_posts_without_the_permission_change_nothing(street, who, page):
    assert street.client(who).get(at(page, street.id("grid3"))).status_code == 403


def test_the_anonymous_are_sent_to_sign_in(street):
    answer = street.client("anonymous").get(at("place", street.id("grid3")))
    assert answer.status_code in {302, 303}
    assert "/sign-in/" in answer["Location"]


def test_a_floor_leader_starts_at_the_own_floor(street):
    answer = street.client("floor").get(at("index"))
    assert answer["Location"] == at("place", street.id("floor1"))
    page = street.client("floor").get(answer["Location"]).content.decode()
    assert str(street.id("door101")) in page
    assert str(street.id("building7")) not in page  # named in the breadcrumb, but not linked
    assert "7号楼" in page


def test_children_come_lazily_with_their_own_counts(street):
    page = street.client("grid").get(at("children", street.id("grid3"))).content.decode()
    assert "7号楼" in page
    assert at("children", street.id("building7")) in page


def test_closed_places_leave_the_tree(street):
    Place.objects.filter(pk=street.id("alley")).update(closed_on="2022-04-01")
    page = street.client("grid").get(at("children", street.id("grid3"))).content.decode()
    assert "槐树巷" not in page


@pytest.mark.parametrize(
    ("words", "found"),
    [("7号楼", True), ("槐树", True), ("hsx", False), ("03网格 101", True), ("09网格 101", False), ("没有", False)],
)
def test_search_stays_inside_ones_reach(street, words, found):
    page = street.client("grid").get(at("search"), {"q": words}).content.decode()
    assert ("/places/01" in page.split("<main")[1] and "没有找到" not in page) is found


def test_search_by_initials_and_code(street):
    Place.objects.filter(pk=street.id("xueyuan")).update(initials="xysq", code="610802006006")
    client = street.client("street")
    for words in ("xysq", "xy", "610802006006"):
        assert "学院社区" in client.get(at("search"), {"q": words}, headers={"HX-Request": "true"}).content.decode()


def test_search_does_not_reveal_the_neighbours(street):
    page = street.client("outsider").get(at("search"), {"q": "7号楼"}, headers={"HX-Request": "true"}).content.decode()
    assert "没有找到" in page


@pytest.mark.parametrize(
    "words", ["<script>alert(1)</script>", "' OR 1=1 --", "%", "_", "\\", "𠮷", "\u202eabc", "a" * 500, "🏠"]
)
def test_strange_searches_are_answered_calmly(street, words):
    answer = street.client("street").get(at("search"), {"q": words})
    assert answer.status_code == 200
    assert "<script>alert" not in answer.content.decode()


def test_addresses_leave_out_the_floor_of_a_door(street):
    place = street.places
    assert queries.address(place["door101"]) == "03网格 7号楼 1单元 101"
    assert queries.address(place["floor1"]) == "03网格 7号楼 1单元 1层"
    assert queries.address(place["xueyuan"]) == "学院社区"
    assert queries.address(place["door101"], from_kind="community") == "学院社区 03网格 7号楼 1单元 101"


def test_many_addresses_take_one_query(street, django_assert_num_queries):
    paths = [place.path for place in street.places.values()]
    with django_assert_num_queries(1):
        found = queries.addresses(paths)
    assert set(found) == set(paths)


def test_nobody_without_a_post_sees_a_tree(street):
    assert street.client("nobody").get(at("index")).status_code == 403
    assert list(queries.roots(system())) == []
