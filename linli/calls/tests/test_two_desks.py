"""Two desks write the same at once, with a key of their own each: the second waits for the first, nobody gets an error
page."""

from datetime import date, time

import pytest

from linli.access.models import PostKind
from linli.calls import actions
from linli.calls.actions import escalation
from linli.calls.models import CallEvent, Helper, SittingTime, Taker
from linli.calls.tests.town import Town
from linli.kernel.ids import new_id
from linli.places.actions import set_day
from linli.places.models import CalendarDay
from linli.testing import Street
from linli.testing_meanwhile import meanwhile


@pytest.fixture
def town(transactional_db):
    return Town(Street())


def day(town):
    set_day(
        street=town.street.places["street"], day=date(2026, 5, 1), works=True, actor=town.actor("street"), key=new_id(),
        now=town.now,
    )  # fmt: skip


def times(town):
    actions.set_sitting_times(
        place=town.street.places["xueyuan"], times=[time(12)], actor=town.actor("street"), key=new_id(), now=town.now
    )


def taker(town):
    post = PostKind.objects.get(path="", code="grid_leader")
    actions.set_taker(
        place=town.street.places["xueyuan"], kind=town.kind("repair"), post=post, actor=town.actor("street"),
        key=new_id(), now=town.now,
    )  # fmt: skip


@pytest.mark.parametrize(("deed", "model"), [(day, CalendarDay), (times, SittingTime), (taker, Taker)])
def test_what_the_second_sets_replaces_the_first(town, deed, model):
    assert meanwhile(lambda: deed(town), lambda: deed(town)) == ""
    assert model.objects.count() == 1


def test_one_helper_asked_by_two_joins_once(town):
    call, helper = town.claimed("order.errand"), town.actor("volunteer2").person
    ask = lambda: town.do("join_call", call, "volunteer", person=helper)  # noqa: E731 (a word for the test)
    refused = meanwhile(ask, ask)
    assert (refused, Helper.objects.count()) == ("calls.joined_already", 1)


def test_the_clock_tells_of_calls_that_are_being_merged(town):
    """The tick holds the clocks, the desk the calls; then the tick's lines refer to the calls, the desk stops the
    clocks."""
    one, other = town.open("order.errand").call, town.open("order.errand").call

    def merge():
        town.do("merge_calls", other, "grid", into=town.fresh(one), reason="同一盏灯")

    town.pass_time(days=1)
    assert meanwhile(lambda: escalation.run_due(town.now), merge) == ""
    assert town.fresh(other).state == "merged"
    assert set(CallEvent.objects.filter(deed__in=["remind", "escalate"]).values_list("call", flat=True)) == {
        one.pk,
        other.pk,
    }
