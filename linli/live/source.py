"""What changed in the database, read without Django: the facts that every write leaves, and unread letters.

No extra row is written for this: the fact committed with a write is the signal. One reader serves all pages.
"""

import sqlite3
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import quote

from linli.live.topics import Change, change_of

AT_ONCE = 2_000  # facts in one read; the rest are read the next time
MOST_GAPS = 2_000
COUNTED = 100  # unread letters looked at for one person: the badge shows 99+
_COLUMNS = """SELECT f.seq, f.kind, f.path, c.holder, c.receiver,
    (SELECT {together}(g.path, ',') FROM calls_ground g WHERE g.call_id = c.id)
    FROM kernel_fact f LEFT JOIN calls_slot s ON s.id = f.about AND f.kind LIKE 'calls.slot%'
    LEFT JOIN calls_call c ON c.id = COALESCE(s.call_id, f.about) AND f.kind LIKE 'calls.%'"""
_LETTERS = f"""
    SELECT (SELECT COUNT(*) FROM (SELECT 1 FROM notices_letter l WHERE l.recipient = p.id
            AND l.read_at IS NULL AND l.told_at IS NULL LIMIT {COUNTED}) few),
           (SELECT MAX(at) FROM notices_letter l WHERE l.recipient = p.id)
"""  # noqa: S608 (a number of ours)
Mark = tuple[tuple[int, float], ...]  # unread letters, and when the newest letter was written (seconds since 1970)


class Source(Protocol):
    """`changes` since the last read. `moved`: whether anything at all was committed between the last two reads.
    `letters`: for each of `persons` a value that changes when their badge does."""

    moved: bool

    def changes(self) -> list[Change]: ...
    def letters(self, persons: Iterable[str]) -> dict[str, Mark]: ...
    def close(self) -> None: ...


def open_source(database: str, data: Path) -> Source:
    return Postgres(database) if database else Sqlite(data / "linli.sqlite3")


class Sqlite:
    """Read-only. `PRAGMA data_version` changes after another connection committed, so a read without changes costs only
    that."""

    def __init__(self, file: Path) -> None:
        self.connection = sqlite3.connect(f"file:{quote(str(file))}?mode=ro", uri=True, timeout=5, isolation_level=None)
        self.version = -1
        self.moved = True
        self.last: int = self._one("SELECT COALESCE(MAX(seq), 0) FROM kernel_fact")

    def changes(self) -> list[Change]:
        version = self._one("PRAGMA data_version")
        self.moved = version != self.version
        if not self.moved:
            return []
        asked = f"{_COLUMNS.format(together='group_concat')} WHERE f.seq > ? ORDER BY f.seq LIMIT {AT_ONCE}"
        found = self.connection.execute(asked, [self.last]).fetchall()
        self.version = version if len(found) < AT_ONCE else -1
        self.last = found[-1][0] if found else self.last
        return _changes(found)

    def letters(self, persons: Iterable[str]) -> dict[str, Mark]:
        return {person: self._mark(person) for person in persons}

    def _mark(self, person: str) -> Mark:
        """Letters of the person, and of the resident they are."""
        home = "SELECT resident FROM corps_member WHERE id = ? AND resident IS NOT NULL"
        people = f"(SELECT ? AS id UNION ALL {home}) p"
        rows = self.connection.execute(f"{_LETTERS} FROM {people}", [person, person]).fetchall()
        return tuple((count, _stamp(newest)) for count, newest in rows)

    def close(self) -> None:
        self.connection.close()

    def _one(self, statement: str) -> int:
        number: int = self.connection.execute(statement).fetchone()[0]
        return number


class Postgres:
    """On PostgreSQL a fact's number is taken before its commit, so a slow transaction may show a lower number later.
    Missing numbers are asked for again, until there are so many that most must belong to transactions that were rolled
    back."""

    moved = True  # what is committed cannot be known without a query

    def __init__(self, address: str) -> None:
        import psycopg  # imported here, because a machine with SQLite does not have it

        self.connection = psycopg.connect(address, autocommit=True, prepare_threshold=1)
        self.last = self._rows("SELECT COALESCE(MAX(seq), 0) FROM kernel_fact", [])[0][0]
        self.passed_over: list[int] = []

    def changes(self) -> list[Change]:
        where = f"WHERE f.seq > %s OR f.seq = ANY(%s) ORDER BY f.seq LIMIT {AT_ONCE}"
        columns = _COLUMNS.format(together="string_agg").replace("%", "%%")
        found = self._rows(f"{columns} {where}", [self.last, self.passed_over])
        seen = {row[0] for row in found}
        if seen and max(seen) > self.last:
            self.passed_over += range(max(self.last + 1, max(seen) - MOST_GAPS), max(seen))
            self.last = max(seen)
        self.passed_over = [seq for seq in self.passed_over if seq not in seen][-MOST_GAPS:]
        return _changes(found)

    def letters(self, persons: Iterable[str]) -> dict[str, Mark]:
        wanted = list(persons)
        people = """(SELECT id, id AS person FROM unnest(%s::uuid[]) id UNION ALL
            SELECT resident, id FROM corps_member WHERE id = ANY(%s::uuid[]) AND resident IS NOT NULL) p"""
        marks: dict[str, Mark] = {}
        for count, newest, person in self._rows(f"{_LETTERS}, p.person FROM {people} ORDER BY p.id", [wanted, wanted]):
            marks[person.hex] = (*marks.get(person.hex, ()), (count, _stamp(newest)))
        return marks

    def close(self) -> None:
        self.connection.close()

    def _rows(self, statement: Any, values: list[Any]) -> list[Any]:
        return self.connection.execute(statement, values).fetchall()


def _changes(rows: list[Any]) -> list[Change]:
    """Each once, in order. Ids are hex text on SQLite and UUIDs on PostgreSQL."""
    found = [
        change_of(kind, path, tuple(filter(None, (ground or "").split(","))), tuple(_hex(one) for one in people if one))
        for _seq, kind, path, *people, ground in rows
    ]
    return list(dict.fromkeys(change for change in found if change))


def _hex(value: Any) -> str:
    return value if isinstance(value, str) else str(value.hex)


def _stamp(value: datetime | str | None) -> float:
    """Times are text in UTC on SQLite."""
    if value is None:
        return 0.0
    at = datetime.fromisoformat(value).replace(tzinfo=UTC) if isinstance(value, str) else value
    return at.timestamp()
