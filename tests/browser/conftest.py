"""A real Chromium against a live server, signed in as one of the cast. SCREENSHOTS=1 leaves a picture of every page in
./screenshots (not committed)."""

import os
import shutil
from pathlib import Path

import pytest
from django.conf import settings

from linli.command.tests.governed import Governed
from linli.testing_waiting import CEILING

# Playwright's own event loop runs in the test's thread; the cast is made through the ORM in the same thread.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

ROOT = Path(__file__).resolve().parent.parent.parent
SHOTS = ROOT / "screenshots"
BUILT = ROOT / "linli/web/static/built/linli.js"
FLAGS = [
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run", "--disable-quic",
    *(["--no-sandbox"] if os.geteuid() == 0 else []),
]  # fmt: skip
DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(item.fspath).parent == Path(__file__).parent and "chromium" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium():
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None or not BUILT.exists():
        missing = "chromium" if program is None else "the built assets (make assets)"
        if os.environ.get("CI") == "true":
            pytest.fail(f"{missing} must be there")
        pytest.skip(f"no {missing}")
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=CEILING * 1_000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


class Visitor:
    """One browser window; `trouble` collects what the console complains about (a broken content policy too)."""

    def __init__(self, browser, live_server, **options):
        self.base = live_server.url
        self.context = browser.new_context(base_url=live_server.url, locale="zh-CN", reduced_motion="reduce", **options)
        self.context.set_default_timeout(CEILING * 1_000)  # milliseconds: the machine may be busy
        self.page = self.context.new_page()
        self.trouble = []
        self.requested = []
        self.page.on(
            "console", lambda message: message.type in {"error", "warning"} and self.trouble.append(message.text)
        )
        self.page.on("pageerror", lambda error: self.trouble.append(str(error)))
        self.page.on("request", lambda request: self.requested.append(request.url))

    def sign_in(self, person):
        """Signed in by the cast's own session; the sign-in form is tested in test_sign_in.py."""
        cookie = person.client.cookies[settings.SESSION_COOKIE_NAME]
        self.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": self.base}])

    def open(self, path):
        answer = self.page.goto(path)
        assert answer is not None
        assert answer.status == 200, f"{path}: {answer.status}"
        return answer

    def shot(self, name):
        if os.environ.get("SCREENSHOTS") != "1":
            return
        SHOTS.mkdir(exist_ok=True)
        self.page.screenshot(path=str(SHOTS / f"{name}.png"), full_page=True)


@pytest.fixture
def town(live_server, street):
    """The cast's street with a mode, leaders, households, a gap and a term that ends soon."""
    governed = Governed(street)
    governed.lead("xueyuan", "高红", days=9)
    governed.lead("grid3", "马强", phone=None)
    return governed


@pytest.fixture
def visit(chromium, live_server, street, settings):
    """visit("grid", PHONE): a browser window signed in as that member of the cast; None for the anonymous."""
    settings.LINLI_LIVE_URL = ""  # no live process beside this server: test_live.py starts one
    opened = []

    def enter(key, size=DESKTOP, **options):
        visitor = Visitor(chromium, live_server, viewport=size, has_touch=size is PHONE, **options)
        if key:
            visitor.sign_in(street.people[key])
        opened.append(visitor)
        return visitor

    yield enter
    for visitor in opened:
        visitor.context.close()
        assert visitor.trouble == [], visitor.trouble
