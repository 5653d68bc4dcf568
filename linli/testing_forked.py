"""Commands, scripts and modules in processes of their own, forked from one that has imported what they all need.

Starting Python and importing libraries takes two thirds of what a short command costs, and the tests run some
hundreds. Nothing of ours is imported before the fork: options, settings and rooms are each command's own.
"""

import contextlib
import os
import runpy
import sys
import tempfile
from collections.abc import Callable, Mapping
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
LIMIT = 300  # seconds
_FORKS = get_context("forkserver")
_FORKS.set_forkserver_preload([
    "linli", "linli.testing_forked", "django.core.management", "django.core.handlers.wsgi", "django.db.models",
    "django.db.backends.postgresql.base", "django.forms", "django.middleware.csrf", "django.template", "django.urls",
    "cryptography.hazmat.primitives.ciphers.aead", "fido2.server", "phonenumbers", "PIL.Image", "psycopg", "pydantic",
    "pypinyin", "structlog", "weasyprint",
])  # fmt: skip


class Ran(NamedTuple):
    code: int
    out: str
    errors: str


def run_linli(*arguments: str, around: Mapping[str, str]) -> Ran:
    """`linli` with these arguments in the environment `around`."""
    return _run(_linli, around, *arguments)


def run_script(script: str, *, around: Mapping[str, str]) -> Ran:
    """A script with Django set up in the environment `around`."""
    return _run(_script, around, script)


class Running:
    """A module run as `python -m MODULE ARGUMENTS…` beside the test: told line by line, and it may be killed."""

    def __init__(self, module: str, *arguments: object, around: Mapping[str, str]) -> None:
        reads, tells = _FORKS.Pipe(duplex=False)
        hears, writes = _FORKS.Pipe(duplex=False)
        told = (module, *map(str, arguments))
        self._process = _FORKS.Process(target=_connected, args=(reads, writes, dict(around), told))
        self._process.start()
        reads.close()  # by now the process has its own: whoever has an end of a pipe keeps it open
        writes.close()
        self.stdin, self.stdout = os.fdopen(os.dup(tells.fileno()), "w"), os.fdopen(os.dup(hears.fileno()))
        tells.close()
        hears.close()

    @property
    def code(self) -> int | None:
        """Its exit code, None while it runs."""
        return self._process.exitcode

    def tell(self, line: object) -> None:
        self.stdin.write(f"{line}\n")
        self.stdin.flush()

    def kill(self) -> None:
        """As a pulled plug. What it said before can still be read."""
        self._process.kill()
        self._process.join()

    def end(self) -> int | None:
        """Its exit code once it has ended: it is told nothing more, and what it still said is left unread."""
        self.stdin.close()
        self._process.join(LIMIT)
        self.stdout.close()
        return self.code


def _run(what: Callable[..., None], around: Mapping[str, str], *told: str) -> Ran:
    with tempfile.NamedTemporaryFile() as out, tempfile.NamedTemporaryFile() as errors:
        process = _FORKS.Process(target=_started, args=(what, dict(around), out.name, errors.name, told))
        process.start()
        process.join(LIMIT)
        code = process.exitcode
        if code is None:
            process.kill()
            process.join()
        texts = [Path(file.name).read_text() for file in (out, errors)]
    assert code is not None, f"not within {LIMIT} s: {texts}"
    return Ran(code, *texts)


def _started(what: Callable[..., None], around: dict[str, str], out: str, errors: str, told: tuple[str, ...]) -> None:
    for stream, file in ((1, out), (2, errors)):
        with Path(file).open("ab") as opened:
            os.dup2(opened.fileno(), stream)
    _work(what, around, told)


def _connected(reads: Connection, writes: Connection, around: dict[str, str], told: tuple[str, ...]) -> None:
    for stream, pipe in ((0, reads), (1, writes)):
        os.dup2(pipe.fileno(), stream)
        pipe.close()
    sys.stdin = os.fdopen(0, closefd=False)
    _work(_module, around, told)


def _work(what: Callable[..., None], around: dict[str, str], told: tuple[str, ...]) -> None:
    os.environ.clear()
    os.environ.update(around)
    os.chdir(ROOT)
    try:
        what(*told)
    finally:
        _close_connections()


def _module(name: str, *arguments: str) -> None:
    sys.argv = [name, *arguments]
    runpy.run_module(name, run_name="__main__", alter_sys=False)


def _linli(*arguments: str) -> None:
    sys.argv = ["linli", *arguments]
    runpy.run_module("linli.cli", run_name="__main__", alter_sys=False)


def _script(text: str) -> None:
    import django

    django.setup()
    exec(compile(text, "<script>", "exec"), {"__name__": "__main__"})  # noqa: S102 (a test's own)


def _close_connections() -> None:
    """As when Python ends by itself: a forked process ends without clearing up."""
    with contextlib.suppress(Exception):
        from django.db import connections

        connections.close_all()
