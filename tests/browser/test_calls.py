"""Calls in a real browser: a resident's three steps, a responder's phone, the desk by keyboard, large text."""

import re

import pytest
from playwright.sync_api import expect

from linli.calls.models import Call, SittingTime
from linli.calls.tests.town import Town
from linli.kernel.ids import new_id
from linli.kernel.pictures.tests.drawn import jpeg
from linli.kernel.time import clock
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.test_pages import complained

SIZES = {"desktop": DESKTOP, "phone": PHONE}


@pytest.fixture
def calls(live_server, street):
    """A morning of the street: orders, a whistle with one unit late, a care call, something to settle."""
    town = Town(street)
    town.now = clock.now()
    town.of_unit("派出所", "police")
    town.pass_time(hours=-3)
    town.open("order.medicine", by=None, caller_phone="13800138000", title="代买降压药", address="1单元 102")
    town.pass_time(minutes=30)
    town.whistle("派出所", "市场监管所", "城管执法队")
    opened = town.open(
        "order.food", by=None, caller_phone="13800138001", caller_name="田老太", title="米 10 千克、油 5 升、白菜 3 棵",
        items=[("大米", "10 千克"), ("菜油", "5 升"), ("白菜", "3 棵")], estimate="132", address="1单元 101",
    )  # fmt: skip
    bought = town.do("claim_call", opened.call, "volunteer")
    town.do("finish_call", bought, "volunteer", amount="128.50", code=opened.code, photos=[jpeg()])
    town.pass_time(hours=1)
    town.claimed("care.unseen", by="floor", title="独居老人 5 天未出门")
    town.claimed("order.errand", by="volunteer", title="取快递", text_only=True)
    town.open("order.bill", by=None, caller_phone="13800138002", title="代缴电费", address="2层 201")
    town.open("service.dispute", by="building", title="楼上漏水,两户争执")
    helped = town.do("claim_call", town.open("service.help", title="陪老人办社保").call, "grid")
    town.do("finish_call", helped, "grid")
    town.do("settle_call", helped, "community", rating=5)
    SittingTime.objects.create(path=street.places["xueyuan"].path, time="12:00")
    town.now = clock.now()
    return town


def addresses(town, key):
    """Every page on which the one called `key` sees these calls."""
    call = Call.objects.get(title="取快递")
    order = Call.objects.get(title="代买降压药")
    whistle = Call.objects.get(kind__family="whistle")
    at = town.street.id
    return {
        "community": [
            "/calls/", f"/calls/{order.pk}/", f"/calls/{order.pk}/assign/", f"/calls/{order.pk}/merge/", f"/calls/{order.pk}/correct/",
            "/calls/kinds/",
            f"/calls/{whistle.pk}/", f"/calls/sittings/?at={at('xueyuan')}", "/calls/takers/", "/calls/rates/",
            f"/calls/open/?at={at('building7')}", f"/calls/open/?at={at('building7')}&kind=order.food",
            f"/calls/whistle/?at={at('grid3')}&kind=whistle.emergency",
        ],
        "street": ["/calls/", f"/calls/kinds/new/?at={at('street')}"],
        "volunteer": ["/calls/near/", "/calls/mine/", "/calls/away/", f"/calls/{call.pk}/", f"/calls/{call.pk}/finish/"],
        "police": ["/calls/unit/", f"/calls/{whistle.pk}/"],
        None: [f"/calls/at/{at('building7')}/", f"/calls/at/{at('building7')}/?kind=order.food"],
    }[key]  # fmt: skip


def walked(town, visit, size, prefix, keys=("community", "street", "volunteer", "police", None)):
    wrong = []
    for key in keys:
        visitor = visit(key, SIZES[size])
        for number, address in enumerate(addresses(town, key)):
            visitor.open(address)
            name = address.split("?")[0].strip("/").replace("/", "-")[:24]
            visitor.shot(f"{prefix}-{key or 'resident'}-{number}-{name}")
            wrong += complained(visitor, f"{key} {address}")
    return wrong


@pytest.mark.parametrize("size", SIZES)
def test_every_page_of_calls(calls, visit, size):
    assert walked(calls, visit, size, f"calls-{size}") == []


@pytest.mark.parametrize("size", SIZES)
def test_large_print_of_calls(calls, visit, size):
    for key in ("community", "volunteer"):
        calls.street.people[key].client.post("/settings/print-size/", {"large": "1"})
    assert walked(calls, visit, size, f"calls-large-{size}", ("community", "volunteer")) == []


def test_a_resident_asks_in_three_steps_and_follows(calls, visit):
    visitor = visit(None, PHONE)
    page = visitor.page
    visitor.open(f"/calls/at/{calls.street.id('building7')}/")
    page.get_by_role("link", name="代买米面油菜").click()
    page.get_by_label("第 1 样").fill("大米 10 斤")
    plus = page.get_by_role("button", name="多一份").first
    plus.click()
    plus.click()
    page.get_by_role("button", name="少一份").first.click()
    page.get_by_role("button", name="再加一样").click()
    expect(page.locator('input[name="item"]')).to_have_count(3)
    expect(page.locator('input[name="count"]').first).to_have_value("2")
    page.get_by_label("门牌").fill("1单元 101")
    page.get_by_label("电话", exact=True).fill("13800138009")
    page.get_by_role("button", name="下一步").click()
    visitor.shot("calls-phone-ask-3")
    page.get_by_role("button", name="发出").click()
    page.wait_for_url("**/calls/follow/**")
    visitor.shot("calls-phone-follow")
    assert complained(visitor, "follow") == []
    call = Call.objects.get(title="大米 10 斤")
    expect(page.get_by_text(call.number).first).to_be_visible()
    expect(page.locator(".handover")).to_have_text(re.compile(r"^\s*\d+\s*$"))


def test_what_was_typed_outlives_a_lost_page(calls, visit):
    visitor = visit(None, PHONE)
    page = visitor.page
    url = f"/calls/at/{calls.street.id('building7')}/?kind=service.help"
    visitor.open(url)
    page.get_by_label("什么事").fill("搬桌子")
    visitor.open("/sign-in/")
    visitor.open(url)
    page.locator("[data-draft-notice] [data-take]").click()
    expect(page.get_by_label("什么事")).to_have_value("搬桌子")


def test_one_tap_claims_on_a_phone(calls, visit):
    visitor = visit("volunteer", PHONE)
    page = visitor.page
    visitor.open("/calls/near/")
    card = page.locator("article", has_text="代买降压药")
    card.get_by_role("button", name="我来接").click()
    expect(page.get_by_text("1单元 102").first).to_be_visible()
    visitor.shot("calls-phone-claimed")


def test_the_desk_by_keyboard(calls, visit):
    visitor = visit("community", DESKTOP)
    page = visitor.page
    visitor.open("/calls/")
    page.keyboard.press("ArrowDown")
    first = page.evaluate("document.activeElement.closest('[data-column]').ariaLabel")
    page.keyboard.press("ArrowRight")
    second = page.evaluate("document.activeElement.closest('[data-column]').ariaLabel")
    assert (first, second) == ("待接", "已接")
    page.keyboard.press("Enter")
    page.wait_for_url("**/calls/*-*/")
    visitor.open("/calls/")
    page.keyboard.press("n")
    page.wait_for_url("**/calls/open/**")


def test_a_caller_who_does_not_hear_is_never_rung(calls, visit):
    visitor = visit("volunteer", PHONE)
    visitor.open(f"/calls/{Call.objects.get(title='取快递').pk}/")
    expect(visitor.page.locator('main a[href^="tel:"]')).to_have_count(0)
    expect(visitor.page.get_by_text("只用文字联系").first).to_be_visible()


def test_the_settlement_sheet_prints_with_room_to_sign(calls, visit):
    client = calls.street.client("community")
    began = client.post(f"/calls/sittings/at/{calls.street.id('xueyuan')}/", {"key": str(new_id())})
    visitor = visit("community", DESKTOP)
    page = visitor.page
    visitor.open(began.url)
    assert complained(visitor, began.url) == []
    expect(page.get_by_text("签字")).not_to_be_visible()
    page.emulate_media(media="print")
    visitor.shot("calls-print-sheet")
    expect(page.get_by_text("签字")).to_be_visible()
    expect(page.locator("#nav")).not_to_be_visible()
    expect(page.get_by_role("checkbox").first).not_to_be_visible()
