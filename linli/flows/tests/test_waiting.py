"""A question to the resident that waits: whom it reminds, and when."""

import pytest

from linli.calls import jobs
from linli.calls.tests.conftest import town
from linli.calls.tests.test_waiting import after, paused
from linli.flows import jobs as flows
from linli.kernel.ids import new_id
from linli.kernel.time import clock
from linli.notices.models import Letter

__all__ = ["town"]  # the fixture


@pytest.fixture(autouse=True)
def _now(town):
    town.now = clock.now()


def letters(topic="calls.waiting"):
    flows.run(clock.now())
    return sorted(Letter.objects.filter(topic=topic).values_list("code", flat=True))


def test_after_three_days_whoever_it_concerns_is_reminded_and_again_as_long_after(town):
    resident = new_id()
    call = paused(town, by="floor", caller=resident)
    told = ["flows.caller_waiting", "flows.holder_waiting", "flows.receiver_waiting"]
    for days, times in ((2.9, 0), (3.1, 1), (3.2, 1), (6.0, 1), (6.3, 2)):
        with after(town, days):
            jobs.look_after(clock.now())
            jobs.look_after(clock.now())
            assert letters() == sorted(told * times), days
    assert call.events.filter(deed="remind").count() == 2
    assert town.fresh(call).state == "paused" and town.fresh(call).revision == call.revision


def test_who_was_answered_is_not_reminded(town):
    call = paused(town)
    town.do("resume_call", call, "grid")
    with after(town, 4):
        jobs.look_after(clock.now())
        assert letters() == []
