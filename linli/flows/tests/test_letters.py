"""Whom a letter about a call goes to, and whom it does not."""

import pytest

from linli.calls.models import Call
from linli.flows.happened import Happened
from linli.flows.letters import OF_CLOCK, TO_CALLER, TO_HOLDER, TO_RECEIVER, tell_caller, tell_holder, tell_of_clock
from linli.flows.letters import tell_receiver as to_receiver
from linli.flows.table import FLOWS
from linli.flows.tests.test_calls import open_call, person, town
from linli.kernel.ids import new_id
from linli.kernel.messages import known_codes
from linli.kernel.time import clock
from linli.notices.models import Letter

__all__ = ["town"]  # the fixture


def happened(topic, call, **ids):
    return Happened(topic, {"call": str(call.pk), "path": call.path, **ids}, new_id(), clock.now())


def told():
    return list(Letter.objects.order_by("at", "id").values_list("recipient", flat=True))


@pytest.mark.parametrize(
    ("tell", "topic"), [(tell_caller, "calls.claim"), (to_receiver, "calls.open"), (tell_holder, "calls.assign")]
)
def test_of_a_call_that_is_gone_nobody_is_told(town, tell, topic):
    call = open_call(town)
    event = happened(topic, call)
    Call.objects.filter(pk=call.pk).delete()
    tell(event)
    assert told() == []


def test_the_same_happening_writes_one_letter_and_the_next_another(town):
    call = open_call(town)
    event = happened("calls.open", call)
    to_receiver(event)
    to_receiver(event)
    assert told() == [call.receiver]
    to_receiver(happened("calls.open", call))
    assert told() == [call.receiver] * 2


def test_a_receiver_who_holds_it_is_not_told_of_it(town):
    call = open_call(town)
    Call.objects.filter(pk=call.pk).update(holder=call.receiver)
    to_receiver(happened("calls.claim", call))
    assert told() == []


def test_who_held_it_when_it_happened_is_told_and_not_who_holds_it_since(town):
    call = open_call(town)
    Call.objects.filter(pk=call.pk).update(holder=person(town, "floor"))
    tell_holder(happened("calls.transfer", call, holder=str(person(town, "building"))))
    assert told() == [person(town, "building")]


def test_an_unknown_caller_is_told_by_nobody(town):
    tell_caller(happened("calls.claim", open_call(town)))
    assert told() == []


def test_a_reminder_to_nobody_writes_nothing(town):
    tell_of_clock(happened("calls.reminded", open_call(town), to=None))
    assert told() == []


def test_every_topic_that_a_letter_is_written_of_has_its_sentence_and_its_flow():
    tables = (TO_CALLER, TO_RECEIVER, TO_HOLDER, OF_CLOCK)
    assert {code for table in tables for code in table.values()} <= known_codes()
    assert {topic for table in tables for topic in table} <= set(FLOWS)
