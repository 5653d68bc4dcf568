"""Choosing a place in a real window: by keyboard alone, by thumb on a phone, and in large print."""

import pytest
from playwright.sync_api import expect

from linli.places.models import Place
from linli.places.pinyin import initials
from linli.testing_waiting import until
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.test_pages import complained

SIZES = {"desktop": DESKTOP, "phone": PHONE}


@pytest.fixture
def named(town):
    """The street with the initials of its names, and with more buildings than are shown at a time."""
    for number in range(30):
        town.street.place(f"b{number}", "building", f"{number + 100}号楼", "grid9")
    for place in Place.objects.all():
        Place.objects.filter(pk=place.pk).update(initials=initials(place.name))
    return town.street


def form_of(street):
    return f"/places/{street.id('building7')}/move/"


@pytest.mark.parametrize("size", SIZES)
def test_a_place_is_chosen_by_keyboard_alone(named, visit, size):
    visitor = visit("street", SIZES[size])
    page = visitor.page
    visitor.open(form_of(named))
    visitor.shot(f"choosing-{size}-near")
    page.keyboard.press("/")
    page.keyboard.type("09wangge")
    place = page.locator(f'input[name="to"][value="{named.id("grid9")}"]')
    page.keyboard.press("ArrowDown")  # before the places have come: it goes to them when they come
    expect(place).to_be_checked()
    visitor.shot(f"choosing-{size}-found")
    assert complained(visitor, size) == []
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("haolou")
    page.keyboard.press("Enter")  # looks at once, and sends nothing
    page.locator('input[type="hidden"][name="to-asked"][value="haolou"]').wait_for(state="attached")
    expect(place).to_be_checked()  # what was chosen stays until another is
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("移动")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert Place.objects.get(pk=named.id("building7")).parent_id == named.id("grid9")


def test_what_is_typed_before_the_page_listens_is_looked_for(named, visit):
    """htmx begins to listen in a later turn of the browser; here that turn waits until the text is typed."""
    visitor = visit("street")
    page = visitor.page
    page.add_init_script("""
      const later = window.setTimeout;
      window.held = [];
      window.setTimeout = (turn, wait, ...rest) => wait === undefined ? window.held.push(turn) : later(turn, wait, ...rest);
    """)
    visitor.open(form_of(named))
    assert page.evaluate("window.held.length") > 0
    page.keyboard.press("/")
    page.keyboard.type("09wangge")
    page.keyboard.press("ArrowDown")
    page.evaluate("window.held.forEach((turn) => turn())")
    expect(page.locator(f'input[name="to"][value="{named.id("grid9")}"]')).to_be_checked()


@pytest.mark.parametrize("found", [True, False], ids=["found", "not-found"])
def test_what_is_chosen_while_a_search_is_under_way_is_saved(named, visit, found):
    """The answer shows the earlier choice: it comes after another of the places was chosen."""
    named.place("grid5", "grid", "05网格", "jucai")
    visitor = visit("street", PHONE)
    page = visitor.page
    visitor.open(form_of(named))
    earlier, later = (page.locator(f'input[name="to"][value="{named.id(key)}"]') for key in ("grid9", "grid5"))
    page.locator("#id_to").fill("网格")
    earlier.check()
    held = []
    page.route("**/places/choose/**", lambda route: held.extend([route]))
    with page.expect_request("**/places/choose/**"):
        page.locator("#id_to").fill("05" if found else "haolou")
    later.focus()
    page.keyboard.press("Space")
    expect(later).to_be_checked()
    until(lambda: held or page.evaluate("0"))  # what the page says is heard while it is asked
    held[0].continue_()
    page.locator(f'input[name="to-asked"][value="{"05" if found else "haolou"}"]').wait_for(state="attached")
    expect(later).to_be_checked()
    expect(later).to_be_focused()
    expect(page.locator('input[name="to"]:checked')).to_have_count(1)
    page.unroute("**/places/choose/**")
    with page.expect_navigation():
        page.get_by_role("button", name="移动").click()
    assert Place.objects.get(pk=named.id("building7")).parent_id == named.id("grid5")


@pytest.mark.parametrize("size", SIZES)
def test_large_print_of_a_choice(named, visit, size):
    named.people["street"].client.post("/settings/print-size/", {"large": "1"})
    visitor = visit("street", SIZES[size])
    visitor.open(form_of(named))
    visitor.page.locator("#id_to").fill("号楼")
    visitor.page.locator("[data-more]").wait_for()
    visitor.shot(f"choosing-large-{size}")
    assert complained(visitor, size) == []


def test_without_a_script_the_button_looks(named, visit):
    visitor = visit("street", PHONE, java_script_enabled=False)
    visitor.open(form_of(named))
    visitor.page.locator("#id_to").fill("hsx")
    visitor.page.get_by_role("button", name="查找").click()
    place = visitor.page.locator(f'input[name="to"][value="{named.id("alley")}"]')
    place.wait_for()
    visitor.shot("choosing-phone-plain")
    visitor.trouble.clear()  # the form that came back is a 422
