"""A term ends by the calendar: access ends and the gap shows without any action."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine

from linli.access.models import Account, Grant
from linli.corps.models import Appointment
from linli.corps.queries.coverage import coverage
from linli.kernel.time import clock

pytestmark = pytest.mark.django_db
END = date(2030, 6, 1)  # the first day out of office
LAST_MINUTE = datetime(2030, 5, 31, 23, 59, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
MIDNIGHT = datetime(2030, 6, 1, 0, 0, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def leader(corps):
    """The grid leader of the cast's grid, with an account, in office until END."""
    term = corps.terms["grid"]
    Appointment.objects.filter(pk=term.pk).update(ends_on=END)
    Grant.objects.filter(source=term.pk).update(ends_on=END)
    return Account.objects.create(
        username="wangge", name="孙网格", person=term.member_id, path="0001", created_at=clock.now(), password="!"
    )


def grid_gaps(corps):
    path = corps.street.places["grid3"].path
    return [gap for gap in coverage(path).gaps if gap.path == path]


def test_at_midnight_access_is_gone_and_the_gap_is_there(corps, leader, client):
    office, address = corps.street.client("street"), f"/corps/?at={corps.street.id('grid3')}"
    with time_machine.travel(LAST_MINUTE, tick=False) as now:
        client.force_login(leader)
        office.force_login(corps.street.people["street"].account)
        assert client.get(address).status_code == 200
        assert grid_gaps(corps) == []
        before = office.get("/board/", headers={"HX-Request": "true"})
        now.move_to(MIDNIGHT)
        assert client.get(address).status_code == 403, "the same session, half a minute later"
        assert client.get("/account/").status_code == 200, "one's own account stays"
        [gap] = grid_gaps(corps)
        assert gap.households == 4
        after = office.get("/board/", headers={"HX-Request": "true", "If-None-Match": before["ETag"]})
        assert after.status_code == 200, "an open board does not wait for somebody to write"
        assert before.context["board"].total.covered - after.context["board"].total.covered == 4


def test_a_term_that_is_still_to_come_gives_nothing_before_its_day(corps, leader, client):
    term = corps.terms["grid"]
    Appointment.objects.filter(pk=term.pk).update(starts_on=END, ends_on=None)
    Grant.objects.filter(source=term.pk).update(starts_on=END, ends_on=None)
    address = f"/corps/?at={corps.street.id('grid3')}"
    with time_machine.travel(LAST_MINUTE, tick=False) as now:
        client.force_login(leader)
        assert client.get(address).status_code == 403
        assert len(grid_gaps(corps)) == 1
        now.move_to(MIDNIGHT)
        assert client.get(address).status_code == 200
        assert grid_gaps(corps) == []
