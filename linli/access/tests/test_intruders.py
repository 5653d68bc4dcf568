"""What an attacker tries first: a planted session, a redirect to another site, a forged button."""

import pytest
from django.test import Client

from linli.access.models import Account
from linli.kernel.ids import new_id
from linli.kernel.models import Fact

pytestmark = pytest.mark.django_db
PASSWORD = "linli-cast-2022"


@pytest.fixture
def grid(street):
    account = Account.objects.get(username="grid")
    account.set_password(PASSWORD)
    account.save()
    return account


def sign_in(client, **extra):
    return client.post("/sign-in/", {"login": "grid", "password": PASSWORD, **extra})


def test_a_planted_session_is_not_the_one_that_signs_in(grid):
    client = Client()
    planted = client.session
    planted["planted"] = "1"
    planted.save()
    client.cookies["sessionid"] = planted.session_key
    sign_in(client)
    assert client.cookies["sessionid"].value != planted.session_key
    thief = Client()
    thief.cookies["sessionid"] = planted.session_key
    assert thief.get("/account/").status_code == 302


def test_a_session_of_somebody_else_is_emptied_by_signing_in(street, grid):
    client = Client()
    client.force_login(street.people["registrar"].account)
    session = client.session
    session["draft"] = "of the registrar"
    session.save()
    client.logout()
    sign_in(client)
    assert "draft" not in client.session


@pytest.mark.alike
@pytest.mark.parametrize(
    "target",
    [
        "https://example.com/", "//example.com/", "/\\example.com/", "\\\\example.com", "javascript:alert(1)",
        "http:example.com", "https:///example.com", "\thttps://example.com", "/%0d%0aX: y", "////example.com",
    ],
)  # fmt: skip
def test_no_next_leads_away(grid, target):
    client = Client()
    for answer in (sign_in(client, next=target), client.get("/sign-in/", {"next": target})):
        there = answer.headers.get("Location", "/")
        assert there.startswith("/") and not there.startswith(("//", "/\\"))
        assert "example.com" not in there
        assert "\n" not in there
    away = client.post("/settings/language/", {"language": "en", "next": target})
    assert "example.com" not in away.headers.get("Location", "")


def test_signing_out_and_in_need_the_pages_own_token(street, grid):
    client = Client(enforce_csrf_checks=True)
    client.force_login(grid)
    assert client.post("/sign-out/").status_code == 403
    assert client.get("/account/").status_code == 200, "still signed in"
    assert client.get("/sign-out/").status_code == 200
    assert client.get("/account/").status_code == 200, "asking for the page signs nobody out"
    assert (
        Client(enforce_csrf_checks=True).post("/sign-in/", {"login": "grid", "password": PASSWORD}).status_code == 403
    )
    assert not Fact.objects.filter(kind="access.signed_out").exists()


def test_an_open_session_of_an_administrator_is_not_enough_to_keep_their_account(street):
    admin, account = street.client("administrator"), street.people["administrator"].account
    before = Account.objects.filter(pk=account.pk).values().get()
    page = admin.get(f"/account/admin/{account.pk}/").content.decode()
    for deed in ("password/", "second-factor/", "person/"):
        address = f"/account/admin/{account.pk}/{deed}"
        assert address not in page
        typed = {"key": new_id(), "person": street.people["grid"].account.person}
        assert admin.post(address, typed).status_code in {409, 422}, deed
    assert Account.objects.filter(pk=account.pk).values().get() == before
