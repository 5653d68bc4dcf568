"""Signing in by the phone that the corps keeps of a member."""

import re
from datetime import date

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from linli.corps.models import Member
from linli.kernel.models import Fact
from linli.kernel.sealing import crypto

pytestmark = pytest.mark.django_db
CAST_PASSWORD = "linli-cast-2022"
WRONG = "账号或密码不对"
PHONE = "15400001234"


@pytest.fixture(autouse=True)
def _counts_start_at_zero(db):
    cache.clear()


@pytest.fixture
def grid(street):
    account = street.people["grid"].account
    account.set_password(CAST_PASSWORD)
    account.save()
    return account


def sign_in(client, username, password=CAST_PASSWORD):
    return client.post("/sign-in/", {"login": username, "password": password})


def fails(client, name, times):
    return [sign_in(client, name, "wrong-wrong-wrong").status_code for _ in range(times)]


def known_by(person, phone=PHONE, name="马网格"):
    """A member with this phone, so that the account of `person` signs in by it."""
    return Member.objects.create(
        pk=person, path="0001", name=name, since=date(2022, 3, 1),
        phone_sealed=crypto.seal(phone, row=person, column="corps.member.phone"),
        phone_blind=crypto.blind(phone, column="corps.member.phone"),
    )  # fmt: skip


@pytest.mark.parametrize("typed", [PHONE, "154 0000 1234", "154-0000-1234", "１５４００００１２３４"])
def test_a_phone_signs_in_however_it_is_written(grid, typed):
    known_by(grid.person)
    assert sign_in(Client(), typed).status_code == 302
    assert sign_in(Client(), "grid").status_code == 302


def test_a_phone_of_two_accounts_or_of_who_left_signs_nobody_in(street, grid):
    member = known_by(grid.person)
    other = street.people["community"].account
    known_by(other.person)
    assert WRONG in sign_in(Client(), PHONE).content.decode()
    Member.objects.filter(pk=other.person).delete()
    assert sign_in(Client(), PHONE).status_code == 302
    Member.objects.filter(pk=member.pk).update(until=date(2022, 4, 1))
    assert WRONG in sign_in(Client(), PHONE).content.decode()


def test_a_user_name_that_is_anothers_phone_stays_its_owners(street, grid):
    known_by(grid.person)
    other = street.people["community"].account
    other.username = PHONE
    other.set_password("another-pass-2022")
    other.save()
    assert WRONG in sign_in(Client(), PHONE).content.decode()
    assert sign_in(Client(), PHONE, "another-pass-2022").status_code == 302


def test_a_phone_that_is_known_and_one_that_is_not_look_alike(grid, monkeypatch):
    known_by(grid.person)
    hashed = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda *a, **k: hashed.append(1) or encode(*a, **k))
    seen = []
    for typed in (PHONE, "15400009999"):
        hashed.clear()
        with CaptureQueriesContext(connection) as queries:
            page = sign_in(Client(), typed, "wrong-wrong-wrong").content.decode()
        page = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page.replace(typed, "…"))
        seen.append((len(queries), len(hashed), page))
    assert seen[0] == seen[1]
    assert "grid" not in seen[0][2] and seen[0][1] == 1


@pytest.mark.parametrize("number", [PHONE, "15400009999"])
def test_every_way_of_writing_a_phone_is_counted_together(grid, number):
    known_by(grid.person)
    spaced = f"{number[:3]} {number[3:7]} {number[7:]}"
    fails(Client(), number, 3)
    fails(Client(), spaced, 2)
    for typed in (number, spaced):
        assert "已锁定" in sign_in(Client(), typed).content.decode()


def test_a_phone_and_the_name_behind_it_have_one_count(grid):
    known_by(grid.person)
    fails(Client(), PHONE, 3)
    fails(Client(), "grid", 2)
    assert "已锁定" in sign_in(Client(), PHONE).content.decode()
    assert PHONE not in str(list(Fact.objects.values()))
