"""Background work: each task calls one action; the schedule calls the plain functions."""

from datetime import datetime, timedelta
from uuid import UUID

from django_tasks import task

from linli.kernel.time import clock
from linli.kernel.work.undone import Undone
from linli.notices.actions import codes, outside, pictures, retaining, spreading
from linli.notices.models import Notice, Sending

LONGEST = timedelta(minutes=5)


@task()
def spread(pk: str) -> None:
    spreading.spread(UUID(pk), clock.now())
    send_waiting.enqueue()


@task()
def retract(pk: str) -> None:
    spreading.retract(UUID(pk))


@task()
def send_waiting() -> None:
    """Send until nothing is due, or LONGEST has passed: the schedule then starts the next run."""
    begun = clock.now()
    while clock.now() - begun < LONGEST and outside.send_due(clock.now()):
        pass


def resume_spreads(now: datetime) -> None:
    """Scheduled every minute: continue notices that a stopped worker left."""
    spreading.resume(now)


def send_due(now: datetime) -> None:
    """Scheduled every minute. One task is enough: it takes everything that is due."""
    if outside.anything_due(now):
        send_waiting.enqueue()


def forget(now: datetime) -> None:
    """Scheduled every night: delete what is no longer needed."""
    retaining.forget(now)
    codes.forget(now)
    pictures.forget(now)


def undone(now: datetime) -> tuple[Undone, ...]:
    """Not counted: an SMS to somebody whose number is not known."""
    spreading = Notice.objects.filter(spread_at=None, withdrawn_at=None, published_at__lt=now - timedelta(hours=1))
    dead = Sending.objects.filter(dead_at__gt=now - timedelta(days=7)).exclude(last_error="no_mobile")
    return (
        Undone(spreading.count(), "通知：{} 条发布一小时了，还没写给每个人"),
        Undone(dead.count(), "对外提醒：最近七天有 {} 条没发出去，原因在「发送记录」"),
    )
