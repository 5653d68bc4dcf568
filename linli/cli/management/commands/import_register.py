"""`linli import`: import a register file into a place, by the same steps as the page."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from linli.access.actor import system
from linli.cli.checks import STARTING
from linli.cli.places import place_of
from linli.intake.actions.deciding import give_up, import_file
from linli.intake.models import Intake
from linli.kernel.errors import Expected
from linli.kernel.messages import message_of
from linli.kernel.sheets import ROOMY
from linli.kernel.time import clock
from linli.people.imports.register_list import REGISTER

VERDICTS = [
    ("new", "新增"), ("changed", "有变化"), ("same", "没有变化"), ("moved", "搬家"),
    ("duplicate", "表内重复"), ("rejected", "退回"), ("passed", "略过"),
]  # fmt: skip


class GaveUp(Exception):
    """Raised from the preview when the user answers no: nothing has been written."""


class Command(BaseCommand):
    help = "导入居民台账（.xlsx .xls .csv）。先预览，确认后才写入；重复导入同一份不会多出人来。"
    requires_system_checks = STARTING

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="台账文件")
        parser.add_argument("--place", required=True, help="导入到哪里：名称、12 位代码或「街道/社区/网格」")
        parser.add_argument("--yes", action="store_true", help="看完预览不再问，直接写入")
        parser.add_argument("--move", action="store_true", help="已登记在别处的人：按搬家办（不加则退回）")
        parser.add_argument("--merge", action="store_true", help="表内重复的人：合并为一人（不加则退回）")

    def handle(self, *_args: Any, **options: Any) -> None:
        file: Path = options["file"]
        if not file.is_file():
            raise CommandError(f"找不到文件 {file}。请核对路径。")
        self.sure = options["yes"]
        decisions = {"moved": "move"} if options["move"] else {}
        if options["merge"]:
            decisions["duplicate"] = "merge"
        self.stdout.write(f"正在读取 {file.name}……")
        try:
            work = import_file(
                of=REGISTER,
                path=file,
                place=place_of(options["place"]),
                actor=system("命令行"),
                now=clock.now(),
                decisions=decisions,
                limits=ROOMY,
                tell=self._tell,
            )
        except Expected as refusal:
            raise CommandError(message_of(refusal)) from None
        except GaveUp:
            raise CommandError("没有写入任何东西。") from None
        counts = work.counts
        self.stdout.write(
            f"完成：共 {counts['total']:,} 行，写入 {counts['accepted']:,}，退回 {counts['rejected']:,}，"
            f"略过 {counts['passed']:,}。"
        )
        if counts["rejected"]:
            self.stdout.write("退回的行和原因，可在网页「导入台账」里打开这次导入下载。")

    def _tell(self, work: Intake) -> None:
        """Called after reading, and again after checking with the counts of the preview."""
        if not work.counts:
            self.stdout.write("读完了，正在核对……")
            return
        told = [f"{what} {work.counts.get(verdict, 0):,}" for verdict, what in VERDICTS]
        self.stdout.write(f"预览：共 {work.counts['total']:,} 行。" + "，".join(told))
        if not self.sure and self._answer() != "yes":
            self._give_up(work)
        self.stdout.write("正在写入……")

    def _answer(self) -> str:
        try:
            return input("写入吗？输入 yes 确认：").strip().lower()
        except EOFError:  # no terminal: nobody can be asked
            self.stderr.write("这里没有人可以回答，所以没有写入。看过预览以后，加 --yes 再运行一次就会写入。")
            return ""

    def _give_up(self, work: Intake) -> None:
        give_up(work=work, actor=system("命令行"), key=None, now=clock.now())
        raise GaveUp
