"""The empty path is the deployment itself: a post in one street gives no access to it."""

import pytest
from django.core.cache import cache

from linli.access import actions
from linli.access.models import Account, Grant, actor_of
from linli.access.permissions import Permission as P
from linli.access.queries import check_may
from linli.kernel.errors import NotAllowed
from linli.kernel.ids import new_id
from linli.kernel.time import clock

pytestmark = pytest.mark.django_db
ADDRESS = "/account/admin/new/"


@pytest.fixture(autouse=True)
def _counts_start_at_zero(db):
    cache.clear()


@pytest.fixture
def asker(street):
    return actor_of(street.people["administrator"].account, clock.today())


def send(street, **typed):
    return street.client("administrator").post(ADDRESS, {"key": str(new_id()), **typed})


def test_a_form_cannot_name_the_root(street):
    assert send(street, username="spy", name="探", path="").status_code == 422
    assert not Account.objects.filter(username="spy").exists()


def test_nor_can_the_action_behind_it(street, asker):
    with pytest.raises(NotAllowed):
        actions.make_account(username="spy", name="探", path="", person=None, actor=asker, key=None, now=clock.now())
    assert not Account.objects.filter(username="spy").exists()


def test_who_holds_the_post_at_the_root_keeps_accounts_there(street, asker):
    Grant.objects.filter(person=asker.person).update(path="")
    assert send(street, username="first", name="首", path="").status_code == 200
    assert Account.objects.get(username="first").path == ""


@pytest.mark.alike
@pytest.mark.parametrize("permission", list(P))
def test_no_post_of_the_cast_covers_the_root(street, permission):
    for person in street.people.values():
        with pytest.raises(NotAllowed):
            check_may(actor_of(person.account, clock.today()), permission, "")
