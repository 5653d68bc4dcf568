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
    """Send until nothing is due, or LONGEST is over: then the schedule starts the next."""
    begun = clock.now()
    while clock.now() - begun < LONGEST and outside.send_due(clock.now()):
        pass


def resume_spreads(now: datetime) -> None:
    """For the schedule, every minute: go on with notices a stopped worker left."""
    spreading.resume(now)


def send_due(now: datetime) -> None:
    """For the schedule, every minute. One task is enough: it takes all there is."""
    if outside.anything_due(now):
        send_waiting.enqueue()


def forget(now: datetime) -> None:
    """For the schedule, every night: what has served its time."""
    retaining.forget(now)
    codes.forget(now)
    pictures.forget(now)
