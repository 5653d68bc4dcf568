"""`linli user`: make the first account of a deployment, or help when every administrator is locked out.

Whoever can run this controls the machine and therefore everything (docs/trust.md); what it does is recorded in the
trail.
"""

import os
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from linli.access import actions
from linli.access.actor import Actor, Held, system
from linli.access.models import Account, Grant
from linli.access.permissions import bundle_choices
from linli.cli.checks import STARTING
from linli.cli.places import path_of
from linli.kernel.errors import Expected
from linli.kernel.messages import message_of
from linli.kernel.time import clock


class Command(BaseCommand):
    help = "新建登录账号并给岗位权限；账号已存在时重设密码或补岗位"
    requires_system_checks = STARTING

    def add_arguments(self, parser: ArgumentParser) -> None:
        known = "、".join(f"{code}（{title}）" for code, title in bundle_choices())
        parser.add_argument("username", help="登录名")
        parser.add_argument("--name", default="", help="姓名（默认同登录名）")
        parser.add_argument(
            "--bundle", default="", choices=["", *(code for code, _title in bundle_choices())],
            metavar="权限", help=f"给哪一类岗位的权限：{known}",
        )  # fmt: skip
        parser.add_argument("--place", default="", help="岗位在哪里：名称、12 位代码或「街道/社区/网格」；不填为全系统")
        parser.add_argument("--title", default="", help="岗位名称（默认为权限的名称）")
        parser.add_argument("--reset", action="store_true", help="给已有账号一个新的一次性密码，并清除验证器")

    def handle(self, *_args: Any, **options: Any) -> None:
        if "access_account" not in connection.introspection.table_names():
            raise CommandError("数据库还没有建立。请先运行 make serve（或 linli migrate）。")
        path = path_of(options["place"]) if options["place"] else ""
        account = Account.objects.filter(username__iexact=options["username"]).first()
        try:
            if account is None:
                account = self._make(options["username"], options["name"] or options["username"], path)
            elif options["reset"]:
                self._reset(account)
            elif not options["bundle"]:
                raise CommandError(f"账号「{account.username}」已存在。要重设密码请加 --reset，要补岗位请加 --bundle。")
            if options["bundle"]:
                self._give(account, options["bundle"], path, options["title"])
        except Expected as refusal:
            raise CommandError(message_of(refusal)) from None

    def _make(self, username: str, name: str, path: str) -> Account:
        console = Actor(account=None, name="控制台", held=(Held("administrator", ""),))
        account, password = actions.make_account(
            username=username, name=name, path=path, person=None, actor=console, key=None, now=clock.now()
        )
        assert account is not None  # without a key every call counts as a new one
        self._say(account, password)
        return account

    def _reset(self, account: Account) -> None:
        actions.reset_second_factor(account=account, actor=system("控制台"), key=None, now=clock.now())
        self._say(account, actions.reset_password(account=account, actor=system("控制台"), key=None, now=clock.now()))

    def _give(self, account: Account, bundle: str, path: str, title: str) -> None:
        if (
            account.person
            and Grant.objects.filter(person=account.person, bundle=bundle, path=path).valid_on(clock.today()).exists()
        ):
            self.stdout.write("这项岗位权限已经有了。")
            return
        actions.give_post(
            account=account,
            bundle=bundle,
            title=title or dict(bundle_choices())[bundle],
            path=path,
            starts_on=clock.today(),
            actor=system("控制台"),
            now=clock.now(),
        )
        self.stdout.write(f"已给「{dict(bundle_choices())[bundle]}」权限，范围：{path or '全系统'}。")

    def _say(self, account: Account, password: str) -> None:
        self.stdout.write(f"账号：{account.username}\n一次性密码：{password}\n14 天内有效，第一次登录时必须改掉。")
        if not os.isatty(1):
            self.stderr.write("注意：密码写进了文件或管道，用后请删除。")
