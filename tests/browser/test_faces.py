"""Every page there is, once, on a desktop and a phone: axe-core finds nothing serious, and nothing scrolls sideways.

The pages come from the rows of every model that the permission matrix walks (`tests/matrix`), by whoever is let in. No
server stands behind the browser: what it asks for is answered by Django's test client, so that the rows need not be
committed.
"""

from http import HTTPStatus

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.urls import reverse

from linli.testing_divisions import make_divisions
from linli.testing_kept import laid
from tests.browser.audit import Axe, wider_than_the_window
from tests.browser.conftest import DESKTOP, PHONE
from tests.matrix.files import add_files
from tests.matrix.samples import Samples
from tests.matrix.states import lay_covers, marked
from tests.matrix.world import World

HOST = "http://testserver"
DOUBLED = {"width": DESKTOP["width"] // 2, "height": DESKTOP["height"] // 2}  # a window of 1440 px at 200 %
NARROW = {"width": 320, "height": 640}


class Window:
    """One tab that shows what Django's test client is answered. Nothing but styles and scripts follows: Playwright asks
    for it in a context of its own, where Django would open another connection to the database."""

    def __init__(self, browser, world):
        self.world, self.kept = world, {}
        self.page = browser.new_context(base_url=HOST, locale="zh-CN", reduced_motion="reduce").new_page()
        self.page.route("**/*", self._answer)
        self.axe = Axe(self.page)

    def _answer(self, route):
        url = route.request.url.removeprefix(HOST)
        if url.startswith(settings.STATIC_URL):
            route.fulfill(path=finders.find(url.removeprefix(settings.STATIC_URL)))
        elif url in self.kept:
            route.fulfill(**self.kept[url])
        else:
            route.abort()

    def open(self, person, url):
        """Whether it is a whole page."""
        self.kept[url] = _kept(self.world.browser(self.world.cookies.get(person, "")).get(url))
        if self.kept[url]["status"] != HTTPStatus.OK or b"</html>" not in self.kept[url]["body"]:
            return False
        self.page.goto(url)
        assert self.page.evaluate("getComputedStyle(document.body).margin") == "0px", "shown without its styles"
        return True

    def faults(self):
        """(width, what) of the page that is open."""
        for size in (DESKTOP, DOUBLED, PHONE, NARROW):
            self.page.set_viewport_size(size)
            yield from ((size["width"], wide) for wide in wider_than_the_window(self.page))
            if size in (DESKTOP, PHONE):
                yield from ((size["width"], found) for found in self.axe.serious())


def _kept(answer):
    headers = {name: value for name, value in answer.headers.items() if name != "Set-Cookie"}
    return {"status": answer.status_code, "headers": headers, "body": answer.getvalue()}


@pytest.fixture
def world(street, settings, tmp_path):
    settings.LINLI_UPLOADS = tmp_path / "uploads"
    settings.LINLI_LIVE_URL = ""
    make_divisions()
    canaries = laid(marked, street)
    lay_covers(canaries)
    add_files(canaries)
    return World(canaries)


def pages(world):
    """(person, address) that may be pages: each address there is, with the first row that lets somebody in."""
    samples = Samples(world)
    for name, address in world.addresses.items():
        sample = samples.first(address)
        if sample is not None:
            yield world.opener(name), reverse(name, kwargs=sample.arguments)


def test_every_page(chromium, world):
    window, wrong, seen = Window(chromium, world), [], 0
    for person, url in pages(world):
        window.page.set_viewport_size(DESKTOP)
        if window.open(person, url):
            seen += 1
            wrong += [(url, *found) for found in window.faults()]
    assert wrong == []
    assert seen > 120
