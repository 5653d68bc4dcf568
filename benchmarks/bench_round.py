"""The board, and a look at its version, while a round records 500 facts a second that do not change it.

A minute of such facts waits for its seal (30,000) and another process goes on recording, ten in a transaction; each
board is the first after a write on a place, a resident or a leader. Floor: the same street without the round.

python benchmarks/bench_round.py
"""

# ruff: noqa: SLF001 (the street of bench_coverage)
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from measured import Row, row

A_SECOND, WAITING, TOGETHER = 500, 30_000, 10
KIND = "people.viewed"  # a visit is such a fact: something was seen at a door


def run() -> list[Row]:
    here = Path(__file__).resolve().parent
    with tempfile.TemporaryDirectory() as folder:
        env = {
            **os.environ,
            "LINLI_ENV": "development",
            "LINLI_DATA": folder,
            "PYTHONPATH": f"{here}{os.pathsep}{here.parent}",
        }
        command = [sys.executable, str(Path(__file__).resolve()), "--child"]
        done = subprocess.run(command, env=env, cwd=here.parent, stdout=subprocess.PIPE, check=True)
    return json.loads(done.stdout.splitlines()[-1])


# --- in the child -------------------------------------------------------------------------------------------------


def _measured() -> list[Row]:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.project.settings")
    import bench_coverage as coverage
    from django.conf import settings
    from django.db import connection

    import linli.project.wsgi  # noqa: F401 (loads everything and sets the collector as the server does)

    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}  # no manifest of built assets is needed here
    name = connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        town = coverage._Town()
        town.write()
        client = town.client()

        def board() -> float:
            return coverage._p95(coverage._times(lambda: coverage._fetched(client, "/board/"), before=town.change))

        quiet = board(), coverage._p95(coverage._times(_look, rounds=200))
        _record(WAITING)
        writer = subprocess.Popen([sys.executable, __file__, "--writer", str(name)], stdout=subprocess.PIPE, text=True)
        writer.stdout.readline()  # it has begun
        before, start = _count(), time.perf_counter()
        loud = board(), coverage._p95(coverage._times(_look, rounds=200))
        rate = (_count() - before) / (time.perf_counter() - start)
        writer.terminate()
        writer.communicate()
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)
    return [
        row(
            f"round: board after a change, {rate:.0f} facts/s beside it, p95 ms; floor: none", loud[0], quiet[0], most=2
        ),
        row("round: a look at its version, the same facts beside it, p95 ms; floor: none", loud[1], quiet[1], most=2),
    ]


def _look() -> None:
    from linli.corps.queries.now import version_at

    version_at("0001")


def _count() -> int:
    from linli.kernel.models import Fact

    return Fact.objects.count()


def _record(count: int) -> None:
    from django.db import transaction

    from linli.kernel.facts import trail
    from linli.kernel.time import clock

    with transaction.atomic():
        for number in range(count):
            trail.record(KIND, actor=None, path=f"0001{number % 7 + 1:04d}", at=clock.now())


def _write_on(name: str) -> None:
    """Records A_SECOND facts a second, in time with the clock, until it is told to stop."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.project.settings")
    from django.conf import settings

    settings.DATABASES["default"]["NAME"] = name
    import linli.project.wsgi  # noqa: F401 (loads everything)

    print("begun", flush=True)
    due = time.monotonic()
    while True:
        _record(TOGETHER)
        due += TOGETHER / A_SECOND
        time.sleep(max(0, due - time.monotonic()))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        print(json.dumps(_measured(), ensure_ascii=False))
    elif sys.argv[1:2] == ["--writer"]:
        _write_on(sys.argv[2])
    else:
        for line in run():
            print(line)
