"""Whom a letter about a call goes to, and whom it does not."""

import pytest

from linli.calls.models import Call
from linli.flows.happened import Happened
from linli.flows.letters import tell
from linli.flows.tests.test_calls import open_call, person, town
from linli.kernel.ids import new_id
from linli.kernel.time import clock
from linli.notices.models import Letter

__all__ = ["town"]  # the fixture


def happened(topic, call, **ids):
    return Happened(topic, {"call": str(call.pk), "path": call.path, **ids}, new_id(), clock.now())


def told():
    return list(Letter.objects.order_by("at", "id").values_list("recipient", flat=True))


@pytest.mark.parametrize("topic", ["calls.claim", "calls.open", "calls.assign"])
def test_of_a_call_that_is_gone_nobody_is_told(town, topic):
    call = open_call(town)
    event = happened(topic, call)
    Call.objects.filter(pk=call.pk).delete()
    tell(event)
    assert told() == []


def test_the_same_happening_writes_one_letter_and_the_next_another(town):
    call = open_call(town)
    event = happened("calls.open", call)
    tell(event)
    tell(event)
    assert told() == [call.receiver]
    tell(happened("calls.open", call))
    assert told() == [call.receiver] * 2


def test_nobody_is_told_of_what_they_did_themselves(town):
    call = open_call(town)
    tell(happened("calls.claim", call, by=str(call.receiver)))
    assert told() == []


def test_who_received_it_when_it_happened_is_told_and_not_who_receives_it_since(town):
    """Routed on within a second."""
    call = open_call(town)
    Call.objects.filter(pk=call.pk).update(receiver=person(town, "floor"))
    tell(happened("calls.open", call, receiver=str(person(town, "building"))))
    assert told() == [person(town, "building")]


def test_who_held_it_when_it_happened_is_told_and_not_who_holds_it_since(town):
    call = open_call(town)
    Call.objects.filter(pk=call.pk).update(holder=person(town, "floor"))
    tell(happened("calls.transfer", call, holder=str(person(town, "building"))))
    assert told() == [person(town, "building")]


def test_an_unknown_caller_is_told_by_nobody(town):
    call = open_call(town)
    tell(happened("calls.claim", call))
    assert told() == [call.receiver]


def test_a_reminder_to_nobody_writes_nothing(town):
    tell(happened("calls.reminded", open_call(town), to=None))
    assert told() == []
