"""Writes compiled once, used by `change`, `once` and the trail (docs/decisions/015).

Rooms do not use `Update` themselves; they call `change`. `insert` writes a new row.
"""

from collections.abc import Callable, Iterable
from functools import cache, cached_property
from typing import Any, cast

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import AutoField, Field, Model, QuerySet
from django.db.models.sql import UpdateQuery

from linli.kernel.reads.compiled import Given, filled


class Update:
    """A conditional update: the queryset that `make` returns selects the rows, `changes` gives their new values.

    A foreign key is given as an id.
    """

    def __init__(self, make: Callable[[], "QuerySet[Any, Any]"], **changes: Any) -> None:
        self._make, self._changes = make, changes

    def run(self, **values: object) -> int:
        """How many rows it changed."""
        sql, params = self._compiled
        database = connections[DEFAULT_DB_ALIAS]
        with database.cursor() as cursor:
            cursor.execute(sql, filled(params, values, database))
            return int(cursor.rowcount)

    @cached_property
    def _compiled(self) -> tuple[str, tuple[Any, ...]]:
        query: Any = self._make().query.chain(UpdateQuery)
        for name, change in self._changes.items():
            if isinstance(change, Given):
                change.column = query.get_meta().get_field(name)
        query.add_update_values(self._changes)
        return cast("tuple[str, tuple[Any, ...]]", query.get_compiler(DEFAULT_DB_ALIAS).as_sql())


def insert(row: Model) -> None:
    """Write a new row. Sends no signals, and does not read back an id made by the database."""
    insert_many(type(row), [row])


def insert_many(model: type[Model], rows: Iterable[Model]) -> None:
    """The same for many rows, by `executemany`: sent together on PostgreSQL, a statement for each row on SQLite."""
    sql, fields = _inserting(model)
    database = connections[DEFAULT_DB_ALIAS]
    values = [[field.get_db_prep_save(field.pre_save(row, add=True), database) for field in fields] for row in rows]
    if len(values) == 1:
        with database.cursor() as cursor:
            cursor.execute(sql, values[0])
    elif values:
        with database.cursor() as cursor:
            cursor.executemany(sql, values)


@cache
def _inserting(model: type[Model]) -> tuple[str, list["Field[Any, Any]"]]:
    fields = [field for field in model._meta.concrete_fields if not isinstance(field, AutoField)]  # noqa: SLF001 (public in practice)
    quote = connections[DEFAULT_DB_ALIAS].ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    return f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({marks})", fields  # noqa: S608, SLF001 (names of our own models)
