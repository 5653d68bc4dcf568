from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from linli.cli.checks import STARTING
from linli.kernel.sheets.workbooks import write_workbook
from linli.people.imports.template import template_sheets


class Command(BaseCommand):
    help = "生成空白的居民台账模板（.xlsx，带填写说明和下拉选项）"
    requires_system_checks = STARTING

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "file", nargs="?", type=Path, default=Path("居民台账模板.xlsx"), help="写到哪里（默认 %(default)s）"
        )
        parser.add_argument("--yes", action="store_true", help="已有同名文件时覆盖")

    def handle(self, *_args: Any, **options: Any) -> None:
        file: Path = options["file"]
        if file.exists() and not options["yes"]:
            raise CommandError(f"{file} 已经有了。换个名字，或加 --yes 覆盖。")
        if not file.parent.is_dir():
            raise CommandError(f"没有目录 {file.parent}。请先建好，或换个地方。")
        write_workbook(file, template_sheets())
        self.stdout.write(f"已写好 {file}。填好后用 linli import {file} --place <地点> 导入，或在网页上传。")
