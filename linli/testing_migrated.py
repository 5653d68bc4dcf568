"""Migrated databases without data, made once in a test run and copied: one for the tests of each process, and one for
every test that needs a deployment of its own.

Migrating takes some seconds of processor time, and more than twenty tests start from a migrated database.
"""

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

ROOT = Path(__file__).resolve().parents[1]
MIGRATE = """
import django
django.setup()
from django.core.management import call_command
from django.db import connection
call_command("migrate", verbosity=0, interactive=False)
call_command("createcachetable", verbosity=0)
connection.close()
"""


@dataclass
class Migrated:
    """`folder` is shared by the processes of one run; `server` is the address of a PostgreSQL, "" on SQLite."""

    folder: Path
    server: str

    def lay(self, data: Path) -> None:
        """The keys, and on SQLite the database, into the data folder of a deployment; with what `linli migrate`
        ships."""
        _lay(self._shipped, data)

    @contextmanager
    def database(self, name: str) -> Iterator[str]:
        """The address of a copy on PostgreSQL, dropped at the end; "" on SQLite, where it lies in the data folder."""
        template = self._name(self._shipped) if self.server else ""
        with empty_database(self.server, name, template) as address:
            yield address

    @contextmanager
    def under_test(self, name: str) -> Iterator[None]:
        """A copy by this name, with nothing shipped, while the block runs: a PostgreSQL database or an SQLite file."""
        if self.server:
            with psycopg.connect(self.server, autocommit=True) as connection:
                connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")  # of a run that was killed
            with empty_database(self.server, name, self._name(self._plain)):
                yield
            return
        for end in ("", "-wal", "-shm"):
            Path(name + end).unlink(missing_ok=True)
        shutil.copyfile(self._plain / "linli.sqlite3", name)
        yield
        Path(name).unlink()

    @cached_property
    def _plain(self) -> Path:
        return self._once("plain", self._migrate)

    @cached_property
    def _shipped(self) -> Path:
        return self._once("shipped", self._ship)

    def _once(self, name: str, make: Callable[[Path], None]) -> Path:
        """A data folder to copy; whoever comes first makes it, the others wait."""
        self.folder.mkdir(exist_ok=True)
        data, ready = self.folder / name, self.folder / f"{name}.ready"
        with (self.folder / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not ready.exists():
                data.mkdir()
                make(data)
                ready.touch()
        return data

    def _migrate(self, data: Path) -> None:
        _run(environment(data, self._new_database(data)), "-c", MIGRATE)

    def _ship(self, data: Path) -> None:
        _lay(self._plain, data)
        address = self._new_database(data, self._name(self._plain))
        _run(environment(data, address) | {"LINLI_ENV": "demo"}, "-m", "linli.cli", "migrate")

    def _new_database(self, data: Path, template: str = "") -> str:
        """The address of the database that belongs to a data folder; it goes with its server. "" on SQLite."""
        if not self.server:
            return ""
        _create(self.server, self._name(data), template)
        return _beside(self.server, self._name(data))

    def _name(self, data: Path) -> str:
        return f"{data.name}_{self.folder.stat().st_ino}"


def _lay(made: Path, data: Path) -> None:
    data.mkdir(parents=True, exist_ok=True)
    for file in made.iterdir():
        if file.is_file():
            shutil.copy2(file, data)


def _run(around: dict[str, str], *arguments: str) -> None:
    subprocess.run([sys.executable, *arguments], env=around, cwd=ROOT, check=True, timeout=600)


def _create(server: str, name: str, template: str) -> None:
    like = f" TEMPLATE {template}" if template else ""
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}{like}")


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
    _create(server, name, template)
    yield _beside(server, name)
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _beside(server: str, name: str) -> str:
    return urlsplit(server)._replace(path=f"/{name}").geturl()
