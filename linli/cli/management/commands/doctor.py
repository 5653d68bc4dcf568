from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import wraps
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DatabaseError

from linli.cli.examine import EXAMINATIONS, Finding, trail_is_whole
from linli.kernel.time import clock

SIGNS = {"bad": "▲", "warn": "●", "ok": "✔"}


class Command(BaseCommand):
    help = "体检：留痕与封、计数、路径、密钥、积压、磁盘、备份。有 ▲ 时退出码为 1。"
    requires_system_checks: list[str] = []  # it reports failed checks itself and continues

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--head", action="append", default=[], type=_head, metavar="号:链头",
            help="机器外保存的链头，例如 1440:9f2c…；可以写几次",
        )  # fmt: skip

    def handle(self, *_args: Any, **options: Any) -> None:
        now = clock.now()
        bad = 0
        for one in EXAMINATIONS:
            examine = _with_heads(options["head"]) if one is trail_is_whole else one
            for finding in _findings(examine, now):
                bad += finding.level == "bad"
                self.stdout.write(f"{SIGNS[finding.level]} {finding.text}")
                self.stdout.flush()
        self.stdout.write("体检完成，没有发现问题。" if not bad else f"发现 {bad} 处问题（▲）。请先处理，再继续使用。")
        if bad:
            raise SystemExit(1)


def _head(text: str) -> tuple[int, str]:
    number, _colon, digest = text.replace(" ", ":").partition(":")
    if not (number.isascii() and number.isdigit() and digest):
        raise ArgumentTypeError("写成 号:链头，例如 1440:9f2c…")
    return int(number), digest.strip().lower()


def _with_heads(kept: list[tuple[int, str]]) -> Callable[[datetime], Iterator[Finding]]:
    @wraps(trail_is_whole)
    def examine(now: datetime) -> Iterator[Finding]:
        return trail_is_whole(now, kept)

    return examine


def _findings(examine: Callable[[datetime], Iterator[Finding]], now: datetime) -> Iterator[Finding]:
    """A damaged database may refuse any of them: that is a finding, and the others are still made."""
    try:
        yield from examine(now)
    except DatabaseError as error:
        yield Finding("bad", f"数据库：{examine.__name__} 这一项没有查成（{error}）")
