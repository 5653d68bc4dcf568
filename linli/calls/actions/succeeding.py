"""A receiver who has left: the call finds its receiver anew, who is told. No move: whoever holds it keeps it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from linli.calls.actions.moving import By, add_event, put
from linli.calls.models import Call
from linli.calls.queries.receiving import first_receiver
from linli.calls.queries.standing import may_receive, posts_on
from linli.calls.rules import Role
from linli.kernel.errors import Conflict
from linli.kernel.facts import trail
from linli.kernel.writes.change import change


@transaction.atomic
def receive_anew(*, call: Call, now: datetime) -> bool:
    """By the system. False when the receiver is found to be the same, or somebody moved the call meanwhile."""
    to = first_receiver(call.kind, call.path, timezone.localdate(now))
    if to == call.receiver:
        return False
    by = By(None, None, now, role=Role.SYSTEM)
    try:
        change(call, where={"state": str(call.state), "path": call.path}, receiver=to)
    except Conflict:
        return False
    add_event(call, "succeed", by, to=to, moved=1)
    data = {"number": call.number}
    trail.record("calls.succeeded", actor=None, path=call.path, about=call.pk, at=now, data=data)
    put("calls.succeed", call, by, to=to, changes={"receiver": to})
    return True


def receiver_today(call: Call, now: datetime) -> UUID | None:
    """The call's receiver if they still stand for it, else who would receive it now."""
    day = timezone.localdate(now)
    if call.receiver and may_receive(call.receiver, posts_on(call.receiver, day), call):
        return call.receiver
    return first_receiver(call.kind, call.path, day)
