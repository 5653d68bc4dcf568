"""Whether the database is of this version of the program, of an older one, or of a newer one."""

from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management.base import CommandError
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from linli.kernel.work.processes import LOCK_FILE
from linli.project.rooms import ROOMS


def check_not_gone() -> None:
    """Raises CommandError where a server has run, and its database is gone: a new one would hide that."""
    folder = Path(settings.LINLI_DATA)
    if connection.vendor != "sqlite" or settings.LINLI_ENV != "production" or not (folder / LOCK_FILE).exists():
        return
    file = Path(connection.settings_dict["NAME"])
    if not file.exists() or not file.stat().st_size:
        raise CommandError(
            f"数据库文件 {file} 不见了或是空的，而这里运行过服务。没有启动，也没有新建。"
            "请检查磁盘是否挂上、LINLI_DATA 写得对不对；"
            f"确实丢了请 linli restore 最近的备份。真的要从空的开始，请先删除 {folder / LOCK_FILE}。"
        )


def check_not_newer(loader: MigrationLoader) -> None:
    """Raises CommandError when a newer version has changed the database: writes of this one would fail or lose data."""
    packages = {room.package for room in ROOMS}
    ours = {app.label for app in apps.get_app_configs() if app.name in packages}
    applied = (key for key in loader.applied_migrations if key[0] in ours and key not in (loader.disk_migrations or ()))
    newer = sorted(f"{app}.{name}" for app, name in applied)
    if newer:
        raise CommandError(
            f"数据库是更新的版本用过的（{newer[0]} 等 {len(newer)} 处升级，这个版本不认识）。没有启动，也没有改动。"
            "请换回新版本的程序；要退回旧版本，请恢复升级之前的备份。"
        )
