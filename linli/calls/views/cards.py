"""Calls as cards: for the desk, a responder's phone, a unit's inbox. Data for templates; decides nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.access.actor import Actor
from linli.calls import queries, telling
from linli.calls.models import Call, Clock, Item, Slot
from linli.calls.queries.deadlines import done_by
from linli.calls.queries.lists import items_of, mergeable
from linli.calls.queries.parts import parts_of, with_running
from linli.calls.queries.responders import check_free, in_hand, responders
from linli.calls.queries.roles import roles_of
from linli.calls.queries.waiting import waits_too_long
from linli.calls.rules import ENDED, SLOT_MOVES, Deed, Role, State, open_deeds
from linli.calls.rules import Slot as Part
from linli.corps.queries.terms import shut_out
from linli.kernel.errors import Conflict
from linli.kernel.messages import message_of
from linli.kernel.time.left import TimeLeft, left, span
from linli.places.outside import around

PLAIN = frozenset({Deed.CLAIM, Deed.ARRIVE, Deed.RESUME, Deed.OFFER})
# In the order in which a page offers them: the next step first, ways out last.
ORDER = [
    Deed.CLAIM, Deed.ARRIVE, Deed.RESUME, Deed.FINISH, Deed.ADJUDICATE, Deed.ASSIGN, Deed.OFFER, Deed.SETTLE,
    Deed.CALL_BACK, Deed.PAUSE, Deed.TRANSFER, Deed.GIVE_BACK, Deed.ROUTE, Deed.OBJECT, Deed.MERGE, Deed.REOPEN,
    Deed.REJECT, Deed.WITHDRAW,
]  # fmt: skip
ON_PHONE = frozenset({Deed.CLAIM, Deed.ARRIVE, Deed.RESUME, Deed.FINISH, Deed.PAUSE, Deed.GIVE_BACK})
# The colours of the states: what still waits for somebody is never green.
STATE_KINDS = {
    "opened": "warn", "disputed": "bad", "offered": "warn", "claimed": "info", "paused": "warn", "on_site": "info",
    "done": "honey", "settled": "ok", "rejected": "info", "merged": "info", "withdrawn": "info",
}  # fmt: skip
STEP_WORDS: dict[str, str | Promise] = {
    "received": gettext_lazy("收到，马上来"),
    "on_site": gettext_lazy("到场"),
    "done": gettext_lazy("办完"),
    "objected": gettext_lazy("不归我们管"),
    "asked": gettext_lazy("请再办"),
}


@dataclass(frozen=True)
class Move:
    deed: Deed
    word: str

    @property
    def plain(self) -> bool:
        """Deeds done by one button, without a form."""
        return self.deed in PLAIN


def moves(call: Call, roles: frozenset[Role], *, only: frozenset[Deed] | None = None) -> list[Move]:
    """What somebody with these roles may do to the call now, the next step first."""
    open_now = set(open_deeds(State(call.state), roles, whistle=call.kind.family == "whistle"))
    if Role.HOLDER in roles:
        open_now.discard(Deed.CALL_BACK)  # whoever did the work does not ask how it went
    if Role.OPENER in roles and call.on_behalf and call.kind.apart:
        open_now.discard(Deed.CLAIM)
    return [
        Move(deed, str(telling.DEED_WORDS[deed])) for deed in ORDER if deed in open_now and (not only or deed in only)
    ]


def left_of(clock: Clock | None, now: datetime) -> TimeLeft | None:
    """None when no clock runs; a paused clock shows the time left when it was paused."""
    if clock is None or clock.running_from is None:
        return None
    return left(clock.started_at, clock.due_at, now)


def time_of(call: Call, clock: Clock | None, now: datetime) -> TimeLeft | None:
    """What is left; of a question to the resident, how long it waits, and from some days on as something late."""
    if call.state != State.PAUSED:
        return left_of(clock, now)
    late = waits_too_long(call, now)
    return TimeLeft("bad" if late else "warn", _("等居民 %(time)s") % {"time": span(now - call.state_at)}, 100 * late)


@dataclass(frozen=True)
class PartLine:
    """A unit's part of a whistle as a line: the tag's `kind` and `text`, what it did, what it may do next."""

    slot: Slot
    name: str
    kind: str
    text: str
    left: TimeLeft | None
    steps: list[tuple[str, str]] = field(default_factory=list)
    where: str = ""
    may_remove: bool = False
    may_rate: bool = False
    may_rate_whistle: bool = False

    @property
    def call(self) -> Call:
        return self.slot.call


_PART_KINDS = {"asked": "warn", "received": "info", "on_site": "ok", "done": "ok", "objected": "bad", "removed": "info"}


def part_line(slot: Slot, roles: frozenset[Role], *, own: bool, now: datetime, where: str = "") -> PartLine:
    """`own`: the reader belongs to this part's unit. Members of other units may not answer for it."""
    mine = roles if own else roles - {Role.UNIT}
    left = left_of(getattr(slot, "running", None), now)
    state, ended = Part(slot.state), State(slot.call.state) in ENDED
    steps = [
        (str(step), str(STEP_WORDS["asked" if state is Part.DONE else step]))  # back from done: do it again
        for step in SLOT_MOVES.deeds_open(state, mine)
        if step is not Part.REMOVED and not ended
    ]
    removable = SLOT_MOVES.who(state, Part.REMOVED)
    over = state is Part.DONE
    return PartLine(
        slot=slot, name=slot.unit.name, kind="bad" if left and left.kind == "bad" else _PART_KINDS[slot.state],
        text=slot.get_state_display(), left=left, steps=steps, where=where,
        may_remove=not removable.isdisjoint(mine), may_rate=over and slot.rating is None and Role.HOLDER in roles,
        may_rate_whistle=over and own and slot.whistle_rating is None and Role.HOLDER not in roles,
    )  # fmt: skip


def parts_of_unit(actor: Actor, now: datetime) -> list[PartLine]:
    """The inbox of the actor's own unit."""
    slots = with_running(queries.of_unit(actor))
    where = around({slot.call.path for slot in slots}, from_kind="community")
    unit_roles = frozenset({Role.UNIT})
    found = [part_line(slot, unit_roles, own=True, now=now, where=where.get(slot.call.path, "")) for slot in slots]
    return [part for part in found if part.steps or part.may_rate_whistle]


@dataclass(frozen=True)
class Job:
    """A call on a responder's phone: without the address, which the call's own page shows to who holds it."""

    call: Call
    left: TimeLeft | None
    where: str
    moves: list[Move]
    items: list[Item]

    @property
    def stands(self) -> str:
        """The colour of its state."""
        return STATE_KINDS[self.call.state]


def jobs(actor: Actor, calls: Iterable[Any], now: datetime) -> list[Job]:
    """Calls offered to the actor, or in their hands, as `queries.with_clocks` gives them."""
    rows = list(calls)
    items = items_of(rows)
    where = around({call.path for call in rows}, from_kind="grid")
    return [
        Job(
            call, time_of(call, call.clock, now), where.get(call.path, ""),
            moves(call, roles_of(actor, call), only=ON_PHONE)[:3], items[call.pk],
        )
        for call in rows
    ]  # fmt: skip


@dataclass(frozen=True)
class Card:
    """A call on the desk."""

    call: Call
    left: TimeLeft | None
    where: str
    holder: str
    slots: Sequence[PartLine]
    state_shown: bool = False

    @property
    def money(self) -> str:
        """What an order was thought to cost, and what it cost."""
        words = []
        if self.call.estimate is not None:
            words.append(_("预计 %(sum)s") % {"sum": self.call.estimate})
        if self.call.amount is not None:
            words.append(_("实付 %(sum)s") % {"sum": self.call.amount})
        return " ".join(words)


def cards(calls: Iterable[Any], now: datetime, *, state_shown: bool = False) -> list[Card]:
    rows = list(calls)
    parts = parts_of([call for call in rows if call.kind.family == "whistle"])
    where = around({call.path for call in rows}, from_kind="grid")
    nobody: frozenset[Role] = frozenset()
    return [
        Card(
            call, time_of(call, call.clock, now), where.get(call.path, ""),
            call.holder_name if call.holder else call.receiver_name,
            [part_line(slot, nobody, own=False, now=now) for slot in parts.get(call.pk, [])], state_shown,
        )
        for call in rows
    ]  # fmt: skip


@dataclass(frozen=True)
class Choice:
    """Somebody a call can be given to; `warning` says why they may be a bad choice."""

    person: UUID
    name: str
    where: str
    holding: int
    warning: str
    shut_out: bool


def people(call: Call, now: datetime, *, receiving: bool = False) -> list[Choice]:
    """The nearest first; who is away or at their limit is listed with that beside the name."""
    found = responders(call, now, receiving=receiving)[:30]
    silent = shut_out(person for person, _name, _post in found)
    return [
        Choice(person, name, post, in_hand(person).count(), _warning(person, call, now), person in silent)
        for person, name, post in found
        if person != call.holder
    ]


def _warning(person: UUID, call: Call, now: datetime) -> str:
    try:
        check_free(person, call, now)
    except Conflict as refusal:
        return message_of(refusal)
    return ""


def others(actor: Actor, call: Call) -> list[tuple[str, str]]:
    """Calls that this one may be merged into, as choices of a form."""
    rows = mergeable(actor, call)
    where = around({row.path for row in rows}, from_kind="grid")
    return [(str(row.pk), f"{row.number} {row.title}({where.get(row.path, '')})") for row in rows]


def due_of(call: Call) -> datetime | None:
    """By when the caller may expect it done; None when it is done or paused."""
    clock = done_by(call)
    return clock.due_at if clock and clock.running_from else None
