"""What must be right before there are settings: each fault is a sentence for whoever starts the command."""

import os
import pwd
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from linli.kernel.sealing.crypto import Keyring, KeysBroken, read_keyring
from linli.project.options import data_folder, option

OTHERS_FOLDERS = {Path("/"), Path("/var"), Path("/etc"), Path("/root"), Path("/tmp")}  # noqa: S108 (refused)


def read_settings_file() -> None:
    """Take into the environment what the file says and the environment does not: a command by hand works on the same
    data with the same keys as the service. Raises SystemExit when it may not be read."""
    file = Path(option("LINLI_FILE"))
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return
    except OSError as error:
        raise SystemExit(
            f"设置文件 {file} 读不了（{error.strerror}）。请用运行服务的用户，例如 sudo -u linli linli doctor。"
        ) from None
    except UnicodeDecodeError:
        raise SystemExit(f"设置文件 {file} 不是 UTF-8 编码（可能存成了 GBK）。请另存为 UTF-8 再运行。") from None
    for line in lines:
        name, given, value = line.strip().partition("=")
        if given and not name.startswith("#"):
            os.environ.setdefault(name.strip(), value.strip().strip("\"'"))


def refuse_another_user() -> None:
    """Files that another user writes could not be read or replaced by the service. Raises SystemExit."""
    folder = data_folder()
    if option("LINLI_ENV") == "production" and folder.exists() and folder.stat().st_uid != os.geteuid():
        owner = _name_of(folder.stat().st_uid)
        raise SystemExit(f"数据目录 {folder} 属于 {owner}。没有改动。请用这个用户运行：sudo -u {owner} linli ……")


def _name_of(user: int) -> str:
    try:
        return pwd.getpwuid(user).pw_name
    except KeyError:
        return str(user)


def ready(folder: Path) -> None:
    """The folder is there. Raises SystemExit with a sentence."""
    if folder in OTHERS_FOLDERS:
        raise SystemExit(f"数据目录是 {folder}，不该放数据。请用 LINLI_DATA 写一个专用的目录，例如 /var/lib/linli。")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SystemExit(
            f"数据目录 {folder} 建不了（{error.strerror}）。请检查 LINLI_DATA 写得对不对、"
            "目录属于谁、磁盘是不是只读或满了。"
        ) from None


def keyring_at(file: Path) -> Keyring:
    try:
        return read_keyring(file)
    except KeysBroken:
        raise SystemExit(
            f"密钥文件 {file} 是空的或读不懂。没有启动，也没有改动。请从保管处放回来；不要生成新的，新的打不开旧数据。"
        ) from None
    except OSError as error:
        raise SystemExit(f"密钥文件 {file} 读不了（{error.strerror}）。请检查它属于谁，权限应为 600。") from None


def postgres_address(address: str) -> SplitResult:
    parts = urlsplit(address)
    if parts.scheme not in {"postgresql", "postgres"}:
        raise SystemExit(
            f"LINLI_DATABASE 以「{parts.scheme}」开头，不认识。留空用内置 SQLite，或写 postgresql://用户:口令@主机:端口/库名。"
        )
    return parts
