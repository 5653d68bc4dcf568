"""The life of a demonstration: made by actions, whole at any hour, and something true on every page of every sign-in."""

import re
from datetime import datetime, timedelta
from html import unescape

import pytest
import time_machine
from django.db import transaction
from django.test import Client

from linli import demo
from linli.access.models import Account
from linli.calls.actions import load_shipped
from linli.calls.models import Call, Clock
from linli.calls.rules import State
from linli.calls.shipped import KINDS
from linli.cli import examine
from linli.demo import accounts, life, start
from linli.demo.cases import CASES
from linli.demo.life import ordinary
from linli.kernel.facts import trail
from linli.kernel.models import Fact
from linli.kernel.time import clock
from linli.web.guides import CODES
from tests.stories.links import refusing

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

CASE = CASES["shuangta"]
NOW = datetime.fromisoformat("2026-03-02T10:40:00+08:00")  # a Monday, in the middle of the day
# Beside it: after midnight on the first of a month, late on the last, and early in the morning.
HOURS = ("2026-03-01T00:30:00+08:00", "2026-02-28T23:50:00+08:00", "2026-03-02T06:05:00+08:00")
EMPTY = re.compile(r'class="empty[ "]')


def signed_in(username):
    client = Client()
    client.force_login(Account.objects.get(username=username))
    return client


def sign_ins():
    staff = [seat.username for seat in accounts.STAFF]
    return [accounts.OFFICE, *staff, *(username for username, *_rest in CASE.eyes), accounts.UNIT]


@pytest.fixture
def street(db):
    """The street of the case, set up before the earliest of the hours."""
    with clock.standing_at(life.begun(datetime.fromisoformat(HOURS[1]))):
        load_shipped(clock.now())
        demo.load("shuangta", lambda _line: None)


def test_two_weeks_of_life(street, monkeypatch, capsys):
    """One deployment for all of it: street and life cost more than everything that is asked of them."""
    it_can_begin_at_any_hour(monkeypatch)
    with time_machine.travel(NOW, tick=False):
        monkeypatch.setattr(ordinary, "A_DAY", 2)  # a third of what the demonstration has: enough for every kind
        monkeypatch.setattr(start, "call_command", lambda *_: None)
        assert not life.is_lived(CASE)
        assert demo.run("shuangta") == 0
        assert life.is_lived(CASE)
        every_kind_and_state_is_there()
        nothing_lies_in_the_future(NOW)
        the_doctor_finds_nothing()
        every_page_shows_something()
        no_link_refuses()
        the_first_minute_is_put_away_once()
        a_second_start_adds_nothing(capsys)


def it_can_begin_at_any_hour(monkeypatch):
    """What waits today is there, and nothing has happened that is yet to come."""
    for hour in HOURS:
        end, before = datetime.fromisoformat(hour), transaction.savepoint()
        with time_machine.travel(end, tick=False), monkeypatch.context() as patched:
            patched.setattr(ordinary, "A_DAY", 0)
            life.live(CASE)
            nothing_lies_in_the_future(end)
            waiting = set(Call.objects.filter(ended_at=None).values_list("state", flat=True))
            assert waiting == {"opened", "disputed", "offered", "claimed", "paused", "on_site", "done"}, hour
            assert signed_in(CASE.eyes[0][0]).get("/").status_code == 200
        transaction.savepoint_rollback(before)


def every_kind_and_state_is_there():
    assert set(Call.objects.values_list("kind__code", flat=True)) == set(KINDS)
    assert set(Call.objects.values_list("state", flat=True)) == set(State)


def nothing_lies_in_the_future(now):
    assert not Call.objects.filter(opened_at__gt=now).exists()
    assert not Fact.objects.filter(at__gt=now).exists()
    assert not Fact.objects.filter(kind="calls.opened", at__lt=life.begun(now)).exists()
    told = now - timedelta(minutes=2)
    assert not Clock.objects.filter(next_at__lt=told).exists(), "what was due has been told"


def the_doctor_finds_nothing():
    """The trail verifies, no counter is wrong, nothing is left undone. The beat of the scheduler is not asked: nothing
    was served yet."""
    assert list(trail.verify()) == []
    assert not Fact.objects.filter(seal=None, at__lt=NOW).exists()
    asked = (
        examine.trail_is_whole,
        examine.counters_are_right,
        examine.paths_lead_somewhere,
        examine.values_can_be_opened,
    )
    assert [found.text for ask in asked for found in ask(NOW) if found.level != "ok"] == []


def every_page_shows_something():
    """Every page of the navigation, and every page that these lead to by an address without an id."""
    shown = {username: list(pages_of(username)) for username in sign_ins()}
    empty = [(username, url) for username, pages in shown.items() for url, words in pages if EMPTY.search(words)]
    assert empty == []
    assert all(len(pages) > 4 for pages in shown.values()), {who: len(pages) for who, pages in shown.items()}


def no_link_refuses():
    refused = {username: refusing(signed_in(username)) for username in sign_ins()}
    assert {username: found for username, found in refused.items() if found} == {}


def pages_of(username):
    client, waiting, seen = signed_in(username), ["/"], set()
    for depth in range(2):
        found = []
        for url in waiting:
            answer = client.get(url, follow=True)
            assert answer.status_code == 200, (username, url)
            if not answer["Content-Type"].startswith("text/html"):
                continue
            words = answer.content.decode()
            yield url, words
            found += [unescape(link) for link in re.findall(r'href="(/[^"#?]*)"', words)]
        seen |= set(waiting)
        waiting = sorted({url for url in found if depth == 0 and is_a_list(url)} - seen)


def is_a_list(url):
    return not re.search(r"[0-9a-f]{8}-|/static/|sign-out|/new/|/open/|/whistle/", url)


def the_first_minute_is_put_away_once():
    client = signed_in(CASE.eyes[0][0])
    page = client.get("/").content.decode()
    assert "data-guide" in page
    key = re.search(r'name="key" value="([0-9a-f-]{36})"', page[page.index("data-guide") :])[1]
    for _press in range(2):
        assert client.post("/guide/away/", {"key": key}).status_code == 302
    assert "data-guide" not in client.get("/").content.decode()
    assert Fact.objects.filter(kind="web.guide_put_away").count() == 1
    guides = set(Account.objects.filter(username__in=sign_ins()).values_list("guide", flat=True))
    assert guides - {""} <= set(CODES)
    assert "data-guide" in signed_in(accounts.OFFICE).get("/").content.decode(), "put away by one account only"


def a_second_start_adds_nothing(capsys):
    capsys.readouterr()
    before = Fact.objects.count()
    assert demo.run("shuangta") == 0
    assert Fact.objects.count() == before
    printed = capsys.readouterr().out
    assert all(username in printed for username in sign_ins())
