from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from linli.demo import start
from linli.demo.cases import CASES


class Command(BaseCommand):
    help = "生成一个演示街道（人物全部虚构）并启动服务"
    requires_system_checks: list[str] = []  # the database may not exist yet; `serve` checks before it starts

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "case", nargs="?", default="chongwen", help=f"哪一个：{'、'.join(CASES)}（默认 %(default)s）"
        )
        parser.add_argument("--no-serve", action="store_true", help="只装数据，不启动服务")

    def handle(self, *_args: Any, **options: Any) -> None:
        status = start.run(options["case"], serve=not options["no_serve"])
        if status:
            raise SystemExit(status)
