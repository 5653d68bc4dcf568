"""PostgreSQL's own programs, run on our database."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection

from linli.cli.problems import BackupProblem


@contextmanager
def program(name: str, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """Runs a PostgreSQL program on our database; the password is passed by environment, not on the command line.

    Killed when the block fails, before it sees the end of its input, so that its one transaction is rolled back. Raises
    BackupProblem when the program itself fails.
    """
    found = shutil.which(name) or next(map(str, sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))), "")
    if not found:
        raise BackupProblem(f"没有找到 {name}。请安装 postgresql-client。")
    told = connection.settings_dict
    command = [found, "-h", told["HOST"], "-p", told["PORT"] or "5432", "-U", told["USER"], "-d", told["NAME"]]
    with (
        tempfile.TemporaryFile() as said,
        subprocess.Popen(
            [*command, *arguments], env={**os.environ, "PGPASSWORD": told["PASSWORD"]}, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=said,
        ) as running,
    ):  # fmt: skip
        broken = False
        try:
            yield running
            assert running.stdin
            running.stdin.close()
        except BrokenPipeError:
            broken = True  # its error is reported below
        except BaseException:
            running.kill()
            raise
        if running.wait() or broken:
            said.seek(0)
            raise BackupProblem(f"{name} 没有成功:{said.read().decode(errors='replace').strip()[-400:]}")
