"""An incident from its draft to its end: by two persons, with a review in time."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from linli.access.actor import Actor
from linli.access.permissions import Permission as P
from linli.access.queries import check_may
from linli.access.second import Second
from linli.incidents.models import Function, Incident
from linli.incidents.queries.incidents import roles, why_not_second
from linli.incidents.rules.states import MOVES, REVIEW_WITHIN, Deed, Role, State, check_review_day
from linli.kernel.errors import Conflict, Invalid, NotAllowed
from linli.kernel.facts import trail
from linli.kernel.files import refused_when_full
from linli.kernel.ids import new_id
from linli.kernel.sealing import ending
from linli.kernel.text import clean_text, reason_of
from linli.kernel.work import outbox
from linli.kernel.writes import once
from linli.kernel.writes.change import change, change_all

STALE = "incidents.changed_meanwhile"
FACT = {
    Deed.DECLARE: "incidents.declared",
    Deed.CONFIRM: "incidents.confirmed",
    Deed.SEND_BACK: "incidents.sent_back",
    Deed.DROP: "incidents.dropped",
    Deed.REVIEW: "incidents.reviewed",
    Deed.LAPSE: "incidents.lapsed",
    Deed.END: "incidents.ended",
    Deed.DESTROY: "incidents.destroyed",
}
# somebody else must act now: who hears of it is said in `flows`
TOLD = frozenset({Deed.DECLARE, Deed.LAPSE})


@dataclass(frozen=True)
class Draft:
    """What is typed of an incident. `asks`: question -> bundles that may ask it; `pack`: a protocol as data, {} for
    none."""

    title: str
    what: str
    basis: str
    basis_number: str
    milder: str
    contact: str
    asks: dict[str, list[str]]
    pack: dict[str, Any]
    first_day: int
    review_on: date
    ends_on: date | None

    def checked(self, today: date) -> dict[str, Any]:
        """The columns. Raises Invalid at a field."""
        if self.ends_on is not None and self.ends_on < today:
            raise Invalid("incidents.end_past", field="ends_on")
        check_review_day(self.review_on, today=today, ends=self.ends_on)
        lengths = {"title": 60, "what": 400, "basis_number": 80, "milder": 400, "contact": 120}
        texts = {
            name: clean_text(getattr(self, name), field=name, most=most, lines=most > 200, missing="incidents.missing")
            for name, most in lengths.items()
        }
        return asdict(self) | texts


@transaction.atomic
def draft(*, path: str, typed: Draft, actor: Actor, key: UUID | None, now: datetime) -> Incident:
    """Raises Invalid at a field."""
    check_may(actor, P.INCIDENTS_DECLARE, path)
    if done := once.made(Incident, key, "incidents.drafted", actor=actor):
        return done
    today = timezone.localdate(now)
    row = Incident.objects.create(path=path, since=today, drafted_by=actor.account, **typed.checked(today))
    trail.record("incidents.drafted", actor=actor, path=path, about=row.pk, key=key, at=now)
    return row


@transaction.atomic
def correct(
    *, row: Incident, typed: Draft, revision: int | None, actor: Actor, key: UUID | None, now: datetime
) -> None:
    """A draft only. Raises Invalid at a field, Conflict when it was declared or changed meanwhile."""
    check_may(actor, P.INCIDENTS_DECLARE, row.path)
    if once.done(key, "incidents.changed", actor=actor, about=row.pk):
        return
    if row.state != State.DRAFTED:
        raise Conflict("incidents.no_such_move")
    values = typed.checked(timezone.localdate(now))
    change(row, revision, code=STALE, where={"state": str(State.DRAFTED)}, **values)
    trail.record("incidents.changed", actor=actor, path=row.path, about=row.pk, key=key, at=now)


@transaction.atomic
def declare(*, row: Incident, actor: Actor, key: UUID | None, now: datetime) -> None:
    """A second person confirms it; until then nothing is allowed. Raises Invalid when its days have passed."""

    def said() -> Change:
        check_review_day(row.review_on, today=timezone.localdate(now), ends=row.ends_on)
        return Change({"declared_by": actor.account, "declared_by_name": actor.name, "answer": ""})

    _move(row, Deed.DECLARE, said, actor=actor, key=key, now=now)


@transaction.atomic
def confirm(*, row: Incident, actor: Actor, key: UUID | None, now: datetime) -> None:
    """It is in force from now on. Raises NotAllowed for who is no second person here, Invalid when its days have
    passed, Conflict when it was destroyed once (it stands in a database restored from before)."""

    def said() -> Change:
        if row.pk in ending.ended():
            raise Conflict("incidents.was_destroyed")
        check_review_day(row.review_on, today=timezone.localdate(now), ends=row.ends_on)
        with refused_when_full("kernel.disk_full"):
            ending.make(row.pk)  # a key without an incident, if what follows fails, opens nothing
        return Change({"confirmed_by_name": actor.name, "confirmed_at": now})

    _move(row, Deed.CONFIRM, said, actor=actor, key=key, now=now)


@transaction.atomic
def send_back(*, row: Incident, reason: str, actor: Actor, key: UUID | None, now: datetime) -> None:
    def said() -> Change:
        return Change({"answer": reason_of(reason), "declared_by": None, "declared_by_name": ""})

    _move(row, Deed.SEND_BACK, said, actor=actor, key=key, now=now)


@transaction.atomic
def drop(*, row: Incident, reason: str, actor: Actor, key: UUID | None, now: datetime) -> None:
    _move(row, Deed.DROP, lambda: Change({"answer": reason_of(reason)}), actor=actor, key=key, now=now)


@transaction.atomic
def review(*, row: Incident, review_on: date, reason: str, actor: Actor, key: UUID | None, now: datetime) -> None:
    """It goes on until `review_on`, at most REVIEW_WITHIN days. A lapsed one is taken up again by somebody other than
    who declared it."""

    def said() -> Change:
        check_review_day(review_on, today=timezone.localdate(now), ends=row.ends_on)
        return Change({"review_on": review_on}, {"reason": reason_of(reason), "review": review_on.isoformat()})

    _move(row, Deed.REVIEW, said, actor=actor, key=key, now=now)


@transaction.atomic
def end(*, row: Incident, reason: str, actor: Actor, key: UUID | None, now: datetime) -> None:
    """Nothing is asked from now on, every function is off."""

    def said() -> Change:
        return Change({"answer": reason_of(reason), "ended_at": now})

    _move(row, Deed.END, said, actor=actor, key=key, now=now)


@transaction.atomic
def by_clock(*, row: Incident, deed: Deed, now: datetime) -> None:
    """What the clock does: LAPSE or END."""
    values = {"ended_at": now} if deed is Deed.END else {}
    _move(row, deed, lambda: Change(values), actor=None, key=None, now=now)


@dataclass(frozen=True)
class Change:
    """The columns that a deed sets besides the state, and what its fact tells."""

    values: dict[str, Any]
    data: dict[str, Any] = field(default_factory=dict)


def _move(
    row: Incident, deed: Deed, said: Callable[[], Change], *, actor: Actor | None, key: UUID | None, now: datetime
) -> None:
    """`said` may refuse: it is asked after the key and after the right to do it."""
    if once.done(key, FACT[deed], actor=actor, about=row.pk):
        return
    state = State(row.state)
    after = _allowed(row, state, deed, actor)
    told = said()
    since = {"since": timezone.localdate(now)} if after is not state else {}
    change(row, code=STALE, where={"state": str(state)}, state=str(after), **since, **told.values)
    trail.record(FACT[deed], actor=actor, path=row.path, about=row.pk, key=key, at=now, data=told.data)
    if deed in {Deed.LAPSE, Deed.END}:
        functions_off(row, now)
    if deed in TOLD:
        by = str(actor.person or "") if actor else ""
        ids = {"path": row.path, "by": by, "incident": str(row.pk), "about": str(new_id())}
        outbox.put(FACT[deed], ids, at=now)


def _allowed(row: Incident, state: State, deed: Deed, actor: Actor | None) -> State:
    """The state after. Raises Conflict, or NotAllowed with the reason why this person is no second one."""
    if actor is None:
        return MOVES.check(state, deed, {Role.SYSTEM})
    second = Second(actor)
    held = roles(row, actor, second)
    MOVES.after(state, deed)
    if MOVES.who(state, deed) == {Role.SECOND} and (code := why_not_second(row, second)):
        raise NotAllowed(code)
    return MOVES.check(state, deed, held)


def functions_off(row: Incident, now: datetime) -> int:
    """Every function of the incident, by itself; one fact for each. In the caller's transaction."""
    on = list(Function.objects.filter(incident=row, off_at=None).order_by("pk"))
    change_all(Function.objects.filter(pk__in=[one.pk for one in on]), off_at=now)
    for one in on:
        trail.record(
            "incidents.function_off", actor=None, path=row.path, about=one.pk, at=now, data={"function": one.code}
        )
    return len(on)


def latest_review(today: date, ends: date | None) -> date:
    """The latest day that may be chosen."""
    latest = date.fromordinal(today.toordinal() + REVIEW_WITHIN)
    return min(latest, ends) if ends else latest
