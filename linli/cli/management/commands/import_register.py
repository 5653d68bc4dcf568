"""`linli import`: import a register file into a place, by the same steps as the page."""

from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from linli.access.actor import system
from linli.cli.checks import STARTING
from linli.cli.places import place_of
from linli.intake.actions.deciding import give_up, import_file
from linli.intake.models import Intake
from linli.intake.queries import alike_places, lines_of, totals
from linli.intake.vault import Vault
from linli.kernel.errors import Expected
from linli.kernel.messages import message_of
from linli.kernel.sheets import ROOMY
from linli.kernel.time import clock
from linli.people.imports.register_list import REGISTER
from linli.places.alike import OTHER, SAME

VERDICTS = [("new", "新增"), ("changed", "有变化"), ("same", "没有变化"), ("rejected", "退回"), ("passed", "略过")]
EVERY = "全部"


class GaveUp(Exception):
    """Raised from the preview when the user answers no: nothing has been written."""


def _decisions(said: Sequence[str]) -> dict[str, str]:
    """Verdict -> choice. Raises CommandError for a question or an answer that there is not."""
    found = {}
    for one in said:
        verdict, _sign, what = one.partition("=")
        if verdict not in REGISTER.questions or what not in REGISTER.questions[verdict].choices:
            known = "，".join(f"{name}={code}" for name, asked in REGISTER.questions.items() for code in asked.choices)
            raise CommandError(f"没有「{one}」这个决定。可以写：{known}。")
        found[verdict] = what
    return found


class Command(BaseCommand):
    help = "导入居民台账（.xlsx .xls .csv）。先预览，确认后才写入；重复导入同一份不会多出人来。"
    requires_system_checks = STARTING

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="台账文件")
        parser.add_argument("--place", required=True, help="导入到哪里：名称、12 位代码或「街道/社区/网格」")
        parser.add_argument("--yes", action="store_true", help="看完预览不再问，直接写入")
        parser.add_argument("--move", action="store_true", help="已登记在别处的人：按搬家办，即 --decide moved=move")
        parser.add_argument(
            "--merge", action="store_true", help="表内重复的人：合并为一人，即 --decide duplicate=merge"
        )
        parser.add_argument(
            "--decide",
            action="append",
            default=[],
            metavar="问题=决定",
            help="待定的行怎么办，预览里写着可以选的；不加则退回",
        )
        for option, means in (("--same", "和另一处是同一处"), ("--other", "是另一处")):
            said = f"写法相近的地点：{means}；「{EVERY}」指每一个"
            parser.add_argument(option, action="append", default=[], metavar="名称", help=said)

    def handle(self, *_args: Any, **options: Any) -> None:
        file: Path = options["file"]
        if not file.is_file():
            raise CommandError(f"找不到文件 {file}。请核对路径。")
        self.sure = options["yes"]
        decisions = _decisions(
            [*["moved=move"] * options["move"], *["duplicate=merge"] * options["merge"], *options["decide"]]
        )
        self.decided = decisions
        said = [*((name, SAME) for name in options["same"]), *((name, OTHER) for name in options["other"])]
        self.stdout.write(f"正在读取 {file.name}……")
        try:
            work = import_file(
                of=REGISTER,
                path=file,
                place=place_of(options["place"]),
                actor=system("命令行"),
                now=clock.now(),
                decisions=decisions,
                alike={"" if name == EVERY else name: what for name, what in said},
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
        self._tell_of_questions(work)
        if not self.sure and self._answer() != "yes":
            self._give_up(work)
        self.stdout.write("正在写入……")

    def _tell_of_questions(self, work: Intake) -> None:
        """What is asked, and with which option it is answered: without one the rows come back."""
        for verdict, n in totals(work, lines_of(Vault(work.pk))).asked.items():
            question = REGISTER.questions[verdict]
            choices = "，".join(f"--decide {verdict}={code} {one.word}" for code, one in question.choices.items())
            said = question.choices.get(self.decided.get(verdict, ""))
            self.stdout.write(
                f"  {question.tab} {n:,} 行：{f'按「{said.word}」' if said else f'没有决定。可以加 {choices}'}"
            )
        for pair, word, what in alike_places(work):
            answer = {"": f"加 --same {pair.name} 或 --other {pair.name}", SAME: "是同一处", OTHER: "是另一处"}[what]
            self.stdout.write(f"  {word}「{pair.name}」（{pair.rows:,} 行）和「{pair.other}」像是同一处：{answer}")

    def _answer(self) -> str:
        try:
            return input("写入吗？输入 yes 确认：").strip().lower()
        except EOFError:  # no terminal: nobody can be asked
            self.stderr.write("这里没有人可以回答，所以没有写入。看过预览以后，加 --yes 再运行一次就会写入。")
            return ""

    def _give_up(self, work: Intake) -> None:
        give_up(work=work, actor=system("命令行"), key=None, now=clock.now())
        raise GaveUp
