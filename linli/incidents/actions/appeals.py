"""Objections and corrections, sealed under the incident's own key."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from linli.access.actor import Actor
from linli.access.permissions import Permission as P
from linli.access.queries import check_may
from linli.access.rules import covers
from linli.incidents.models import Appeal, Incident
from linli.incidents.rules.states import CORRECTS
from linli.kernel.errors import Conflict, Invalid
from linli.kernel.facts import trail
from linli.kernel.ids import new_id
from linli.kernel.sealing import ending
from linli.kernel.text import clean_text, reason_of
from linli.kernel.writes import once
from linli.kernel.writes.change import change, hold
from linli.places.models import Place


@transaction.atomic
def take(*, row: Incident, place: Place, who: str, what: str, actor: Actor, key: UUID | None, now: datetime) -> Appeal:
    """`place`: their community, in the incident's place or around it. Raises Invalid at a field, Conflict when the days
    of appeal are over."""
    check_may(actor, P.INCIDENTS_APPEALS, place.path)
    if done := once.made(Appeal, key, "incidents.appealed", actor=actor):
        return done
    _check_open(row)
    if not covers(row.path, place.path) and not covers(place.path, row.path):
        raise Invalid("incidents.place_outside", field="place")
    who = clean_text(who, field="who", most=80, missing="incidents.missing")
    what = clean_text(what, field="what", most=1_000, lines=True, missing="incidents.missing")
    made = Appeal(pk=new_id(), incident=row, path=place.path, taken_at=now)
    made.who_sealed = _sealed(made, who, "who")
    made.what_sealed = _sealed(made, what, "what")
    made.save(force_insert=True)
    trail.record("incidents.appealed", actor=actor, path=place.path, about=made.pk, key=key, at=now)
    return made


@transaction.atomic
def decide(*, appeal: Appeal, verdict: str, answer: str, actor: Actor, key: UUID | None, now: datetime) -> None:
    """`verdict`: "upheld" or "declined". Raises Invalid without an answer, Conflict when it was decided, or is late."""
    check_may(actor, P.INCIDENTS_APPEALS, appeal.path)
    if once.done(key, "incidents.appeal_decided", actor=actor, about=appeal.pk):
        return
    _check_open(appeal.incident)
    sealed = _sealed(appeal, reason_of(answer, field="answer", most=400), "answer")
    change(
        appeal, code="incidents.appeal_is_decided", where={"verdict": "open"}, verdict=verdict, answer_sealed=sealed,
        decided_at=now,
    )  # fmt: skip
    trail.record("incidents.appeal_decided", actor=actor, path=appeal.path, about=appeal.pk, key=key, at=now)


@transaction.atomic
def opened(*, appeal: Appeal, actor: Actor, now: datetime) -> tuple[str, str, str]:
    """Who, what and the answer, in the clear; the look is on the trail."""
    trail.record("incidents.appeal_seen", actor=actor, path=appeal.path, about=appeal.pk, at=now)
    return tuple(  # type: ignore[return-value] # of three
        ending.unseal(
            getattr(appeal, f"{name}_sealed"), key_id=appeal.incident_id, row=appeal.pk,
            column=f"incidents.appeal.{name}",
        )
        for name in ("who", "what", "answer")
    )  # fmt: skip


def _check_open(row: Incident) -> None:
    """An end that comes at this moment waits; destroying goes first or comes after."""
    hold(Incident.objects.filter(pk=row.pk))
    row.refresh_from_db()
    if row.state not in CORRECTS:
        raise Conflict("incidents.appeals_over")


def _sealed(appeal: Appeal, text: str, name: str) -> bytes:
    return ending.seal(text, key_id=appeal.incident_id, row=appeal.pk, column=f"incidents.appeal.{name}")
