"""Before a call is held: who is responsible, who may see it, whether the place is responsible at all."""

from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import transaction

from linli.access.actor import Actor
from linli.calls.actions import opening
from linli.calls.actions.ending import free_merged
from linli.calls.actions.moving import By, move
from linli.calls.models import Call
from linli.calls.queries.circles import circle_at
from linli.calls.queries.responders import check_can_receive
from linli.calls.rules import ENDED, Deed, Role, State
from linli.kernel.errors import Conflict, Invalid


@transaction.atomic
def route_call(*, call: Call, to: UUID, reason: str, actor: Actor | None, key: UUID | None, now: datetime) -> None:
    """Make `to`, a member with a post over the place, responsible. If it was offered to a circle, the offer ends."""
    by, can_receive = By(actor, key, now), partial(check_can_receive, to, call, now)
    move(call, Deed.ROUTE, by, reason=reason, to=to, guard=can_receive, receiver=to, widens_at=None)


@transaction.atomic
def object_to_route(*, call: Call, reason: str, actor: Actor | None, key: UUID | None, now: datetime) -> None:
    """ "Not ours": the receiver stays responsible and the clocks run until an adjudicator decides."""
    move(call, Deed.OBJECT, By(actor, key, now), reason=reason)


@transaction.atomic
def adjudicate(
    *, call: Call, to: UUID | None, reason: str, actor: Actor | None, key: UUID | None, now: datetime
) -> None:
    """The call goes to `to`, or stays with its receiver when None."""
    receiver, can_receive = to or call.receiver, partial(check_can_receive, to, call, now) if to else None
    by = By(actor, key, now)
    move(call, Deed.ADJUDICATE, by, reason=reason, to=receiver, guard=can_receive, receiver=receiver)


@transaction.atomic
def offer_call(*, call: Call, actor: Actor | None, key: UUID | None, now: datetime, reason: str = "") -> None:
    """Offer it to responders around the place: to the circle that its age has reached."""
    opening.offer(call, By(actor, key, now), reason=reason)


@transaction.atomic
def widen_circle(call: Call, now: datetime) -> bool:
    """By the system. False when somebody moved the call meanwhile, or there is no wider circle."""
    circle, widens = circle_at(call.kind, call, now)
    by = By(None, None, now, role=Role.SYSTEM)
    try:
        moved = move(call, Deed.WIDEN, by, reason=circle, circle=circle, widens_at=widens)
    except Conflict:
        return False
    opening.lay_ground(call, circle)
    return moved


@transaction.atomic
def reject_call(*, call: Call, reason: str, actor: Actor | None, key: UUID | None, now: datetime) -> None:
    if move(call, Deed.REJECT, By(actor, key, now), reason=reason, widens_at=None):
        free_merged(call, now)


@transaction.atomic
def merge_calls(*, call: Call, into: Call, reason: str, actor: Actor | None, key: UUID | None, now: datetime) -> None:
    """`call` duplicates `into`, an open call of the same street, and is closed as merged into it."""
    by, one_open = By(actor, key, now), partial(_check_open, call, into)
    move(call, Deed.MERGE, by, reason=reason, to=into.pk, guard=one_open, merged_into=into.pk, widens_at=None)


def _check_open(call: Call, into: Call) -> None:
    if call.pk == into.pk or call.root != into.root:
        raise Invalid("calls.merge_into", field="into")
    if (call.kind.family == "whistle") != (into.kind.family == "whistle"):
        raise Invalid("calls.merge_other", field="into")
    # Locked, so that two calls cannot be merged into each other; `no_key` lets rows that refer to them be written.
    both = Call.objects.filter(pk__in=[call.pk, into.pk]).order_by("pk").select_for_update(no_key=True)
    now_in = {row.pk: State(row.state) for row in both}
    if now_in[into.pk] in ENDED:
        raise Conflict("calls.merge_ended", field="into", number=into.number)


@transaction.atomic
def withdraw_call(
    *, call: Call, reason: str = "", actor: Actor | None, key: UUID | None, now: datetime, token: str = ""
) -> None:
    """The caller withdraws it."""
    if move(call, Deed.WITHDRAW, By(actor, key, now, token), reason=reason, widens_at=None):
        free_merged(call, now)
