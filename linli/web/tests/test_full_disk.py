"""The disk is full: people go on reading, and whoever sends something is told why it was not saved."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import OperationalError
from django.urls import reverse
from psycopg.errors import DiskFull, ReadOnlySqlTransaction

from linli.kernel.models import Fact
from linli.kernel.work import reserve
from linli.kernel.writes.refused import refusal_of
from linli.testing import refused
from linli.testing_full import full_disk

MORNING = datetime(2022, 3, 14, 0, 30, tzinfo=UTC)
on_sqlite = pytest.mark.one_database  # PostgreSQL's own error is below


@on_sqlite
@pytest.mark.django_db(transaction=True)
def test_reading_goes_on_for_hours(street):
    with time_machine.travel(MORNING, tick=False) as clock:
        client = street.client("grid")
        assert client.get("/account/").status_code == 200
        with full_disk():
            for _ in range(5):
                clock.shift(timedelta(minutes=50))
                for name in ("web:home", "account", "calls:near"):
                    assert client.get("/account/" if name == "account" else reverse(name)).status_code == 200
            clock.shift(timedelta(minutes=61))
            assert client.get("/account/").status_code == 302  # who went away is out all the same
    assert not Fact.objects.filter(kind="access.session_expired").exists()


@on_sqlite
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}, {"Accept": "application/json"}])
def test_whoever_sends_something_is_told_why_it_was_not_saved(street, headers):
    client = street.client("grid")
    typed = {"language": "en", "next": "/"}
    with full_disk():
        answer = client.post(reverse("web:language"), typed, headers=headers)
        assert (answer.status_code, refused(answer)) == (507, "kernel.disk_full")
    assert client.post(reverse("web:language"), typed).status_code == 303


@on_sqlite
@pytest.mark.django_db(transaction=True)
def test_a_secret_that_was_shown_and_not_kept_is_said(street):
    client = street.client("administrator")
    with full_disk():
        answer = client.get(reverse("mfa_activate_totp"))
        assert (answer.status_code, refused(answer)) == (507, "kernel.disk_full")
    assert client.get(reverse("mfa_activate_totp")).status_code == 200


def test_what_fails_before_the_view_says_so_too(street, monkeypatch):
    def fails(*_asked):
        raise OperationalError("database or disk is full")

    client = street.client("grid")
    client.raise_request_exception = False
    monkeypatch.setattr("linli.web.middleware.admit", fails)
    answer = client.get("/account/")
    assert (answer.status_code, refused(answer)) == (507, "kernel.disk_full")


def test_signing_in_says_that_the_disk_is_full_and_does_not_speak_of_too_many_tries(street, monkeypatch):
    monkeypatch.setattr(reserve, "USED_UP", 2**60)
    answer = street.client("anonymous").post("/sign-in/", {"login": "grid", "password": "x"})
    assert (answer.status_code, refused(answer)) == (507, "kernel.disk_full")


@pytest.mark.parametrize(
    ("cause", "said", "code"),
    [
        (DiskFull(), "could not extend file", "kernel.disk_full"),
        (ReadOnlySqlTransaction(), "cannot execute INSERT", "kernel.read_only"),
        (None, "attempt to write a readonly database", "kernel.read_only"),
        (None, "database is locked", "kernel.busy"),
    ],
)
def test_what_databases_say_is_known(cause, said, code):
    error = OperationalError(said)
    error.__cause__ = cause
    assert refusal_of(error).code == code


def test_a_reserve_that_takes_up_no_room_is_not_left(tmp_path, monkeypatch):
    monkeypatch.setattr(reserve, "PLENTY", 0)
    with full_disk():
        reserve.mind(tmp_path)
    assert not reserve.file_in(tmp_path).exists()


def test_the_reserve_is_laid_up_and_given_up(tmp_path, monkeypatch):
    monkeypatch.setattr(reserve, "SIZE", 4096)
    monkeypatch.setattr(reserve, "PLENTY", 0)
    for _ in range(2):
        reserve.mind(tmp_path)
        assert reserve.file_in(tmp_path).stat().st_size == 4096
    monkeypatch.setattr(reserve, "PLENTY", 2**60)
    reserve.mind(tmp_path)
    assert reserve.file_in(tmp_path).exists()
    monkeypatch.setattr(reserve, "LOW", 2**60)
    for _ in range(2):
        reserve.mind(tmp_path)
        assert not reserve.file_in(tmp_path).exists()
