"""What is left of a deactivated account, and a grant that is over, go when their days are over, not before."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP

from linli.access.jobs import erase_expired
from linli.access.models import Account, Grant
from linli.kernel.ids import new_id
from linli.kernel.models import Fact
from linli.kernel.time import clock

pytestmark = pytest.mark.django_db
YEAR = 365


def press(street, deed):
    account = Account.objects.get(pk=street.people["grid"].account.pk)
    address = f"/account/admin/{account.pk}/{deed}/"
    assert (
        street.client("administrator").post(address, {"key": new_id(), "revision": account.revision}).status_code == 302
    )
    return Account.objects.get(pk=account.pk)


def night(days):
    erase_expired(clock.now() + timedelta(days=days))


def test_a_deactivated_account_goes_a_year_later_with_its_second_factor(street):
    TOTP.activate(street.people["grid"].account, "A" * 32)
    account, others = press(street, "deactivate"), Account.objects.count() - 1
    assert account.deactivated_on == clock.today()
    Account.objects.filter(pk=account.pk).update(email="grid@example.cn")
    night(30)
    assert Account.objects.get(pk=account.pk).email == "grid@example.cn"
    night(31)
    assert Account.objects.get(pk=account.pk).email == ""
    night(YEAR)
    assert Account.objects.filter(pk=account.pk).exists() and Authenticator.objects.exists()
    night(YEAR + 1)
    assert not Account.objects.filter(pk=account.pk).exists() and not Authenticator.objects.exists()
    assert Account.objects.count() == others
    assert Fact.objects.filter(kind="access.account_deactivated", about=account.pk).exists(), "the trail stays"
    assert [fact.data for fact in Fact.objects.filter(kind="access.erased")] == [{"addresses": 1}, {"accounts": 1}]


def test_one_that_was_reactivated_stays(street):
    press(street, "deactivate")
    account = press(street, "reactivate")
    night(10 * YEAR)
    assert Account.objects.filter(pk=account.pk, is_active=True, deactivated_on=None).exists()


def test_a_grant_goes_a_year_after_its_term(street):
    ended, running = Grant.objects.order_by("pk")[:2]
    Grant.objects.filter(pk=ended.pk).update(ends_on=clock.today())
    night(YEAR)
    assert Grant.objects.filter(pk=ended.pk).exists()
    night(YEAR + 1)
    assert not Grant.objects.filter(pk=ended.pk).exists()
    assert Grant.objects.filter(pk=running.pk).exists()
