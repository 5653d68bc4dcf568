"""Timed work: a table of schedules, and a scheduler that starts each job at most once for each due time, however many
schedulers run.

A job is a function `(now) -> None` named by its dotted path; it calls actions and is short. Longer work puts a task
into the queue. When the scheduler was stopped over several due times, the job runs once, for the latest.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from cronsim import CronSim
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from linli.kernel.models import Beat

FURTHEST_BACK = timedelta(days=1)
AHEAD = timedelta(minutes=2)  # by so much the clocks of two machines may differ
log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Schedule:
    """`cron` has five fields and is read in the zone of the deployment; `run` is the dotted path; `what` for people.

    `erases`: it removes what must not be kept any longer; it runs at once after a restore, which brings such rows back.
    """

    job: str
    cron: str
    run: str
    what: str
    erases: bool = False


def latest_due(cron: str, after: datetime, now: datetime) -> datetime | None:
    """The last time in (after, now] at which `cron` is due, looking back a day at most. Values in, value out."""
    start = max(after, now - FURTHEST_BACK)
    found = None
    for due in CronSim(cron, timezone.localtime(start)):
        if due > now:
            break
        found = due
    return found


def run_due(schedules: Iterable[Schedule], now: datetime) -> list[str]:
    """Run what is due; returns the names of the jobs that ran. One that fails is logged and tried at its next time."""
    return [s.job for s in schedules if _take(s, now) and _run(s, now)]


def run_erasing(schedules: Iterable[Schedule], now: datetime) -> None:
    """Run every job that erases, due or not. Raises what the first of them raises."""
    for schedule in schedules:
        if schedule.erases:
            import_string(schedule.run)(now)


def run_each_round(paths: Iterable[str], now: datetime) -> None:
    """Work that must run more often than each minute: each `path` names a job `(now) -> None`, cheap when nothing is
    due."""
    for path in paths:
        try:
            import_string(path)(now)
        except Exception:
            log.exception("beat.failed", job=path)


def _take(schedule: Schedule, now: datetime) -> bool:
    """True for the one scheduler that updates `last_due`. A schedule seen for the first time waits for its next
    time."""
    beat = Beat.objects.filter(job=schedule.job).first()
    if beat is None:
        try:
            with transaction.atomic():
                Beat.objects.create(job=schedule.job, last_due=now)
        except IntegrityError:
            log.debug("beat.another_clock", job=schedule.job)
        return False
    if beat.last_due > now + AHEAD:  # the machine's clock was ahead: without this the job would rest until then
        Beat.objects.filter(job=schedule.job, last_due=beat.last_due).update(last_due=now)
        return False
    due = latest_due(schedule.cron, beat.last_due, now)
    return due is not None and bool(Beat.objects.filter(job=schedule.job, last_due=beat.last_due).update(last_due=due))


def _run(schedule: Schedule, now: datetime) -> bool:
    try:
        import_string(schedule.run)(now)
    except Exception:
        log.exception("beat.failed", job=schedule.job)
        return False
    return True
