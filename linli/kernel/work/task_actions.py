"""Writes to the task table that django-tasks does not do: tasks left running by a dead worker, and old results."""

import os
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django_tasks_db.models import DBTaskResult

from linli.kernel.ids import new_id
from linli.kernel.work.processes import InUse, lock

MOST_STARTS = 3
KEEP_RESULTS = timedelta(days=14)


def begin_worker() -> str:
    """A new worker's name. The process holds the lock of that name until it ends, however it ends; a number of a
    process would not do, because in a container the next worker has the same."""
    name = new_id().hex
    _folder().mkdir(mode=0o700, exist_ok=True)
    lock(os.open(_folder() / name, os.O_RDWR | os.O_CREAT, 0o600), alone=True)  # open until the process ends
    return name


def _folder() -> Path:
    folder: Path = settings.LINLI_DATA / "workers"
    return folder


@transaction.atomic
def put_back(now: datetime) -> int:
    """Make ready again the tasks that a dead worker of this machine was running: tasks may run twice. Returns how many.

    A task whose worker died three times is marked failed, so that it does not go on killing workers.
    """
    left = [task for task in DBTaskResult.objects.running() if is_dead(task.worker_ids[-1])]
    again = [task.pk for task in left if len(task.worker_ids) < MOST_STARTS]
    running = DBTaskResult.objects.running()
    running.filter(pk__in={task.pk for task in left} - set(again)).update(status="FAILED", finished_at=now)
    return int(running.filter(pk__in=again).update(status="READY"))


def is_dead(worker: str) -> bool:
    """False for a worker whose lock does not lie in this data folder: on another machine it cannot be looked at."""
    if not worker.isalnum():
        return False
    try:
        with (_folder() / worker).open() as file:
            lock(file.fileno(), alone=True)
    except (FileNotFoundError, InUse):
        return False
    return True


@transaction.atomic
def prune(now: datetime) -> None:
    """Old results, and the locks of workers that died long ago."""
    DBTaskResult.objects.finished().filter(finished_at__lt=now - KEEP_RESULTS).delete()
    old = (now - KEEP_RESULTS).timestamp()
    for file in _folder().glob("*"):
        if file.stat().st_mtime < old and is_dead(file.name):
            file.unlink(missing_ok=True)
