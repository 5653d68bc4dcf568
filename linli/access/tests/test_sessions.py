from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client

from linli.access.jobs import clear_ended_sessions
from linli.access.sessions import BY_ITSELF
from linli.kernel.ids import new_id
from linli.kernel.models import Fact

pytestmark = pytest.mark.django_db
PASSWORD = "linli-cast-2022"
MORNING = datetime(2022, 3, 14, 0, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _counts_start_at_zero(db):
    cache.clear()


@pytest.fixture
def grid(street):
    account = street.people["grid"].account
    account.set_password(PASSWORD)
    account.save()
    return account


def signed_in(**headers):
    client = Client(headers=headers)
    assert client.post("/sign-in/", {"login": "grid", "password": PASSWORD}).status_code == 302
    return client


def test_an_idle_session_ends_and_says_so_in_the_trail(grid):
    with time_machine.travel(MORNING, tick=False) as clock:
        client = signed_in()
        assert client.get("/account/").status_code == 200
        clock.shift(timedelta(minutes=59))
        assert client.get("/account/").status_code == 200
        clock.shift(timedelta(minutes=59))
        assert client.get("/account/").status_code == 200
        clock.shift(timedelta(minutes=60))
        assert client.get("/account/").headers["Location"] == "/sign-in/?next=/account/"
        assert client.get("/account/").status_code == 302
    assert Fact.objects.filter(kind="access.session_expired", actor=grid.pk).count() == 1


def test_a_page_left_open_is_no_use_of_a_session(grid):
    """The page's badge asks by itself every minute; the session at a shared desk must still end when idle."""
    with time_machine.travel(MORNING, tick=False) as clock:
        client = signed_in()
        client.get("/account/")
        for _ in range(5):
            clock.shift(timedelta(minutes=10))
            assert client.get("/listen/", headers={BY_ITSELF: "1"}).status_code == 200
        clock.shift(timedelta(minutes=10))
        assert client.get("/listen/", headers={BY_ITSELF: "1"}).status_code == 302


def test_no_session_outlives_the_longest_however_busy(grid):
    with time_machine.travel(MORNING, tick=False) as clock:
        client = signed_in()
        for _ in range(23):
            assert client.get("/account/").status_code == 200
            clock.shift(timedelta(minutes=30))
        assert client.get("/account/").status_code == 200
        clock.shift(timedelta(minutes=30))
        assert client.get("/account/").status_code == 302


def test_looking_at_pages_writes_once_in_five_minutes(grid):
    with time_machine.travel(MORNING, tick=False) as clock:
        client = signed_in()
        client.get("/account/")
        own = Session.objects.filter(session_key=client.session.session_key)
        before = own.get().session_data
        clock.shift(timedelta(minutes=4))
        client.get("/account/")
        assert own.get().session_data == before
        clock.shift(timedelta(minutes=2))
        client.get("/account/")
        assert own.get().session_data != before
        assert UserSession.objects.get().last_seen_at == datetime.now(UTC)


def test_the_list_shows_devices_and_ends_one(grid):
    here = signed_in(**{"user-agent": "Mozilla/5.0 (Windows NT 10.0) Chrome/126 Safari/537"})
    there = signed_in(**{"user-agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 17) MicroMessenger/8.0"})
    page = here.get("/account/").content.decode()
    assert "Windows · Chrome" in page and "iPhone · 微信" in page
    other = UserSession.objects.exclude(session_key=here.session.session_key).get()
    here.post(f"/account/sessions/{other.pk}/end/", {"key": str(new_id())})
    assert there.get("/account/").status_code == 302
    assert here.get("/account/").status_code == 200
    assert here.post(f"/account/sessions/{other.pk}/end/", {"key": str(new_id())}).status_code == 409


def test_nobody_ends_somebody_elses_session(grid, street):
    client = signed_in()
    session = UserSession.objects.get()
    answer = street.client("outsider").post(f"/account/sessions/{session.pk}/end/", {"key": str(new_id())})
    assert answer.status_code == 409
    assert client.get("/account/").status_code == 200


def test_ending_all_others_keeps_this_one(grid):
    here, there = signed_in(), signed_in()
    here.post("/account/sessions/end-others/", {"key": str(new_id())})
    assert here.get("/account/").status_code == 200
    assert there.get("/account/").status_code == 302
    assert [s.session_key for s in UserSession.objects.all()] == [here.session.session_key]


def test_ended_sessions_are_cleared_away_and_open_ones_stay(grid):
    with time_machine.travel(MORNING, tick=False) as clock:
        signed_in()
        clock.shift(timedelta(hours=11))
        open_one = signed_in()
        clock.shift(timedelta(hours=2))
        clear_ended_sessions(datetime.now(UTC))
        assert [s.session_key for s in UserSession.objects.all()] == [open_one.session.session_key]
        assert Session.objects.filter(expire_date__lt=datetime.now(UTC)).count() == 0
