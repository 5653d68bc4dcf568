"""Every setting of a deployment, in one described table. Read from the environment; docs/operations.md lists them.

Nothing else in Linli reads the environment.
"""

import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Option:
    name: str
    default: str
    what: str


OPTIONS = [
    Option("LINLI_FILE", "/etc/linli.env", "设置文件，一行一个「名字=值」；linli 命令都先读它，环境里写了的以环境为准"),
    Option("LINLI_ENV", "production", "production、demo 或 development；只有 development 允许调试"),
    Option("LINLI_DATA", "var", "数据目录：数据库、密钥、上传与备份"),
    Option("LINLI_DATABASE", "", "空为内置 SQLite；或 postgresql://用户:口令@主机:端口/库名"),
    Option("LINLI_KEYS", "", "密钥文件，默认在数据目录下 keys.json；不要与数据库放在一起备份"),
    Option("LINLI_BACKUPS", "", "每夜备份到哪个目录，最好在另一块盘上；空为数据目录下 backups（不带照片），填 0 不做"),
    Option("LINLI_BACKUPS_KEPT", "14", "每夜的备份留几份，更早的自动删除；手工做的不删"),
    Option("LINLI_HOST", "127.0.0.1", "监听地址"),
    Option("LINLI_PORT", "8000", "监听端口"),
    Option("LINLI_WORKERS", "2", "网页进程数，每个进程一个线程"),
    Option("LINLI_LIVE_PORT", "", "推送进程的端口；空为网页端口加一，填 0 不推送（页面每 10 秒自己查询）"),
    Option(
        "LINLI_LIVE_URL", "", "浏览器从哪里听推送；空为 LINLI_PUBLIC_URL：其中写了端口就用推送端口，没写就用 /live/"
    ),
    Option("LINLI_ALLOWED_HOSTS", "127.0.0.1,localhost", "允许的域名，逗号分隔"),
    Option("LINLI_GATEWAYS", "", "准许短信网关或邮件用的内网地址，写 主机:端口，逗号分隔；不写就只许公网 https"),
    Option("LINLI_PUBLIC_URL", "http://127.0.0.1:8000", "印在公示牌二维码里的网址"),
    Option("LINLI_HTTPS", "", "填 1：只在 https 上发 cookie，并要求浏览器记住"),
    Option("LINLI_PROXIES", "0", "前面有几层反向代理；按它从 X-Forwarded-For 里取真实地址，填错会让锁定误伤或失效"),
    Option("LINLI_SESSION_HOURS", "12", "登录后最长多少小时必须重新登录"),
    Option("LINLI_IDLE_MINUTES", "60", "多少分钟不操作自动退出"),
    Option("LINLI_EXPORT_ALONE", "200", "一个人一天里不经审批最多导出多少人；再多，或要完整号码，须另一人同意"),
    Option(
        "LINLI_LOOKS_A_DAY", "2000", "一个人一天里最多看多少位不同的居民（打开或查到）；楼栋长等不管台账的，四分之一"
    ),
    Option("LINLI_TIME_ZONE", "Asia/Shanghai", "所在时区"),
    Option("LINLI_DEBUG", "", "填 1 打开调试页，只在 development 下允许"),
]


def option(name: str) -> str:
    for known in OPTIONS:
        if known.name == name:
            return os.environ.get(name, known.default)
    raise KeyError(name)


def live_port() -> int:
    """The port of the live process; 0: there is none."""
    return int(option("LINLI_LIVE_PORT") or int(option("LINLI_PORT")) + 1)


def live_url() -> str:
    """The address where a browser listens to the live process, "" when it is off.

    A public address without a port means a reverse proxy: then the origin is the page's own.
    """
    public = urlsplit(option("LINLI_PUBLIC_URL"))
    if not live_port():
        return ""
    return option("LINLI_LIVE_URL") or (
        f"{public.scheme}://{public.hostname}:{live_port()}/live/" if public.port else "/live/"
    )


def data_folder() -> Path:
    return Path(option("LINLI_DATA")).resolve()


def backups_folder() -> Path | None:
    """Where the nightly backups go; None: none are made."""
    told = option("LINLI_BACKUPS")
    return None if told == "0" else Path(told or data_folder() / "backups").resolve()


def keys_file() -> Path:
    return Path(option("LINLI_KEYS") or data_folder() / "keys.json").resolve()
