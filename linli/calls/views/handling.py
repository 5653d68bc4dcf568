"""One call, for everybody who handles it: what may be done now, what is known, what happened."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render

from linli.access.marks import ActorRequest, signed_in
from linli.calls import queries, telling
from linli.calls.forms.photos import TakenForm
from linli.calls.models import Call, Clock
from linli.calls.queries.callers import FROM_OUTSIDE, phone_checked, to_be_rung
from linli.calls.queries.deadlines import clocks_of
from linli.calls.queries.detail import detail_for
from linli.calls.queries.names import named
from linli.calls.queries.parts import parts_of
from linli.calls.queries.roles import call_for, unit_of
from linli.calls.rules import ADDS_PHOTOS, CORRECTABLE, ENDED, WORKED, Role, State
from linli.calls.views import cards
from linli.corps.queries.terms import shut_out
from linli.kernel.time import clock
from linli.kernel.time.left import TimeLeft
from linli.places.outside import around


@dataclass(frozen=True)
class HistoryLine:
    """One line of the history."""

    at: datetime
    word: str
    by: str
    to: str
    reason: str


@dataclass(frozen=True)
class Limit:
    word: str
    due: datetime
    left: TimeLeft | None
    stopped: bool


@signed_in
def call(request: ActorRequest, pk: UUID) -> HttpResponse:
    found, roles = call_for(request.actor, pk)
    return call_page(request, found, roles)


def call_page(
    request: ActorRequest, found: Call, roles: frozenset[Role], *, photo_form: TakenForm | None = None
) -> HttpResponse:
    now = clock.now()
    over, worked = State(found.state) in ENDED, State(found.state) in WORKED
    form = photo_form or TakenForm()
    context = {
        "call": found, "where": around([found.path], from_kind="community")[found.path],
        "state_kind": cards.STATE_KINDS[found.state], "whistle": found.kind.family == "whistle",
        "moves": cards.moves(found, roles), "person": detail_for(request.actor, found, now), "history": _history(found),
        "unverified": found.channel in FROM_OUTSIDE and not phone_checked(found),
        "merged": found.merged_into, "to_be_rung": found.state == State.PAUSED and to_be_rung(found),
        "items": found.items.order_by("order"), "responsible": _responsible(found),
        "shut_out": not over and bool(shut_out(filter(None, [found.holder or found.receiver]))),
        "slots": _parts(request, found, roles, now), "clocks": [_limit(one, now) for one in clocks_of(found)],
        "pictures": found.photos.order_by("at"), "helpers": found.helpers.order_by("at"),
        "may_join": worked and bool(roles & {Role.HOLDER, Role.MANAGER}),
        "may_waive": worked and Role.MANAGER in roles and Role.HOLDER not in roles and bool(found.code_digest),
        "may_correct": State(found.state) in CORRECTABLE and not roles.isdisjoint({Role.RECEIVER, Role.MANAGER}),
        "may_photo": not over and not roles.isdisjoint(ADDS_PHOTOS), "photo_form": form,
    }  # fmt: skip
    return render(request, "calls/call.html", context, status=422 if form.errors else 200)


def _responsible(found: Call) -> str:
    person = found.holder or found.receiver
    return named([person]).get(person, "")


def _parts(request: ActorRequest, found: Call, roles: frozenset[Role], now: datetime) -> list[cards.PartLine]:
    own = unit_of(request.actor.person)
    parts = parts_of([found], removed=True).get(found.pk, [])
    return [cards.part_line(slot, roles, own=slot.unit_id == own, now=now) for slot in parts]


def _limit(one: Clock, now: datetime) -> Limit:
    return Limit(one.get_what_display(), one.due_at, cards.left_of(one, now), stopped=one.stopped_at is not None)


def _history(found: Call) -> list[HistoryLine]:
    """The newest last. Names of staff are shown here; the caller's own page shows none."""
    events = queries.history(found)
    known: dict[Any, str] = named(event.to for event in events)
    return [
        HistoryLine(
            event.at, event.get_deed_display(), event.by_name, known.get(event.to, "") if event.to != event.by else "",
            telling.reason_of(event),
        )
        for event in events
    ]  # fmt: skip
