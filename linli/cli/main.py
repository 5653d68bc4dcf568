"""The `linli` command: our own commands with Chinese help; Django's run under their own names."""

import os
import sys

from linli.project.first import read_settings_file, refuse_another_user

COMMANDS = {
    "demo": "生成并打开一个演示街道",
    "serve": "启动服务：网页、推送、后台任务、定时任务",
    "import": "导入居民台账文件（与网页导入同一套检查）",
    "export-template": "生成空白的台账模板",
    "user": "新建登录账号，给第一位管理员",
    "doctor": "体检：留痕、计数、密钥、磁盘、积压",
    "backup": "备份数据库（密钥另外保管）",
    "restore": "从备份恢复",
    "keys": "密钥：查看、更换",
    "migrate": "建立或升级数据库，装入随附的模式与岗位",
}
# Our commands with the same name as one of Django's: used when called without Django's own arguments.
OURS = {"migrate": "upgrade", "import": "import_register", "export-template": "export_template"}


def main() -> None:
    os.umask(0o077)  # umask: database, uploads and backups are readable by the owner only
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.project.settings")
    arguments = sys.argv[1:]
    if arguments[:1] != ["demo"]:  # which is nobody's street
        read_settings_file()
    if not arguments or arguments[0] in {"-h", "--help", "help"}:
        _help()
        return
    if arguments[0] == "demo":
        os.environ.setdefault("LINLI_ENV", "demo")
    refuse_another_user()
    if arguments == ["keys", "make"]:
        _make_keys()
        return
    if arguments[0] in OURS and (arguments[0] != "migrate" or len(arguments) == 1):
        arguments[0] = OURS[arguments[0]]
    _execute(arguments)


def _execute(arguments: list[str]) -> None:
    from django.core.management import execute_from_command_line
    from django.db import OperationalError

    try:
        execute_from_command_line(["linli", *arguments])
    except OperationalError as error:
        if "--traceback" in arguments:
            raise
        said = str(error).strip().splitlines()[0]
        sys.exit(
            f"数据库没有应答，或不让写：{said}\n  怎么办：PostgreSQL 请看它是否在运行、LINLI_DATABASE 写得对不对；"
            "SQLite 请看磁盘是否满了或只读、数据目录属于谁。要看细节请加 --traceback。"
        )


def _help() -> None:
    from linli import __version__

    print(f"邻里 Linli {__version__}\n\n用法：linli <命令> [参数]     linli <命令> --help 看每个命令的参数\n")
    for name, what in COMMANDS.items():
        print(f"  {name:<16}{what}")


def _make_keys() -> None:
    """Runs before the settings are loaded, because they need the keys."""
    from linli.kernel.sealing.crypto import new_keyring, write_keyring
    from linli.project.options import keys_file

    path = keys_file()
    if path.exists():
        sys.exit(f"密钥文件 {path} 已经有了，没有动它。丢掉它等于丢掉所有加密的数据。")
    write_keyring(new_keyring(), path)
    print(f"已生成密钥文件 {path}。请立即另存一份到别处保管。")
