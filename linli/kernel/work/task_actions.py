"""Writes to the task table that django-tasks does not do: tasks left running by a dead worker, and old results."""

import os
import socket
from datetime import datetime, timedelta

from django.db import transaction
from django_tasks_db.models import DBTaskResult

MOST_STARTS = 3
KEEP_RESULTS = timedelta(days=14)


def worker_name() -> str:
    """A worker's name with machine and process id: `put_back` checks whether that process still runs."""
    return f"{socket.gethostname()}:{os.getpid()}"[-64:]


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
    """False for a worker of another machine, because it cannot be checked from here."""
    host, _, process = worker.rpartition(":")
    if not process.isdigit() or not host or not socket.gethostname().endswith(host):
        return False
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


@transaction.atomic
def prune(now: datetime) -> None:
    DBTaskResult.objects.finished().filter(finished_at__lt=now - KEEP_RESULTS).delete()
