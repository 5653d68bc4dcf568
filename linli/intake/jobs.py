"""The worker's part of an import, and its timed work. A job for an import that has already moved on does nothing."""

from datetime import datetime, timedelta
from uuid import UUID

from django_tasks import task

from linli.intake.actions import expiry, worker
from linli.intake.models import Intake
from linli.intake.rules import State
from linli.kernel.time import clock
from linli.kernel.work.undone import Undone


@task()
def read_file(pk: str) -> None:
    if worker.read(UUID(pk), clock.now()) == State.CHECKING:
        worker.check(UUID(pk), clock.now())


@task()
def check_rows(pk: str) -> None:
    worker.check(UUID(pk), clock.now())


@task()
def write_rows(pk: str) -> None:
    worker.write(UUID(pk), clock.now())


_JOB_OF = {
    State.RECEIVED: read_file,
    State.READING: read_file,
    State.CHECKING: check_rows,
    State.WRITING: write_rows,
}


def resume_stale(now: datetime) -> int:
    """Queue imports again whose worker has been silent; returns how many. For the schedule, every two minutes."""
    stale = worker.take_stale(now)
    for work in stale:
        _JOB_OF[State(work.state)].enqueue(str(work.pk))
    return len(stale)


def clean_uploads(now: datetime) -> None:
    """For the schedule, every night."""
    worker.clean(now)


def erase_expired(now: datetime) -> None:
    """For the schedule, every night."""
    expiry.erase_expired(now)


def undone(now: datetime) -> tuple[Undone, ...]:
    left = Intake.objects.filter(ended_at=None, started_at__lt=now - timedelta(hours=24))
    return (Undone(left.count(), "导入：{} 个导入开始一天了还没结束，请到导入页确认或放弃"),)
