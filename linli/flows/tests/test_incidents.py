"""Who hears at once that an incident waits for its second person, or that nobody reviewed it in time."""

import pytest

from linli.flows import jobs
from linli.incidents.actions import declaring
from linli.incidents.jobs import look_after
from linli.incidents.tests.conftest import desk, later
from linli.kernel.time import clock
from linli.notices.models import Letter

__all__ = ["desk"]  # the fixture
pytestmark = pytest.mark.django_db


def told(desk, code):
    people = {row.account.person: key for key, row in desk.street.people.items()}
    return {people[one] for one in Letter.objects.filter(code=code).values_list("recipient", flat=True)}


def test_whoever_may_confirm_it_and_the_auditor_hear_of_it(desk):
    row = desk.do(desk.draft("community", at="xueyuan"), declaring.declare, "community")
    jobs.run(clock.now())
    assert told(desk, "flows.incident_declared") == {"street", "auditor"}
    assert str(row.pk) in Letter.objects.filter(code="flows.incident_declared").values_list("link", flat=True)[0]


def test_who_keeps_it_hears_that_it_lapsed(desk):
    desk.in_force("community", at="xueyuan")
    look_after(later(days=21))
    jobs.run(later(days=21))
    assert told(desk, "flows.incident_lapsed") == {"street", "auditor", "community"}
