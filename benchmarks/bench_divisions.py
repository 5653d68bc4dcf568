"""Search of the 665,276 official divisions, and the making of its index.

Ours: `divisions.search` as the wizard calls it. Peer, in the column of the floor: the same question put to the plain
rows in one SQLite table without an index (for the making: reading the list and writing those plain rows).

    python benchmarks/bench_divisions.py
"""

import json
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from measured import Row, row

ROUNDS = 200
MOST_BUILDING, MOST_SEARCH = 10, 0.4


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
    import linli  # noqa: F401 (gives this process the bundled SQLite, as the product's processes have it)

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.project.settings")
    import django

    django.setup()
    from linli.places import divisions

    started = time.perf_counter()
    divisions.build(lambda percent: print(f"行政区划索引 {percent}%", file=sys.stderr))
    made = time.perf_counter() - started
    plain, written = _plain(divisions)
    rows = [row("divisions: index made, s; floor: the plain rows", made, written, most=MOST_BUILDING)]
    for what, words, query in _questions(divisions, plain):
        ours = _p95(divisions.search, words)
        peer = _p95(lambda word, query=query: plain.execute(query, (word,)).fetchall(), words[:20])
        rows.append(row(f"divisions: found by {what}, p95 ms; peer: the plain rows", ours, peer, most=MOST_SEARCH))
    return rows


def _plain(divisions):
    """The same rows in one table without an index, and the seconds it took."""
    from linli.places.divisions_build import read_rows
    from linli.places.pinyin import initials

    started = time.perf_counter()
    rows = read_rows(divisions.SOURCE)
    plain = sqlite3.connect(":memory:")
    plain.execute("CREATE TABLE division (code TEXT, name TEXT)")
    plain.executemany("INSERT INTO division VALUES (?, ?)", [(str(code), name) for code, name in rows])
    written = time.perf_counter() - started
    plain.execute("ALTER TABLE division ADD COLUMN initials TEXT")
    plain.create_function("spelled", 1, initials)
    plain.execute("UPDATE division SET initials = spelled(name)")
    return plain, written


def _questions(divisions, plain):
    """(what, words to search, the peer's query) — words drawn from the list itself, with a fixed seed."""
    dice = random.Random(20220301)
    names = list(plain.execute("SELECT code, name, initials FROM division WHERE length(code) >= 9"))
    drawn = dice.sample(names, ROUNDS)
    pieces = [divisions.short_name(name)[: dice.randint(2, 4)] for _code, name, _initials in drawn]
    common = ["社区", "新村", "街道", "东", "长安", "学院", "崇文路", "余杭"]
    return [
        ("name", common + pieces, "SELECT code, name FROM division WHERE instr(name, ?) LIMIT 30"),
        ("initials", [spelled[: dice.randint(1, 5)] for _c, _n, spelled in drawn if spelled],
         "SELECT code, name FROM division WHERE initials LIKE ? || '%' ORDER BY length(code), code LIMIT 30"),
        ("code", [code[: dice.randint(2, 12)] for code, _n, _i in drawn],
         "SELECT code, name FROM division WHERE code LIKE ? || '%' ORDER BY length(code), code LIMIT 30"),
    ]  # fmt: skip


def _p95(ask, words) -> float:
    """Milliseconds; the first question of each word counts too, so nothing is warmed for it."""
    taken = []
    for word in words:
        started = time.perf_counter()
        ask(word)
        taken.append((time.perf_counter() - started) * 1000)
    taken.sort()
    return taken[int(len(taken) * 0.95)]


if __name__ == "__main__":
    if "--child" in sys.argv:
        print(json.dumps(_measured(), ensure_ascii=False))
    else:
        for line in run():
            print(line)
