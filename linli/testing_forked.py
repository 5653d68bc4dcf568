"""Commands and scripts in processes of their own, forked from one that has imported what every process needs.

Starting Python and importing Django's libraries takes two thirds of what a short command costs, and the tests run some
hundred. Nothing of ours is imported before the fork: options, settings and rooms are each command's own.
"""

import contextlib
import os
import runpy
import sys
import tempfile
from collections.abc import Callable, Mapping
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
LIMIT = 300  # seconds
_FORKS = get_context("forkserver")
_FORKS.set_forkserver_preload([
    "linli", "linli.testing_forked", "django.core.management", "django.core.handlers.wsgi", "django.db.models",
    "django.forms", "django.middleware.csrf", "django.template", "django.urls", "psycopg", "structlog",
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
    os.environ.clear()
    os.environ.update(around)
    os.chdir(ROOT)
    try:
        what(*told)
    finally:
        _close_connections()


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
