"""What a post gives: who may give it or take it away, and the grants that end with it."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import F, Q

from linli.access.actor import Actor
from linli.access.models import Grant
from linli.corps import appointing
from linli.corps.models import Appointment
from linli.corps.queries.second import bundles_at
from linli.kernel.errors import NotAllowed


def check_may_give(actor: Actor, bundle: str, paths: Iterable[str]) -> None:
    """Which posts the actor may give: the system itself (the command line, the demo) every post; others what their own
    posts allow.

    The same rule applies to taking a post away. Raises NotAllowed.
    """
    if actor.account is None:
        return
    for path in paths:
        appointing.check_may_give(bundles_at(actor, path), bundle)


def check_may_give_term(actor: Actor, appointment: Appointment) -> None:
    """At each of its places: two communities may be the actor's, and not the street that contains both."""
    paths = list(appointment.charges.values_list("path", flat=True))
    check_may_give(actor, appointment.post.bundle, paths or [appointment.path])


def check_not_oneself(actor: Actor, person: UUID) -> None:
    """Nobody gives themselves a post, a longer term, or one back. Raises NotAllowed."""
    if actor.person == person:
        raise NotAllowed("corps.not_oneself")


def end_grants(appointments: Iterable[UUID], on: date) -> None:
    grants = Grant.objects.filter(source__in=list(appointments)).filter(Q(ends_on=None) | Q(ends_on__gt=on))
    grants.filter(starts_on__lte=on).update(ends_on=on)
    grants.filter(starts_on__gt=on).update(ends_on=F("starts_on"))
