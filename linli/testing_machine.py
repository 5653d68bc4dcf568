"""A deployment for tests of the real commands: separate processes, a data folder of its own, nothing mocked."""

import os
import signal
import socket
import subprocess
import sys
import textwrap
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from linli.testing_forked import run_linli, run_script
from linli.testing_waiting import CEILING, until

ROOT = Path(__file__).resolve().parents[1]
LINLI = [sys.executable, "-m", "linli.cli"]


class Machine:
    """A deployment of its own: SQLite in a folder, or a fresh PostgreSQL database beside the one under test."""

    def __init__(self, folder: Path, database: str = "") -> None:
        self.folder = folder
        self.around = {
            **os.environ, "LINLI_ENV": "demo", "LINLI_DATA": str(folder), "LINLI_DATABASE": database, "LINLI_KEYS": "",
            "LINLI_FILE": "/dev/null",
            "PYTHONPATH": str(ROOT), "DJANGO_SETTINGS_MODULE": "linli.project.settings",
        }  # fmt: skip

    def run(self, *arguments: str, ok: bool = True, **around: str) -> str:
        ran = run_linli(*arguments, around={**self.around, **around})
        said = ran.out + ran.errors
        assert (ran.code == 0) is ok, said
        assert "Traceback" not in said, said
        return said

    def python(self, script: str) -> str:
        """Run a script inside the deployment, with Django set up; returns what it printed."""
        ran = run_script(textwrap.dedent(script), around=self.around)
        assert ran.code == 0, ran.errors[-3000:]
        return ran.out

    @contextmanager
    def serving(self, port: int) -> Iterator[subprocess.Popen[str]]:
        process = subprocess.Popen(
            [*LINLI, "serve", "--port", str(port), "--workers", "1"], env=self.around, cwd=ROOT, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        try:
            yield process
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
            process.communicate(timeout=90)


def free_port() -> int:
    """A free port whose next port is free too, for the live process."""
    while True:
        with socket.socket() as trial, socket.socket() as beside:
            trial.bind(("127.0.0.1", 0))
            port = int(trial.getsockname()[1])
            with suppress(OSError, OverflowError):
                beside.bind(("127.0.0.1", port + 1))
                return port


def wait_for(port: int, seconds: float = 120) -> int:
    """The status of the first answer of a server that is starting."""
    return until(lambda: _health(port), within=seconds)


def _health(port: int) -> int | None:
    """The status of a server's answer, None while there is none."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=CEILING) as answer:
            return int(answer.status)
    except OSError:
        return None


def children(pid: int) -> dict[int, str]:
    """pid -> command line of each child."""
    listed = subprocess.run(["ps", "-o", "pid=,args=", "--ppid", str(pid)], capture_output=True, text=True, check=False)
    return {int(line.split(None, 1)[0]): line.split(None, 1)[1] for line in listed.stdout.splitlines()}
