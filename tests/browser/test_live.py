"""A change appears without a reload: pushed, shared by tabs, and by polling when the stream cannot be reached."""

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as configured
from django.db import connection
from playwright.sync_api import expect

from linli.calls.models import Call, Clock
from linli.calls.tests.town import Town
from linli.kernel.facts import trail
from linli.kernel.time import clock
from linli.testing_machine import free_port
from linli.testing_waiting import CEILING, until
from linli.web.middleware import policy
from tests.browser.conftest import ROOT

pytestmark = pytest.mark.slow
# Sets window.deaf when the page hears nothing, however briefly.
DEAF = """() => { window.deaf = new Promise((kept) => new MutationObserver(() =>
    document.documentElement.hasAttribute("data-unheard") && kept(true)
).observe(document.documentElement, { attributes: true })); }"""
# Notes in window.said, in order, what the page heard and when it asked the server for a part.
NOTED = """
window.said = [];
window.EventSource = class extends EventSource {
    constructor(...at) { super(...at); this.addEventListener("changed", () => window.said.push("changed")); }
};
window.BroadcastChannel = class extends BroadcastChannel {
    constructor(name) {
        super(name);
        this.addEventListener("message", (event) => event.data.kind === "changed" && window.said.push("changed"));
    }
};
document.addEventListener("htmx:config:request", () => window.said.push("asked"));
"""
LONG = CEILING * 1_000  # milliseconds: only a broken page waits that long


class Process:
    """The live process beside the test's own server, on its database."""

    def __init__(self, folder):
        self.port = free_port()
        of = connection.settings_dict
        address = ""
        if connection.vendor == "postgresql":
            address = f"postgresql://{of['USER']}:{of['PASSWORD']}@{of['HOST']}:{of['PORT']}/{of['NAME']}"
        else:
            (folder / "linli.sqlite3").symlink_to(Path(of["NAME"]).resolve())
        around = {
            **os.environ, "LINLI_DATA": str(folder), "LINLI_DATABASE": address, "PYTHONPATH": str(ROOT),
            "LINLI_KEYS": str(configured.LINLI_KEYS),
        }  # fmt: skip
        granian = str(Path(sys.executable).with_name("granian"))
        self.process = subprocess.Popen(
            [granian, "--interface", "asgi", "--host", "127.0.0.1", "--port", str(self.port), "--loop", "asyncio",
             "--no-ws", "--log-level", "warning", "--workers-kill-timeout", "2", "linli.live.process:application"],
            env=around, cwd=ROOT,
        )  # fmt: skip
        until(self.well)

    def well(self):
        try:
            return self.health()["well"]
        except OSError:
            return False

    def health(self):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/live/health", timeout=CEILING) as answer:
            return json.load(answer)

    def end(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(CEILING)


@pytest.fixture
def process(live_server, tmp_path):
    made = Process(tmp_path)
    yield made
    made.end()


@pytest.fixture
def pushed(process, visit, settings, monkeypatch):
    """`visit` with pages that listen to the process; its windows close before the process ends."""
    settings.LINLI_LIVE_URL = f"http://127.0.0.1:{process.port}/live/"
    listen_there(settings, monkeypatch)

    def enter(key):
        visitor = visit(key)
        visitor.context.add_init_script(NOTED)
        return visitor

    return enter


def listen_there(settings, monkeypatch):
    """The content policy is computed once, when the server starts."""
    name = "Content-Security-Policy"
    monkeypatch.setattr("linli.web.middleware.CONTENT_POLICY", (name.lower(), (name, policy(settings.LINLI_LIVE_URL))))


def change(town, *, key="building7", name="罗敏"):
    """Somebody is appointed: the board's number of missing leaders goes down."""
    town.lead(key, name)
    trail.record("corps.appointed", actor=None, path=town.street.places[key].path, at=clock.now())


def hears(page):
    page.wait_for_selector("html[data-heard]", state="attached", timeout=LONG)


def shows(page, words):
    page.wait_for_function(
        "words => document.querySelector('#board').innerText.includes(words)", arg=words, timeout=LONG
    )


def shows_what_it_heard(page, words, part="#board"):
    """The stream, or the tab that has it, said that something changed; then the page asked; then the words stood there."""
    page.wait_for_function(
        """([words, part]) => window.said.lastIndexOf("asked") > window.said.indexOf("changed")
            && window.said.includes("changed") && document.querySelector(part).innerText.includes(words)""",
        arg=[words, part], timeout=LONG,
    )  # fmt: skip


def one_stream_is_left(process):
    """A stream that ended is counted until its closed connection is noticed."""
    until(lambda: process.health()["streams"] == 1, said=process.health)


def test_a_change_is_pushed_to_the_screen(town, process, pushed):
    visitor = pushed("community")
    visitor.open("/board/")
    hears(visitor.page)
    change(town)
    shows_what_it_heard(visitor.page, "100.00%")


def test_the_keyboard_stays_where_it_was(town, process, pushed, street):
    calls = Town(street)
    calls.now = clock.now()
    call = calls.open("repair", title="楼道灯不亮").call
    Clock.objects.update(due_at=clock.now() - timedelta(minutes=12), running_from=clock.now() - timedelta(hours=1))
    visitor = pushed("community")
    visitor.open("/board/")
    hears(visitor.page)
    visitor.page.locator("#handling a").focus()
    Call.objects.filter(pk=call.pk).update(title="五楼的灯不亮")
    trail.record("calls.routed", actor=None, path=call.path, about=call.pk, at=clock.now())
    shows_what_it_heard(visitor.page, "五楼", "#handling")
    assert visitor.page.evaluate("document.activeElement.id") == f"now-{call.pk.hex}"
    visitor.page.keyboard.press("Enter")
    visitor.page.wait_for_url(f"**/calls/{call.pk}/")


def test_two_tabs_share_one_stream(town, process, pushed):
    visitor = pushed("community")
    visitor.open("/board/")
    hears(visitor.page)
    second = visitor.context.new_page()
    second.goto("/board/")
    visitor.page.bring_to_front()
    hears(second)
    one_stream_is_left(process)
    change(town)
    shows_what_it_heard(visitor.page, "100.00%")
    second.bring_to_front()
    shows_what_it_heard(second, "100.00%")
    second.evaluate(DEAF)
    visitor.page.close()  # the tab with the stream is gone: another takes over
    second.evaluate("window.deaf")
    hears(second)
    one_stream_is_left(process)


def test_tabs_opened_at_once_agree_on_one_stream(town, process, pushed):
    visitor = pushed("community")
    pages = [visitor.page, *(visitor.context.new_page() for _ in range(4))]
    for page in pages:
        page.goto("/board/", wait_until="commit")
    for page in pages:
        hears(page)
    one_stream_is_left(process)


def test_a_page_refreshes_by_itself_when_the_stream_dies(town, process, pushed):
    visitor = pushed("community")
    visitor.open("/board/")
    hears(visitor.page)
    live, polled = (visitor.page.get_by_text(words, exact=True) for words in ("实时", "每 10 秒刷新"))
    expect(live).to_be_visible()
    expect(polled).not_to_be_visible()
    process.end()
    visitor.page.wait_for_selector("html:not([data-heard])", state="attached", timeout=LONG)
    expect(live).not_to_be_visible()
    expect(polled).to_be_visible()  # it says what it does
    change(town)
    shows(visitor.page, "100.00%")
    visitor.trouble.clear()  # the browser rightly reports that nothing listens on that port


def test_a_page_refreshes_by_itself_behind_a_proxy_that_hands_nothing_on(town, visit, settings, monkeypatch):
    """Some built-in browsers deliver a stream only when it ends: it is open, and nothing comes."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.LINLI_LIVE_URL = f"http://127.0.0.1:{silent.getsockname()[1]}/live/"
        listen_there(settings, monkeypatch)
        visitor = visit("community")
        visitor.open("/board/")
        change(town)
        shows(visitor.page, "100.00%")
        expect(visitor.page.locator("html[data-heard]")).to_have_count(0)


def test_a_page_refreshes_by_itself_when_there_is_no_stream(town, visit):
    visitor = visit("community")
    visitor.open("/board/")
    change(town)
    shows(visitor.page, "100.00%")
    assert not any("/live/" in address for address in visitor.requested)


def test_without_script_the_page_reloads_itself(town, visit):
    visitor = visit("community", java_script_enabled=False)
    visitor.open("/board/")
    expect(visitor.page.locator("noscript meta[http-equiv=refresh], meta[http-equiv=refresh]")).to_have_count(1)
