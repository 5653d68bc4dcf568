"""When a responder takes no calls."""

from datetime import datetime
from uuid import UUID

from linli.access.actor import Actor
from linli.calls.models import Away
from linli.kernel.errors import NotFound


def aways_of(actor: Actor, now: datetime) -> list[Away]:
    """When the actor takes no calls, now and to come."""
    return list(Away.objects.filter(person=actor.person, ends_at__gt=now).order_by("starts_at")) if actor.person else []


def away_now(actor: Actor, now: datetime) -> Away | None:
    return next((away for away in aways_of(actor, now) if away.starts_at <= now), None)


def away_of(actor: Actor, pk: UUID) -> Away:
    """One's own alone. Raises NotFound."""
    found = Away.objects.filter(pk=pk, person=actor.person).first() if actor.person else None
    if found is None:
        raise NotFound("access.not_found")
    return found
