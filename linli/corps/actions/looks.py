"""Reads that record a fact: looking for a leader among residents is a read of persons."""

from datetime import datetime

from django.db import transaction

from linli.access.actor import Actor
from linli.corps.queries import overview
from linli.kernel.facts import trail
from linli.people.models import Resident
from linli.places.models import Place


@transaction.atomic
def look_for_candidates(*, place: Place, actor: Actor, now: datetime) -> list[Resident]:
    """Residents near `place` who could be appointed; how many were shown goes into the trail, never who."""
    found = overview.candidates(actor, place)
    if found:
        data = {"purpose": "corps.mend", "shown": len(found)}
        trail.record("people.searched", actor=actor, path=place.path, about=place.pk, at=now, data=data)
    return found
