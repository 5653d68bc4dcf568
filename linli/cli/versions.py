"""Whether the database is of this version of the program, of an older one, or of a newer one."""

from django.apps import apps
from django.core.management.base import CommandError
from django.db.migrations.loader import MigrationLoader

from linli.project.rooms import ROOMS


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
