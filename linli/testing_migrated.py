"""A migrated deployment without data, made once in a test run and copied for every test that needs one of its own.

Migrating takes some seconds of processor time, and more than twenty tests start from a migrated database.
"""

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

ROOT = Path(__file__).resolve().parents[1]


@dataclass
class Migrated:
    """`folder` is shared by the processes of one run; `server` is the address of a PostgreSQL, "" on SQLite."""

    folder: Path
    server: str

    def lay(self, data: Path) -> None:
        """The keys, and on SQLite the database, into the data folder of a deployment."""
        data.mkdir(parents=True, exist_ok=True)
        for file in self._made.iterdir():
            if file.is_file():
                shutil.copy2(file, data)

    @contextmanager
    def database(self, name: str) -> Iterator[str]:
        """The address of a copy on PostgreSQL, dropped at the end; "" on SQLite, where it lies in the data folder."""
        if not self.server:
            yield ""
            return
        template = self._name if self._made else ""
        with empty_database(self.server, name, template) as address:
            yield address

    @cached_property
    def _made(self) -> Path:
        """The data folder to copy; whoever comes first makes it, the others wait."""
        self.folder.mkdir(exist_ok=True)
        data, ready = self.folder / "data", self.folder / "ready"
        with (self.folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not ready.exists():
                self._make(data)
                ready.touch()
        return data

    def _make(self, data: Path) -> None:
        data.mkdir()
        address = _beside(self.server, self._name) if self.server else ""
        if self.server:
            with psycopg.connect(self.server, autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE {self._name}")
        around = environment(data, address) | {"LINLI_ENV": "demo"}  # makes its own keys
        subprocess.run([sys.executable, "-m", "linli.cli", "migrate"], env=around, cwd=ROOT, check=True, timeout=600)

    @property
    def _name(self) -> str:
        return f"migrated_{self.folder.stat().st_ino}"


def environment(data: Path, database: str = "") -> dict[str, str]:
    """Of a process that works in the data folder `data`, on SQLite or at the PostgreSQL address `database`."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith("LINLI_")}
    return plain | {
        "LINLI_ENV": "development", "LINLI_DATA": str(data), "LINLI_DATABASE": database, "PYTHONPATH": str(ROOT),
        "DJANGO_SETTINGS_MODULE": "linli.project.settings",
    }  # fmt: skip


@contextmanager
def empty_database(server: str, name: str, template: str = "") -> Iterator[str]:
    """The address of a new PostgreSQL database beside `server`'s, dropped at the end; "" without a server."""
    if not server:
        yield ""
        return
    like = f" TEMPLATE {template}" if template else ""
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}{like}")
        yield _beside(server, name)
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _beside(server: str, name: str) -> str:
    return urlsplit(server)._replace(path=f"/{name}").geturl()
