"""How somebody wants to be told outside: their own page, kept once, refused as a pair, told to nobody else."""

from datetime import time

import pytest

from linli.access.models import Account
from linli.kernel.ids import new_id
from linli.kernel.models import Fact
from linli.notices.models import Preference
from linli.testing import refusals

URL = "/notices/reminders/"
pytestmark = pytest.mark.django_db


def typed(**known):
    return {"key": new_id(), "outside": "on", "digest": "on", "quiet_from": "21:30", "quiet_until": "06:00", **known}


def test_what_was_wished_is_shown_again(street):
    client = street.client("building")
    assert client.post(URL, typed()).status_code == 302
    kept = Preference.objects.get(pk=street.people["building"].account.person)
    assert (kept.outside, kept.digest, kept.quiet_from, kept.quiet_until) == (True, True, time(21, 30), time(6))
    shown = client.get(URL).content.decode()
    assert 'value="21:30"' in shown and 'value="06:00"' in shown


def test_who_never_chose_is_told_and_sleeps_at_night(street):
    shown = street.client("building").get(URL).content.decode()
    assert not Preference.objects.exists()
    assert 'value="22:00"' in shown and 'value="07:00"' in shown


@pytest.mark.parametrize(
    ("wrong", "refused"),
    [
        ({"quiet_until": ""}, {"quiet_until": "notices.quiet_half"}),
        ({"quiet_from": ""}, {"quiet_until": "notices.quiet_half"}),
        ({"quiet_from": "25:00"}, {"quiet_from": "invalid"}),
        ({"key": "x"}, {"key": "invalid"}),
    ],
)
def test_what_is_wrong_changes_nothing_and_is_shown_as_typed(street, wrong, refused):
    client = street.client("building")
    client.post(URL, typed(quiet_from="20:00"))
    answer = client.post(URL, typed(quiet_until="05:15") | wrong)
    assert answer.status_code == 422
    assert refusals(answer) == refused
    assert "quiet_until" in wrong or "05:15" in answer.content.decode()
    assert Preference.objects.get().quiet_from == time(20)


def test_a_wish_is_a_fact_of_nobodys_times(street):
    street.client("building").post(URL, typed())
    fact = Fact.objects.get(kind="notices.preference_saved")
    assert (fact.path, fact.data, fact.about) == ("", {}, street.people["building"].account.person)


def test_an_account_that_is_nobodys_has_no_wishes(street):
    Account.objects.filter(username="building").update(person=None)
    client = street.client("building")
    for answer in (client.get(URL), client.post(URL, typed())):
        assert answer.status_code == 403
    assert not Preference.objects.exists()
