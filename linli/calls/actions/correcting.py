"""Correcting what was recorded wrongly when a call was opened: kind, place, title, classification.

This is not a move: the call stays with whoever holds it. If nobody holds it yet, receiver and circle are found again
for the new kind or place. Clocks that still run get the new kind's time, from when the old ones began.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from linli.access.actor import Actor
from linli.access.permissions import Permission as P
from linli.calls import rules, words
from linli.calls.actions import clocks
from linli.calls.actions.moving import By, add_event, put
from linli.calls.actions.opening import offer
from linli.calls.models import Call, CallKind, Clock, OfferedAt, Photo
from linli.calls.queries.kinds import kinds_at
from linli.calls.queries.receiving import first_receiver
from linli.calls.rules import Role, State
from linli.kernel.errors import Conflict, Invalid, NotAllowed
from linli.kernel.facts import trail
from linli.kernel.text import clean_text, reason_of
from linli.kernel.time.deadline_rows import Pause, carry_on, started
from linli.kernel.writes import once
from linli.kernel.writes.change import change
from linli.places.actions.tree import hold_here
from linli.places.models import Place
from linli.places.outside import around

MOST_REASON = 80  # separates the reason from what changed, in the same line of the history
_KEPT = "calls.corrected"


@dataclass(frozen=True)
class Correction:
    """The values the call should have. `classification` "" takes that of the kind."""

    kind: CallKind
    place: Place
    title: str
    classification: str = ""

    def of(self, call: Call) -> dict[str, Any]:
        """The columns that differ. Raises Invalid at the field that is wrong."""
        title = clean_text(self.title, field="title", most=80, missing="calls.title_empty")
        grave = self.classification or self.kind.classification
        if grave not in dict(words.class_choices()):
            raise Invalid("calls.kind_choice", field="classification")
        wanted = {"kind_id": self.kind.pk, "place_id": self.place.pk, "title": title, "classification": grave}
        return {name: value for name, value in wanted.items() if getattr(call, name) != value}


@transaction.atomic
def correct_call(*, call: Call, to: Correction, reason: str, actor: Actor, key: UUID | None, now: datetime) -> None:
    """By the receiver or a manager, until the call is done; undone by correcting again.

    Raises Invalid at the field that is wrong or when nothing differs, NotAllowed for anybody else and for a place out
    of the actor's reach, Conflict for a call that is over, a kind not in use there, and when somebody else changed it
    first.
    """
    by = By(actor, key, now)
    if once.done(key, _KEPT, actor=actor, about=call.pk):
        return
    if by.roles(call).isdisjoint({Role.RECEIVER, Role.MANAGER}):
        raise NotAllowed("calls.not_yours")
    if State(call.state) not in rules.CORRECTABLE:
        raise Conflict("calls.ended" if State(call.state) in rules.ENDED else "calls.correct_done")
    reason = reason_of(reason, most=MOST_REASON)
    changes = to.of(call)
    if not changes:
        raise Invalid("calls.correct_nothing")
    _check_kind_and_place(call, to, changes, actor)
    _write(call, to, changes, reason, by)


def _check_kind_and_place(call: Call, to: Correction, changes: dict[str, Any], actor: Actor) -> None:
    path = to.place.path
    if "place_id" in changes:
        if not actor.may(P.CALLS_RECEIVE, path):
            raise NotAllowed("calls.not_yours")
        if path[: len(call.root)] != call.root:
            raise Invalid("calls.correct_street", field="place")
        if to.place.closed_on is not None:
            raise Invalid("calls.correct_closed", field="place", name=to.place.name)
    if "kind_id" in changes:
        if to.kind.pk not in {kind.pk for kind in kinds_at(path)}:
            raise Conflict("calls.kind_closed", field="kind", name=to.kind.said)
        if (to.kind.family == "whistle") != (call.kind.family == "whistle"):
            raise Invalid("calls.correct_whistle", field="kind")


def _write(call: Call, to: Correction, changes: dict[str, Any], reason: str, by: By) -> None:
    told = _told(call, to, changes)
    columns = changes | ({"path": to.place.path} if "place_id" in changes else {})
    if "place_id" in changes:
        hold_here(to.place)
    anew = bool({"kind_id", "place_id"} & changes.keys()) and State(call.state) in rules.OPEN_TO_CLAIM
    if anew:
        receiver = first_receiver(to.kind, to.place.path, timezone.localdate(by.now))
        columns |= {"state": "opened", "state_at": by.now, "receiver": receiver, "circle": "leader", "widens_at": None}
    change(call, code="calls.changed", where={"state": str(call.state)}, **columns)
    fresh = Call.objects.select_related("kind", "place").get(pk=call.pk)
    add_event(fresh, "correct", by, before=str(call.state), reason=reason, changed=told)
    _tell(call, fresh, changes, by)
    _move_along(fresh, changes)
    if "kind_id" in changes:
        _time_anew(fresh, by.now)
    if anew:
        OfferedAt.objects.filter(call=fresh).delete()
        if fresh.kind.circle:
            offer(fresh, By(None, None, by.now, role=Role.SYSTEM))


def _tell(call: Call, fresh: Call, changes: dict[str, Any], by: By) -> None:
    """The fact names the fields that changed, not their content."""
    data = {"number": call.number, "changed": sorted(changes), "kind": [call.kind.code, fresh.kind.code]}
    trail.record(_KEPT, actor=by.actor, path=call.path, about=call.pk, key=by.key, at=by.now, data=data)
    was = call.receiver if call.receiver != fresh.receiver else None
    put("calls.correct", fresh, by, to=fresh.receiver, was_receiver=was)


def _told(call: Call, to: Correction, changes: dict[str, Any]) -> dict[str, list[str]]:
    """The old and the new value. Places are named down to the building, never the door."""
    told = {}
    if "kind_id" in changes:
        told["kind"] = [call.kind.name, to.kind.name]
    if "place_id" in changes:
        where = around([call.path, to.place.path], from_kind="community")
        told["place"] = [where[call.path], where[to.place.path]]
    if "classification" in changes:
        told["classification"] = [call.classification, changes["classification"]]
    if "title" in changes:
        told["title"] = [call.title, changes["title"]]
    return told


def _move_along(call: Call, changes: dict[str, Any]) -> None:
    """Moves the rows that lie at the call's place along with it."""
    if "place_id" in changes:
        Clock.objects.filter(call=call).update(path=call.path)
        Photo.objects.filter(call=call).update(path=call.path)


def _time_anew(call: Call, now: datetime) -> None:
    """Give each clock that still runs, of the call and of each unit, the new kind's time from when it began. Nobody is
    told again what the old clock has told."""
    running = list(Clock.objects.filter(call=call, stopped_at=None).select_related("slot"))
    Clock.objects.filter(pk__in=[clock.pk for clock in running]).delete()
    minutes = clocks.minutes_of(call.kind)
    began = {clock.what: clock.started_at for clock in running}
    pauses, works_of = _pauses(call), clocks.calendars()
    made = []
    for old in running:
        if minutes[old.what]:
            clock = clocks.made(call, old.what, old.started_at, old.slot)
            made.append(carry_on(started(clock, works_of, pauses=pauses, now=now), old, works_of, now))
    if call.kind.family != "whistle" and call.on_site_at is None and "on_site" not in began and minutes["on_site"]:
        clock = clocks.made(call, "on_site", began.get("done", call.opened_at))  # the old kind had no on-site step
        made.append(started(clock, works_of, pauses=pauses, now=now))
    Clock.objects.bulk_create(made)


def _pauses(call: Call) -> list[Pause]:
    """The pauses while waiting for the resident; the last one has no end while it lasts."""
    found: list[Pause] = []
    for event in call.events.order_by("revision", "pk"):
        was, is_now = event.before == State.PAUSED, event.after == State.PAUSED
        if is_now and not was:
            found.append((event.at, None))
        elif was and not is_now and found:
            found[-1] = (found[-1][0], event.at)
    return found
