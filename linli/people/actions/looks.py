"""How many different people an account may look at in a day (docs/decisions/033)."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, time
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from linli.access.actor import Actor
from linli.access.permissions import Permission as P
from linli.kernel.errors import NotAllowed
from linli.kernel.facts import trail
from linli.kernel.ids import new_id
from linli.kernel.models import Fact
from linli.kernel.work import outbox
from linli.kernel.writes.turns import one_at_a_time
from linli.people.models import Look

LEADERS_PART = 4  # who keeps no register answers for a few doors, and gets this part of the ceiling
CODE, REFUSED = "people.look_ceiling", "people.looks_refused"


def most_looks(actor: Actor) -> int:
    """Different people a day, by the widest of the actor's posts."""
    most = int(settings.LINLI_LOOKS_A_DAY)
    return most if actor.may(P.PEOPLE_EDIT) else most // LEADERS_PART


@contextmanager
def counted(people: Iterable[UUID], *, path: str, actor: Actor, now: datetime) -> Iterator[None]:
    """The transaction of a look at these people: its fact is recorded inside. Never inside another transaction, or the
    fact of a refusal would be rolled back with it.

    Raises NotAllowed(CODE) when the account would have seen more than `most_looks` today: then nothing of the look is
    kept, the refusal is on the trail, and the auditors are told of the first on a day.
    """
    try:
        with transaction.atomic():
            _count(set(people), actor, now)
            yield
    except NotAllowed as refusal:
        if refusal.code == CODE:
            _record(path, actor, now)
        raise


def _count(people: set[UUID], actor: Actor, now: datetime) -> None:
    if actor.account is None or not people:
        return
    day = timezone.localdate(now)
    one_at_a_time(f"people.looks {actor.account}")
    new = [Look(account=actor.account, day=day, person=person) for person in sorted(people)]
    Look.objects.bulk_create(new, ignore_conflicts=True)
    most = most_looks(actor)
    if Look.objects.filter(account=actor.account, day=day).count() > most:
        raise NotAllowed(CODE, most=most)


@transaction.atomic
def _record(path: str, actor: Actor, now: datetime) -> None:
    midnight = timezone.make_aware(datetime.combine(timezone.localdate(now), time.min))
    before = Fact.objects.filter(actor=actor.account, kind=REFUSED, at__gte=midnight).exists()
    trail.record(REFUSED, actor=actor, path=path, about=actor.account, at=now, data={"most": most_looks(actor)})
    if not before:
        told = {"path": path, "person": str(actor.person or ""), "by": str(actor.person or ""), "about": str(new_id())}
        outbox.put(REFUSED, told, at=now)
