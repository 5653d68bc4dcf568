"""The timed work of incidents (see `schedule.py`)."""

from datetime import date, datetime

from django.utils import timezone

from linli.incidents.actions import declaring, functions, sunset
from linli.incidents.models import Incident
from linli.incidents.rules.states import Deed, State, due_by_clock
from linli.kernel.sealing import ending
from linli.kernel.work.undone import Undone


def look_after(now: datetime) -> None:
    """What nobody reviewed in time lapses, what has come to its end ends; functions go off by themselves."""
    today = timezone.localdate(now)
    functions.expire(now)
    for row in Incident.objects.filter(state__in=[State.IN_FORCE, State.LAPSED]).order_by("pk"):
        deed = _due(row, today=today)
        if deed in {Deed.LAPSE, Deed.END}:
            declaring.by_clock(row=row, deed=deed, now=now)


def destroy_due(now: datetime) -> None:
    """Rows, keys and certificates of what is over; and, after a restore, of what was destroyed before."""
    today = timezone.localdate(now)
    gone = ending.ended()
    for row in Incident.objects.exclude(state__in=[State.DESTROYED, State.DROPPED]).order_by("pk"):
        if row.pk in gone:
            sunset.destroy_again(row=row, now=now)
        elif _due(row, today=today) is Deed.DESTROY:
            sunset.destroy(row=row, now=now)
    for row in Incident.objects.filter(state=State.DESTROYED, certificate=None).order_by("pk"):
        ending.destroy(row.pk, now)
        sunset.certify(row=row, now=now)


def undone(now: datetime) -> tuple[Undone, ...]:
    """Rows kept too long, or destroyed without a certificate."""
    today = timezone.localdate(now)
    closing = Incident.objects.filter(state=State.CLOSING)
    late = sum(_due(row, today=today) is Deed.DESTROY for row in closing)
    bare = Incident.objects.filter(state=State.DESTROYED, certificate=None).count()
    return (Undone(late + bare, "应急事件：{} 件到期没有销毁，或销毁后没有签发证明，请看后台任务的日志"),)


def _due(row: Incident, *, today: date) -> Deed | None:
    return due_by_clock(State(row.state), review=row.review_on, ends=row.ends_on, today=today, since=row.since)
