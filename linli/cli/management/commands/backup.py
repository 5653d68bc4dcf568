from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from linli.cli import copying, picture_copies
from linli.cli.checks import STARTING
from linli.cli.problems import BackupProblem
from linli.kernel.time import clock
from linli.project.options import backups_folder


class Command(BaseCommand):
    help = "备份数据库和图片到一个新目录，用密钥文件加密，附清单（行数、校验值、留痕链头）。运行时不用停服务。"
    requires_system_checks = STARTING

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "folder", nargs="?", help="备份目录，默认为 LINLI_BACKUPS 或数据目录下 backups 里的日期时间"
        )
        parser.add_argument("--no-photos", action="store_true", help="不带诉求的照片（它们另有复制时）")

    def handle(self, *_args: Any, **options: Any) -> None:
        now = clock.now()
        default = (backups_folder() or Path(settings.LINLI_DATA) / "backups") / f"{now:%Y%m%d-%H%M%S}"
        folder = Path(options["folder"] or default).resolve()
        try:
            manifest = copying.record(folder, now=now, progress=self._progress, photos=not options["no_photos"])
        except BackupProblem as problem:
            raise CommandError(str(problem)) from None
        rows = sum(manifest.counts.values())
        pictures = [
            f"{manifest.shelves[shelf.name][0]:,} 张{shelf.word}"
            if shelf.name in manifest.shelves
            else f"不带{shelf.word}"
            for shelf in picture_copies.shelves()
        ]
        said = [f"{manifest.bytes / 1e6:.1f} MB", f"{rows:,} 行", f"链头 {manifest.head[0]}", *pictures]
        self.stdout.write(f"\r备份完成：{folder}\n  {'，'.join(said)}")
        self.stdout.write(
            f"已加密（密钥 {manifest.sealed}）。没有密钥文件 {settings.LINLI_KEYS} 就解不开，谁都不行："
            "请另外保管一份密钥文件，不要和备份放在一起。备份请复制到另一台机器。"
        )

    def _progress(self, percent: int) -> None:
        self.stdout.write(f"\r正在复制 {percent}%", ending="")
        self.stdout.flush()
