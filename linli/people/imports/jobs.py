"""The worker's part of an import. A job for an import that has already moved on does nothing."""

from datetime import datetime
from uuid import UUID

from django_tasks import task

from linli.kernel.time import clock
from linli.people.imports import steps
from linli.people.imports.rules import BUSY, SILENT_FOR, State
from linli.people.models import RegisterImport


@task()
def read_file(pk: str) -> None:
    if steps.read(UUID(pk), clock.now()) == State.CHECKING:
        steps.check(UUID(pk), clock.now())


@task()
def check_rows(pk: str) -> None:
    steps.check(UUID(pk), clock.now())


@task()
def write_rows(pk: str) -> None:
    steps.write_rows(UUID(pk), clock.now())


_JOB_OF = {
    State.RECEIVED: read_file,
    State.READING: read_file,
    State.CHECKING: check_rows,
    State.WRITING: write_rows,
}


def resume_stale_imports(now: datetime) -> int:
    """Queue imports again whose worker has been silent; returns how many.

    If the worker is alive after all, this is harmless: reading and checking give the same result twice, and writing
    ends with a conditional update in its own transaction, so that only one of two can commit.
    """
    found = 0
    for work in RegisterImport.objects.filter(state__in=BUSY):
        same = RegisterImport.objects.filter(pk=work.pk, state=work.state, beat_at=work.beat_at)
        if steps.silent(work, now, SILENT_FOR) and same.update(beat_at=now):
            _JOB_OF[State(work.state)].enqueue(str(work.pk))
            found += 1
    return found


def resume_stale(now: datetime) -> None:
    resume_stale_imports(now)


def clean_uploads(now: datetime) -> None:
    steps.clean(now)
