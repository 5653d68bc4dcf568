"""`linli serve`: web workers, live updates, background worker and scheduler, from one command."""

import os
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from linli.access.actor import system
from linli.access.models import Account
from linli.cli import lock
from linli.cli.checks import all_checks
from linli.cli.supervisor import Piece, Supervisor, port_is_free
from linli.cli.versions import check_not_gone, check_not_newer
from linli.kernel.facts import trail
from linli.kernel.time import clock
from linli.project.options import live_port, option

# A request whose headers are longer than this is refused with 431 before any of our code sees it.
HEADERS_BOUND = ("--http", "1", "--http1-buffer-size", "32768")
FIRST_ACCOUNT = ".venv/bin/linli user 登录名 --name 姓名 --bundle street"


class Command(BaseCommand):
    help = "启动服务：网页、推送、后台任务、定时任务。按 Ctrl+C 结束。"
    requires_system_checks: list[str] = []  # our own checks first: their messages are written for users

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default=option("LINLI_HOST"), help="监听地址（默认 %(default)s）")
        parser.add_argument("--port", type=int, default=int(option("LINLI_PORT")), help="端口（默认 %(default)s）")
        parser.add_argument("--workers", type=int, default=int(option("LINLI_WORKERS")), help="网页进程数")
        parser.add_argument("--live-port", type=int, help="推送进程的端口（默认网页端口加一；0 不推送）")

    def handle(self, *_args: Any, **options: Any) -> None:
        host, port = options["host"], options["port"]
        # The processes read their options from the environment, so command-line options are put there.
        os.environ["LINLI_PORT"] = str(port)
        if options["live_port"] is not None:
            os.environ["LINLI_LIVE_PORT"] = str(options["live_port"])
        self._refuse_what_is_wrong(host, port)
        self._make_the_database_or_refuse()
        if not settings.DEBUG:
            call_command("collectstatic", interactive=False, verbosity=0)
        with transaction.atomic():
            trail.record("kernel.started", actor=system(), path="", at=clock.now())
        connection.close()
        supervisor = Supervisor(pieces(host, port, options["workers"]))
        threading.Thread(target=self._say_when_ready, args=(host, port, supervisor), daemon=True).start()
        try:
            with lock.data_folder(alone=False):
                supervisor.run()
        except lock.InUse:
            raise CommandError("正在恢复备份。请等它结束再启动。") from None
        self.stdout.write("已停止。")

    def _refuse_what_is_wrong(self, host: str, port: int) -> None:
        wrong = all_checks(None)
        if wrong:
            raise CommandError("\n".join(f"{message.msg}\n  怎么办：{message.hint}" for message in wrong))
        if not port_is_free(host, port):
            raise CommandError(f"端口 {port} 已被占用。请先停掉占用它的程序，或用 --port 换一个端口。")
        if live_port() and not port_is_free(host, live_port()):
            raise CommandError(f"推送用的端口 {live_port()} 已被占用。请用 --live-port 换一个端口，填 0 不推送。")
        if finders.find("built/linli.css") is None:
            raise CommandError("前端还没有构建。请先运行 make assets。")

    def _make_the_database_or_refuse(self) -> None:
        """Migrate an empty database; one of another version contains data and needs a backup first."""
        check_not_gone()
        executor = MigrationExecutor(connection)
        if not executor.loader.applied_migrations:
            call_command("upgrade", stdout=self.stdout)
            return
        check_not_newer(executor.loader)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            raise CommandError("数据库不是这个版本的。请先 linli backup，再运行 linli migrate。")

    def _say_when_ready(self, host: str, port: int, supervisor: Supervisor) -> None:
        address = f"http://{'127.0.0.1' if host in {'0.0.0.0', '::'} else host}:{port}"  # noqa: S104 (compared)
        while not supervisor.stopping:
            try:
                urllib.request.urlopen(f"{address}/healthz", timeout=2).close()  # noqa: S310 (our own address)
            except urllib.error.HTTPError:
                pass  # it answers, but not to this host name
            except OSError:
                time.sleep(0.1)
                continue
            self.stdout.write(f"邻里已启动：{address}（按 Ctrl+C 结束）")
            if not Account.objects.exists():
                self.stdout.write(f"还没有账号。另开一个终端：{FIRST_ACCOUNT}")
            connection.close()
            self.stdout.flush()
            return


def pieces(host: str, port: int, workers: int) -> list[Piece]:
    """In each worker one thread at a time runs Django (`linli.front`): several at once were measured far slower
    (docs/decisions)."""
    python = sys.executable
    granian = str(Path(python).with_name("granian"))
    web = [
        granian, *HEADERS_BOUND, "--interface", "rsgi", "--host", host, "--port", str(port), "--workers", str(workers),
        "--loop", "asyncio", "--backlog", "2048", "--backpressure", "4096", "--no-ws", "--log-level", "warning",
        "--respawn-failed-workers", "--workers-kill-timeout", "10", "linli.front.process:application",
    ]  # fmt: skip
    # A stream is a long request: thousands at the same time, and a backlog for when all reconnect.
    live = [
        granian, *HEADERS_BOUND, "--interface", "asgi", "--host", host, "--port", str(live_port()), "--workers", "1",
        "--loop", "asyncio", "--backlog", "4096", "--backpressure", "8192", "--no-ws", "--log-level", "warning",
        "--respawn-failed-workers", "--workers-kill-timeout", "5", "linli.live.process:application",
    ]  # fmt: skip
    linli = [python, "-m", "linli.cli"]
    pushing = [Piece("live", live)] if live_port() else []
    return [Piece("web", web), *pushing, Piece("worker", [*linli, "worker"]), Piece("beat", [*linli, "beat"])]
