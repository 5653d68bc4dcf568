"""Background work: each task calls one action; the schedule calls the plain functions."""

from datetime import datetime, timedelta
from uuid import UUID

from django_tasks import task

from linli.kernel.time import clock
from linli.notices.actions import codes, outside, pictures, retaining, spreading

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
