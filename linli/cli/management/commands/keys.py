"""`linli keys`: show the keys, add new ones, rotate them."""

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django_tasks_db.models import DBTaskResult

from linli.access.actor import system
from linli.access.rotation import authenticators_left, reseal_authenticators
from linli.cli import lock
from linli.cli.picture_copies import shelves
from linli.corps.actions import slips
from linli.kernel.facts import trail
from linli.kernel.sealing import crypto, rotation
from linli.kernel.sheets.runs import still_open
from linli.kernel.time import clock


class Command(BaseCommand):
    help = "密钥：show 查看，rotate 更换（加新钥、全部重新加密、弃旧钥），rotate --blind 更换查找用的索引密钥"
    # in the middle of a change of the index key the other commands refuse to run
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("deed", choices=["show", "rotate"], help="show 查看；rotate 更换")
        parser.add_argument("--keep-old", action="store_true", help="更换后先留着旧密钥，以后再运行一次 rotate 弃掉")
        parser.add_argument("--blind", action="store_true", help="更换查找用的索引密钥（要先停服务，一次做完）")
        parser.add_argument("--settle", type=int, default=30, help="弃旧钥前等几秒再查一遍（默认 %(default)s）")

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["deed"] == "show":
            self._show()
        elif options["blind"]:
            self._rotate_blind()
        else:
            self._rotate(keep_old=options["keep_old"], settle=options["settle"])

    def _show(self) -> None:
        ring = crypto.keyring()
        self.stdout.write(f"密钥文件：{settings.LINLI_KEYS}")
        for key_id in ring.sealing:
            self.stdout.write(f"  {key_id}{'（当前）' if key_id == ring.current else '（旧）'}")
        left = _left_behind()
        self.stdout.write(f"还用旧密钥加密的值：{left} 个")
        if ring.next_blind:
            self.stdout.write("索引密钥更换到一半：请停服务，再运行 linli keys rotate --blind。")

    def _rotate(self, *, keep_old: bool, settle: int) -> None:
        path = Path(settings.LINLI_KEYS)
        ring = crypto.keyring()
        if len(ring.sealing) == 1:  # otherwise a rotation was interrupted: continue it
            ring = crypto.with_new_key(ring)
            crypto.write_keyring(ring, path)
            self.stdout.write(f"已加入新密钥 {ring.current}，新数据从现在起用它。请立即另存一份密钥文件。")
        changed = self._reseal()
        self.stdout.write(f"重新加密 {changed} 个值。")
        with transaction.atomic():
            trail.record(
                "kernel.keys_rotated",
                actor=system(),
                path="",
                at=clock.now(),
                data={"current": ring.current, "values": changed},
            )
        if keep_old:
            self.stdout.write("旧密钥还留着。确认无误后再运行一次 linli keys rotate 弃掉它。")
            return
        self._drop(path, settle)

    def _drop(self, path: Path, settle: int) -> None:
        """Another process may have sealed with the old key just before it loaded the new one: wait, then look again."""
        time.sleep(settle)
        self._reseal()
        if DBTaskResult.objects.running().exists() or still_open():
            raise CommandError("还有后台任务或没做完的导入，可能仍要用旧密钥，所以没有弃掉它。等它们结束后再运行一次。")
        if _left_behind():
            raise CommandError("还有值用旧密钥加密，所以没有弃掉它。请再运行一次。")
        crypto.write_keyring(crypto.without_old_keys(crypto.keyring()), path)
        self.stdout.write("旧密钥已从密钥文件删除。旧备份仍要用旧密钥才能读：它们到期前，请另存旧的密钥文件。")

    def _rotate_blind(self) -> None:
        """One transaction, then the key file. If it is interrupted, it starts again with the new key waiting in the
        file, and `linli serve` refuses to start until it has finished (`cli.checks`)."""
        try:
            with lock.data_folder(alone=True):
                self._reblind(Path(settings.LINLI_KEYS))
        except lock.InUse:
            raise CommandError("服务正在运行。请先停掉 linli serve，再更换索引密钥。没有改动任何东西。") from None
        except crypto.KeyMissing as missing:
            raise CommandError(f"有的值要用密钥 {missing} 才能打开，而密钥文件里没有它。索引没有改动。") from None

    def _reblind(self, path: Path) -> None:
        if DBTaskResult.objects.running().exists() or still_open():
            raise CommandError("还有后台任务或没做完的导入。请等它们结束，或在网页上放弃导入，然后再运行。")
        ring = crypto.with_next_blind(crypto.keyring())
        assert ring.next_blind
        crypto.write_keyring(ring, path)
        with transaction.atomic():
            rows = rotation.reblind_everything(ring.next_blind, self._progress)
            trail.record("kernel.blind_rotated", actor=system(), path="", at=clock.now(), data={"rows": rows})
        crypto.write_keyring(crypto.with_blind_changed(ring), path)
        self.stdout.write(f"已用新的索引密钥重算 {rows} 行，旧索引密钥已删除。请立即另存一份密钥文件。")

    def _reseal(self) -> int:
        values = rotation.reseal_everything(self._progress) + reseal_authenticators() + slips.reseal()
        return values + sum(shelf.reseal() for shelf in shelves())

    def _progress(self, column: str, done: int, todo: int) -> None:
        self.stdout.write(f"  {column}:{done}/{todo}")


def _left_behind() -> int:
    """Values and files that still need an older key."""
    values = sum(rotation.left_behind().values()) + authenticators_left() + slips.left()
    return values + sum(shelf.left() for shelf in shelves())
