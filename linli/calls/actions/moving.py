"""The one way a call moves: roles by the table, one conditional update, a line of history, a fact, a message."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from linli.access.actor import Actor
from linli.calls import rules
from linli.calls.actions import clocks
from linli.calls.models import Call, CallEvent, Ground
from linli.calls.queries.roles import roles_of
from linli.calls.rules import Deed, Role, State
from linli.kernel.errors import Conflict, Invalid
from linli.kernel.facts import trail
from linli.kernel.models import Fact
from linli.kernel.work import outbox
from linli.kernel.writes.prepared import Select, Update, given, insert

# The kind of the fact that a deed leaves in the trail.
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
    """Who does a deed, when, with which key. `token`: a caller without an account. `role`: the clock itself."""

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


_DONE = Select(lambda: Fact.objects.filter(key=given("key")).values_list("kind", "actor", "about"))


def done_before(by: By, kind: str, about: UUID | None = None) -> UUID | None:
    """What an earlier run with this key was about. Raises Conflict when the key belongs to another deed or person."""
    fact = _DONE.first(key=by.key) if by.key else None
    if fact is None:
        return None
    done, account, found = fact
    mine = account == (by.actor.account if by.actor else None)
    if done != kind or not mine or found is None or about not in {None, found}:
        raise Conflict("calls.key_used")
    return found


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
    """Take `call` from the state it was read in to where `deed` leads. Runs inside the action's transaction.

    False for a key that did this before. `changes` are further columns of the same update; `to` whom or what it went
    to; `guard` what else must hold, asked once the table allows the move. Raises Conflict (no such move, or somebody
    was faster), NotAllowed, Invalid at "reason".
    """
    if done_before(by, FACTS[deed], call.pk):
        return False
    reason = rules.clean_text(reason, field="reason", most=200)
    target = rules.check_move(State(call.state), deed, by.roles(call), whistle=call.kind.family == "whistle")
    if deed in rules.NEEDS_REASON and len(reason) < 2:
        raise Invalid("calls.reason_missing", field="reason")
    if guard:
        guard()
    if target in rules.ENDED and State(call.state) not in rules.ENDED:
        changes.setdefault("ended_at", by.now)
    if not _update(call, target, by, changes):
        return _lost(call, deed, by)
    _follow(call, target, by)
    add_event(call, str(deed), by, before=str(call.state), after=str(target), reason=reason, to=to, moved=1)
    tell(call, deed, by, to=to, holder=changes.get("holder", call.holder))
    return True


def _update(call: Call, target: State, by: By, changes: dict[str, Any]) -> int:
    changes |= {"state": str(target), "state_at": by.now, "revision": call.revision + 1}
    seen = {"pk": call.pk, "was": str(call.state), "read": call.revision}
    return _moving(tuple(changes)).run(**seen, **changes)


@cache
def _moving(columns: tuple[str, ...]) -> Update:
    """The one update by which a call moves: of the row as it was read, or of none."""
    same = lambda: Call.objects.filter(pk=given("pk"), state=given("was"), revision=given("read"))  # noqa: E731 (made when it first runs)
    return Update(same, **{column: given(column) for column in columns})


def _lost(call: Call, deed: Deed, by: By) -> bool:
    """Somebody moved it since it was read: the same deed sent twice is done, any other is told what happened."""
    if done_before(by, FACTS[deed], call.pk):
        return False
    state = State(Call.objects.values_list("state", flat=True).get(pk=call.pk))
    raise rules.refusal(state, deed) if deed is Deed.CLAIM and state in rules.HELD else Conflict("calls.changed")


def _follow(call: Call, target: State, by: By) -> None:
    """What the state itself says about clocks and circle: an ended call runs no clock and is offered to nobody."""
    if target in rules.ENDED:
        clocks.stop(call, by.now)
        Ground.objects.filter(call=call).delete()


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


def tell(call: Call, deed: Deed, by: By, *, to: UUID | None, holder: UUID | None) -> None:
    """The fact for the trail, and the message from which other rooms draw consequences: ids only."""
    data = {"number": call.number}
    trail.record(FACTS[deed], actor=by.actor, path=call.path, about=call.pk, key=by.key, at=by.now, data=data)
    put(f"calls.{deed}", call, by.now, holder=holder, to=to)


def put(topic: str, call: Call, now: datetime, **ids: UUID | None) -> None:
    more = {name: str(value) if value else None for name, value in ids.items()}
    outbox.put(topic, {"call": str(call.pk), "path": call.path, **more}, at=now)
