"""From a member to an account: by name in the room of accounts, or from the member's own page."""

import pytest

from linli.access.models import Account, Grant, actor_of
from linli.corps.models import Member
from linli.kernel.ids import new_id
from linli.kernel.time import clock
from linli.testing import refusals

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(street):
    return street.client("administrator")


@pytest.fixture
def next_street(street):
    street.place("elsewhere", "subdistrict", "凤凰台街道")
    return street


def known(street, name, place):
    return Member.objects.create(name=name, path=street.places[place].path, since=clock.today())


def test_a_member_without_a_post_gets_an_account_that_may_nothing_yet(admin, next_street):
    ours, theirs = known(next_street, "柳新人", "grid3"), known(next_street, "柳外人", "elsewhere")
    page = admin.get("/account/admin/new/", {"q": "柳"})
    assert [one.known.name for one in page.context["found"]] == ["柳新人"]
    assert f"person={ours.pk}" in page.content.decode()
    typed = {"path": next_street.places["street"].path, "name": "柳", "key": new_id()}
    foreign = admin.post("/account/admin/new/", typed | {"username": "x", "person": theirs.pk})
    assert foreign.status_code == 422
    assert refusals(foreign) == {"person": "access.person_unknown"}
    made = admin.post("/account/admin/new/", typed | {"username": "liu", "person": ours.pk, "key": new_id()})
    assert made.status_code == 200
    account = Account.objects.get(username="liu")
    assert account.person == ours.pk
    assert actor_of(account, clock.today()).held == ()
    assert admin.get("/account/admin/new/", {"q": "柳"}).context["found"] == []


def test_a_member_who_left_is_offered_to_nobody(admin, street):
    gone = known(street, "柳走人", "grid3")
    Member.objects.filter(pk=gone.pk).update(until=clock.today())
    assert admin.get("/account/admin/new/", {"q": "柳"}).context["found"] == []


def test_who_holds_accounts_reaches_the_form_from_the_members_page(street):
    one = known(street, "柳新人", "grid3")
    address = f"/corps/members/{one.pk}/"
    assert "/account/admin/new/" not in street.client("community").get(address).content.decode()
    both = street.people["community"].account
    Grant.objects.create(
        person=both.person, bundle="administrator", path=street.places["street"].path, title="系统管理员", source=new_id(),
        starts_on=clock.today(),
    )  # fmt: skip
    assert f"/account/admin/new/?person={one.pk}" in street.client("community").get(address).content.decode()


def test_the_page_of_a_member_is_kept_by_no_browser(street):
    answer = street.client("community").get(f"/corps/members/{known(street, '柳新人', 'grid3').pk}/")
    assert "no-store" in answer["Cache-Control"]
