"""What identifies the caller: shown to those who need it while they need it, and every look is recorded."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from linli.access.actor import Actor
from linli.calls.models import ADDRESS_COLUMN, DETAIL_COLUMN, NAME_COLUMN, PHONE_COLUMN, Call
from linli.calls.queries.roles import roles_of
from linli.calls.queries.standing import helps
from linli.calls.rules import ENDED, HELD, Role, State
from linli.kernel.facts import trail
from linli.kernel.sealing import crypto
from linli.places.queries import address

AFTERWARDS = timedelta(hours=24)
_BY_POST = frozenset({Role.RECEIVER, Role.MANAGER, Role.ADJUDICATOR})


@dataclass(frozen=True)
class Detail:
    """`shown` False: the rest is empty, and the page says why. `until`: until when a responder may see it."""

    shown: bool
    detail: str = ""
    caller_name: str = ""
    caller_phone: str = ""
    address: str = ""
    until: datetime | None = None


def may_see(actor: Actor | None, call: Call, roles: frozenset[Role], now: datetime) -> bool:
    """The caller sees their own; receivers and managers of the place; whoever works on it, until AFTERWARDS after it is
    done."""
    if Role.OPENER in roles or roles & _BY_POST:
        return True
    if Role.UNIT in roles and State(call.state) in HELD:
        return True
    if actor is None or (Role.HOLDER not in roles and not helps(actor, call)):
        return False
    over = sight_ends(call)
    return over is None or now < over


def sight_ends(call: Call) -> datetime | None:
    """None while it is being worked on."""
    since = call.done_at or call.ended_at
    return since + AFTERWARDS if since and (call.state == State.DONE or State(call.state) in ENDED) else None


@transaction.atomic
def detail_for(actor: Actor | None, call: Call, now: datetime, *, token: str = "") -> Detail:
    """Opened if the reader may see it. A look by anybody but the caller is recorded as a fact."""
    roles = roles_of(actor, call, token=token)
    if not may_see(actor, call, roles, now):
        return Detail(shown=False)
    if actor is not None:
        trail.record("calls.viewed", actor=actor, path=call.path, about=call.pk, at=now)
    until = None if Role.OPENER in roles or roles & _BY_POST else sight_ends(call)
    return Detail(
        shown=True,
        detail=crypto.unseal(call.detail_sealed, row=call.pk, column=DETAIL_COLUMN),
        caller_name=crypto.unseal(call.caller_name_sealed, row=call.pk, column=NAME_COLUMN),
        caller_phone=crypto.unseal(call.caller_phone_sealed, row=call.pk, column=PHONE_COLUMN),
        address=crypto.unseal(call.address_sealed, row=call.pk, column=ADDRESS_COLUMN) or address(call.place),
        until=until,
    )
