"""The sign-in form as a user meets it: name, password, a wrong one, the second step, a recovery code."""

import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache
from playwright.sync_api import expect

from linli.testing import CAST_PASSWORD
from tests.browser.conftest import DESKTOP, PHONE

STEP = 30  # seconds that an authenticator code is valid


@pytest.fixture
def grid(street):
    """马网格, with a password of the cast."""
    cache.clear()
    account = street.people["grid"].account
    account.set_password(CAST_PASSWORD)
    account.save()
    return account


def type_in(page, name, password):
    page.get_by_label("账号").fill(name)
    page.get_by_label("密码").fill(password)
    page.keyboard.press("Enter")


def code_of(secret):
    """The code an authenticator shows now. Half a minute later it is still accepted (MFA_TOTP_TOLERANCE)."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // STEP))


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_wrong_password_keeps_the_name_and_the_right_one_goes_on_to_the_page_asked_for(visit, grid, size):
    visitor = visit(None, size)
    page = visitor.page
    visitor.open("/people/?q=%E6%9D%8E")
    expect(page.get_by_role("heading", name="登录邻里")).to_be_visible()
    visitor.shot(f"sign-in-{'phone' if size is PHONE else 'desktop'}")
    type_in(page, "grid", "not the password")
    wrong = page.get_by_text("账号或密码不对").first
    expect(wrong).to_be_visible()
    expect(page.get_by_label("账号")).to_have_value("grid")
    expect(page.get_by_label("密码")).to_have_value("")
    assert page.url.startswith(f"{visitor.base}/sign-in/")
    page.get_by_label("密码").fill(CAST_PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url("**/people/?q=*")
    expect(page.get_by_role("heading", name="居民台账")).to_be_visible()


def test_the_form_is_walked_by_keyboard_alone(visit, grid):
    visitor = visit(None)
    page = visitor.page
    visitor.open("/sign-in/")
    page.get_by_label("账号").focus()
    page.keyboard.type("  GRID ")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.type") == "password"
    page.keyboard.type(CAST_PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{visitor.base}/")


def test_the_second_step_takes_the_authenticator_or_a_recovery_code(visit, grid):
    first = visit(None)
    page = first.page
    first.open("/sign-in/")
    type_in(page, "grid", CAST_PASSWORD)
    page.wait_for_url(f"{first.base}/")
    page.goto("/account/second-factor/add/")
    page.get_by_label("密码").fill(CAST_PASSWORD)  # setting up a second factor asks for the password once more
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="启用验证器")).to_be_visible()
    secret = page.locator(".code").first.inner_text().strip()
    page.get_by_label("六位数字").fill(code_of(secret))
    page.keyboard.press("Enter")
    page.wait_for_url("**/account/codes/")
    recovery = page.locator("main .list .code").all_inner_texts()
    assert len(recovery) == 10
    cache.clear()  # a code is accepted once: continue as if its half minute were over

    second = visit(None, PHONE)
    page = second.page
    second.open("/sign-in/")
    type_in(page, "grid", CAST_PASSWORD)
    page.wait_for_url("**/sign-in/code/")
    second.shot("sign-in-code-phone")
    page.get_by_label("验证码").fill("000000")
    page.keyboard.press("Enter")
    expect(page.get_by_text("验证码不对").first).to_be_visible()
    page.get_by_label("验证码").fill(code_of(secret))
    page.keyboard.press("Enter")
    page.wait_for_url(f"{second.base}/")

    third = visit(None)
    page = third.page
    third.open("/sign-in/")
    type_in(page, "grid", CAST_PASSWORD)
    page.wait_for_url("**/sign-in/code/")
    page.get_by_label("验证码").fill(recovery[0])
    page.keyboard.press("Enter")
    page.wait_for_url(f"{third.base}/")
