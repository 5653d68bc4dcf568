"""Every page of the navigation, and one's own diary, as every post, on a phone and on a desktop, in ordinary and large print."""

import gzip

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from linli.web.shell import navigation
from tests.browser.audit import complaints, too_small
from tests.browser.conftest import DESKTOP, PHONE

SIZES = {"desktop": DESKTOP, "phone": PHONE}
KEYS = ["street", "community", "grid", "floor", "auditor", "administrator"]
LARGE = ["street", "community", "floor"]
FIRST_PAGE = 120_000  # bytes transferred, with assets compressed as whitenoise serves them


def complained(visitor, where):
    return [(where, what, found[:5]) for what, found in complaints(visitor.page).items() if found]


def addresses(town, key):
    from linli.access.models import actor_of
    from linli.kernel.time import clock

    actor = actor_of(town.street.people[key].account, clock.today())
    return [*(entry.url for entry in navigation(actor, "/")), reverse("corps:my_diary")]


def walked(town, visit, keys, size, prefix):
    """The findings on every page of the navigation, for each of `keys`; a screenshot of each is kept."""
    wrong = []
    for key in keys:
        visitor = visit(key, SIZES[size])
        for address in addresses(town, key):
            visitor.open(address)
            visitor.page.wait_for_selector('[hx-trigger="load"]', state="detached")  # what the page fetches is there
            visitor.shot(f"{prefix}-{key}{address.rstrip('/').replace('/', '-') or '-home'}")
            wrong += complained(visitor, f"{key} {address}")
    return wrong


@pytest.mark.parametrize("size", SIZES)
def test_every_page_of_the_navigation(town, visit, size):
    assert walked(town, visit, KEYS, size, size) == []


@pytest.mark.parametrize("size", SIZES)
def test_large_print_breaks_nothing(town, visit, size):
    for key in LARGE:
        town.street.people[key].client.post("/settings/print-size/", {"large": "1"})
    assert walked(town, visit, LARGE, size, f"large-{size}") == []
    visitor = visit(LARGE[0])
    visitor.open("/")
    assert visitor.page.evaluate("getComputedStyle(document.documentElement).fontSize") == "24px"


def test_the_audit_finds_what_is_wrong(town, visit):
    """The checks themselves: each fault on a page is reported."""
    visitor = visit("street")
    visitor.open("/")
    visitor.page.evaluate("""() => {
      const bad = document.createElement('div');
      bad.innerHTML = '<button>x</button><input type="text"><button aria-label="" id="nav"></button><table><tr><td>1</td></tr></table>';
      bad.querySelector('button').setAttribute('class', 'plain');
      const pale = document.createElement('p'); pale.className = 'muted'; pale.textContent = 'pale'; pale.style.color = '#bbb';
      const wide = document.createElement('div'); wide.style.width = '3000px'; wide.style.height = '1px';
      const link = document.createElement('a'); link.href = '/'; link.textContent = 'small';
      document.querySelector('main').append(bad, pale, wide, link);
    }""")
    found = complaints(visitor.page)
    assert [what for what, offenders in found.items() if not offenders] == []


@pytest.mark.parametrize(("key", "address"), [(None, "/sign-in/"), ("street", "/board/"), ("floor", "/")])
def test_the_first_page_on_a_phone_is_small_and_asks_no_other_host(town, visit, key, address):
    visitor = visit(key, PHONE)
    sizes = {}

    def weigh(answer):
        body = answer.body()
        sizes[answer.url] = len(gzip.compress(body, 9)) if "/static/" in answer.url else len(body)

    visitor.page.on("response", weigh)
    visitor.open(address)
    visitor.page.wait_for_load_state("networkidle")
    assert [url for url in visitor.requested if not url.startswith((visitor.base, "data:"))] == []
    print(f"\n{address}: {sum(sizes.values()):,} bytes in {len(sizes)} requests")
    assert len(sizes) >= 3
    assert sum(sizes.values()) <= FIRST_PAGE


def test_the_sign_in_page_is_for_everybody(visit):
    for name, size in SIZES.items():
        visitor = visit(None, size)
        visitor.open("/sign-in/")
        visitor.shot(f"{name}-sign-in")
        assert {what: found for what, found in complaints(visitor.page).items() if found} == {}


def test_the_menu_on_a_phone_opens_and_closes(town, visit):
    visitor = visit("street", PHONE)
    page = visitor.page
    visitor.open("/")
    expect(page.locator("#nav")).not_to_be_visible()
    page.locator(".bottom [data-menu]").click()
    expect(page.locator("#nav")).to_be_visible()
    visitor.shot("phone-menu")
    assert too_small(page) == []
    page.keyboard.press("Escape")
    expect(page.locator("#nav")).not_to_be_visible()


def test_the_menu_opens_without_any_script(town, visit):
    visitor = visit("street", PHONE, java_script_enabled=False)
    visitor.open("/")
    visitor.page.locator(".bottom [data-menu]").click()
    expect(visitor.page.locator("#nav")).to_be_visible()
    visitor.page.locator("#nav [data-menu-close]").click()
    expect(visitor.page.locator("#nav")).not_to_be_visible()
