"""Flows that write letters about calls. A letter says what happened to which number: no name, no address, no content.

The letter's `about` is the key of the consequence, so one event writes one letter.
"""

from collections.abc import Iterable
from uuid import UUID

from django.urls import reverse

from linli.calls.models import Call, Slot
from linli.corps.models import Member
from linli.flows.happened import Happened
from linli.notices.actions.letters import NewLetter, write_letters
from linli.notices.tokens import TO_BE_MARKED

# Topic -> code of the message sent (`messages.py`).
TO_CALLER: dict[str, str] = {
    "calls.claim": "flows.caller_claim",
    "calls.assign": "flows.caller_assign",
    "calls.transfer": "flows.caller_transfer",
    "calls.pause": "flows.caller_pause",
    "calls.finish": "flows.caller_finish",
    "calls.settle": "flows.caller_settle",
    "calls.reopen": "flows.caller_reopen",
    "calls.reject": "flows.caller_reject",
    "calls.correct": "flows.caller_correct",
}
TO_RECEIVER: dict[str, str] = {
    "calls.open": "flows.receiver_open",
    "calls.claim": "flows.receiver_claim",
    "calls.give_back": "flows.receiver_give_back",
    "calls.release": "flows.receiver_release",
    "calls.finish": "flows.receiver_finish",
    "calls.reopen": "flows.receiver_reopen",
    "calls.correct": "flows.receiver_correct",
}
TO_HOLDER: dict[str, str] = {
    "calls.assign": "flows.holder_assign",
    "calls.transfer": "flows.holder_transfer",
    "calls.settle": "flows.holder_settle",
    "calls.correct": "flows.holder_correct",
}
OF_CLOCK: dict[str, str] = {
    "calls.reminded": "flows.clock_reminded",
    "calls.escalated": "flows.clock_escalated",
}
TO_UNIT = "flows.unit_open"


def tell_caller(happened: Happened) -> None:
    """The resident who asked, when the caller is known to be one of our residents."""
    call = _call(happened)
    if call is not None:
        _write(happened, call, [call.caller], TO_CALLER[happened.topic])


def tell_receiver(happened: Happened) -> None:
    """Whoever is responsible for the call, except for what they did themselves."""
    call = _call(happened)
    if call is not None and call.receiver != call.holder:
        _write(happened, call, [call.receiver], TO_RECEIVER[happened.topic])


def tell_holder(happened: Happened) -> None:
    call = _call(happened)
    if call is not None:
        _write(happened, call, [happened.id("holder") or call.holder], TO_HOLDER[happened.topic])


def tell_units(happened: Happened) -> None:
    """All members of each unit that a whistle names."""
    call = _call(happened)
    if call is not None:
        units = Slot.objects.filter(call=call).exclude(state="removed").values_list("unit", flat=True)
        _write(happened, call, _people_of(units), TO_UNIT)


def tell_of_clock(happened: Happened) -> None:
    """Whom a reminder or an overdue call is sent to; for the clock of a unit's part, the people of that unit."""
    call = _call(happened)
    if call is None:
        return
    unit = happened.id("unit") if happened.topic == "calls.reminded" else None
    to = _people_of([unit]) if unit else []
    _write(happened, call, [happened.id("to"), *to], OF_CLOCK[happened.topic])


def _people_of(units: Iterable[UUID]) -> list[UUID]:
    return list(Member.objects.filter(unit__in=list(units), until=None).values_list("pk", flat=True))


def _call(happened: Happened) -> Call | None:
    """None when the call is gone: nobody is told."""
    return Call.objects.filter(pk=happened.ids["call"]).first()


def _write(happened: Happened, call: Call, to: Iterable[UUID | None], code: str) -> None:
    """The caller's letter links to their own page by a personal token; everybody else's links to the call."""
    urgency = "life" if call.classification == "life" else "normal"
    to_caller = reverse("calls:by_letter", args=[call.pk]) + TO_BE_MARKED
    write_letters(
        [
            NewLetter(
                recipient=person,
                topic=happened.topic,
                code=code,
                data={"number": call.number},
                path=call.path,
                link=to_caller if person == call.caller else reverse("calls:call", args=[call.pk]),
                about=happened.key,
                urgency=urgency,
            )
            for person in dict.fromkeys(to)
            if person is not None
        ],
        now=happened.now,
    )
