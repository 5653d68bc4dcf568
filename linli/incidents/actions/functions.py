"""The register of functions: what exists only while an incident holds is switched on by name, and until a day."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from linli.access.actor import Actor
from linli.access.permissions import Permission as P
from linli.access.queries import check_may
from linli.incidents.models import Function, Incident
from linli.incidents.queries.incidents import holds
from linli.kernel.errors import Conflict, Invalid
from linli.kernel.facts import trail
from linli.kernel.text import clean_text
from linli.kernel.writes import once
from linli.kernel.writes.change import change, hold


@transaction.atomic
def switch_on(
    *, row: Incident, code: str, scene: str, until: date, actor: Actor, key: UUID | None, now: datetime
) -> Function:
    """Raises Invalid for a day past the review, Conflict when the incident does not hold or the function is on."""
    check_may(actor, P.INCIDENTS_DECLARE, row.path)
    if done := once.made(Function, key, "incidents.function_on", actor=actor):
        return done
    today = timezone.localdate(now)
    hold(Incident.objects.filter(pk=row.pk))  # an end at this moment goes first, or switches this off
    row.refresh_from_db()
    if not holds(row, today):
        raise Conflict("incidents.not_in_force")
    if not today <= until <= row.review_on:
        raise Invalid("incidents.function_until", field="until", latest=row.review_on.isoformat())
    if Function.objects.filter(incident=row, code=code, off_at=None).exists():
        raise Conflict("incidents.function_is_on", field="code")
    scene = clean_text(scene, field="scene", most=120, missing="incidents.missing")
    made = Function.objects.create(
        incident=row, code=code, scene=scene, on_by_name=actor.name, on_at=now, until=until
    )  # fmt: skip
    data = {"function": code, "until": until.isoformat()}
    trail.record("incidents.function_on", actor=actor, path=row.path, about=made.pk, key=key, at=now, data=data)
    return made


@transaction.atomic
def switch_off(*, function: Function, actor: Actor, key: UUID | None, now: datetime) -> None:
    """Raises Conflict when it is off."""
    check_may(actor, P.INCIDENTS_DECLARE, function.incident.path)
    if once.done(key, "incidents.function_off", actor=actor, about=function.pk):
        return
    change(function, code="incidents.function_is_off", where={"off_at": None}, off_at=now, off_by_name=actor.name)
    data = {"function": function.code}
    path = function.incident.path
    trail.record("incidents.function_off", actor=actor, path=path, about=function.pk, key=key, at=now, data=data)


@transaction.atomic
def expire(now: datetime) -> int:
    """Every function whose day is over, by itself. Returns how many; one fact for each."""
    today = timezone.localdate(now)
    over = list(Function.objects.filter(off_at=None, until__lt=today).select_related("incident").order_by("pk"))
    for one in over:
        change(one, code="incidents.function_is_off", where={"off_at": None}, off_at=now)
        data = {"function": one.code}
        trail.record(
            "incidents.function_off", actor=None, path=one.incident.path, about=one.pk, at=now, data=data
        )  # fmt: skip
    return len(over)
