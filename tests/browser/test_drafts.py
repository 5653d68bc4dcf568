"""Nothing typed or photographed is lost: the end of a session, a refusal, an error, the back button, another tab."""

import re

import pytest
from django.conf import settings
from django.core.cache import cache
from playwright.sync_api import expect

from linli.calls.tests.town import Town
from linli.kernel.pictures.tests.drawn import jpeg
from linli.kernel.time import clock
from linli.people.models import Resident
from linli.testing import CAST_PASSWORD
from tests.browser.conftest import PHONE

RESTORED = "[data-draft-notice] [data-empty]"


def new_password(street):
    """A new password ends every session of the account."""
    cache.clear()
    account = street.people["grid"].account
    account.set_password(CAST_PASSWORD)
    account.save()


def end_session(visitor):
    visitor.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)


def sign_in_again(page):
    page.get_by_label("账号").fill("grid")
    page.get_by_label("密码").fill(CAST_PASSWORD)
    page.keyboard.press("Enter")


def add_form(street):
    return f"/people/add/?door={street.id('door101')}"


def fill_resident(page, name="王秀兰"):
    page.get_by_label("姓名").first.fill(name)
    page.get_by_label("电话").first.fill("13800138111")


def save(page):
    page.locator("main form.form[method=post] :is(.btn.primary, .btn.honey)").first.click()


def named(name):
    return Resident.objects.filter(name=name).count()


def test_the_end_of_a_session_loses_nothing(visit, street):
    visitor = visit("grid", PHONE)
    page = visitor.page
    visitor.open(add_form(street))
    fill_resident(page)
    new_password(street)
    save(page)
    expect(page.get_by_role("heading", name="登录邻里")).to_be_visible()
    expect(page.get_by_text("填过还没提交的")).to_be_visible()
    sign_in_again(page)
    expect(page.locator(RESTORED)).to_be_visible()
    expect(page.get_by_label("姓名").first).to_have_value("王秀兰")
    expect(page.get_by_label("电话").first).to_have_value("13800138111")
    visitor.shot("draft-phone-restored")
    save(page)
    page.wait_for_url(re.compile(r"/people/(household/)?[0-9a-f-]{36}/"))
    assert named("王秀兰") == 1


def test_back_and_save_is_the_same_person_and_changed_another(visit, street):
    visitor = visit("grid")
    page = visitor.page
    visitor.open(add_form(street))
    fill_resident(page)
    save(page)
    done = re.compile(r"/people/(household/)?[0-9a-f-]{36}/")
    page.wait_for_url(done)
    page.go_back()
    expect(page.locator("main form.form[method=post]").first).to_be_visible()
    page.get_by_label("姓名").first.evaluate("(field) => { field.value = '王秀兰'; }")  # as the browser fills it again
    page.get_by_label("电话").first.evaluate("(field) => { field.value = '13800138111'; }")
    save(page)
    page.wait_for_url(done)
    assert named("王秀兰") == 1


def lose_the_answer(route):
    route.fetch(max_redirects=0)  # the server has it
    route.abort()


def test_a_lost_answer_sent_again_is_one_person(visit, street):
    visitor = visit("grid")
    page = visitor.page
    visitor.open(add_form(street))
    fill_resident(page)
    page.route(
        re.compile("/people/add/"),
        lambda route: lose_the_answer(route) if route.request.method == "POST" else route.continue_(),
    )
    save(page)
    page.wait_for_url("chrome-error://**")
    page.unroute_all()
    assert named("王秀兰") == 1
    visitor.open(add_form(street))
    expect(page.get_by_text("可能已经保存")).to_be_visible()
    save(page)
    page.wait_for_url(re.compile(r"/people/(household/)?[0-9a-f-]{36}/"))
    assert named("王秀兰") == 1
    visitor.trouble[:] = [text for text in visitor.trouble if "ERR_FAILED" not in text]


def test_another_tab_that_signed_in_costs_one_more_press(visit, street):
    visitor = visit("grid")
    page = visitor.page
    visitor.open(add_form(street))
    fill_resident(page)
    visitor.context.clear_cookies(name=settings.CSRF_COOKIE_NAME)
    save(page)
    page.get_by_role("link", name="回去接着填").click()
    expect(page.locator(RESTORED)).to_be_visible()
    expect(page.get_by_label("姓名").first).to_have_value("王秀兰")
    save(page)
    page.wait_for_url(re.compile(r"/people/(household/)?[0-9a-f-]{36}/"))
    assert named("王秀兰") == 1
    visitor.trouble[:] = [text for text in visitor.trouble if "403" not in text]


def test_what_was_not_sent_is_offered_and_thrown_away(visit, street):
    visitor = visit("grid")
    page = visitor.page
    for pressed, left in [("[data-take]", "王秀兰"), ("[data-empty]", "")]:
        visitor.open(add_form(street))
        if pressed == "[data-take]":
            fill_resident(page)
            visitor.open("/people/")
            visitor.open(add_form(street))
        page.locator(f"[data-draft-notice] {pressed}").click()
        expect(page.get_by_label("姓名").first).to_have_value(left)


def test_a_photo_is_still_there_after_a_refusal(visit, street):
    town = Town(street)
    town.now = clock.now()
    opened = town.open(
        "order.food", by=None, caller_phone="13800138001", title="米", items=[("大米", "10 千克")], estimate="132"
    )
    bought = town.do("claim_call", opened.call, "grid")
    visitor = visit("grid", PHONE)
    page = visitor.page
    visitor.open(f"/calls/{bought.pk}/finish/")
    page.locator("[name=amount]").fill("38.50")
    page.locator("[name=code]").fill("000000")
    photo = page.locator("input[type=file]")
    photo.set_input_files({"name": "receipt.jpg", "mimeType": "image/jpeg", "buffer": jpeg().getvalue()})
    page.wait_for_function("async () => (await indexedDB.databases()).length > 0")
    save(page)
    expect(page.locator("[data-first-error]")).to_be_visible()
    page.wait_for_function("() => document.querySelector('input[type=file]').files.length === 1")
    visitor.trouble[:] = [text for text in visitor.trouble if "422" not in text]


def test_signing_out_forgets_what_was_typed(visit, street):
    visitor = visit("grid")
    page = visitor.page
    visitor.open(add_form(street))
    fill_resident(page)
    assert page.evaluate("Object.keys(sessionStorage).filter((name) => name.startsWith('draft:')).length") == 1
    visitor.open("/sign-out/")
    page.locator("form[data-sign-out] button").click()
    page.wait_for_url(lambda url: "/sign-out/" not in url)
    assert page.evaluate("Object.keys(sessionStorage).filter((name) => name.startsWith('draft:')).length") == 0


FORMS = [
    ("grid", "/people/add/?door={door101}"),
    ("community", "/calls/open/?at={building7}&kind=service.help"),
    ("community", "/calls/whistle/?at={grid3}&kind=whistle.emergency"),
    ("community", "/corps/appoint/?at={grid3}"),
    ("community", "/notices/sent/new/?at={xueyuan}"),
    ("community", "/places/{grid3}/add/"),
    ("street", "/places/{grid3}/edit/"),
    ("street", "/calls/kinds/new/?at={street}"),
    ("administrator", "/account/admin/new/"),
]


@pytest.mark.parametrize(("key", "address"), FORMS, ids=[address for _key, address in FORMS])
def test_every_form_outlives_its_session(visit, street, key, address):
    Town(street)  # kinds of calls
    visitor = visit(key)
    page = visitor.page
    visitor.open(address.format(**{name: place.pk for name, place in street.places.items()}))
    fields = page.locator("main form.form[method=post]").first.locator(
        "input[type=text]:visible, input:not([type]):visible, textarea:visible"
    )
    assert fields.count()
    for index in range(fields.count()):
        fields.nth(index).fill(f"{index}")
    where = page.url
    end_session(visitor)
    page.locator("main form.form[method=post]").first.evaluate(
        "(form) => { form.noValidate = true; form.requestSubmit(); }"
    )
    expect(page.get_by_role("heading", name="登录邻里")).to_be_visible()
    visitor.sign_in(street.people[key])
    visitor.open(page.locator("main input[name=next]").input_value())
    expect(page).to_have_url(where)
    expect(page.locator(RESTORED)).to_be_visible()
    for index in range(fields.count()):
        expect(fields.nth(index)).to_have_value(f"{index}")
