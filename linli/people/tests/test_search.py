"""Search: every kind of text, only in one's own part of the street, page by page, recorded without its content."""

import pytest

from linli.access.models import Grant
from linli.kernel.ids import new_id
from linli.kernel.models import Fact
from linli.people.actions import sight
from linli.people.models import RevealDay
from linli.people.queries import search
from linli.people.tests.conftest import identity
from linli.testing import START, refused

URL = "/people/"
READERS = ["registrar", "community", "grid", "building", "floor"]


def names(answer):
    return [line.row.name for line in answer.context["rows"]]


def look_up(client, q, reason="核对来电"):
    return client.post(URL, {"q": q, "reason": reason})


def ask(client, q="", **filters):
    return client.post(URL, {"q": q, **filters}, follow=True)


@pytest.mark.parametrize(
    "typed, found",
    [
        ("李", ["李一诺", "李小明"]),
        ("李小明", ["李小明"]),
        ("小明", ["单小明", "李小明"]),
        ("lxm", ["李小明"]),
        ("SXM", ["单小明"]),
        ("l", ["李小明", "李一诺"]),
        ("0002", ["王秀英"]),
        ("0001", ["李小明", "单小明"]),
        ("002", []),
        ("7-1-101", ["李小明", "王秀英", "李一诺"]),
        ("7号楼1单元101室", ["李小明", "王秀英", "李一诺"]),
        ("7号楼1单元1层101", ["李小明", "王秀英", "李一诺"]),
        ("７栋一单元１０１", ["李小明", "王秀英", "李一诺"]),
        ("07-1-0101", ["李小明", "王秀英", "李一诺"]),
        ("槐树巷1号院东屋", ["单小明"]),
        ("李 小明", ["李小明"]),
        ("李　小明", ["李小明"]),
        ("ＬＸＭ", ["李小明"]),
        ("买买提•艾力", ["买买提·艾力"]),
        ("7-1", ["李小明", "王秀英", "李一诺", "买买提·艾力"]),
        ("102", ["买买提·艾力"]),
        ("东屋", ["单小明"]),
        ("槐树巷", ["单小明"]),
        ("学院社区", ["李小明", "王秀英", "李一诺", "买买提·艾力", "单小明"]),
        ("聚财", []),
        ("没有这个人", []),
        ("李小明 101", ["李小明"]),
        ("东屋 单小明", ["单小明"]),
        ("李 102", []),
        ("李 小明 101 学院", ["李小明"]),
        ("9999", []),
    ],
)
def test_every_way_of_searching(homes, typed, found):
    answer = ask(homes.street.client("grid"), typed)
    assert answer.status_code == 200
    assert sorted(names(answer)) == sorted(found)


@pytest.mark.parametrize(
    "typed, found",
    [
        ("13812340002", ["王秀英"]),
        ("40002", ["王秀英"]),
        ("12340001", ["李小明", "单小明"]),
        ("1234 0002", ["王秀英"]),
        ("92340001", []),
        ("3812340002", ["王秀英"]),
        ("3456789", ["买买提·艾力"]),
        ("+86 138-1234-0002", ["王秀英"]),
        ("0912-3456789", ["买买提·艾力"]),
        ("１３８ １２３４ ０００２", ["王秀英"]),
        (identity(123)[:6] + " " + identity(123)[6:14] + " " + identity(123)[14:], ["李小明"]),
        (identity(123), ["李小明"]),
        (identity(123).lower(), ["李小明"]),
        (identity(999), []),
    ],
)
def test_a_number_is_looked_up_with_a_reason(homes, typed, found):
    client = homes.street.client("grid")
    without = client.post(URL, {"q": typed})
    assert (without.status_code, names(without), without.context["asks_reason"]) == (200, [], True)
    assert not Fact.objects.filter(kind="people.revealed").exists()
    answer = look_up(client, typed)
    assert (answer.status_code, sorted(names(answer))) == (200, sorted(found))
    revealed = Fact.objects.filter(kind="people.revealed")
    assert {fact.about for fact in revealed} == {homes.people[name].pk for name in found}
    field = "identity" if len(typed) >= 18 else "phone"
    assert all(fact.data == {"field": field, "reason": "核对来电", "by": "search"} for fact in revealed)
    assert RevealDay.objects.get().persons == max(len(found), 1)


@pytest.mark.parametrize("reason", ["", "查", "长" * 121])
def test_without_words_of_a_reason_no_number_finds_anybody(homes, reason):
    answer = look_up(homes.street.client("grid"), "13812340002", reason)
    assert (answer.status_code, names(answer)) == (422, [])
    assert not RevealDay.objects.exists()


def test_numbers_are_guessed_no_oftener_than_numbers_are_read(homes, monkeypatch):
    monkeypatch.setattr(sight, "REVEALS_A_DAY", 3)
    client = homes.street.client("community")
    for typed in ("13812340002", "13812340002", identity(999), "13899999999"):  # one of them twice
        assert look_up(client, typed).status_code == 200
    answer = look_up(client, identity(123))
    assert (answer.status_code, refused(answer)) == (403, "people.reveal_ceiling")
    assert "李小明" not in answer.content.decode()


def test_who_was_found_by_number_is_told(homes):
    look_up(homes.street.client("grid"), "13812340002")
    looks = homes.street.client("grid").get(f"/people/resident/{homes.people['王秀英'].pk}/").context["looks"]
    assert [(look.by, look.field, look.reason) for look in looks] == [("马网格", "电话", "核对来电")]


@pytest.mark.parametrize("who", ["building", "floor"])
@pytest.mark.parametrize("typed", ["13812340002", "40002", "12340002", identity(123)])
def test_a_leader_finds_by_the_last_four_alone(homes, who, typed):
    """Each further digit takes ten guesses."""
    client = homes.street.client(who)
    assert names(ask(client, "0002")) == ["王秀英"]
    for answer in (ask(client, typed), look_up(client, typed), client.get(URL, {"q": typed})):
        assert (names(answer), answer.context["asks_reason"]) == ([], False)
    assert not RevealDay.objects.exists()


@pytest.mark.parametrize("typed", ["13812340002", "40002", identity(123)])
def test_a_number_in_an_address_finds_nobody(homes, typed):
    client = homes.street.client("community")
    assert names(client.get(URL, {"q": typed, "reason": "核对来电"})) == []
    assert client.get("/people/export/", {"q": typed}).context["count"] == 0


def test_digits_that_find_nobody_say_how_to_search_by_phone(homes):
    assert "按电话找，请输入后 4 位" in ask(homes.street.client("grid"), "002").content.decode()
    assert "按电话找，请输入后 4 位" in ask(homes.street.client("floor"), "99340001").content.decode()


def test_a_door_of_many_digits_is_found_without_a_reason(homes):
    homes.household("door201", "7-1-12011")
    homes.add("door201", "赵高楼")
    assert names(ask(homes.street.client("building"), "12011")) == ["赵高楼"]


def test_the_outsiders_neighbours_are_not_opened(homes):
    assert names(look_up(homes.street.client("grid"), "00000009")) == []
    assert names(look_up(homes.street.client("outsider"), "00000009")) == ["李外邻"]


def test_the_register_lies_open_door_by_door_without_a_text(homes):
    assert names(homes.street.client("community").get(URL)) == [
        "李小明", "王秀英", "李一诺", "买买提·艾力", "单小明",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "filters, found",
    [
        ({"residence": "lodger"}, ["买买提·艾力"]),
        ({"need": "hearing"}, ["王秀英"]),
        ({"need": "any"}, ["王秀英"]),
        ({"need": "dialysis"}, []),
        ({"residence": "nonsense"}, None),
        ({"residence": "owner", "q": "李"}, ["李一诺", "李小明"]),
    ],
)
def test_filters(homes, filters, found):
    answer = ask(homes.street.client("community"), **filters)
    assert names(answer) == found if found is not None else len(names(answer)) == 5


def test_a_place_narrows(homes):
    answer = homes.street.client("registrar").get(URL, {"place": homes.street.id("alley")})
    assert names(answer) == ["单小明"]


@pytest.mark.parametrize("typed", ["李小明", "lxm", "0001", "7-1-101", identity(123), "13812340001", ""])
def test_the_outsider_finds_what_nobody_would_find(homes, typed):
    """Out of reach looks like not found: the same message as for a text that matches nobody."""
    client = homes.street.client("outsider")
    seen = look_up(client, typed) if search.is_number(typed) else ask(client, typed)
    assert set(names(seen)) <= {"李外邻"}
    assert "7-1-101" not in seen.content.decode() or typed == "7-1-101"
    if typed:
        absent = ask(client, "zzzz")
        assert "没有找到" in seen.content.decode()
        assert "没有找到" in absent.content.decode()


def test_a_place_out_of_reach_is_not_found(homes):
    answer = homes.street.client("outsider").get(URL, {"place": homes.street.id("grid3")})
    assert answer.status_code == 404


def test_a_floor_leader_sees_own_doors_and_no_illness(homes):
    answer = homes.street.client("floor").get(URL)
    assert names(answer) == ["李小明", "王秀英", "李一诺", "买买提·艾力"]
    text = answer.content.decode()
    assert "听力" in text
    assert "需关照" in text
    assert "长期用药" not in text


def test_a_leader_cannot_search_by_illness_or_identity(homes):
    client = homes.street.client("floor")
    assert len(names(ask(client, need="chronic"))) == 4  # a leader has no such filter: ignored
    assert names(look_up(client, identity(123))) == []


def test_each_post_searches_as_far_as_it_may_see(homes):
    """A grid worker next door who is a floor leader here: for people here no illness and no identity number."""
    street = homes.street
    worker = street.people["outsider"].account
    Grant.objects.create(
        person=worker.person, bundle="leader", path=street.places["floor1"].path, title="楼层长", source=new_id(),
        starts_on=START,
    )  # fmt: skip
    client = street.client("outsider")
    assert names(ask(client, "李小明")) == ["李小明"]
    assert names(ask(client, need="hearing")) == ["王秀英"]
    assert names(ask(client, need="chronic")) == []
    assert names(look_up(client, identity(123))) == []
    assert names(look_up(client, "13812340001")) == []
    assert names(look_up(client, identity(777))) == ["李外邻"]


@pytest.mark.parametrize("who", ["street", "commander", "partner", "auditor", "administrator", "nobody"])
def test_wide_posts_do_not_read_the_register(homes, who):
    assert homes.street.client(who).get(URL).status_code == 403


def test_the_anonymous_are_sent_to_sign_in(homes):
    assert homes.street.client("anonymous").get(URL).status_code == 302


@pytest.mark.parametrize("who", READERS)
def test_lists_show_no_whole_number(homes, who):
    text = homes.street.client(who).get(URL).content.decode()
    assert "138****0001" in text
    assert "13812340001" not in text
    assert identity(123) not in text


@pytest.mark.parametrize("written", ["电话{}", "{}单小明", "tel: {}", "张三，{}。", "{} 张三", "独居 {}"])
@pytest.mark.parametrize("in_page", [False, True])
def test_nor_does_a_number_among_other_words(homes, written, in_page):
    """It is looked up as the number that it is: with a reason."""
    client, headers = homes.street.client("community"), {"HX-Request": "true"} if in_page else {}
    for number in ("13800000001", "138 0000 0001", identity(123)):
        answer = client.post("/people/", {"q": written.format(number)}, headers=headers)
        assert (answer.status_code, answer.context["asks_reason"]) == (200, True)
        assert answer.headers.get("HX-Push-Url", "/people/") == "/people/"
        assert number not in answer.context["filters"]
        assert f"q={number}" not in answer.content.decode()


def test_a_whole_number_never_stands_in_an_address(homes):
    answer = homes.street.client("grid").post(URL, {"q": identity(123)})
    assert answer.status_code == 200
    answer = homes.street.client("grid").post(URL, {"q": "李小明"})
    assert answer.status_code == 303


def test_searches_are_recorded_without_their_content(homes):
    ask(homes.street.client("grid"), "李小明", residence="owner")
    fact = Fact.objects.get(kind="people.searched")
    assert fact.actor == homes.street.people["grid"].account.pk
    assert fact.data == {"kinds": ["name"], "filters": ["residence"], "hits": 1}


def test_pages_follow_each_other_without_gap_or_double(homes, monkeypatch):
    for number in range(23):
        homes.add("door201" if number % 2 else "door202", f"赵{'甲乙丙丁戊'[number % 5]}{number % 3}", relation="kin")
    homes.add("door201", "小赵", relation="kin")
    monkeypatch.setattr(search, "PAGE", 5)
    monkeypatch.setattr(search.find, "__kwdefaults__", {"cursor": "", "limit": 5})
    for text, expected in [("赵", 24), ("", 29), ("7-1", 28), ("z", 23)]:
        seen, data = [], {"q": text}
        for _ in range(10):
            answer = ask(homes.street.client("community"), **data)
            seen += [line.row.pk for line in answer.context["rows"]]
            data["cursor"] = answer.context["found"].next
            if not data["cursor"]:
                break
        assert len(seen) == len(set(seen)) == expected, text


@pytest.mark.parametrize("cursor", ["x", "0-", "9-" + "0" * 32, "0-" + "0" * 32, "-1", "0-'; DROP TABLE", "9" * 300])
def test_a_broken_cursor_starts_at_the_beginning(homes, cursor):
    answer = homes.street.client("community").get(URL, {"cursor": cursor})
    assert answer.status_code == 200
    assert len(names(answer)) == 5


def test_a_foreign_cursor_tells_nothing(homes):
    foreign = homes.people["李外邻"].pk.hex
    answer = homes.street.client("community").get(URL, {"cursor": f"0-{foreign}"})
    assert len(names(answer)) == 5


def test_people_who_left_are_not_found(homes):
    one = homes.people["买买提·艾力"]
    type(one).objects.filter(pk=one.pk).update(until="2022-03-10", left="moved")
    assert names(ask(homes.street.client("grid"), "买买提")) == []


@pytest.mark.parametrize("typed", ["", "李小明", "lxm", "7-1-101", "0001"])
def test_a_post_held_everywhere_finds_as_any_other(homes, typed):
    Grant.objects.filter(bundle="registrar").update(path="")
    assert "李小明" in names(ask(homes.street.client("registrar"), typed))


def test_a_search_by_number_is_a_search_and_a_look(homes):
    answer = look_up(homes.street.client("grid"), "13812340001")
    assert answer.status_code == 200
    found = Fact.objects.filter(kind__in=["people.searched", "people.revealed"]).values_list("kind", flat=True)
    assert sorted(set(found)) == ["people.revealed", "people.searched"]
