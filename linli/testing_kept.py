"""Worlds for tests: made once in each process, then restored for every test that uses one.

Making the cast's street through the models takes about 40 ms, a town with its leaders 90 ms, and more than a thousand
tests need one. So the rows written are kept as statements, the returned object as a pickle, and callbacks for after the
commit as they are. Each test still has rows and objects of its own; only ids and times are those of the first making.
"""

import io
import pickle
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import time
from functools import cache
from typing import Any, TypeVar, cast

from django.db import connection, transaction

from linli.kernel.time import clock

Made = TypeVar("Made")
Row = tuple[Any, ...]
Rows = dict[str, dict[Row, Row]]  # table -> primary key -> row
Write = tuple[str, list[Row]]  # a statement and the rows to run it with


@dataclass(frozen=True)
class Kept:
    objects: bytes
    writes: list[Write]
    after_commit: Sequence[Callable[[], object]]

    def lay(self, below: object) -> object:
        with transaction.atomic(), connection.cursor() as cursor:
            for statement, rows in self.writes:
                if rows:
                    cursor.executemany(statement, rows)
                else:
                    cursor.execute(statement)
            for deed in self.after_commit:
                transaction.on_commit(deed)
        return _unpacked(self.objects, below)


_kept: dict[tuple[object, ...], Kept] = {}


def laid(make: Callable[..., Made], below: object = None) -> Made:
    """What `make()` returns; `make(below)` when it builds on another world.

    For fixtures only, before the test writes anything: `make` may depend on nothing but `below`. On a new day
    everything is made again, and also in a test whose writes are really committed.
    """
    key = (make, clock.today(), connection.in_atomic_block)
    if key in _kept:
        return cast("Made", _kept[key].lay(below))
    before, waiting = _rows(), len(connection.run_on_commit)
    made = make() if below is None else make(below)
    left = [entry[1] for entry in connection.run_on_commit[waiting:]]  # (savepoints, callback, robust)
    _kept[key] = Kept(_packed(made, below), _ready(_writes(before, _rows())), left)
    return made


class _Packer(pickle.Pickler):
    """Leaves out the world below: references to it must point to the one that the test holds."""

    below: object = None

    def persistent_id(self, thing: object) -> str | None:
        return "below" if thing is self.below and thing is not None else None


class _Unpacker(pickle.Unpickler):
    below: object = None

    def persistent_load(self, pid: str) -> object:
        assert pid == "below"
        return self.below


def _packed(made: object, below: object) -> bytes:
    target = io.BytesIO()
    packer = _Packer(target)
    packer.below = below
    packer.dump((vars(below) if below is not None else {}, made))
    return target.getvalue()


def _unpacked(objects: bytes, below: object) -> object:
    unpacker = _Unpacker(io.BytesIO(objects))
    unpacker.below = below
    attributes, made = unpacker.load()
    if below is not None:
        vars(below).update(attributes)
    return made


@cache
def _keys() -> dict[str, list[str]]:
    """table -> the columns of its primary key."""
    look = connection.introspection
    with connection.cursor() as cursor:
        return {table: look.get_primary_key_columns(cursor, table) or [] for table in look.table_names(cursor)}


@cache
def _columns(table: str) -> list[str]:
    with connection.cursor() as cursor:
        return [column.name for column in connection.introspection.get_table_description(cursor, table)]


def _rows() -> Rows:
    """Every row there is."""
    found: Rows = {}
    with connection.cursor() as cursor:
        for table, key in _keys().items():
            names = _columns(table)
            cursor.execute(f"SELECT {', '.join(map(_quoted, names))} FROM {_quoted(table)}")  # noqa: S608 (own names)
            at = [names.index(name) for name in key]
            found[table] = {tuple(row[i] for i in at): row for row in cursor.fetchall()}
    return found


def _writes(before: Rows, after: Rows) -> list[Write]:
    """The statements that lead from one state to the other; of a changed row only the columns that changed."""
    writes: list[Write] = []
    for table, rows in after.items():
        old, names = before[table], _columns(table)
        assert old.keys() <= rows.keys(), f"{table}: a world adds to what is there and takes nothing away"
        new = [row for key, row in rows.items() if key not in old]
        if new:
            marks = ", ".join(["%s"] * len(names))
            writes.append((f"INSERT INTO {_quoted(table)} ({', '.join(map(_quoted, names))}) VALUES ({marks})", new))  # noqa: S608 (own names)
        for key in old:
            changed = [i for i, name in enumerate(names) if rows[key][i] != old[key][i]]
            if changed:
                values = ", ".join(f"{_quoted(names[i])} = %s" for i in changed)
                where = " AND ".join(f"{_quoted(name)} = %s" for name in _keys()[table])
                statement = f"UPDATE {_quoted(table)} SET {values} WHERE {where}"  # noqa: S608 (own names)
                writes.append((statement, [(*(rows[key][i] for i in changed), *key)]))
    return writes


def _ready(writes: list[Write]) -> list[Write]:
    """On PostgreSQL one text with every value in it: one round trip, and no adapting of parameters. On SQLite the
    values as they are stored: its driver reads a time of day that it cannot write."""
    if connection.vendor != "postgresql":
        stored = {time: str}
        return [(to, [tuple(stored.get(type(v), _same)(v) for v in row) for row in rows]) for to, rows in writes]
    compose: Callable[[str, Row], str] = getattr(connection.ops, "compose_sql")  # noqa: B009 (PostgreSQL's alone has it)
    lines = [compose(statement, row) for statement, rows in writes for row in rows]
    return [(";\n".join(lines), [])] if lines else []


def _same(value: Any) -> Any:
    return value


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
