"""Settlement sittings: at a community's fixed times all done orders are settled on one sheet: who owes whom."""

from collections.abc import Sequence
from datetime import datetime, time
from decimal import Decimal
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from linli.access.actor import Actor
from linli.access.permissions import Permission as P
from linli.access.queries import check_may
from linli.calls.actions.moving import By, move
from linli.calls.models import Call, Sitting, SittingTime
from linli.calls.queries.sittings import due_orders, of_today
from linli.calls.rules import Deed
from linli.kernel.errors import Conflict, Invalid
from linli.kernel.facts import trail
from linli.kernel.work import outbox
from linli.kernel.writes import once
from linli.places.actions.tree import hold_here
from linli.places.models import Place

MOST_TIMES = 6


@transaction.atomic
def set_sitting_times(*, place: Place, times: Sequence[time], actor: Actor, key: UUID | None, now: datetime) -> None:
    """Set the times of day at which `place` (a community) settles, replacing the earlier ones."""
    check_may(actor, P.CALLS_KINDS, place.path)
    if once.done(key, "calls.sitting_times_set", actor=actor, about=place.pk):
        return
    wanted = sorted(set(times))
    if len(wanted) > MOST_TIMES:
        raise Invalid("calls.sitting_times", field="times", most=MOST_TIMES)
    hold_here(place)  # two desks at once: the second replaces the first's times
    SittingTime.objects.filter(path=place.path).delete()
    SittingTime.objects.bulk_create(SittingTime(path=place.path, time=at) for at in wanted)
    data = {"count": len(wanted)}
    trail.record("calls.sitting_times_set", actor=actor, path=place.path, about=place.pk, key=key, at=now, data=data)


@transaction.atomic
def open_sitting(*, place: Place, at: datetime, actor: Actor, key: UUID | None, now: datetime) -> Sitting:
    """Begin the sitting of this place and time. Raises Conflict when there is one already."""
    check_may(actor, P.CALLS_ASSIGN, place.path)
    if opened := once.made(Sitting, key, "calls.sitting_opened", actor=actor):
        return opened
    hold_here(place)
    _drop_old(place.path, now)
    try:
        with transaction.atomic():
            sitting = Sitting.objects.create(path=place.path, at=at, by=actor.person, by_name=actor.name)
    except IntegrityError:
        raise Conflict("calls.sitting_known") from None
    trail.record("calls.sitting_opened", actor=actor, path=place.path, about=sitting.pk, key=key, at=now)
    return sitting


def _drop_old(path: str, now: datetime) -> int:
    """Sittings of earlier days that settled nothing."""
    old = [sitting.pk for sitting in Sitting.objects.filter(path=path, closed_at=None) if not of_today(sitting, now)]
    return Sitting.objects.filter(pk__in=old, closed_at=None).delete()[0]


@transaction.atomic
def drop_old_sittings(now: datetime) -> int:
    """Scheduled every night."""
    paths = Sitting.objects.filter(closed_at=None).order_by("path").values_list("path", flat=True).distinct()
    return sum(_drop_old(path, now) for path in list(paths))


@transaction.atomic
def close_sitting(*, sitting: Sitting, calls: Sequence[UUID], actor: Actor, key: UUID | None, now: datetime) -> Decimal:
    """Settle these orders on its sheet; returns their sum. Unpaid ones wait for the next sitting.

    Raises Conflict when the sitting is closed, or when one of the orders changed since the sheet was shown.
    """
    check_may(actor, P.CALLS_ASSIGN, sitting.path)
    if once.done(key, "calls.sitting_closed", actor=actor, about=sitting.pk):
        return Sitting.objects.get(pk=sitting.pk).total
    if not Sitting.objects.filter(pk=sitting.pk, closed_at=None).update(closed_at=now):
        raise Conflict("calls.sitting_closed")
    if not of_today(sitting, now):
        raise Conflict("calls.sitting_over", day=f"{timezone.localdate(sitting.at):%m-%d}")
    due = {call.pk: call for call in due_orders(sitting.path)}
    if missing := [pk for pk in calls if pk not in due]:
        raise Conflict("calls.sitting_changed", count=len(missing))
    total = sum((_settle(due[pk], sitting, By(actor, None, now)) for pk in dict.fromkeys(calls)), Decimal(0))
    Sitting.objects.filter(pk=sitting.pk).update(total=total, by=actor.person, by_name=actor.name)
    data = {"count": len(set(calls)), "total": str(total)}
    trail.record("calls.sitting_closed", actor=actor, path=sitting.path, about=sitting.pk, key=key, at=now, data=data)
    outbox.put("calls.sitting_closed", {"sitting": str(sitting.pk), "path": sitting.path}, at=now)
    return total


def _settle(call: Call, sitting: Sitting, by: By) -> Decimal:
    move(call, Deed.SETTLE, by, sitting=sitting.pk)
    return call.amount or Decimal(0)
