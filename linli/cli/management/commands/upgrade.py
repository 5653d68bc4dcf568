"""`linli migrate`: bring the database to this version, and load what ships with it."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from linli.cli.checks import STARTING
from linli.cli.versions import check_not_gone, check_not_newer
from linli.kernel.time import clock


class Command(BaseCommand):
    help = "建立或升级数据库，并装入随附的治理模式、岗位和诉求种类（可反复运行）"
    requires_system_checks = STARTING

    def handle(self, *_args: Any, **options: Any) -> None:
        from linli.calls.actions import load_shipped as load_kinds
        from linli.places.actions import load_shipped

        quiet = 0 if options["verbosity"] == 0 else 1
        check_not_gone()
        check_not_newer(MigrationLoader(connection))
        self.stdout.write("正在建立或升级数据库……", ending="\n" if quiet else "")
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
        load_shipped(clock.now())
        load_kinds(clock.now())
        self.stdout.write("数据库已是最新。")
