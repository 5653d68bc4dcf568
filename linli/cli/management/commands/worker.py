"""The background worker: django-tasks' own loop, after putting back what a worker that died was running."""

import os
import socket
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db.models import QuerySet
from django.utils import timezone
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

MOST_STARTS = 3


class Command(BaseCommand):
    help = "后台任务进程(由 linli serve 启动)"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--interval", type=float, default=0.5, help="队列空时隔几秒再看")

    def handle(self, *_args: Any, **options: Any) -> None:
        put_back()
        worker = Worker(
            queue_names=["*"],
            interval=options["interval"],
            batch=False,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=f"{socket.gethostname()}:{os.getpid()}"[-64:],
            excluded_queue_names=[],
        )
        worker.configure_signals()
        worker.run()


def put_back() -> int:
    """Make ready again what a dead worker of this machine was running: our tasks may run twice. Returns how many.

    A task that took its worker down three times is given up: it would do so for ever.
    """
    count = 0
    for task in _running_here():
        if len(task.worker_ids) < MOST_STARTS:
            count += _running_here().filter(pk=task.pk).update(status="READY")
        else:
            _running_here().filter(pk=task.pk).update(status="FAILED", finished_at=timezone.now())
    return count


def _running_here() -> QuerySet[Any]:
    dead = [task.pk for task in DBTaskResult.objects.running() if _is_dead(task.worker_ids[-1])]
    return DBTaskResult.objects.running().filter(pk__in=dead)


def _is_dead(worker_id: str) -> bool:
    host, _, process = worker_id.rpartition(":")
    if host != socket.gethostname()[-len(host) :] or not process.isdigit():
        return False
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False
