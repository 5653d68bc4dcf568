import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.core.cache import cache
from django.test import Client

from linli.access.models import Account, Grant, actor_of
from linli.access.queries import unused_accounts
from linli.kernel.ids import new_id
from linli.kernel.models import Fact
from linli.kernel.time import clock

pytestmark = pytest.mark.django_db
PASSWORD = "linli-cast-2022"
DEEDS = ["end-sessions", "second-factor", "deactivate", "reactivate"]
OTHERS = [
    "street",
    "registrar",
    "community",
    "commander",
    "grid",
    "building",
    "partner",
    "auditor",
    "outsider",
    "nobody",
]


@pytest.fixture(autouse=True)
def _counts_start_at_zero(db):
    cache.clear()


@pytest.fixture
def admin(street):
    return street.client("administrator")


@pytest.fixture
def next_street(street):
    """Another street with an administrator of its own."""
    street.place("elsewhere", "subdistrict", "凤凰台街道")
    street.person("other_admin", "外管理", "administrator", "elsewhere", "系统管理员")
    Account.objects.filter(username="other_admin").update(path=street.places["elsewhere"].path)
    return street


def account_of(street, key):
    return Account.objects.get(pk=street.people[key].account.pk)


def said(answer):
    return [str(message) for message in answer.context["messages"]] if answer.context else []


def post(client, address, **data):
    return client.post(address, {"key": str(new_id()), **data}, follow=True)


@pytest.mark.alike
@pytest.mark.parametrize("key", OTHERS)
def test_only_administrators_see_accounts(street, key):
    target = street.people["grid"].account.pk
    client = street.client(key)
    for address in ("/account/admin/", "/account/admin/new/", f"/account/admin/{target}/"):
        assert client.get(address).status_code == 403, address
    for deed in DEEDS:
        assert client.post(f"/account/admin/{target}/{deed}/", {"key": str(new_id())}).status_code == 403
    assert client.post(f"/account/admin/{target}/password/", {"key": str(new_id())}).status_code == 403
    assert account_of(street, "grid").is_active


def test_anonymous_is_sent_to_sign_in(client, street):
    assert client.get("/account/admin/").headers["Location"] == "/sign-in/?next=/account/admin/"


def test_an_administrator_of_the_next_street_sees_and_touches_nobody_here(next_street):
    client = next_street.client("other_admin")
    assert [a.username for a in client.get("/account/admin/").context["page"].rows] == ["other_admin"]
    target = next_street.people["grid"].account.pk
    absent = new_id()
    for address in ("/account/admin/{}/", "/account/admin/{}/password/", *(f"/account/admin/{{}}/{d}/" for d in DEEDS)):
        method = client.get if address == "/account/admin/{}/" else client.post
        seen, missing = (method(address.format(pk), {"key": str(new_id())}) for pk in (target, absent))
        assert (seen.status_code, missing.status_code) == (404, 404), address
        assert strip(seen) == strip(missing)
    assert account_of(next_street, "grid").epoch == 1


def strip(answer):
    """The answer without what differs on each page or second, and without the requested address."""
    text = re.sub(
        r'live-ticket="[^"]*"|value="[\w-]+"|csrfmiddlewaretoken|X-CSRFToken[^}]+', "", answer.content.decode()
    )
    return re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "", text)


def test_the_list_finds_by_name_and_pages(admin, street):
    assert [a.username for a in admin.get("/account/admin/?q=马网").context["page"].rows] == ["grid"]
    assert admin.get("/account/admin/?q=没有这个人").context["page"].rows == []
    for number in range(60):
        Account.objects.create(
            username=f"x{number:02d}", name="某", path=street.places["grid3"].path, created_at=clock.now()
        )
    first = admin.get("/account/admin/").context["page"]
    second = admin.get(f"/account/admin/?after={first.following}").context["page"]
    names = [a.username for a in [*first.rows, *second.rows]]
    assert names == sorted(set(names)) and len(names) > 60


def test_a_new_account_gets_a_password_for_one_use_shown_once(admin, street):
    answer = post(admin, "/account/admin/new/", username="Xin.Ren", name="新人", path=street.places["street"].path)
    assert answer.status_code == 422
    assert "不能有空格" in answer.content.decode() and 'value="Xin.Ren"' in answer.content.decode()
    key = str(new_id())
    data = {"key": key, "username": "Xin-Ren", "name": "新人", "path": street.places["street"].path}
    answer = admin.post("/account/admin/new/", data)
    password = answer.context["password"]
    assert password in answer.content.decode()
    assert "no-store" in answer.headers["Cache-Control"]
    made = Account.objects.get(username="xin-ren")
    assert made.check_password(password) and made.must_change_password and made.person is None
    again = admin.post("/account/admin/new/", data, follow=True)
    assert "刚才已经建好" in said(again)[0]
    assert password not in str(list(Fact.objects.values()))
    assert Account.objects.filter(username="xin-ren").count() == 1


def test_a_name_is_taken_in_any_case_and_what_was_typed_stays(admin, street):
    answer = post(admin, "/account/admin/new/", username="GRID", name="另一个", path=street.places["street"].path)
    assert answer.status_code == 422
    assert "已经有人用了" in answer.content.decode() and 'value="另一个"' in answer.content.decode()


def test_an_account_cannot_be_kept_outside_ones_own_area(admin, next_street):
    path = next_street.places["elsewhere"].path
    assert post(admin, "/account/admin/new/", username="spy", name="探", path=path).status_code == 422
    assert not Account.objects.filter(username="spy").exists()


def test_linking_gives_the_posts_of_the_person_and_only_within_reach(admin, next_street):
    street = next_street
    member, stranger = new_id(), new_id()
    give(member, "leader", street.places["floor1"].path)
    give(stranger, "community", street.places["elsewhere"].path)
    new = Account.objects.create(username="new", name="新", path=street.places["street"].path, created_at=clock.now())
    address = f"/account/admin/{new.pk}/person/"
    for wrong in (stranger, new_id(), street.people["grid"].account.person):
        assert post(admin, address, person=str(wrong), revision="1").status_code == 422
        assert Account.objects.get(pk=new.pk).person is None
    assert post(admin, address, person="nonsense", revision="1").status_code == 422
    assert post(admin, address, person=str(member), revision="1").status_code == 200
    assert Account.objects.get(pk=new.pk).person == member
    assert post(admin, address, person="", revision="2").status_code == 200
    assert Account.objects.get(pk=new.pk).person is None


def give(person, bundle, path):
    Grant.objects.create(person=person, bundle=bundle, path=path, title="x", source=new_id(), starts_on=clock.today())


def test_no_form_of_accounts_gives_a_permission(admin, street):
    """P4: every column of the account is posted to every form; only the form's own fields may change."""
    target = account_of(street, "nobody")
    protected = {
        "is_active": "",
        "epoch": "9",
        "password": "x",
        "must_change_password": "1",
        "bundle": "street",
        "person": str(new_id()),
    }
    before = Account.objects.filter(pk=target.pk).values().get()
    grants = Grant.objects.count()
    post(
        admin,
        "/account/admin/new/",
        username="n1",
        name="n",
        path=street.places["street"].path,
        **{k: v for k, v in protected.items() if k != "person"},
    )
    for deed in ("reactivate",):
        post(admin, f"/account/admin/{target.pk}/{deed}/", **protected)
    post(street.client("nobody"), "/account/password/", **protected, old="x", new="y", again="y")
    after = Account.objects.filter(pk=target.pk).values().get()
    assert {k for k in before if before[k] != after[k]} <= {"revision"}
    assert Grant.objects.count() == grants
    made = Account.objects.get(username="n1")
    assert made.is_active and made.epoch == 1 and made.password != "x"


def test_a_reset_password_ends_sessions_and_is_for_one_use(admin, street):
    client = street.client("grid")
    assert client.get("/account/").status_code == 200
    target = account_of(street, "grid").pk
    answer = admin.post(f"/account/admin/{target}/password/", {"key": str(new_id())})
    password = answer.context["password"]
    assert client.get("/account/").status_code == 302
    fresh = Client()
    fresh.post("/sign-in/", {"login": "grid", "password": password})
    assert fresh.get("/").headers["Location"] == "/account/password/"


@pytest.mark.parametrize("deed", ["end-sessions", "deactivate"])
def test_revocation_holds_for_the_very_next_request(admin, street, deed):
    """P5, for a session that is not in the list of sessions."""
    client = street.client("grid")
    assert client.get("/account/").status_code == 200
    target = account_of(street, "grid").pk
    assert post(admin, f"/account/admin/{target}/{deed}/").status_code == 200
    assert client.get("/account/").status_code == 302
    assert account_of(street, "grid").is_active == (deed == "end-sessions")


def test_a_deactivated_account_comes_back_with_its_posts(admin, street):
    target = account_of(street, "grid").pk
    post(admin, f"/account/admin/{target}/deactivate/")
    post(admin, f"/account/admin/{target}/reactivate/")
    client = Client()
    client.force_login(account_of(street, "grid"))
    assert [row["post"].title for row in client.get("/account/").context["posts"]] == ["网格员"]


def test_what_was_signed_in_before_an_account_was_closed_stays_out_when_it_is_back(admin, street):
    account, before = account_of(street, "grid"), street.client("grid")
    for deed in ("deactivate", "reactivate"):
        post(admin, f"/account/admin/{account.pk}/{deed}/")
    assert account_of(street, "grid").is_active
    assert before.get("/account/").status_code == 302


def test_nobody_deactivates_themselves(admin, street):
    own = account_of(street, "administrator").pk
    assert admin.post(f"/account/admin/{own}/deactivate/", {"key": str(new_id())}).status_code == 409
    assert account_of(street, "administrator").is_active


def test_a_lost_phone_is_cleared(admin, street):
    target = account_of(street, "auditor")
    TOTP.activate(target, "A" * 32)
    client = street.client("auditor")
    assert client.get("/account/").status_code == 200
    post(admin, f"/account/admin/{target.pk}/second-factor/")
    assert not Authenticator.objects.exists()
    assert client.get("/account/").status_code == 302


def test_two_administrators_at_once_do_not_overwrite_each_other(street):
    from linli.access import actions
    from linli.access.models import actor_of
    from linli.kernel.errors import Conflict

    actor = actor_of(account_of(street, "administrator"), clock.today())
    one, two = account_of(street, "grid"), account_of(street, "grid")
    actions.deactivate(account=one, actor=actor, key=new_id(), now=clock.now())
    with pytest.raises(Conflict):
        actions.reset_password(account=two, actor=actor, key=new_id(), now=clock.now())


def test_every_deed_is_in_the_trail_with_its_actor_once_a_key(admin, street):
    target = account_of(street, "grid").pk
    key = str(new_id())
    for _ in range(2):
        admin.post(f"/account/admin/{target}/end-sessions/", {"key": key})
    fact = Fact.objects.get(kind="access.sessions_ended")
    assert (fact.actor, fact.about) == (street.people["administrator"].account.pk, target)
    assert account_of(street, "grid").epoch == 2


def test_a_deed_without_a_key_or_of_another_name_is_refused(admin, street):
    target = account_of(street, "grid").pk
    assert admin.post(f"/account/admin/{target}/deactivate/").status_code == 422
    assert admin.post(f"/account/admin/{target}/promote/", {"key": str(new_id())}).status_code == 404
    assert admin.get(f"/account/admin/{target}/deactivate/").status_code == 405


def test_accounts_never_used_are_counted_within_reach(admin, street, next_street):
    Account.objects.update(must_change_password=True)
    mine = actor_of(street.people["administrator"].account, clock.today())
    found = set(unused_accounts(mine).values_list("pk", flat=True))
    theirs = Account.objects.get(username="other_admin").pk
    assert found
    assert theirs not in found
