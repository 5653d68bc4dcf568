import re
import time
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from linli.access import actions
from linli.access.attempts import COOKIE
from linli.access.models import Account, actor_of
from linli.kernel.ids import new_id
from linli.kernel.models import Fact
from linli.kernel.time import clock

pytestmark = pytest.mark.django_db
CAST_PASSWORD = "linli-cast-2022"
WRONG = "账号或密码不对"


@pytest.fixture(autouse=True)
def _counts_start_at_zero(db):
    cache.clear()


@pytest.fixture
def grid(street):
    account = street.people["grid"].account
    account.set_password(CAST_PASSWORD)
    account.save()
    return account


def sign_in(client, username, password=CAST_PASSWORD, **extra):
    return client.post("/sign-in/", {"login": username, "password": password, **extra})


def test_right_password_signs_in_and_is_written_down(grid):
    client = Client()
    answer = sign_in(client, "grid", next="/places/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/places/")
    assert client.get("/account/").status_code == 200
    fact = Fact.objects.get(kind="access.signed_in")
    assert (fact.actor, fact.about, fact.path) == (grid.pk, grid.pk, grid.path)


def test_name_is_the_same_in_capitals_and_with_spaces_around(grid):
    assert sign_in(Client(), " GRID ").status_code == 302


def test_next_never_leads_elsewhere(grid):
    assert sign_in(Client(), "grid", next="https://example.com/").headers["Location"] == "/"


def test_absent_name_and_wrong_password_look_alike(grid):
    answers = [sign_in(Client(), name, "wrong-wrong-wrong") for name in ("grid", "nosuchname")]
    pages = [a.content.decode().replace("nosuchname", "grid") for a in answers]
    pages = [re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page) for page in pages]
    assert answers[0].status_code == answers[1].status_code == 200
    assert WRONG in pages[0] and pages[0] == pages[1]
    assert len(answers[0].content) == len(answers[1].content) + len("grid") - len("nosuchname")
    assert Fact.objects.filter(kind="access.sign_in_failed").count() == 2
    assert "nosuchname" not in str(list(Fact.objects.values()))


def test_absent_name_and_wrong_password_ask_the_database_and_the_hasher_alike(grid, monkeypatch):
    hashed = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda *a, **k: hashed.append(1) or encode(*a, **k))
    seen = []
    for name in ("grid", "nosuchname"):
        hashed.clear()
        with CaptureQueriesContext(connection) as queries:
            sign_in(Client(), name, "wrong-wrong-wrong")
        seen.append((len(queries), len(hashed)))
    assert seen[0] == seen[1]
    assert seen[0][1] == 1


def test_five_wrong_passwords_lock_the_name_even_for_the_right_one(grid):
    for _ in range(5):
        assert WRONG in sign_in(Client(), "grid", "wrong-wrong-wrong").content.decode()
    answer = sign_in(Client(), "grid")
    assert "已锁定" in answer.content.decode()
    with time_machine.travel(time_in(11)):
        assert sign_in(Client(), "grid").status_code == 302


def time_in(minutes):
    return datetime.now(UTC) + timedelta(minutes=minutes)


def test_a_locked_name_that_does_not_exist_looks_locked_too():
    for _ in range(5):
        sign_in(Client(), "nosuchname", "wrong-wrong-wrong")
    assert "已锁定" in sign_in(Client(), "nosuchname").content.decode()


def at(network, known=None):
    """A client in a network of its own, on a device that another client signed in on before."""
    client = Client(REMOTE_ADDR=f"10.0.{network}.7")
    if known is not None:
        client.cookies[COOKIE] = known.cookies[COOKIE].value
    return client


def fails(client, name, times):
    return [sign_in(client, name, "wrong-wrong-wrong").status_code for _ in range(times)]


def test_a_name_locked_from_one_network_is_open_from_another(grid):
    fails(at(1), "grid", 5)
    assert "已锁定" in sign_in(at(1), "grid").content.decode()
    assert sign_in(at(2), "grid").status_code == 302


def test_who_has_signed_in_on_a_device_gets_in_there_whatever_others_try(grid):
    mine = at(1)
    assert sign_in(mine, "grid").status_code == 302
    fails(at(1), "grid", 6)
    for number in range(70):
        sign_in(at(1), f"name{number}", "wrong-wrong-wrong")
    for network in range(2, 14):
        fails(at(network), "grid", 5)
    assert sign_in(at(1), "grid").status_code == sign_in(at(99), "grid").status_code == 200  # not known: locked
    assert sign_in(at(1, known=mine), "grid").status_code == sign_in(at(99, known=mine), "grid").status_code == 302


def test_guessing_from_a_known_device_is_locked_like_any_other(grid):
    mine = at(1)
    sign_in(mine, "grid")
    fails(at(1, known=mine), "grid", 5)
    assert "已锁定" in sign_in(at(1, known=mine), "grid").content.decode()


def test_a_device_is_known_for_the_names_that_signed_in_on_it_only(street, grid):
    mine = at(1)
    sign_in(mine, "grid")
    other = street.people["community"].account
    other.set_password(CAST_PASSWORD)
    other.save()
    fails(at(1, known=mine), "community", 5)
    assert "已锁定" in sign_in(at(1), "community").content.decode()
    forged = at(1)
    forged.cookies[COOKIE] = mine.cookies[COOKIE].value[:-2] + "xx"
    fails(at(1), "grid", 5)
    assert "已锁定" in sign_in(forged, "grid").content.decode()


def test_a_network_that_tries_many_names_is_slowed_down(grid):
    said = [sign_in(at(1), f"name{number}", "wrong-wrong-wrong").content.decode() for number in range(61)]
    assert "操作太快了" in said[60] and "操作太快了" not in said[59]
    assert "操作太快了" in sign_in(at(1), "grid").content.decode()
    assert sign_in(at(2), "grid").status_code == 302


def test_a_reset_opens_a_locked_name_at_once(street, grid):
    fails(at(1), "grid", 5)
    desk = actor_of(street.people["street"].account, date.today())
    password = actions.reset_password(account=grid, actor=desk, key=new_id(), now=datetime.now(UTC))
    assert sign_in(at(1), "grid", password).status_code == 302


def test_deactivated_account_is_refused_with_the_right_password(grid):
    Account.objects.filter(pk=grid.pk).update(is_active=False)
    client = Client()
    answer = sign_in(client, "grid")
    assert answer.status_code == 403
    assert "已停用" in answer.content.decode()
    assert client.get("/account/").status_code == 302


def test_one_time_password_must_be_changed_first(grid):
    Account.objects.filter(pk=grid.pk).update(must_change_password=True)
    client = Client()
    sign_in(client, "grid")
    answer = client.get("/account/")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/account/password/")
    assert client.get("/").status_code == 303
    form = client.get("/account/password/").context["form"]
    data = {
        "key": str(form["key"].value()),
        "old": CAST_PASSWORD,
        "new": "槐树巷里有三棵老槐树",
        "again": "槐树巷里有三棵老槐树",
    }
    assert client.post("/account/password/", data).status_code == 302
    assert client.get("/account/").status_code == 200
    assert client.get("/account/second-factor/add/").status_code == 200  # not the same password a third time
    assert sign_in(Client(), "grid", "槐树巷里有三棵老槐树").status_code == 302


@pytest.mark.parametrize(
    ("old", "new", "again", "said"),
    [
        ("wrong", "long-enough-2022", "long-enough-2022", "「现在的密码」不对"),
        (CAST_PASSWORD, "short", "short", "新密码太弱"),
        (CAST_PASSWORD, "1234567890", "1234567890", "新密码太弱"),
        (CAST_PASSWORD, CAST_PASSWORD, CAST_PASSWORD, "不能和现在的密码一样"),
        (CAST_PASSWORD, "long-enough-2022", "long-enough-2023", "不一样"),
    ],
)
def test_password_change_says_what_is_wrong(street, grid, old, new, again, said):
    client = Client()
    sign_in(client, "grid")
    answer = client.post("/account/password/", {"key": new_id(), "old": old, "new": new, "again": again})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert sign_in(Client(), "grid").status_code == 302


def test_changing_the_password_ends_every_other_session(grid):
    here, there = Client(), Client()
    sign_in(here, "grid")
    sign_in(there, "grid")
    data = {"key": new_id(), "old": CAST_PASSWORD, "new": "long-enough-2022", "again": "long-enough-2022"}
    here.post("/account/password/", data)
    assert here.get("/account/").status_code == 200
    assert there.get("/account/").status_code == 302


def test_sign_out_ends_the_session_and_is_written_down(grid):
    client = Client()
    sign_in(client, "grid")
    answer = client.post("/sign-out/")
    assert (answer["Location"], answer["Clear-Site-Data"]) == ("/sign-in/", '"storage"')
    assert client.get("/account/").status_code == 302
    assert Fact.objects.filter(kind="access.signed_out", actor=grid.pk).exists()


@pytest.mark.parametrize(
    "path", ["signup/", "sign-up/", "account/signup/", "accounts/login/", "account/email/", "password/reset/"]
)
def test_what_a_street_does_not_use_is_not_there(client, path, db):
    assert client.get("/" + path).status_code == 404


def test_second_factor_is_set_up_sealed_asked_for_and_recovered(grid, django_capture_on_commit_callbacks):
    client = Client()
    sign_in(client, "grid")
    assert client.get("/account/second-factor/add/").headers["Location"].startswith("/account/again/")
    client.post("/account/again/", {"password": CAST_PASSWORD})
    secret = client.get("/account/second-factor/add/").context["form"].secret
    code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post("/account/second-factor/add/", {"code": code})
    assert answer.headers["Location"] == reverse("mfa_view_recovery_codes")
    codes = client.get("/account/codes/").context["unused_codes"]
    assert len(codes) == 10

    kept = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in kept
    assert Fact.objects.filter(kind="access.second_factor_added", actor=grid.pk).exists()

    again = Client()
    assert sign_in(again, "grid").headers["Location"] == "/sign-in/code/"
    assert again.get("/account/").status_code == 302
    assert "验证码不对" in again.post("/sign-in/code/", {"code": "000000"}).content.decode()
    assert Fact.objects.filter(kind="access.code_failed", about=grid.pk).count() == 1
    assert again.post("/sign-in/code/", {"code": codes[0]}).headers["Location"] == "/"
    assert again.get("/account/").status_code == 200

    reused = Client()
    sign_in(reused, "grid")
    assert reused.post("/sign-in/code/", {"code": codes[0]}).status_code == 200
    assert reused.get("/account/").status_code == 302


def test_posts_with_power_must_have_a_second_factor(street, settings):
    settings.LINLI_SECOND_FACTOR = True
    for key in ("street", "administrator", "auditor"):
        answer = street.client(key).get("/account/")
        assert (answer.status_code, answer.headers["Location"]) == (303, "/account/second-factor/add/"), key
    assert street.client("grid").get("/account/").status_code == 200
    account = street.people["auditor"].account
    TOTP.activate(account, "A" * 32)
    assert street.client("auditor").get("/account/trail/").status_code == 200


@pytest.mark.parametrize(("env", "shown"), [("demo", True), ("production", False), ("development", False)])
def test_a_demonstration_says_so_on_every_page(client, settings, env, shown):
    settings.LINLI_ENV = env
    assert ("演示环境" in client.get("/sign-in/").content.decode()) is shown


def test_a_one_time_password_ends_after_fourteen_days(grid, street):
    admin = actor_of(street.people["administrator"].account, date.today())
    once = actions.reset_password(account=grid, actor=admin, key=None, now=datetime.now(UTC))
    with time_machine.travel(datetime.now(UTC) + timedelta(days=13, hours=23)):
        assert sign_in(Client(), "grid", once).status_code == 302
    with time_machine.travel(datetime.now(UTC) + timedelta(days=14, minutes=1)):
        assert "已经过期" in sign_in(Client(), "grid", once).content.decode()
        assert WRONG in sign_in(Client(), "grid", "wrong-wrong-wrong").content.decode()


def test_a_password_of_ones_own_does_not_end(grid, street):
    admin = actor_of(street.people["administrator"].account, date.today())
    once = actions.reset_password(account=grid, actor=admin, key=None, now=datetime.now(UTC))
    client = Client()
    sign_in(client, "grid", once)
    own = {"old": once, "new": "linli-own-word-1", "again": "linli-own-word-1", "key": str(new_id())}
    assert client.post("/account/password/", own).status_code == 302
    with time_machine.travel(datetime.now(UTC) + timedelta(days=40)):
        assert sign_in(Client(), "grid", "linli-own-word-1").status_code == 302


def test_a_right_one_time_password_that_has_run_out_is_on_the_trail(street):
    account = street.people["grid"].account
    account.set_password("abcd-efgh-jkmn")
    account.must_change_password, account.once_until = True, clock.now() - timedelta(minutes=1)
    account.save()
    browser = Client()
    for typed, facts in (("wrong-word", 0), ("abcd-efgh-jkmn", 1)):
        answer = browser.post("/sign-in/", {"login": account.username, "password": typed})
        assert (answer.status_code, "_auth_user_id" in browser.session) == (200, False)
        said = Fact.objects.filter(kind="access.one_time_over", actor=account.pk, about=account.pk)
        assert said.count() == facts
