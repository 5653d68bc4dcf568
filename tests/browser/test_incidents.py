"""An emergency in a browser: drafted at a desk, confirmed by the auditor on a phone, a protocol looked at."""

import pytest
from playwright.sync_api import expect

from linli.incidents.models import Incident
from tests.browser.conftest import PHONE

pytestmark = pytest.mark.django_db(transaction=True)


def fill(page):
    for name, text in [
        ("title", "7·21 暴雨内涝"),
        ("what", "河水漫堤，低洼楼栋进水"),
        ("basis_number", "防指〔2026〕7 号"),
        ("milder", "先劝导、再设警示，水位仍在上涨"),
        ("contact", "街道办 87654321"),
    ]:
        page.locator(f"[name={name}]").fill(text)
    page.locator("input[name=place]").first.check()
    page.locator("[name=asks][value=whereabouts]").check()
    page.locator("[name=askers][value=grid]").check()


def test_an_emergency_is_declared_by_one_and_confirmed_by_another(visit):
    desk = visit("street")
    desk.open("/incidents/new/")
    desk.shot("incident_draft")
    fill(desk.page)
    desk.page.locator("form.form button.primary").click()
    expect(desk.page.locator("[data-state=drafted]")).to_be_visible()
    desk.page.locator("form[action$='/declare/'] button").click()
    desk.page.locator("dialog[open] button[value=ok], dialog[open] .btn.primary").first.click()
    expect(desk.page.locator("[data-state=declared]")).to_be_visible()
    row = Incident.objects.get()

    phone = visit("auditor", PHONE)
    phone.open("/")
    phone.page.locator(f"a[href='/incidents/{row.pk}/']").first.click()
    expect(phone.page.locator("form[action$='/confirm/'] button")).to_be_visible()
    phone.shot("incident_confirm_phone")
    phone.page.locator("form[action$='/confirm/'] button").click()
    phone.page.locator("dialog[open] button[value=ok], dialog[open] .btn.primary").first.click()
    expect(phone.page.locator("[data-state=in_force]")).to_be_visible()

    desk.open(f"/incidents/{row.pk}/")
    desk.page.get_by_text("开启功能").click()
    desk.page.locator("[name=scene]").fill("小区大门")
    desk.page.locator("[name=until]").fill(row.review_on.isoformat())
    desk.page.locator("form[action$='/functions/'] button").click()
    expect(desk.page.locator("[data-function=check_in][data-on='1']")).to_be_visible()
    desk.shot("incident")
    desk.open("/incidents/packs/preview/cn-covid-v9/")
    expect(desk.page.locator("[data-tests='1']").first).to_be_visible()
    desk.shot("pack_preview")
    desk.open("/incidents/packs/")
    desk.shot("packs")
