"""One's own account: the password and its pace, sessions, what is due before anything else, what stays open meanwhile."""

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.test import Client

from linli.access.models import Account
from linli.kernel.ids import new_id
from linli.kernel.models import Fact
from linli.testing_refusals import refusals, refused

pytestmark = pytest.mark.django_db
CAST_PASSWORD, NEW = "linli-cast-2022", "long-enough-2022"


@pytest.fixture(autouse=True)
def _counts_start_at_zero(db):
    cache.clear()


@pytest.fixture
def grid(street):
    account = street.people["grid"].account
    account.set_password(CAST_PASSWORD)
    account.save()
    return account


def signed_in(name="grid"):
    client = Client()
    assert client.post("/sign-in/", {"login": name, "password": CAST_PASSWORD}).status_code == 302
    return client


def change(client, key=None, old=CAST_PASSWORD, new=NEW, again=None):
    typed = {"key": key or new_id(), "old": old, "new": new, "again": new if again is None else again}
    return client.post("/account/password/", typed)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"old": "wrong"}, {"old": "access.wrong_password"}),
        ({"new": CAST_PASSWORD}, {"new": "access.same_password"}),
        ({"new": "short"}, {"new": "access.weak_password"}),
        ({"new": "1234567890"}, {"new": "access.weak_password"}),
        ({"old": ""}, {"old": "required"}),
        ({"new": ""}, {"new": "required", "again": "required"}),
    ],
)
def test_a_refused_password_is_told_at_its_field_and_never_sent_back(grid, typed, told):
    answer = change(signed_in(), **typed)
    assert (answer.status_code, refusals(answer)) == (422, told)
    assert CAST_PASSWORD not in answer.content.decode()
    assert not Fact.objects.filter(kind="access.password_changed").exists()


def test_a_blank_at_the_end_is_part_of_a_password(grid):
    assert change(signed_in(), new=f"{NEW} ").status_code == 302
    account = Account.objects.get(pk=grid.pk)
    assert account.check_password(f"{NEW} ") and not account.check_password(NEW)


def test_changing_the_password_twice_by_one_press_changes_it_once(grid):
    client, key = signed_in(), new_id()
    assert change(client, key).status_code == 302
    assert change(client, key).status_code == 302
    fact = Fact.objects.get(kind="access.password_changed")
    assert (fact.actor, fact.about, fact.data) == (grid.pk, grid.pk, {})
    assert client.get("/account/").status_code == 200


def test_the_old_password_cannot_be_guessed_in_an_open_session(grid):
    """After five tries within a minute the right one helps no more."""
    client = signed_in()
    assert [change(client, old=f"wrong{n}").status_code for n in range(5)] == [422] * 5
    assert change(client).status_code == 429
    assert Account.objects.get(pk=grid.pk).check_password(CAST_PASSWORD)


@pytest.mark.parametrize(
    ("page", "status"),
    [("/account/password/", 200), ("/sign-out/", 200), ("/account/", 303), ("/people/", 303), ("/", 303)],
)
def test_what_stays_open_while_a_new_password_is_due(grid, page, status):
    client = signed_in()
    Account.objects.filter(pk=grid.pk).update(must_change_password=True)
    answer = client.get(page)
    assert answer.status_code == status
    if status == 303:
        assert answer["Location"] == "/account/password/"


def test_a_part_of_a_page_is_led_to_what_is_due_as_a_whole_page(grid):
    """A fragment in the middle of the old page would hide what has to be done first."""
    client = signed_in()
    Account.objects.filter(pk=grid.pk).update(must_change_password=True)
    answer = client.get("/people/", headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Redirect"]) == (401, "/account/password/")


def test_a_part_of_a_page_is_led_to_sign_in_and_back(street):
    answer = Client().get("/people/?q=li", headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Redirect"]) == (401, "/sign-in/?next=/people/%3Fq%3Dli")


def test_nothing_is_written_while_a_new_password_is_due(grid):
    client = signed_in()
    Account.objects.filter(pk=grid.pk).update(must_change_password=True)
    facts = Fact.objects.count()
    assert client.post("/account/sessions/end-others/", {"key": new_id()}).status_code == 303
    assert Fact.objects.count() == facts


@pytest.mark.parametrize("address", ["/account/sessions/{}/end/", "/account/sessions/end-others/"])
def test_ending_sessions_needs_a_press_and_a_key_and_happens_once(grid, address):
    here, there = signed_in(), signed_in()
    other = UserSession.objects.exclude(session_key=here.session.session_key).get()
    address = address.format(other.pk)
    assert here.get(address).status_code == 405
    answer = here.post(address)
    assert (answer.status_code, refused(answer)) == (422, "kernel.no_key")
    assert there.get("/account/").status_code == 200
    key = new_id()
    assert [here.post(address, {"key": key}).status_code for _ in range(2)] == [302, 302]
    assert there.get("/account/").status_code == 302
    assert Fact.objects.filter(kind__in=["access.session_ended", "access.sessions_ended"]).count() == 1


def test_one_may_end_the_session_one_sits_in(grid):
    client = signed_in()
    own = UserSession.objects.get()
    client.post(f"/account/sessions/{own.pk}/end/", {"key": new_id()})
    assert client.get("/account/").status_code == 302
    assert not UserSession.objects.exists()


def test_without_the_second_step_nothing_is_open_and_the_password_alone_signs_nobody_in(grid):
    TOTP.activate(grid, "A" * 32)
    client = Client()
    answer = client.post("/sign-in/", {"login": "grid", "password": CAST_PASSWORD})
    assert answer["Location"] == "/sign-in/code/"
    assert client.get("/account/")["Location"].startswith("/sign-in/")
    assert not Fact.objects.filter(kind="access.signed_in").exists()


def test_one_code_signs_in_once(grid):
    """Whoever looked over a shoulder has half a minute."""
    TOTP.activate(grid, "A" * 32)
    code = format_hotp_value(hotp_value("A" * 32, int(time.time()) // 30))
    clients = [Client(), Client()]
    for client in clients:
        client.post("/sign-in/", {"login": "grid", "password": CAST_PASSWORD})
        client.post("/sign-in/code/", {"code": code})
    assert [client.get("/account/").status_code for client in clients] == [200, 302]


@pytest.mark.parametrize("address", ["/account/second-factor/remove/", "/account/codes/new/"])
def test_an_open_session_alone_takes_no_second_factor_away(grid, address):
    """It was signed in long ago: the password is asked for again."""
    TOTP.activate(grid, "A" * 32)
    client = Client()
    client.force_login(grid)
    answer = client.post(address)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/account/again/")
    assert [row.type for row in Authenticator.objects.filter(user=grid)] == ["totp"]


def test_removing_the_second_factor_ends_what_was_signed_in_elsewhere(grid):
    here, there = signed_in(), signed_in()
    TOTP.activate(grid, "A" * 32)
    epoch = Account.objects.get(pk=grid.pk).epoch
    answer = here.post("/account/second-factor/remove/")
    if answer["Location"].startswith("/account/again/"):
        here.post("/account/again/", {"password": CAST_PASSWORD})
        answer = here.post("/account/second-factor/remove/")
    assert answer.status_code == 302
    assert not Authenticator.objects.filter(user=grid, type="totp").exists()
    assert Account.objects.get(pk=grid.pk).epoch == epoch + 1
    assert [client.get("/account/").status_code for client in (here, there)] == [200, 302]
    kinds = Fact.objects.values_list("kind", flat=True)
    assert {"access.second_factor_removed", "access.sessions_ended"} <= set(kinds)
