from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from linli.access.actor import system
from linli.cli import backups, lock
from linli.cli.checks import STARTING
from linli.cli.problems import BackupProblem
from linli.kernel.facts import trail
from linli.kernel.jobs import note_restored
from linli.kernel.time import clock
from linli.kernel.work.beat import run_erasing
from linli.project.schedule import SCHEDULES


class Command(BaseCommand):
    help = "从 linli backup 的目录恢复数据库和图片。要先停服务；现有数据要加 --yes 才会被替换。"
    requires_system_checks = STARTING

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="备份目录")
        parser.add_argument("--yes", action="store_true", help="确认替换现有数据（原数据库文件会改名留着）")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            with lock.data_folder(alone=True):
                self._restore(options["folder"], sure=options["yes"])
        except lock.InUse:
            raise CommandError("服务正在运行。请先停掉 linli serve 再恢复。") from None
        except BackupProblem as problem:
            raise CommandError(str(problem)) from None

    def _restore(self, folder: Path, *, sure: bool) -> None:
        now = clock.now()
        manifest = backups.read(folder)
        self.stdout.write(f"备份做于 {manifest.made_at}，{sum(manifest.counts.values()):,} 行，校验一致。")
        for shelf in backups.left_out(manifest):
            self.stdout.write(f"注意：这份备份不带{shelf.word}。请把另外复制的 {shelf.name} 目录放回数据目录。")
        if not manifest.sealed:
            self.stdout.write(
                "注意：这份备份是旧版本做的，没有加密，谁拿到都能读。"
                "恢复以后请运行 linli backup 重做一份，再删除这一份。"
            )
        if backups.holds_data() and not sure:
            raise CommandError("现在的数据库里有数据，恢复会替换它。确定的话请加 --yes。没有改动任何东西。")
        aside = backups.put_back(folder, manifest, now=now)
        call_command("upgrade", verbosity=0)
        note_restored(now)
        with transaction.atomic():
            trail.record("kernel.restored", actor=system(), path="", at=now, data={"sha256": manifest.sha256})
        run_erasing(SCHEDULES, now)
        kept = f"原来的数据库留在 {aside}，七天后自动删除。" if aside else ""
        self.stdout.write(f"恢复完成，行数和留痕链头都与清单一致；到期该删的已再删一遍。{kept}")
        self.stdout.write("请运行 linli doctor 体检后再启动服务。")
