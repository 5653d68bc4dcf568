"""A resident without an account: three steps from the code on the stairs, then the page that follows the call."""

import re

import pytest
from django.test import Client

from linli.calls.models import Call
from linli.kernel.ids import new_id
from linli.kernel.models import Fact
from linli.kernel.pictures.tests.drawn import jpeg
from linli.notices.tests.conftest import gateway  # noqa: F401 (a fixture)
from linli.notices.tests.test_channels import code_in
from linli.notices.tests.test_outside import sms
from linli.people.rules import mask_phone
from linli.testing import refusals, refused

PHONE = "13800138000"


@pytest.fixture
def phone():
    return Client()


def typed(kind="order.food", **more):
    return {
        "kind": kind, "key": str(new_id()), "title": "买米和油", "address": "1单元 101", "caller_name": "田老太",
        "caller_phone": PHONE, "item": ["大米 10 斤", "菜油 5 升", ""], "count": ["1", "2", "1"], "step": "send", **more,
    }  # fmt: skip


def ask(town, phone, place="building7", **more):
    return phone.post(f"/calls/at/{town.street.id(place)}/", typed(**more))


def opened(town, phone, **more):
    """The token of a call just asked for."""
    answer = ask(town, phone, **more)
    assert answer.status_code == 302, answer.content.decode()
    return answer.url.rstrip("/").split("/")[-1]


def test_first_step_offers_what_a_resident_may_open_and_who_to_ring(town, phone):
    page = phone.get(f"/calls/at/{town.street.id('building7')}/")
    text = page.content.decode()
    assert page.status_code == 200
    assert "代买米面油菜" in text
    assert "吹哨：应急处置" not in text
    assert page["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize("place", ["door101", "floor1", "stair1"])
def test_no_page_where_no_notice_hangs(town, phone, place):
    assert phone.get(f"/calls/at/{town.street.id(place)}/").status_code == 404


def test_the_three_steps_keep_what_was_typed(town, phone):
    url = f"/calls/at/{town.street.id('building7')}/"
    two = phone.get(f"{url}?kind=order.food").content.decode()
    assert 'name="item"' in two
    more = phone.post(url, typed(step="more")).content.decode()
    assert more.count('name="item"') == 3
    assert 'value="大米 10 斤"' in more
    assert Call.objects.count() == 0
    three = phone.post(url, typed(step="check")).content.decode()
    assert "菜油 5 升 × 2" in three
    assert PHONE in three
    back = phone.post(url, typed(step="edit", text_only="True")).content.decode()
    assert 'value="菜油 5 升"' in back
    assert re.search(r'name="text_only"[^>]*checked', back)
    assert Call.objects.count() == 0


def test_sent_twice_is_one_call(town, phone):
    data = typed()
    url = f"/calls/at/{town.street.id('building7')}/"
    first, second = phone.post(url, data), phone.post(url, data)
    assert first.url == second.url
    call = Call.objects.get()
    assert [(item.name, item.quantity) for item in call.items.order_by("order")] == [
        ("大米 10 斤", "1"),
        ("菜油 5 升", "2"),
    ]
    assert (call.channel, call.opened_by) == ("qr", None)


@pytest.mark.parametrize("number", ["", "+852 9123 4567"])
def test_who_has_no_number_of_the_mainland_asks_too(town, phone, number):
    token = opened(town, phone, caller_phone=number, text_only="on")
    assert Call.objects.get().text_only
    assert phone.get(f"/calls/follow/{token}/").status_code == 200


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"item": ["", ""], "title": ""}, "请写要哪些东西"),
        ({"kind": "service.help", "title": ""}, "请用一句话说说什么事"),
        ({"caller_phone": ""}, "请留一个电话"),
        ({"caller_phone": "12"}, "电话"),
        ({"address": ""}, "请写门牌"),
        ({"estimate": "-3"}, "estimate"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_lost(town, phone, wrong, said):
    answer = ask(town, phone, **wrong)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert said in text
    assert "田老太" in text
    assert Call.objects.count() == 0


def test_a_kind_that_is_not_for_residents_is_not_opened(town, phone):
    answer = ask(town, phone, kind="whistle.emergency")
    assert answer.status_code == 200
    assert Call.objects.count() == 0


def test_the_callers_page_shows_number_code_and_link_but_no_staff(town, phone):
    token = opened(town, phone)
    call = Call.objects.get()
    town.do("claim_call", call, "volunteer")
    page = phone.get(f"/calls/follow/{token}/")
    text = page.content.decode()
    assert page.status_code == 200
    assert call.number in text
    assert re.search(r'class="handover">\d{6}<', text)
    assert f"/calls/follow/{token}/" in text
    assert "有人接了" in text
    assert town.street.people["volunteer"].account.name not in text
    assert PHONE not in text
    assert page["Cache-Control"] == "private, no-store"


def test_a_wrong_token_is_nobodys(town, phone):
    opened(town, phone)
    assert phone.get("/calls/follow/xxxxxxxxxxxxxxxxxxxxxx/").status_code == 404
    assert phone.post("/calls/follow/xxxxxxxxxxxxxxxxxxxxxx/", {"deed": "withdraw"}).status_code == 404


def follow(phone, token, deed, **more):
    return phone.post(f"/calls/follow/{token}/", {"deed": deed, "key": str(new_id()), **more})


def test_the_caller_withdraws(town, phone):
    token = opened(town, phone)
    assert follow(phone, token, "withdraw").status_code == 302
    assert Call.objects.get().state == "withdrawn"
    assert "已撤回" in phone.get(f"/calls/follow/{token}/").content.decode()
    assert follow(phone, token, "withdraw").status_code == 422


def finished(town, phone, kind="service.help"):
    token = opened(town, phone, kind=kind)
    call = town.do("claim_call", Call.objects.get(), "grid")
    town.do("finish_call", call, "grid")
    return token


def test_the_caller_rates_and_it_is_settled(town, phone):
    token = finished(town, phone)
    assert "事情办好了吗" in phone.get(f"/calls/follow/{token}/").content.decode()
    assert follow(phone, token, "settle", rating="", solved="yes").status_code == 422
    assert follow(phone, token, "settle", rating="5", solved="yes").status_code == 302
    call = Call.objects.get()
    assert (call.state, call.rating, call.solved) == ("settled", 5, True)


def test_the_caller_says_it_is_not_solved(town, phone):
    token = finished(town, phone)
    unsaid = follow(phone, token, "reopen", reason="")
    assert unsaid.status_code == 422
    assert refusals(unsaid) == {"reason": "required"}
    assert follow(phone, token, "reopen", reason="灯还是不亮").status_code == 302
    call = Call.objects.get()
    assert (call.state, call.reopened) == ("opened", 1)


def test_the_caller_answers_a_question(town, phone):
    token = opened(town, phone, kind="service.help")
    call = town.do("claim_call", Call.objects.get(), "grid")
    town.do("pause_call", call, "grid", reason="几点在家?")
    assert "几点在家?" in phone.get(f"/calls/follow/{token}/").content.decode()
    assert follow(phone, token, "resume", answer="下午三点以后").status_code == 302
    call = Call.objects.get()
    assert call.state == "claimed"
    assert "下午三点以后" in town.street.client("grid").get(f"/calls/{call.pk}/").content.decode()


def test_a_caller_adds_a_picture_which_only_the_link_opens(town, phone):
    token = opened(town, phone)
    answer = follow(phone, token, "photo", photos=jpeg())
    assert answer.status_code == 302, answer.content.decode()
    picture = Call.objects.get().photos.get()
    shown = phone.get(f"/calls/follow/{token}/photos/{picture.pk}.jpg")
    assert shown["Content-Type"] == "image/jpeg"
    assert shown.content[:2] == b"\xff\xd8"
    assert phone.get(f"/calls/follow/other/photos/{picture.pk}.jpg").status_code == 404


def test_a_deaf_callers_number_is_never_a_link(town, phone):
    opened(town, phone, kind="service.help", text_only="on")
    call = town.do("claim_call", Call.objects.get(), "grid")
    text = town.street.client("grid").get(f"/calls/{call.pk}/").content.decode()
    assert PHONE in text
    assert "tel:" not in text
    assert "只用文字联系" in text
    assert "只用文字" in town.street.client("grid").get("/calls/").content.decode()
    assert mask_phone(PHONE) not in text


def test_a_number_is_checked_by_a_code_where_the_street_sends_sms(town, phone, gateway):  # noqa: F811 (the fixture)
    token = opened(town, phone, kind="service.help")
    assert "核实一下电话" not in phone.get(f"/calls/follow/{token}/").content.decode()
    assert follow(phone, token, "send_code").status_code == 422
    sms(town.street, gateway.host)
    assert "核实一下电话" in phone.get(f"/calls/follow/{token}/").content.decode()
    assert "电话未核实" in town.street.client("grid").get(f"/calls/{Call.objects.get().pk}/").content.decode()
    assert follow(phone, token, "send_code").status_code == 302
    right = code_in(gateway)
    wrong = follow(phone, token, "code", code="000000" if right != "000000" else "000001")
    assert wrong.status_code == 422
    assert refused(wrong) == "calls.phone_code_wrong"
    key = new_id()
    assert [follow(phone, token, "code", code=right, key=key).status_code for _ in range(2)] == [302, 302]
    assert Fact.objects.filter(kind="calls.phone_checked").count() == 1
    assert "核实一下电话" not in phone.get(f"/calls/follow/{token}/").content.decode()
    text = town.street.client("grid").get(f"/calls/{Call.objects.get().pk}/").content.decode()
    assert "电话未核实" not in text
    assert "电话已核实" in text
