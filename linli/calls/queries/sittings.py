"""What a sitting settles, and the sheet of who owes whom."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from linli.access.actor import Actor
from linli.access.models import under
from linli.access.permissions import Permission as P
from linli.access.queries import check_may
from linli.access.rules import ancestors
from linli.calls.models import NAME_COLUMN, Call, Sitting, SittingTime
from linli.calls.queries.names import named
from linli.kernel.facts import trail
from linli.kernel.sealing import crypto
from linli.places.queries import addresses

JUST_COME = timedelta(hours=2)  # how long after a fixed time a sitting still counts for that time


@dataclass(frozen=True)
class OrderLine:
    """One order: the caller owes `holder_name` the amount they laid out."""

    call: UUID
    number: str
    title: str
    door: str
    caller_name: str
    holder: UUID | None
    holder_name: str
    amount: Decimal


@dataclass(frozen=True)
class Sheet:
    """`owed`: (who laid money out, how many orders, how much they get), by name."""

    lines: list[OrderLine]
    owed: list[tuple[str, int, Decimal]]
    total: Decimal


def due_orders(path: str) -> QuerySet[Call]:
    """Orders with money, done and not settled: those of the next sitting at `path`."""
    rows = Call.objects.filter(under([path]), state="done", ended_at=None, kind__settlement="sitting", sitting=None)
    return rows.select_related("kind", "place").order_by("done_at", "pk")


def times_at(path: str) -> list[SittingTime]:
    """The times of day of the nearest place above that has any."""
    rows = list(SittingTime.objects.filter(path__in=ancestors(path)).order_by("time"))
    nearest = max((row.path for row in rows), key=len, default="")
    return [row for row in rows if row.path == nearest]


def next_time(path: str, now: datetime) -> datetime | None:
    """When the community settles next."""
    moments = []
    here = timezone.localtime(now)
    for row in times_at(path):
        for day in (here.date(), date.fromordinal(here.date().toordinal() + 1)):
            at = timezone.make_aware(datetime.combine(day, row.time))
            if at > now:
                moments.append(at)
    return min(moments, default=None)


def sitting_moment(path: str, now: datetime) -> datetime:
    """The time of a sitting begun now: the fixed time that has just passed, if it has had none yet; else this
    minute."""
    here = timezone.localtime(now)
    fixed = [timezone.make_aware(datetime.combine(here.date(), row.time)) for row in times_at(path)]
    last = max((at for at in fixed if at <= now < at + JUST_COME), default=None)
    if last and not Sitting.objects.filter(path=path, at=last).exists():
        return last
    return now.replace(second=0, microsecond=0)


def of_today(sitting: Sitting, now: datetime) -> bool:
    """A sitting belongs to its day: what is paid later goes on a sheet of that day."""
    return timezone.localdate(sitting.at) == timezone.localdate(now)


def sitting_today(path: str, now: datetime) -> Sitting | None:
    """The one that is open at the place today."""
    still = Sitting.objects.filter(path=path, closed_at=None).order_by("-at")
    return next((sitting for sitting in still if of_today(sitting, now)), None)


def sittings(actor: Actor, path: str) -> QuerySet[Sitting]:
    return Sitting.objects.reachable(actor, P.CALLS_READ).filter(under([path])).order_by("-at")


@transaction.atomic
def sheet(sitting: Sitting, actor: Actor, now: datetime) -> Sheet:
    """For an open sitting what is due now, for a closed one what it settled. It shows names, so the look is
    recorded."""
    check_may(actor, P.CALLS_ASSIGN, sitting.path)
    calls = list(
        sitting.calls.select_related("kind", "place").order_by("done_at", "pk")
        if sitting.closed_at
        else due_orders(sitting.path)
    )
    trail.record(
        "calls.sheet_read", actor=actor, path=sitting.path, about=sitting.pk, at=now, data={"count": len(calls)}
    )
    lines = _lines(calls)
    owed: dict[UUID | None, tuple[str, int, Decimal]] = defaultdict(lambda: ("", 0, Decimal(0)))
    for line in lines:
        _, count, amount = owed[line.holder]
        owed[line.holder] = (line.holder_name, count + 1, amount + line.amount)
    return Sheet(lines, sorted(owed.values()), sum((line.amount for line in lines), Decimal(0)))


def _lines(calls: Iterable[Call]) -> list[OrderLine]:
    calls = list(calls)
    names = named(call.holder for call in calls)
    doors = addresses({call.path for call in calls})
    return [
        OrderLine(
            call.pk, call.number, call.title, doors.get(call.path, ""),
            crypto.unseal(call.caller_name_sealed, row=call.pk, column=NAME_COLUMN),
            call.holder, names.get(call.holder, "") if call.holder else "", call.amount or Decimal(0),
        )
        for call in calls
    ]  # fmt: skip
