"""Calls as the interface reads and moves them: queries and a table of deeds, on top of the actions of `calls`."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.utils import timezone

from linli.access.actor import Actor
from linli.access.api_keys.keyed import KeyActor, acting_for
from linli.access.permissions import Permission as P
from linli.access.queries import fetch
from linli.calls.actions import ending, holding, routing
from linli.calls.models import Call, CallKind
from linli.calls.queries.kinds import kinds_at
from linli.kernel.errors import Invalid, NotAllowed


@dataclass(frozen=True)
class DeedRequest:
    """A deed as it was asked for. What the deed does not need stays empty."""

    call: Call
    actor: Actor
    key: UUID | None
    now: datetime
    reason: str = ""
    to: UUID | None = None
    into: UUID | None = None
    solved: bool | None = None
    rating: int | None = None
    amount: Decimal | None = None
    code: str = ""

    def whom(self) -> UUID:
        if self.to is None:
            raise Invalid("api.to_missing", field="to")
        return self.to


def _route(a: DeedRequest) -> None:
    routing.route_call(call=a.call, to=a.whom(), reason=a.reason, actor=a.actor, key=a.key, now=a.now)


def _object(a: DeedRequest) -> None:
    routing.object_to_route(call=a.call, reason=a.reason, actor=a.actor, key=a.key, now=a.now)


def _adjudicate(a: DeedRequest) -> None:
    routing.adjudicate(call=a.call, to=a.to, reason=a.reason, actor=a.actor, key=a.key, now=a.now)


def _offer(a: DeedRequest) -> None:
    routing.offer_call(call=a.call, reason=a.reason, actor=a.actor, key=a.key, now=a.now)


def _assign(a: DeedRequest) -> None:
    holding.assign_call(call=a.call, to=a.whom(), reason=a.reason, actor=a.actor, key=a.key, now=a.now)


def _transfer(a: DeedRequest) -> None:
    holding.transfer_call(call=a.call, to=a.whom(), reason=a.reason, actor=a.actor, key=a.key, now=a.now)


def _give_back(a: DeedRequest) -> None:
    holding.give_back(call=a.call, reason=a.reason, actor=a.actor, key=a.key, now=a.now)


def _pause(a: DeedRequest) -> None:
    holding.pause_call(call=a.call, reason=a.reason, actor=a.actor, key=a.key, now=a.now)


def _resume(a: DeedRequest) -> None:
    holding.resume_call(call=a.call, answer=a.reason, actor=a.actor, key=a.key, now=a.now)


def _call_back(a: DeedRequest) -> None:
    ending.call_back(
        call=a.call, solved=a.solved, rating=a.rating, note=a.reason, actor=a.actor, key=a.key, now=a.now
    )  # fmt: skip


def _settle(a: DeedRequest) -> None:
    ending.settle_call(call=a.call, rating=a.rating, solved=a.solved, actor=a.actor, key=a.key, now=a.now)


def _reopen(a: DeedRequest) -> None:
    ending.reopen_call(call=a.call, reason=a.reason, actor=a.actor, key=a.key, now=a.now)


def _reject(a: DeedRequest) -> None:
    routing.reject_call(call=a.call, reason=a.reason, actor=a.actor, key=a.key, now=a.now)


def _merge(a: DeedRequest) -> None:
    if a.into is None:
        raise Invalid("api.into_missing", field="into")
    into = fetch(a.actor, P.CALLS_READ, Call, a.into)
    routing.merge_calls(call=a.call, into=into, reason=a.reason, actor=a.actor, key=a.key, now=a.now)


def _withdraw(a: DeedRequest) -> None:
    routing.withdraw_call(call=a.call, reason=a.reason, actor=a.actor, key=a.key, now=a.now)


def _claim(a: DeedRequest) -> None:
    holding.claim_call(call=a.call, actor=a.actor, key=a.key, now=a.now)


def _arrive(a: DeedRequest) -> None:
    holding.arrive(call=a.call, actor=a.actor, key=a.key, now=a.now)


def _finish(a: DeedRequest) -> None:
    holding.finish_call(
        call=a.call, amount=a.amount, code=a.code, note=a.reason, actor=a.actor, key=a.key, now=a.now
    )  # fmt: skip


# Done by a person: the key names the member in whose name it does them.
OF_MEMBERS = frozenset({"claim", "arrive", "finish"})
DEEDS: dict[str, Callable[[DeedRequest], None]] = {
    "route": _route,
    "object": _object,
    "adjudicate": _adjudicate,
    "offer": _offer,
    "assign": _assign,
    "transfer": _transfer,
    "give_back": _give_back,
    "pause": _pause,
    "resume": _resume,
    "call_back": _call_back,
    "settle": _settle,
    "reopen": _reopen,
    "reject": _reject,
    "merge": _merge,
    "withdraw": _withdraw,
    "claim": _claim,
    "arrive": _arrive,
    "finish": _finish,
}


def doer(key: KeyActor, deed: str, by: UUID | None, now: datetime) -> Actor:
    """Who does `deed`: the key itself, or for a member's deed the member `by`. Raises NotAllowed, Invalid at "by"."""
    if deed not in OF_MEMBERS:
        if by is not None:
            raise Invalid("api.by_not_here", field="by")
        return key
    if not key.may(P.CALLS_CLAIM):
        raise NotAllowed("api.not_for_this", permission=str(P.CALLS_CLAIM))
    if by is None:
        raise Invalid("api.by_missing", field="by")
    return acting_for(key, by, timezone.localdate(now))


def kind_for(path: str, code: str) -> CallKind:
    """Raises Invalid at "kind" for a code that is not in use here."""
    found = next((kind for kind in kinds_at(path) if kind.code == code), None)
    if found is None:
        raise Invalid("api.kind_unknown", field="kind", kind=code)
    return found
