"""What must be correct before anything starts (docs/trust.md). `linli serve` refuses to start, `linli doctor` lists."""

import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connection

from linli.kernel.sealing import crypto

# 3.7.0 to 3.51.2 can corrupt a WAL database when two connections write and checkpoint together (SQLite's release note
# of 3.51.3).
SAFE_SQLITE = (3, 51, 3)
ENVIRONMENTS = ("production", "demo", "development")
# What a command asks before it runs: ours. Django's other checks are about the code and load every page's module,
# which took two seconds of each command; `linli check` and the tests run them.
STARTING = (Tags.security,)
Check = Callable[[], Iterator[CheckMessage]]


def sqlite_is_safe() -> Iterator[CheckMessage]:
    if connection.vendor == "sqlite" and sqlite3.sqlite_version_info < SAFE_SQLITE:
        yield Error(
            f"SQLite {sqlite3.sqlite_version} 在多进程写入时可能损坏数据库。",
            hint="请用 3.51.3 或更高版本：重新安装依赖（pysqlite3），或改用 PostgreSQL。",
            id="linli.E001",
        )


def debug_is_for_developers() -> Iterator[CheckMessage]:
    if settings.DEBUG and settings.LINLI_ENV != "development":
        yield Error("只有 development 环境可以打开调试页。", hint="去掉 LINLI_DEBUG=1。", id="linli.E002")
    if settings.LINLI_ENV not in ENVIRONMENTS:
        yield Error(
            f"LINLI_ENV 是「{settings.LINLI_ENV}」，不认识。", hint=f"填 {'、'.join(ENVIRONMENTS)}。", id="linli.E003"
        )


def keys_are_kept() -> Iterator[CheckMessage]:
    path = Path(settings.LINLI_KEYS)
    if not path.exists():
        yield Error(f"找不到密钥文件 {path}。", hint="从保管处放回来；全新安装运行 linli keys make。", id="linli.E004")
        return
    if path.stat().st_mode & 0o077:
        yield Error(f"密钥文件 {path} 别人也能读。", hint=f"运行 chmod 600 {path}", id="linli.E005")
    ring = crypto.read_keyring(path)
    if ring.next_blind:  # until it is finished searches would miss rows; `linli keys` itself runs without these checks
        yield Error(
            "索引密钥更换到一半，现在查不到人。", hint="运行 linli keys rotate --blind 做完它。", id="linli.E008"
        )
    if crypto.is_worthless(ring):
        yield Error("密钥文件里是默认或示例密钥。", hint="换成 linli keys make 生成的密钥。", id="linli.E006")


def data_folder_is_ours() -> Iterator[CheckMessage]:
    folder = Path(settings.LINLI_DATA)
    if not os.access(folder, os.W_OK | os.X_OK):
        yield Error(
            f"数据目录 {folder} 不能写。", hint="检查目录的主人和权限，或用 LINLI_DATA 换一个目录。", id="linli.E007"
        )


def visitors_are_told_apart() -> Iterator[CheckMessage]:
    if settings.SESSION_COOKIE_SECURE and not settings.ALLAUTH_TRUSTED_PROXY_COUNT:
        yield Error(
            "LINLI_HTTPS=1 却没有写有几层反向代理：所有人会被当成同一个地址，一个人输错密码，全街道都登录不了。",
            hint="填 LINLI_PROXIES：只有一层 nginx 或 Caddy 就填 1。",
            id="linli.E009",
        )


CHECKS: tuple[Check, ...] = (
    sqlite_is_safe, debug_is_for_developers, keys_are_kept, data_folder_is_ours, visitors_are_told_apart,
)  # fmt: skip


@register(Tags.security)
def all_checks(app_configs: Sequence[AppConfig] | None, **_kwargs: Any) -> list[CheckMessage]:  # noqa: ARG001 (Django's)
    return [message for check in CHECKS for message in check()]
