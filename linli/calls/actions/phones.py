"""Verifying the caller's number: six digits by SMS, where the street has a gateway; otherwise staff see 电话未核实."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from linli.calls.actions.moving import By, add_event
from linli.calls.models import PHONE_COLUMN, Call
from linli.calls.rules import Role
from linli.kernel.errors import Invalid, NotAllowed
from linli.kernel.facts import trail
from linli.kernel.sealing import crypto
from linli.kernel.writes import once
from linli.notices.actions import codes
from linli.people.queries.search import one_with_phone


def send_phone_code(*, call: Call, token: str, address: str, now: datetime) -> None:
    """Sends to the number that the call was opened with. `address` is the network address of the request.

    Raises what `notices.actions.codes.send_code` raises: a landline, too many, no gateway, the gateway does not answer.
    """
    codes.send_code(phone=_phone(call, By(None, None, now, token)), place=call.place, address=address, now=now)


def check_phone_code(*, call: Call, token: str, code: str, key: UUID | None, now: datetime) -> None:
    """The right code adds a line to the history; each try is counted even when the rest fails. Raises Invalid at
    "code".

    When the number belongs to exactly one resident of the street, that is the caller: from now on they get the letters.
    """
    if once.done(key, "calls.phone_checked", actor=None, about=call.pk):
        return
    by = By(None, key, now, token)
    phone = _phone(call, by)
    if not codes.check_code(phone=phone, code=code, now=now):
        raise Invalid("calls.phone_code_wrong", field="code")
    with transaction.atomic():
        Call.objects.filter(pk=call.pk, caller=None).update(caller=one_with_phone(call.root, phone))
        add_event(call, "phone", by)
        trail.record("calls.phone_checked", actor=None, path=call.path, about=call.pk, key=key, at=now)


def _phone(call: Call, by: By) -> str:
    """Raises NotAllowed for anybody but the caller."""
    if Role.OPENER not in by.roles(call):
        raise NotAllowed("calls.not_yours")
    return crypto.unseal(call.caller_phone_sealed, row=call.pk, column=PHONE_COLUMN)
