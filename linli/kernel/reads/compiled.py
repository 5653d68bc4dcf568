"""Reads compiled once, for the few that every request or every claim runs (docs/decisions/015).

A queryset is written as usual, with `given("name")` in place of a value. Django compiles it to SQL the first time; each
run only fills in the values. `tests/architecture/test_writes.py` lists the modules that may use this: only where a
measurement showed the need; everything else uses the ORM.
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from functools import cached_property
from typing import Any, Generic, TypeVar, cast
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Expression, Field, Model, QuerySet
from django.db.models.query import ModelIterable, get_related_populators

Row = TypeVar("Row")


class Given(Expression):
    """A placeholder parameter in a queryset, filled by each run under this name."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name
        self.column: Field[Any, Any] | None = None  # which column an update sets to it

    def as_sql(self, _compiler: Any, _connection: Any) -> tuple[str, list[Any]]:  # type: ignore[override] # a placeholder parameter; each run replaces it
        return "%s", [self]

    def adapted(self, value: Any, database: Any) -> Any:
        """The value as the database stores it: on SQLite an id is text, and so is a time."""
        if self.column:
            return self.column.get_db_prep_save(value, database)
        if isinstance(value, UUID):
            return value if database.features.has_native_uuid_field else value.hex
        if isinstance(value, datetime):
            return database.ops.adapt_datetimefield_value(value)
        if isinstance(value, date):
            return database.ops.adapt_datefield_value(value)
        return value


def given(name: str) -> Any:
    return Given(name)


class Select(Generic[Row]):
    """The rows of the queryset that `make` returns: model instances, or the tuples of `values_list`."""

    def __init__(self, make: Callable[[], "QuerySet[Any, Row]"]) -> None:
        self._make = make

    def rows(self, **values: object) -> list[Row]:
        sql, params, read = self._compiled
        database = connections[DEFAULT_DB_ALIAS]
        with database.cursor() as cursor:
            cursor.execute(sql, filled(params, values, database))
            return [read(row) for row in cursor.fetchall()]

    def first(self, **values: object) -> Row | None:
        return next(iter(self.rows(**values)), None)

    @cached_property
    def _compiled(self) -> tuple[str, tuple[Any, ...], Callable[[Iterable[Any]], Row]]:
        queryset = self._make()
        compiler = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
        sql, params = compiler.as_sql()
        shape = _instance(compiler) if issubclass(queryset._iterable_class, ModelIterable) else tuple  # noqa: SLF001 (how a queryset says what its rows are)
        converters = list(compiler.get_converters([column[0] for column in compiler.select]).items())

        def read(row: Iterable[Any]) -> Row:
            values = list(row)
            for at, (convert, expression) in converters:
                for one in convert:
                    values[at] = one(values[at], expression, compiler.connection)
            return cast("Row", shape(values))

        return sql, params, read


def _instance(compiler: Any) -> Callable[[list[Any]], Model]:
    """As Django's own ModelIterable builds instances, with what is the same for each run worked out beforehand."""
    info, select = compiler.klass_info, compiler.select
    columns = slice(info["select_fields"][0], info["select_fields"][-1] + 1)
    names = [column[0].target.attname for column in select[columns]]
    related = get_related_populators(info, select, DEFAULT_DB_ALIAS)  # type: ignore[call-arg] # the stubs are of a later Django

    def made(values: list[Any]) -> Model:
        row: Model = info["model"].from_db(DEFAULT_DB_ALIAS, names, values[columns])
        for one in related:
            one.populate(values, row)
        return row

    return made


def filled(params: Iterable[Any], values: dict[str, object], database: Any) -> list[Any]:
    return [param.adapted(values[param.name], database) if isinstance(param, Given) else param for param in params]
