"""Two administrators make or tie accounts at the same moment: who came second is told so in words."""

import pytest

from linli.access import actions
from linli.access.models import Account, Grant, actor_of
from linli.kernel.ids import new_id
from linli.kernel.time import clock
from linli.testing_meanwhile import meanwhile

pytestmark = pytest.mark.django_db(transaction=True)


def by(street):
    account = Account.objects.get(pk=street.people["administrator"].account.pk)
    return {"actor": actor_of(account, clock.today()), "key": new_id(), "now": clock.now()}


def make(street, username, person=None):
    path = street.places["street"].path
    actions.make_account(username=username, name="新人", path=path, person=person, **by(street))


def tie(street, key, person):
    account = Account.objects.get(pk=street.people[key].account.pk)
    actions.link_person(account=account, person=person, revision=account.revision, **by(street))


@pytest.fixture
def person(street):
    person, today = new_id(), clock.today()
    path = street.places["floor1"].path
    Grant.objects.create(person=person, bundle="leader", path=path, title="x", source=new_id(), starts_on=today)
    return person


def test_a_user_name_is_given_once(street):
    refusal = meanwhile(lambda: make(street, "xin-ren"), lambda: make(street, "Xin-Ren"))
    assert (refusal, Account.objects.filter(username="xin-ren").count()) == ("access.username_taken", 1)


def test_a_person_gets_one_account(street, person):
    refusal = meanwhile(lambda: make(street, "one", person), lambda: make(street, "other", person))
    assert (refusal, Account.objects.filter(person=person).count()) == ("access.person_has_account", 1)


def test_a_person_is_tied_to_one_account(street, person):
    refusal = meanwhile(lambda: tie(street, "grid", person), lambda: tie(street, "floor", person))
    assert (refusal, Account.objects.filter(person=person).count()) == ("access.person_has_account", 1)
