"""Builds the index of the official divisions: 665,276 rows of (code, name) into one read-only SQLite file.

Runs in a process of its own (`python -m linli.places.divisions_build <source> <target>`), so that the memory is freed
afterwards, and prints one percentage on each line. The file is renamed to `target` when complete.

division(code INTEGER PRIMARY KEY, level, name, initials) a code as a number sorts by level, then by code grams full
text of the two-character pieces of each name
"""

import csv
import io
import lzma
import os
import re
import sqlite3
import sys
from collections.abc import Generator, Iterable
from pathlib import Path

from linli.kernel.files import put_in_place
from linli.places.pinyin import initials

FORMAT = 1  # part of the index's file name: raise it when the tables change
LEVELS = {2: 1, 4: 2, 6: 3, 9: 4, 12: 5}  # digits of a code -> level, 1 province to 5 community
_BATCH = 20_000


def stem(name: str) -> str:
    """A name without the words for its committee: "聚财社区居委会" is "聚财社区", "溪下村委会" is "溪下村"."""
    name = re.sub(r"村?村(?:民委员会|委会)$", "村", name)
    return re.sub(r"(?<=.)(?:居民委员会|居委会)$", "", name)


def grams(text: str) -> list[str]:
    return [text[i : i + 2] for i in range(len(text) - 1)]


def read_rows(source: Path) -> list[tuple[int, str]]:
    """(code as a number, name) in order of level and code. Raises ValueError for a row that is not a division."""
    with lzma.open(source) as packed:
        text = io.TextIOWrapper(packed, "utf-8", newline="")
        reader = csv.reader(text)
        next(reader)
        rows = []
        for code, name in reader:
            if len(code) not in LEVELS or not code.isdigit():
                raise ValueError(code)
            rows.append((int(code), name))
    rows.sort()
    return rows


def write_index(rows: list[tuple[int, str]], target: Path) -> Generator[int, None, None]:
    """Write the index of `rows` to `target`, yielding the percentage done."""
    part = target.with_name(f".{target.name}.{os.getpid()}")
    part.unlink(missing_ok=True)
    connection = sqlite3.connect(part, isolation_level=None)
    try:
        connection.executescript(
            "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-65536;"
            "CREATE TABLE division (code INTEGER PRIMARY KEY, level INTEGER, name TEXT, initials TEXT);"
            "CREATE VIRTUAL TABLE grams USING fts5(text, content='', detail=none, columnsize=0);"
        )
        connection.execute("BEGIN")
        for start in range(0, len(rows), _BATCH):
            _write_batch(connection, rows[start : start + _BATCH])
            yield min(90, (start + _BATCH) * 90 // len(rows))
        connection.execute("COMMIT")
        connection.execute("CREATE INDEX division_name ON division (level, name)")
        yield 94
        connection.execute("CREATE INDEX division_initials ON division (level, initials)")
        yield 97
        connection.execute("INSERT INTO grams (grams) VALUES ('optimize')")
        connection.execute("PRAGMA optimize")
        connection.close()
        put_in_place(part, target)
        yield 100
    finally:
        connection.close()
        part.unlink(missing_ok=True)


def _write_batch(connection: sqlite3.Connection, rows: Iterable[tuple[int, str]]) -> None:
    batch = list(rows)
    connection.executemany(
        "INSERT INTO division VALUES (?, ?, ?, ?)",
        [(code, LEVELS[len(str(code))], name, initials(name)) for code, name in batch],
    )
    connection.executemany(
        "INSERT INTO grams (rowid, text) VALUES (?, ?)", [(code, " ".join(grams(stem(name)))) for code, name in batch]
    )


def main(source: str, target: str) -> None:
    index = write_index(read_rows(Path(source)), Path(target))
    try:
        for percent in index:
            print(percent, flush=True)
    except BrokenPipeError:  # whoever waited for it has ended: leave nothing behind, and say nothing
        index.close()
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(1) from None


if __name__ == "__main__":
    main(*sys.argv[1:])
