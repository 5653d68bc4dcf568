"""The one function that moves a call: roles by the table, one conditional update, a line of history, a fact, a
message."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from linli.access.actor import Actor
from linli.calls import rules
from linli.calls.actions import clocks
from linli.calls.models import Call, CallEvent, OfferedAt
from linli.calls.queries.roles import roles_of
from linli.calls.rules import Deed, Role, State
from linli.kernel.errors import Conflict, Expected
from linli.kernel.facts import trail
from linli.kernel.text import reason_of
from linli.kernel.work import outbox
from linli.kernel.writes import once
from linli.kernel.writes.change import change
from linli.kernel.writes.prepared import insert

# Deed -> the kind of its fact.
FACTS: dict[Deed, str] = {
    Deed.ROUTE: "calls.routed",
    Deed.OBJECT: "calls.objected",
    Deed.ADJUDICATE: "calls.adjudicated",
    Deed.OFFER: "calls.offered",
    Deed.WIDEN: "calls.widened",
    Deed.CLAIM: "calls.claimed",
    Deed.ASSIGN: "calls.assigned",
    Deed.TRANSFER: "calls.transferred",
    Deed.GIVE_BACK: "calls.given_back",
    Deed.RELEASE: "calls.released",
    Deed.PAUSE: "calls.paused",
    Deed.RESUME: "calls.resumed",
    Deed.ARRIVE: "calls.arrived",
    Deed.FINISH: "calls.finished",
    Deed.CALL_BACK: "calls.called_back",
    Deed.SETTLE: "calls.settled",
    Deed.REOPEN: "calls.reopened",
    Deed.REJECT: "calls.rejected",
    Deed.MERGE: "calls.merged",
    Deed.WITHDRAW: "calls.withdrawn",
}


@dataclass(frozen=True)
class By:
    """Who does a deed, when, with which key. `token`: for a caller without an account. `role`: for the system
    itself."""

    actor: Actor | None
    key: UUID | None
    now: datetime
    token: str = ""
    role: Role | None = None

    @property
    def person(self) -> UUID | None:
        return self.actor.person if self.actor else None

    @property
    def name(self) -> str:
        return self.actor.name if self.actor else ""

    def roles(self, call: Call) -> frozenset[Role]:
        return frozenset({self.role}) if self.role else roles_of(self.actor, call, token=self.token)


def move(
    call: Call,
    deed: Deed,
    by: By,
    *,
    reason: str = "",
    to: UUID | None = None,
    guard: Callable[[], None] | None = None,
    **changes: Any,
) -> bool:
    """Move `call` from the state it was read in to where `deed` leads. Runs inside the action's transaction.

    False when the key was used for this before. `changes` are further columns of the same update; `to` the person or
    thing it went to; `guard` a further check, run after the table allowed the move. Raises Conflict (no such move, or
    somebody was first), NotAllowed, Invalid at "reason".
    """
    if once.done(by.key, FACTS[deed], actor=by.actor, about=call.pk):
        return False
    target = rules.check_move(State(call.state), deed, by.roles(call), whistle=call.kind.family == "whistle")
    reason = reason_of(reason, least=2 if deed in rules.MOVES.needs_reason else 0)
    if guard:
        guard()
    if target in rules.ENDED and State(call.state) not in rules.ENDED:
        changes.setdefault("ended_at", by.now)
    changes |= {"state": str(target), "state_at": by.now}
    try:
        change(call, where={"state": str(call.state), "path": call.path}, **changes)
    except Conflict:
        raise _lost(call, deed) from None
    _follow(call, target, by)
    add_event(call, str(deed), by, before=str(call.state), after=str(target), reason=reason, to=to, moved=1)
    tell(call, deed, by, to=to, changes=changes)
    return True


def _lost(call: Call, deed: Deed) -> Expected:
    """Somebody moved it since it was read: a claim gets the code for "taken", other deeds that for "changed"."""
    state = State(Call.objects.values_list("state", flat=True).get(pk=call.pk))
    return rules.MOVES.refusal(state, deed) if deed is Deed.CLAIM and state in rules.HELD else Conflict("calls.changed")


def _follow(call: Call, target: State, by: By) -> None:
    """Consequences of the new state for clocks and circle: an ended call has no running clock and is offered to
    nobody."""
    if target in rules.ENDED:
        clocks.stop(call, by.now)
        OfferedAt.objects.filter(call=call).delete()


def add_event(  # noqa: PLR0913 (a line of the history, each part named)
    call: Call,
    deed: str,
    by: By,
    *,
    before: str = "",
    after: str = "",
    reason: str = "",
    to: UUID | None = None,
    moved: int = 0,
    changed: dict[str, list[str]] | None = None,
) -> None:
    event = CallEvent(
        call=call, deed=deed, revision=call.revision + moved, at=by.now, by=by.person, by_name=by.name,
        before=before or call.state, after=after or call.state, reason=reason, to=to, changed=changed or {},
    )  # fmt: skip
    insert(event)


def tell(call: Call, deed: Deed, by: By, *, to: UUID | None, changes: dict[str, Any]) -> None:
    """The fact for the trail, and the message for flows: ids only."""
    data = {"number": call.number}
    trail.record(FACTS[deed], actor=by.actor, path=call.path, about=call.pk, key=by.key, at=by.now, data=data)
    put(f"calls.{deed}", call, by, to=to, changes=changes)


def put(
    topic: str, call: Call, by: By, *, to: UUID | None = None, changes: Mapping[str, Any] | None = None, **more: Any
) -> None:
    """The message for flows: whom it concerns as it happens, because a flow runs later and the call may have moved on.

    `call` is as it was before `changes`. `was_holder` and `was_receiver` are those whom it leaves.
    """
    ids: dict[str, Any] = {"call": call.pk, "to": to, "by": by.person, "opener": call.opened_by}
    for column in ("holder", "receiver"):
        before = getattr(call, column)
        after = (changes or {}).get(column, before)
        ids |= {column: after, f"was_{column}": before if before != after else None}
    ids["helpers"] = list(call.helpers.values_list("person", flat=True)) if call.holder else []
    ids["by_caller"] = bool(by.token)
    ids |= more
    outbox.put(topic, {"path": call.path, **{name: _plain(value) for name, value in ids.items()}}, at=by.now)


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [str(one) for one in value]
    return str(value) if isinstance(value, UUID) else value
