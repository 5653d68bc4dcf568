"""Every deed to an account: once a key, on the record, to somebody else's account alone, never over a newer change."""

import json

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.core.cache import cache

from linli.access import actions
from linli.access.models import Account, Grant, actor_of
from linli.kernel.errors import Conflict
from linli.kernel.ids import new_id
from linli.kernel.models import Fact
from linli.kernel.time import clock
from linli.testing_refusals import refused

pytestmark = pytest.mark.django_db
FACTS = {
    "password": "access.password_reset", "second-factor": "access.second_factor_reset",
    "end-sessions": "access.sessions_ended", "deactivate": "access.account_deactivated",
    "reactivate": "access.account_reactivated", "person": "access.account_unlinked",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _counts_start_at_zero(db):
    cache.clear()


def account_of(street, key):
    return Account.objects.get(pk=street.people[key].account.pk)


def press(street, deed, key=None, by="administrator", on="grid", **typed):
    address = f"/account/admin/{street.people[on].account.pk}/{deed}/"
    revision = account_of(street, on).revision  # of the page, where the deed is a form
    return street.client(by).post(address, {"key": key or new_id(), "revision": revision, **typed})


def state():
    accounts = Account.objects.order_by("pk").values_list(
        "pk", "password", "person", "is_active", "must_change_password", "epoch", "revision"
    )
    return list(accounts), Authenticator.objects.count(), Fact.objects.count()


@pytest.mark.parametrize("deed", FACTS)
def test_a_deed_is_on_the_record_of_the_account_without_a_secret(street, deed):
    answer = press(street, deed)
    assert answer.status_code in {200, 302}
    fact, target = Fact.objects.get(), street.people["grid"].account
    assert (fact.kind, fact.about, fact.path) == (FACTS[deed], target.pk, target.path)
    assert fact.actor == street.people["administrator"].account.pk
    told = json.dumps(fact.data)
    assert "password" not in told
    if answer.context and "password" in answer.context:
        assert answer.context["password"] not in told


@pytest.mark.parametrize("deed", FACTS)
def test_pressed_twice_it_is_done_once(street, deed):
    key = new_id()
    press(street, deed, key)
    after = state()
    again = press(street, deed, key)
    assert (again.status_code, refused(again), state()) == (302, "", after)


@pytest.mark.parametrize("deed", FACTS)
def test_a_key_of_another_account_or_deed_does_nothing(street, deed):
    key = new_id()
    press(street, "end-sessions", key, on="floor")
    before = state()
    answer = press(street, deed, key)
    assert (refused(answer), state()) == ("kernel.key_used", before)
    assert answer.status_code in {409, 422}


@pytest.mark.parametrize("deed", FACTS)
def test_every_open_session_ends_but_by_bringing_an_account_back(street, deed):
    client = street.client("grid")
    assert client.get("/account/").status_code == 200
    press(street, deed)
    assert (client.get("/account/").status_code == 200) == (deed == "reactivate")


@pytest.mark.parametrize(
    ("deed", "code"),
    [("password", "access.not_ones_own"), ("second-factor", "access.not_ones_own"), ("person", "access.not_ones_own"),
     ("deactivate", "access.not_oneself")],
)  # fmt: skip
def test_nobody_does_it_to_their_own_account(street, deed, code):
    before = state()
    answer = press(street, deed, on="administrator")
    assert (refused(answer), state()) == (code, before)


@pytest.mark.parametrize(
    "deed",
    [
        lambda account, common: actions.reset_password(account=account, **common),
        lambda account, common: actions.deactivate(account=account, **common),
        lambda account, common: actions.reactivate(account=account, **common),
        lambda account, common: actions.link_person(account=account, person=None, revision=account.revision, **common),
    ],
)
def test_what_was_read_before_somebody_elses_change_is_not_written_over(street, deed):
    stale = account_of(street, "grid")
    press(street, "deactivate")
    before = state()
    actor = actor_of(account_of(street, "administrator"), clock.today())
    with pytest.raises(Conflict) as told:
        deed(stale, {"actor": actor, "key": new_id(), "now": clock.now()})
    assert told.value.code == "access.changed_meanwhile"
    assert state() == before


def test_a_reset_password_is_another_each_time_and_easy_to_read_aloud(street):
    first, second = (press(street, "password").context["password"] for _ in range(2))
    assert first != second
    for password in (first, second):
        assert [len(part) for part in password.split("-")] == [4, 4, 4, 4]
        assert set(password.replace("-", "")) <= set(actions.LETTERS)
    assert not set("01oil") & set(actions.LETTERS)
    assert account_of(street, "grid").check_password(second)


def test_only_the_lost_factor_of_that_account_goes(street):
    for key in ("grid", "auditor"):
        TOTP.activate(account_of(street, key), "A" * 32)
    press(street, "second-factor")
    assert [row.user_id for row in Authenticator.objects.all()] == [street.people["auditor"].account.pk]


@pytest.mark.parametrize(
    ("whose", "code"),
    [
        ("taken", "access.person_has_account"),
        ("unknown", "access.person_unknown"),
        ("elsewhere", "access.person_out_of_reach"),
        ("both", "access.person_out_of_reach"),
    ],
)
def test_whom_an_account_cannot_be_tied_to(street, whose, code):
    """A person with one post here and one in the next street is out of reach: the account would act there too."""
    street.place("beyond", "subdistrict", "凤凰台街道")
    person = street.people["floor"].account.person if whose == "taken" else new_id()
    held = {"elsewhere": ["beyond"], "both": ["floor1", "beyond"]}.get(whose, [])
    for place in held:
        Grant.objects.create(
            person=person, bundle="leader", path=street.places[place].path, title="x", source=new_id(),
            starts_on=clock.today(),
        )  # fmt: skip
    Account.objects.filter(pk=street.people["grid"].account.pk).update(person=None)
    answer = press(street, "person", person=person)
    assert (answer.status_code, refused(answer)) == (422, code)
    assert account_of(street, "grid").person is None


def test_who_ties_an_account_to_somebody_from_an_old_page_is_told(street):
    member = new_id()
    Grant.objects.create(
        person=member, bundle="leader", path=street.places["floor1"].path, title="x", source=new_id(),
        starts_on=clock.today(),
    )  # fmt: skip
    page = street.client("administrator").get(f"/account/admin/{street.people['grid'].account.pk}/").content.decode()
    old = account_of(street, "grid").revision
    assert f'name="revision" value="{old}"' in page
    press(street, "person")
    before = state()
    answer = press(street, "person", person=member, revision=old)
    assert (answer.status_code, refused(answer), state()) == (422, "access.changed_meanwhile", before)
    assert f'value="{member}"' in answer.content.decode()


def new(street, **typed):
    data = {"key": new_id(), "username": "xin", "name": "新人", "path": street.places["street"].path, "person": ""}
    return street.client("administrator").post("/account/admin/new/", data | typed)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"username": ""}, "required"),
        ({"username": "a b"}, "invalid"),
        ({"username": "x" * 61}, "max_length"),
        ({"username": "Grid"}, "access.username_taken"),
        ({"name": ""}, "required"),
        ({"name": "名" * 81}, "max_length"),
        ({"person": "x"}, "invalid"),
        ({"person": str(new_id())}, "access.person_unknown"),
        ({"path": "0009"}, "invalid_choice"),
        ({"key": "x"}, "invalid"),
    ],
)
def test_a_wrong_new_account_is_refused_at_its_field(street, typed, told):
    before = state()
    answer = new(street, **typed)
    assert (answer.status_code, refused(answer), state()) == (422, told, before)


def test_a_new_account_has_no_post_until_somebody_appoints_them(street):
    assert new(street, username="Xin").status_code == 200
    made = Account.objects.get(username="xin")
    assert actor_of(made, clock.today()).held == ()
    fact = Fact.objects.get(kind="access.account_made")
    assert (fact.about, fact.path, fact.data) == (made.pk, made.path, {})


@pytest.mark.parametrize(("state_wanted", "found"), [("active", False), ("inactive", True), ("", True), ("x", True)])
def test_the_list_by_state(street, state_wanted, found):
    press(street, "deactivate")
    rows = street.client("administrator").get(f"/account/admin/?q=grid&state={state_wanted}").context["page"].rows
    assert ("grid" in [row.username for row in rows]) is found


def test_the_list_says_who_has_a_second_factor(street):
    TOTP.activate(account_of(street, "auditor"), "A" * 32)
    rows = street.client("administrator").get("/account/admin/").context["page"].rows
    assert {row.username for row in rows if row.second_factor} == {"auditor"}
