"""Who hears at once that somebody gives rights over the register that they lack, or uses an account that another
opened."""

import pytest

from linli.corps.models import Member
from linli.corps.tests.conftest import corps
from linli.corps.tests.test_appointments import valid_grants
from linli.corps.tests.test_receipts import officeholder, opened, used
from linli.corps.tests.test_second import town, wide
from linli.flows import jobs
from linli.kernel.time import clock
from linli.notices.models import Letter

__all__ = ["corps", "town"]  # the fixtures
pytestmark = pytest.mark.django_db


def test_the_auditor_and_the_second_person_hear_of_it_at_once(town):
    wide(town)
    jobs.run(clock.now())
    told = set(Letter.objects.filter(code="flows.second_asked").values_list("recipient", flat=True))
    people = town.street.people
    assert {people[who].account.person for who in ("auditor", "registrar", "community")} <= told
    assert people["street"].account.person not in told and people["outside_community"].account.person not in told


def test_before_there_is_a_register_one_person_sets_up_the_street_and_the_auditor_hears(corps):
    assert wide(corps).status_code == 302
    assert valid_grants(Member.objects.get(name="新专员"))
    jobs.run(clock.now())
    auditor = corps.street.people["auditor"].account.person
    assert Letter.objects.filter(code="flows.given_alone", recipient=auditor).count() == 1


def test_who_appointed_the_owner_gets_a_letter_when_it_is_used(town):
    _, password = opened(town, officeholder(town))
    assert not Letter.objects.filter(code="flows.receipt_due").exists()
    used(password)
    jobs.run(clock.now())
    people = Letter.objects.filter(code="flows.receipt_due").values_list("recipient", flat=True)
    assert list(people) == [town.street.people["community"].account.person]


def test_where_nobody_in_office_appointed_them_the_second_persons_get_it(town):
    _, password = opened(town, officeholder(town, "grid", "grid3", by=""))
    used(password)
    jobs.run(clock.now())
    people = set(Letter.objects.filter(code="flows.receipt_due").values_list("recipient", flat=True))
    assert people >= {town.street.people[who].account.person for who in ("community", "registrar", "auditor")}
