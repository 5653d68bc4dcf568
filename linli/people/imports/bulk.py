"""Writing many rows without the ORM: executemany on SQLite, COPY on PostgreSQL, in the caller's transaction.

Values are plain: ids as 32 hex digits, dates and times as text, bytes, numbers, None. Both databases accept them as
they are, which avoids Django's conversion of each value.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import connection, models


def insert(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """`columns` are database column names (`household_id`); every column without a default in the database must be
    given."""
    table = _table(model)
    names = ", ".join(map(connection.ops.quote_name, columns))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                write = copy.write_row
                for row in rows:
                    write(row)
        else:
            marks = ", ".join(["?"] * len(columns))
            raw = cursor.connection.cursor()
            raw.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)  # noqa: S608 (our own names)


def update(model: type[models.Model], columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> int:
    """Each row: the values of `columns`, then id and revision. Raises `revision` by one; returns how many rows still
    matched."""
    table = _table(model)
    sets = ", ".join(f"{connection.ops.quote_name(name)} = %s" for name in columns)
    statement = (
        f"UPDATE {table} SET {sets}{', ' if sets else ''}revision = revision + 1 "  # noqa: S608 (our own names)
        "WHERE id = %s AND revision = %s AND until IS NULL"
    )
    with connection.cursor() as cursor:
        cursor.executemany(statement, rows)
        return int(cursor.rowcount)


def grow(model: type[models.Model], column: str, rows: Sequence[tuple[int, str]]) -> None:
    """Each row: what to add to `column` (may be negative), and the id."""
    table = _table(model)
    name = connection.ops.quote_name(column)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {table} SET {name} = {name} + %s, revision = revision + 1 WHERE id = %s",  # noqa: S608 (our own names)
            rows,
        )


def _table(model: type[models.Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)  # noqa: SLF001 (Django documents it)


def moment(at: datetime) -> str:
    """An aware UTC moment as both databases store it."""
    return at.strftime("%Y-%m-%d %H:%M:%S.%f") + ("+00" if connection.vendor == "postgresql" else "")
