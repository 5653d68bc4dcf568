"""The tree under a register: making 20,000 places, and finding 60,000 chains of names among them.

Floor of the making: one plain `executemany` of the same rows. Floor of the finding: reading the same rows and putting
them into a dictionary. In the deployment's own database engine; a child process, so it can be called from anywhere.

    python benchmarks/bench_places.py
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from measured import Row, row

CHAINS = 60_000
MOST_MAKING, MOST_FINDING = 10, 10


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
    import django

    import linli  # noqa: F401 (the bundled SQLite)

    django.setup()
    from django.db import connection

    name = connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        return _figures()
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


def _figures() -> list[Row]:
    from linli.access.actor import system
    from linli.kernel.time import clock
    from linli.places import actions, queries
    from linli.places.models import Place

    root = Place.objects.create(path="0001", kind="subdistrict", name="基准街道", opened_on=clock.today())
    chains = _chains()
    doors = list(dict.fromkeys(chains))
    started = time.perf_counter()
    actions.ensure_places(root=root, chains=doors, actor=system(), now=clock.now())
    made = time.perf_counter() - started
    count = Place.objects.count() - 1
    started = time.perf_counter()
    found = queries.resolve(root, chains)
    resolved = time.perf_counter() - started
    assert len(found) == len(doors)
    insert, read = _floors()
    found = f"places: {len(chains):,} addresses found, s; floor: the rows read into a dictionary"
    return [
        row(f"places: {count:,} made, s; floor: a plain executemany", made, insert, most=MOST_MAKING),
        row(found, resolved, read, most=MOST_FINDING),
    ]


def _chains():
    """60,000 residents' addresses in 18,000 homes: three or four times each."""
    from linli.places.rules import PlaceKind as K

    doors = [
        ((K.COMMUNITY, f"第{c}社区"), (K.GRID, f"{g:02d}网格"), (K.BUILDING, f"{b}号楼"), (K.STAIRWELL, f"{s}单元"),
         (K.FLOOR, f"{f}层"), (K.DOOR, f"{f}{d:02d}"))
        for c in range(1, 6) for g in range(1, 11) for b in range(1, 6) for s in (1, 2) for f in range(1, 13)
        for d in range(1, 4)
    ]  # fmt: skip
    return [doors[number % len(doors)] for number in range(CHAINS)]


def _floors() -> tuple[float, float]:
    from django.db import connection, transaction

    with connection.cursor() as cursor, transaction.atomic():
        cursor.execute("SELECT id, path, parent_id, kind, name, initials, number, opened_on FROM places_place")
        rows = cursor.fetchall()
        cursor.execute(
            "CREATE TEMPORARY TABLE plain (id char(36), path varchar(80) UNIQUE, parent char(36), kind varchar(20),"
            " name varchar(60), initials varchar(60), number integer, opened varchar(20))"
        )
        started = time.perf_counter()
        cursor.executemany(
            "INSERT INTO plain VALUES (%s, %s, %s, %s, %s, %s, %s, %s)", [[str(v) for v in r] for r in rows]
        )
        insert = time.perf_counter() - started
        started = time.perf_counter()
        cursor.execute("SELECT path, kind, name, id FROM places_place ORDER BY path")
        index = {(row[0][:-4], row[1], row[2]): row for row in cursor.fetchall()}
        read = time.perf_counter() - started
    assert len(index) == len(rows)
    return insert, read


if __name__ == "__main__":
    if "--child" in sys.argv:
        print(json.dumps(_measured(), ensure_ascii=False))
    else:
        for line in run():
            print(line)
