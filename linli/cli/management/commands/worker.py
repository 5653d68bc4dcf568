"""The background worker: django-tasks' own loop, after putting back the tasks of a worker that died."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django_tasks_db.management.commands.db_worker import Worker

from linli.cli.checks import STARTING
from linli.kernel.time import clock
from linli.kernel.work import task_actions
from linli.kernel.work.processes import begin


class Command(BaseCommand):
    help = "后台任务进程（由 linli serve 启动）"
    requires_system_checks = STARTING

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--interval", type=float, default=0.5, help="队列空时隔几秒再看")

    def handle(self, *_args: Any, **options: Any) -> None:
        begin(settings.LINLI_DATA)
        task_actions.put_back(clock.now())
        worker = Worker(
            queue_names=["*"],
            interval=options["interval"],
            batch=False,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=task_actions.begin_worker(),
            excluded_queue_names=[],
        )
        worker.configure_signals()
        worker.run()
