"""Writes to the task table that django-tasks leaves to us: what a dead worker left running, and old results."""

import os
import socket
from datetime import datetime, timedelta

from django.db import transaction
from django_tasks_db.models import DBTaskResult

MOST_STARTS = 3
KEEP_RESULTS = timedelta(days=14)


def worker_name() -> str:
    """Says which process of which machine: `put_back` asks whether it is still there."""
    return f"{socket.gethostname()}:{os.getpid()}"[-64:]


@transaction.atomic
def put_back(now: datetime) -> int:
    """Make ready again what a dead worker of this machine was running: our tasks may run twice. Returns how many.

    A task that took its worker down three times is given up: it would do so for ever.
    """
    left = [task for task in DBTaskResult.objects.running() if is_dead(task.worker_ids[-1])]
    again = [task.pk for task in left if len(task.worker_ids) < MOST_STARTS]
    running = DBTaskResult.objects.running()
    running.filter(pk__in={task.pk for task in left} - set(again)).update(status="FAILED", finished_at=now)
    return int(running.filter(pk__in=again).update(status="READY"))


def is_dead(worker: str) -> bool:
    """False for a worker of another machine: nobody here can know."""
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
