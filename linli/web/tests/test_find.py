"""One search for people, places, leaders and calls: each within its own reach, no number, recorded like the register's."""

import pytest
from django.urls import resolve

from linli.calls.tests.town import Town
from linli.command.tests.governed import Governed
from linli.kernel.models import Fact
from linli.kernel.pages.costly import is_costly

URL = "/find/"


def found(client, q, **more):
    page = client.get(URL, {"q": q, **more})
    return {one.code: ([hit.title for hit in one.hits], one.count) for one in page.context["sections"]}


def test_a_text_finds_people_places_leaders_and_calls(homes):
    street = homes.street
    Governed(street).lead("grid3", "李小红")
    Town(street).open("order.errand", title="李家取快递")
    sections = found(street.client("community"), "李")
    assert sections["people"] == (["李一诺", "李小明"], 2)
    assert "李小红" in sections["leaders"][0]
    assert [title.partition(" ")[2] for title in sections["calls"][0]] == ["李家取快递"]
    assert found(street.client("community"), "7号楼")["places"][0] == ["7号楼"]


def test_each_post_finds_what_it_may_read(homes):
    Town(homes.street).open("order.errand", title="李家取快递")
    registrar, street = (set(found(homes.street.client(key), "李")) for key in ("registrar", "street"))
    assert ("people" in registrar, "calls" in registrar) == (True, False)
    assert ("people" in street, "calls" in street) == (False, True)
    assert found(homes.street.client("outsider"), "李") == {"people": (["李外邻"], 1)}
    for key in ("administrator", "nobody"):
        assert found(homes.street.client(key), "李") == {}


def test_a_leader_out_of_reach_is_not_found(street):
    Governed(street).lead("grid3", "马强")
    assert found(street.client("community"), "马强")["leaders"][1] == 1
    assert "leaders" not in found(street.client("outsider"), "马强")


@pytest.mark.parametrize(
    ("typed", "people"),
    [
        ("李小明 101", ["李小明"]),
        ("101 李小明", ["李小明"]),
        ("李 学院社区", ["李一诺", "李小明"]),
        ("学院社区 7-1-101", ["李小明", "王秀英", "李一诺"]),
        ("李小明 102", []),
        ("李小明 没有", []),
    ],
)
def test_each_of_several_words_must_be_true(homes, typed, people):
    assert found(homes.street.client("community"), typed).get("people", ([],))[0] == people


def test_a_post_is_a_word_of_a_leader(street):
    governed = Governed(street)
    governed.lead("grid3", "马强")
    client = street.client("community")
    assert "马强" in found(client, "马 网格")["leaders"][0]
    assert "leaders" not in found(client, "马 楼栋长")


def test_the_search_of_the_frame_leads_to_an_address_that_can_be_kept(street):
    answer = street.client("grid").post(URL, {"q": "李 101"})
    assert (answer.status_code, answer["Location"]) == (303, "/find/?q=%E6%9D%8E+101")


NUMBERS = [
    "13800000001",
    "138 0000 0001",
    "李小明 13800000001",
    "110101199003070011",
    "何伟,13800000000",
    "何伟，13800000000",
    "电话13800000000",
    "何伟 138 0000 1234",
    "何伟138-0000-1234转告",
    "何伟 +86 138 0000 1234",
    "王芳 0571-8800 1234",
    "李小明 110101 19900307 001x",
    "８８００１２３４ 物业",
]


@pytest.mark.parametrize("typed", NUMBERS)
def test_a_number_stands_in_no_address_and_is_handed_to_the_register(homes, typed):
    before = Fact.objects.filter(kind__startswith="people.").count()
    answer = homes.street.client("community").post(URL, {"q": typed})
    assert answer.status_code == 200
    assert answer.context["sections"] == []
    assert 'action="/people/"' in answer.content.decode()
    assert Fact.objects.filter(kind__startswith="people.").count() == before  # nothing was looked up


@pytest.mark.parametrize(
    "typed", ["1130-0001", "何伟 13-1 1130-0001", "何伟 3-2-501 0501", "安泰 1-1-101", "李 2026-11-30"]
)
def test_doors_days_and_numbers_of_calls_are_no_telephone(street, typed):
    assert street.client("community").post(URL, {"q": typed}).status_code == 303


def test_what_the_register_takes_for_no_number_is_not_handed_to_it(street):
    """It would redirect to an address that holds it: a card of a bank, two telephones without a blank."""
    answer = street.client("community").post(URL, {"q": "卡号6222020200112233445"})
    assert (answer.status_code, 'action="/people/"' in answer.content.decode()) == (200, False)


def test_a_number_in_an_address_is_not_shown_again(homes):
    page = homes.street.client("community").get(URL, {"q": "13800000001"})
    assert (page.context["q"], page.context["number"], page.context["sections"]) == ("", "", [])


def test_the_search_is_recorded_without_its_content(homes):
    found(homes.street.client("community"), "李小明")
    [fact] = Fact.objects.filter(kind="people.searched")
    assert fact.data["hits"] == 1
    assert "李小明" not in str(fact.data)


def test_one_kind_is_shown_by_pages(street):
    town = Town(street)
    for number in range(32):
        town.open("order.errand", title=f"取快递{number}")
    client = street.client("community")
    assert (len(found(client, "取快递")["calls"][0]), found(client, "取快递")["calls"][1]) == (6, 32)
    assert len(found(client, "取快递", only="calls")["calls"][0]) == 30
    assert len(found(client, "取快递", only="calls", page="2")["calls"][0]) == 2
    assert set(found(client, "取快递", only="people")) == set()


@pytest.mark.parametrize("key", ["commander", "community"])
def test_a_call_is_listed_without_its_door(street, key):
    call = Town(street).open("order.errand", title="取快递").call
    [section] = street.client(key).get(URL, {"q": call.number}).context["sections"]
    assert [hit.where for hit in section.hits] == ["03网格 7号楼"]


def test_many_words_are_asked_of_the_register_alone(street):
    Town(street).open("order.errand", title="一 二 三 四 五")
    client = street.client("community")
    assert "calls" in found(client, "一 二 三 四")
    assert found(client, "一 二 三 四 五") == {}
    assert "data-most-words" in client.get(URL, {"q": "一 二 三 四 五"}).content.decode()
    assert "data-most-words" not in client.get(URL, {"q": "一 二 三 四"}).content.decode()


def test_under_a_surge_it_waits_like_a_list():
    assert is_costly(resolve(URL).func)


def test_who_may_search_nothing_has_no_box(street):
    assert "frame-search" in street.client("grid").get("/").content.decode()
    assert "frame-search" not in street.client("nobody").get("/").content.decode()
