"""The scheduler of timed work (see `linli.project.schedule`)."""

import signal
import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import close_old_connections

from linli.cli.checks import STARTING
from linli.kernel.time import clock
from linli.kernel.work.beat import run_due, run_each_round
from linli.kernel.work.processes import begin
from linli.project.schedule import EACH_ROUND, SCHEDULES


class Command(BaseCommand):
    help = "定时任务进程（由 linli serve 启动）"
    requires_system_checks = STARTING

    def handle(self, *_args: Any, **_options: Any) -> None:
        begin(settings.LINLI_DATA)
        going = True

        def stop(*_signal: object) -> None:
            nonlocal going
            going = False

        signal.signal(signal.SIGTERM, stop)
        while going:
            run_due(SCHEDULES, clock.now())
            run_each_round(EACH_ROUND, clock.now())
            close_old_connections()
            time.sleep(1)
