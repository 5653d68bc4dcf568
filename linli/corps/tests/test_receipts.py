"""An account that somebody else opened: its posts count only when somebody who knows the owner says that they have it."""

import importlib

import pytest
from django.apps import apps
from django.test import Client

from linli.access import actions
from linli.access.actor import system
from linli.access.models import Account, Grant, actor_of
from linli.corps.actions import receipts
from linli.corps.grants_writing import write_grants
from linli.corps.models import Appointment
from linli.kernel.ids import new_id
from linli.kernel.models import Fact, Message
from linli.kernel.time import clock
from linli.people.tests.conftest import Homes
from linli.testing import refused
from linli.testing_meanwhile import meanwhile

pytestmark = pytest.mark.django_db
OWN = "a-password-of-my-own-2022"


@pytest.fixture
def town(corps):
    """A street with a register."""
    Homes(corps.street).add("door202", "单小明", relation="head")
    return corps


def officeholder(town, bundle="grid", place="grid3", by="community"):
    """Somebody appointed by `by`, who has no account yet: their person."""
    if by:
        term = town.appoint("新格员", place, "grid_worker", "13700000077")
        Appointment.objects.filter(pk=term.pk).update(recorded_by=town.street.people[by].account.pk)
        return term.member_id
    person = new_id()
    Grant.objects.create(
        person=person, bundle=bundle, path=town.street.places[place].path, title="x", source=new_id(),
        starts_on=clock.today(),
    )  # fmt: skip
    return person


def opened(town, person, who="administrator"):
    data = {
        "key": new_id(),
        "username": "xin",
        "name": "新人",
        "path": town.street.places["street"].path,
        "person": person,
    }
    answer = town.street.client(who).post("/account/admin/new/", data)
    return Account.objects.get(username="xin"), answer.context["password"]


def used(password, account="xin"):
    """A browser in which somebody signed in with the one-time password and chose another."""
    browser = Client()
    browser.post("/sign-in/", {"login": account, "password": password})
    typed = {"key": new_id(), "old": password, "new": OWN, "again": OWN}
    assert browser.post("/account/password/", typed).status_code == 302
    return browser


def decide(town, who, account, deed="confirm", **typed):
    return town.street.client(who).post(f"/corps/received/{account.pk}/{deed}/", {"key": new_id(), **typed})


def give(town, who, bundle, place="street"):
    person = town.street.people[who].account.person
    Grant.objects.create(
        person=person, bundle=bundle, path=town.street.places[place].path, title="x", source=new_id(),
        starts_on=clock.today(),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("opener", "bundle", "place", "due"),
    [
        ("", "grid", "grid3", True), ("", "leader", "floor1", True), ("", "community", "xueyuan", True),
        ("", "street", "street", True), ("", "auditor", "street", True), ("", "volunteer", "street", True),
        ("", "administrator", "street", False), ("", "none", "street", False),
        ("street", "leader", "floor1", False), ("street", "leader", "grid3", True), ("street", "grid", "grid3", True),
        ("street", "registrar", "street", True), ("street", "street", "street", False),
        ("community", "grid", "grid3", False), ("community", "leader", "floor1", False),
        ("community", "community", "xueyuan", True), ("community", "auditor", "street", True),
    ],
)  # fmt: skip
def test_who_opens_an_account_that_reads_what_they_may_not_read(town, opener, bundle, place, due):
    """`opener`: the post that the administrator holds besides."""
    if opener:
        give(town, "administrator", opener)
    account, _ = opened(town, officeholder(town, bundle, place, by=""))
    assert account.receipt_due is due


def test_whoever_opens_an_account_reads_nothing_as_its_owner(town):
    account, password = opened(town, officeholder(town))
    browser = used(password)
    for address in ("/people/", "/", "/account/", "/calls/", "/corps/"):
        assert browser.get(address).headers["Location"] == "/account/waiting/", address
    assert browser.get("/account/waiting/").context["names"] == [town.street.people["community"].account.name]
    part = browser.get("/people/", headers={"HX-Request": "true"})
    assert (part.status_code, part.headers["HX-Redirect"]) == (401, "/account/waiting/")
    assert decide(town, "community", account).status_code == 302
    assert browser.get("/people/").status_code == 200
    assert browser.get("/account/waiting/").status_code == 302
    fact = Fact.objects.get(kind="corps.receipt_confirmed")
    assert (fact.actor, fact.about) == (town.street.people["community"].account.pk, account.pk)


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("street", 302), ("community", 302), ("registrar", 302), ("auditor", 302), ("administrator", 403), ("grid", 403),
        ("floor", 403), ("outside_community", 404),
    ],
)  # fmt: skip
def test_who_confirms(town, who, status):
    account, password = opened(town, officeholder(town))
    used(password)
    assert decide(town, who, account).status_code == status
    assert Account.objects.get(pk=account.pk).receipt_due is (status != 302)


def test_not_who_opened_it_also_with_another_post_nor_whom_they_appointed(town):
    account, password = opened(town, officeholder(town, "community", "xueyuan", by=""))
    used(password)
    give(town, "administrator", "street")
    assert refused(decide(town, "administrator", account)) == "corps.receipt_own"
    Account.objects.filter(pk=account.pk).update(opened_by=town.street.people["street"].account.pk)
    below = town.appoint("高社区", "xueyuan", "community_worker", "13700000056")
    type(below).objects.filter(pk=below.pk).update(recorded_by=town.street.people["street"].account.pk)
    community = town.street.people["community"].account
    Grant.objects.filter(person=community.person).update(person=below.member_id)
    Account.objects.filter(pk=community.pk).update(person=below.member_id)
    assert refused(decide(town, "community", account)) == "corps.receipt_same_line"
    assert decide(town, "auditor", account).status_code == 302


def test_an_account_of_elsewhere_is_not_there(town):
    account, password = opened(town, officeholder(town))
    used(password)
    page = town.street.client("outside_community").get("/corps/received/")
    assert [line.account.pk for line in page.context["ready"]] == []
    assert decide(town, "outside_community", account).status_code == 404


def test_nor_who_reaches_one_of_their_posts_alone(town):
    person = officeholder(town, "grid", "grid3", by="")
    account, password = opened(town, person)
    used(password)
    Grant.objects.create(
        person=person, bundle="grid", path=town.street.places["grid9"].path, title="x", source=new_id(),
        starts_on=clock.today(),
    )  # fmt: skip
    assert refused(decide(town, "community", account)) == "corps.receipt_lacks"
    assert decide(town, "registrar", account).status_code == 302


def test_not_before_its_owner_chose_a_password(town):
    account, _ = opened(town, officeholder(town))
    page = town.street.client("community").get("/corps/received/")
    assert [line.account.pk for line in page.context["unused"]] == [account.pk]
    assert page.context["ready"] == []
    assert refused(decide(town, "community", account)) == "corps.receipt_unused"


def test_somebody_else_who_uses_it_is_out_at_once(town):
    account, password = opened(town, officeholder(town))
    browser = used(password)
    key = new_id()
    assert [decide(town, "community", account, "refuse", key=key).status_code for _ in range(2)] == [302, 302]
    assert browser.get("/account/waiting/").headers["Location"].startswith("/sign-in/")
    assert not Account.objects.get(pk=account.pk).is_active
    assert refused(decide(town, "community", account)) == "corps.receipt_over"
    assert Fact.objects.filter(kind="corps.receipt_refused").count() == 1


def test_opened_again_it_reads_nothing_by_the_password_of_somebody_else(town):
    account, password = opened(town, officeholder(town))
    used(password)
    decide(town, "community", account, "refuse")
    answer = town.street.client("administrator").post(f"/account/admin/{account.pk}/reactivate/", {"key": new_id()})
    assert (answer.status_code, Account.objects.get(pk=account.pk).is_active) == (302, True)
    browser = Client()
    browser.post("/sign-in/", {"login": "xin", "password": OWN})
    assert browser.get("/people/").headers["Location"].startswith("/sign-in/")
    account.refresh_from_db()
    assert (account.receipt_due, account.must_change_password) == (True, True)


def test_a_new_password_by_somebody_else_is_confirmed_anew(town):
    account = town.street.people["grid"].account
    reset = town.street.client("administrator").post(f"/account/admin/{account.pk}/password/", {"key": new_id()})
    browser = used(reset.context["password"], account.username)
    assert browser.get("/people/").headers["Location"] == "/account/waiting/"
    assert decide(town, "community", account).status_code == 302
    assert browser.get("/people/").status_code == 200


def test_an_account_tied_to_somebody_else_is_confirmed_anew(town):
    person = officeholder(town)
    account = Account.objects.create(
        username="own", name="自己", path=town.street.places["street"].path, created_at=clock.now(), password="!"
    )
    sent = {"key": new_id(), "person": person, "revision": 1}
    town.street.client("administrator").post(f"/account/admin/{account.pk}/person/", sent)
    account.refresh_from_db()
    assert (account.receipt_due, account.opened_by) == (True, town.street.people["administrator"].account.pk)


def test_a_whole_page_is_confirmed_at_once_and_what_is_refused_waits_on(town):
    accounts = []
    for number in range(3):
        account, password = opened(town, officeholder(town, "leader", "floor1", by=""))
        Account.objects.filter(pk=account.pk).update(username=f"xin{number}")
        if number:
            used(password, f"xin{number}")
        accounts.append(account.pk)
    page = town.street.client("community").get("/corps/received/")
    assert {line.account.pk for line in page.context["may_confirm"]} == set(accounts[1:])
    sent = {"key": new_id(), "row": accounts}
    for _ in range(2):
        assert town.street.client("community").post("/corps/received/confirm/", sent).status_code == 302
    assert list(Account.objects.filter(receipt_due=True).values_list("pk", flat=True)) == accounts[:1]
    assert Fact.objects.filter(kind="corps.receipt_confirmed").count() == 2


def test_before_a_street_has_a_register_who_sets_it_up_opens_alone(corps):
    give(corps, "administrator", "street")
    account, _ = opened(corps, officeholder(corps, "community", "xueyuan", by=""))
    assert not account.receipt_due


def in_use(town, bundle="none", place="grid3", opener="administrator"):
    """An account that the administrator opened for somebody whose post reads nobody, used since: its browser."""
    person = officeholder(town, bundle, place, by="")
    account, password = opened(town, person)
    Account.objects.filter(pk=account.pk).update(opened_by=town.street.people[opener].account.pk)
    return person, account, used(password)


def given_later(town, person, bundle, place, **days):
    """What the writing of a term gives, at a place of its own."""
    grant = Grant(
        person=person, bundle=bundle, path=town.street.places[place].path, title="x", source=new_id(),
        **{"starts_on": clock.today(), **days},
    )  # fmt: skip
    write_grants([grant], clock.now())
    return Grant.objects.get(pk=grant.pk)


def test_a_post_given_later_waits_and_what_was_held_before_goes_on(town):
    person, account, browser = in_use(town, "none")
    assert browser.get("/account/").status_code == 200
    grant = given_later(town, person, "grid", "grid3")
    assert grant.receipt_due
    assert browser.get("/people/").status_code == 403
    assert b"data-post-waits" in browser.get("/account/").content
    assert browser.get("/account/waiting/").status_code == 200
    page = town.street.client("community").get("/corps/received/")
    assert [line.account.pk for line in page.context["may_confirm"]] == [account.pk]
    assert decide(town, "community", account).status_code == 302
    assert browser.get("/people/").status_code == 200
    assert refused(decide(town, "community", account)) == "corps.receipt_over"


def test_who_appoints_is_asked_about_it_by_letter(town):
    person, _account, _browser = in_use(town, "none")
    before = Message.objects.filter(topic="access.receipt_due").count()
    given_later(town, person, "grid", "grid3")
    assert Message.objects.filter(topic="access.receipt_due").count() == before + 1


@pytest.mark.parametrize(
    ("held", "at", "bundle", "place", "waits"),
    [
        ("grid", "grid3", "grid", "grid9", True), ("grid", "grid3", "community", "xueyuan", True),
        ("grid", "grid3", "leader", "floor1", False), ("grid", "grid3", "grid", "grid3", False),
        ("grid", "grid3", "none", "street", False), ("community", "xueyuan", "grid", "grid3", False),
    ],
)  # fmt: skip
def test_only_what_is_more_than_was_held_and_confirmed_waits(town, held, at, bundle, place, waits):
    _person, account, browser = in_use(town, held, at)
    decide(town, "street", account)
    assert given_later(town, account.person, bundle, place).receipt_due is waits
    assert browser.get("/people/").status_code == 200  # by the post from before


def test_a_promotion_above_who_opened_it_waits(town):
    """The community opened it for its grid worker and needed nobody; as a registrar they read what it does not."""
    _person, account, _browser = in_use(town, "none", opener="community")
    assert not given_later(town, account.person, "grid", "grid3").receipt_due
    assert given_later(town, account.person, "registrar", "street").receipt_due


def test_what_has_ended_is_not_held(town):
    _person, account, _browser = in_use(town, "none")
    Grant.objects.filter(person=account.person).update(bundle="grid", ends_on=clock.today())
    assert given_later(town, account.person, "grid", "grid3").receipt_due


def test_a_new_password_from_the_console_frees_the_posts_too(town):
    _person, account, _browser = in_use(town, "none")
    grant = given_later(town, account.person, "grid", "grid3")
    actions.reset_password(account=Account.objects.get(pk=account.pk), actor=system(), key=None, now=clock.now())
    grant.refresh_from_db()
    assert not grant.receipt_due


def test_a_post_given_while_somebody_confirms_waits_on(town, monkeypatch):
    """What the confirmer did not see they did not vouch for."""
    _person, account, _browser = in_use(town, "none")
    seen = given_later(town, account.person, "grid", "grid3")
    looked = receipts.standing_posts

    def then_another(one):
        found = looked(one)
        given_later(town, one.person, "registrar", "street")
        return found

    monkeypatch.setattr(receipts, "standing_posts", then_another)
    assert decide(town, "street", account).status_code == 302
    waiting = Grant.objects.filter(person=account.person, receipt_due=True)
    assert list(waiting.values_list("bundle", flat=True)) == ["registrar"]
    assert not Grant.objects.get(pk=seen.pk).receipt_due


def test_an_account_not_used_yet_is_judged_by_the_posts_of_its_first_day(town):
    """Opened while its owner read nobody, or before it was asked who has it: judged when somebody uses it."""
    account, password = opened(town, officeholder(town, "none", "grid3", by=""))
    assert not account.receipt_due
    Grant.objects.filter(person=account.person).update(bundle="grid")
    browser = used(password)
    assert browser.get("/people/").headers["Location"] == "/account/waiting/"
    assert decide(town, "community", account).status_code == 302


def test_the_upgrade_knows_who_opened_an_account_from_the_trail(town):
    account, _password = opened(town, officeholder(town))
    own = town.street.people["grid"].account
    Account.objects.update(opened_by=None, receipt_due=False)
    migrated = importlib.import_module("linli.access.migrations.0009_posts_that_wait")
    migrated.who_opened(apps, None)
    account.refresh_from_db()
    own.refresh_from_db()
    assert account.opened_by == town.street.people["administrator"].account.pk
    assert own.opened_by is None


@pytest.mark.django_db(transaction=True)
def test_a_password_set_meanwhile_is_not_confirmed_with_the_one_before(town):
    """The administrator resets it while somebody confirms: what was confirmed is not what is used."""
    account, password = opened(town, officeholder(town))
    used(password)

    def by(who):
        actor = actor_of(town.street.people[who].account, clock.today())
        return {"account": Account.objects.get(pk=account.pk), "actor": actor, "key": new_id(), "now": clock.now()}

    confirming = by("community")
    refusal = meanwhile(
        lambda: actions.reset_password(**by("administrator")), lambda: receipts.confirm_receipt(**confirming)
    )
    assert refusal == "access.changed_meanwhile"
    assert Account.objects.get(pk=account.pk).receipt_due
