"""A whistle: each unit it names is responsible for its own part; it ends when all parts are done and the whistler
confirms."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from linli.access.actor import Actor
from linli.calls import rules
from linli.calls.actions import clocks
from linli.calls.actions.ending import check_rating
from linli.calls.actions.moving import By, add_event, move, put
from linli.calls.models import Call, Slot
from linli.calls.queries.roles import unit_of
from linli.calls.rules import ENDED, SLOT_OVER, Deed, Role, State
from linli.calls.words import slot_choices
from linli.kernel.errors import Conflict, NotAllowed
from linli.kernel.facts import trail
from linli.kernel.text import reason_of
from linli.kernel.writes import once
from linli.kernel.writes.change import change, hold

# Step -> the kind of its fact.
SLOT_FACTS: dict[rules.Slot, str] = {
    rules.Slot.ASKED: "calls.slot_asked",
    rules.Slot.RECEIVED: "calls.slot_received",
    rules.Slot.ON_SITE: "calls.slot_on_site",
    rules.Slot.DONE: "calls.slot_done",
    rules.Slot.OBJECTED: "calls.slot_objected",
    rules.Slot.REMOVED: "calls.slot_removed",
}
_TIMES = {rules.Slot.RECEIVED: "received_at", rules.Slot.ON_SITE: "on_site_at", rules.Slot.DONE: "done_at"}
# Steps that a step includes: a unit that is on site has also received the whistle.
_STOPS = {
    rules.Slot.RECEIVED: ("answer",),
    rules.Slot.ON_SITE: ("answer", "on_site"),
    rules.Slot.DONE: ("answer", "on_site", "done"),
}


@transaction.atomic
def answer_slot(*, slot: Slot, step: str, note: str = "", actor: Actor, key: UUID | None, now: datetime) -> None:
    """`step`: received, on_site, done, or objected ("not ours", with a note); asked and received send it back.

    By the unit's own people; the whistler or the desk may record what they were told on the phone.
    """
    by = By(actor, key, now)
    target = _step(step)
    if once.done(key, SLOT_FACTS[target], actor=actor, about=slot.pk):
        return
    if target is rules.Slot.REMOVED:
        raise Conflict("calls.slot_step")
    asked = target in {rules.Slot.OBJECTED, rules.Slot.ASKED}
    note = reason_of(note, field="note", least=2 if asked else 0)
    changes = {_TIMES[target]: now} if target in _TIMES else {}
    _turn(slot, target, by, note, **changes)
    clocks.stop(slot.call, now, *_STOPS.get(target, ("none",)), slot=slot)


def _step(step: str) -> rules.Slot:
    try:
        return rules.Slot(step)
    except ValueError:
        raise Conflict("calls.slot_step") from None


def _turn(slot: Slot, target: rules.Slot, by: By, note: str, **changes: Any) -> None:
    """One conditional update of the unit's part, with its line of history, its fact and its message."""
    call = slot.call
    if State(call.state) in ENDED:
        raise Conflict("calls.ended")
    rules.SLOT_MOVES.check(rules.Slot(slot.state), target, _slot_roles(slot, by))
    changes |= {"state": str(target), "note": note or slot.note}
    change(slot, code="calls.changed", where={"state": slot.state}, **changes)
    add_event(
        call,
        "slot",
        by,
        reason=f"{slot.unit.name} · {dict(slot_choices())[target]}{' · ' if note else ''}{note}"[:200],
        to=slot.unit_id,
    )
    data = {"unit": slot.unit.name}
    trail.record(SLOT_FACTS[target], actor=by.actor, path=call.path, about=slot.pk, key=by.key, at=by.now, data=data)
    again = target is rules.Slot.RECEIVED and slot.state == rules.Slot.DONE
    waiting = call.slots.exclude(state__in=[str(state) for state in SLOT_OVER])
    topic = "calls.slot_again" if again else f"calls.slot_{target.value}"
    put(topic, call, by, unit=slot.unit_id, all_over=not waiting.exists())


def _slot_roles(slot: Slot, by: By) -> frozenset[Role]:
    """UNIT for the people of this slot's own unit, not of another one in the same whistle."""
    others = by.roles(slot.call) - {Role.UNIT}
    return others | {Role.UNIT} if by.person and unit_of(by.person) == slot.unit_id else others


@transaction.atomic
def remove_unit(*, slot: Slot, reason: str, actor: Actor, key: UUID | None, now: datetime) -> None:
    """The unit is not needed, or was named by mistake: its clocks stop, the whistle continues with the others.

    Raises Conflict for the last one: a whistle without units must be withdrawn instead.
    """
    by = By(actor, key, now)
    if once.done(key, "calls.slot_removed", actor=actor, about=slot.pk):
        return
    reason = reason_of(reason)
    hold(Call.objects.filter(pk=slot.call_id))  # lock: one removal at a time
    if not slot.call.slots.exclude(pk=slot.pk).exclude(state=rules.Slot.REMOVED).exists():
        raise Conflict("calls.last_unit")
    _turn(slot, rules.Slot.REMOVED, by, reason)
    clocks.stop(slot.call, now, slot=slot)


@transaction.atomic
def finish_whistle(*, call: Call, note: str = "", actor: Actor, key: UUID | None, now: datetime) -> None:
    """The whistler ends the whistle when every unit's part is done.

    It is settled in the same transaction. Raises Conflict while a part is open, naming the unit.
    """
    by = By(actor, key, now)
    if once.done(key, "calls.finished", actor=actor, about=call.pk):
        return
    if call.kind.family != "whistle":
        raise Conflict("calls.no_such_move")
    waiting = call.slots.exclude(state__in=[str(s) for s in SLOT_OVER]).select_related("unit").order_by("unit__name")
    if waiting:
        raise Conflict("calls.units_open", units="、".join(slot.unit.name for slot in waiting))
    if move(call, Deed.FINISH, by, reason=note, done_at=now):
        call.refresh_from_db()
        move(call, Deed.SETTLE, By(actor, None, now, role=Role.SYSTEM), solved=True)


@transaction.atomic
def rate_slot(*, slot: Slot, rating: int, actor: Actor, key: UUID | None, now: datetime) -> None:
    """The whistler rates how the unit did its part; the unit's people rate the whistle (1 to 5)."""
    by = By(actor, key, now)
    if once.done(key, "calls.slot_rated", actor=actor, about=slot.pk):
        return
    check_rating(rating)
    roles = _slot_roles(slot, by)
    if Role.HOLDER in roles or Role.OPENER in roles:
        rated: dict[str, Any] = {"rating": rating}
    elif Role.UNIT in roles:
        rated = {"whistle_rating": rating}
    else:
        raise NotAllowed("calls.not_yours")
    if rules.Slot(slot.state) is not rules.Slot.DONE:
        raise Conflict("calls.slot_step")
    change(slot, code="calls.changed", **rated)
    trail.record("calls.slot_rated", actor=actor, path=slot.call.path, about=slot.pk, key=key, at=now)
