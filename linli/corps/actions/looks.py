"""Reads that record a fact: looking for a leader among residents, looking at where somebody is and when."""

from datetime import datetime

from django.db import transaction

from linli.access.actor import Actor
from linli.corps.models import Member
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


@transaction.atomic
def note_diary_viewed(*, member: Member, actor: Actor, now: datetime) -> None:
    trail.record("corps.diary_viewed", actor=actor, path=member.path, about=member.pk, at=now)
