"""The one conditional update: it changes the row as it was read, or nothing. Only this module counts revisions up."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from django.db.models import F, Model, QuerySet

from linli.kernel.errors import Conflict
from linli.kernel.reads.compiled import given
from linli.kernel.writes.prepared import Update

_MOST = 2**31 - 2  # the last revision that the column can count up from
Conditions = tuple[tuple[str, bool | None], ...]


def change(
    row: Model,
    revision: int | None = None,
    /,
    *,
    code: str = "kernel.changed_meanwhile",
    where: Mapping[str, object] | None = None,
    **new: object,
) -> int:
    """Set these values on `row`, if it is still at `revision` (None: the one it was read with) and matches `where`.

    Returns the new revision. Raises Conflict(`code`) when it does not match: somebody else changed it first. `where`
    and `new` hold plain values, None included, and model instances for foreign keys. The object itself is not changed:
    the history is written from its old values, and a refused form shows what is stored.
    """
    seen: int = row.revision if revision is None else revision  # type: ignore[attr-defined] # every row that is changed has one
    if not 0 <= seen <= _MOST:
        raise Conflict(code)  # nobody has read such a row; a database refuses the number itself
    conditions = {"pk": row.pk, "revision": seen, **(where or {})}
    values = {**new, "revision": seen + 1}
    statement = _statement(type(row), tuple(map(_shape, conditions.items())), tuple(values))
    if not statement.run(**_named("if", conditions), **_named("to", values)):
        raise Conflict(code)
    return seen + 1


def change_all(rows: QuerySet[Any], **new: Any) -> int:
    """Set the same values on every row of `rows` and raise each revision. Returns how many; the caller compares.

    For several rows at once, or for one row where the state in the filter is condition enough.
    """
    return rows.update(**new, revision=F("revision") + 1)


def change_where(model: type[Model], where: Mapping[str, object], **new: object) -> int:
    """The rows that are as `where` says, of a table without revisions. Returns how many."""
    statement = _statement(model, tuple(map(_shape, where.items())), tuple(new))
    return statement.run(**_named("if", where), **_named("to", new))


def hold(rows: QuerySet[Any]) -> int:
    """Lock these rows, unchanged, until the transaction ends; other writers wait. Returns how many.

    Read what the action decides on after this.
    """
    return rows.update(revision=F("revision"))


def hold_where(model: type[Model], where: Mapping[str, object]) -> int:
    """`hold` for the rows that are as `where` says, by a statement compiled once."""
    return _holding(model, tuple(map(_shape, where.items()))).run(**_named("if", where))


def _shape(condition: tuple[str, object]) -> tuple[str, bool | None]:
    """A lookup, and the part of its value that belongs to the SQL text (None: none; each run supplies the value)."""
    lookup, value = condition
    if value is None:
        return f"{lookup}__isnull", True
    return (lookup, bool(value)) if lookup.endswith("__isnull") else (lookup, None)


@cache
def _statement(model: type[Model], conditions: Conditions, columns: tuple[str, ...]) -> Update:
    return Update(_same(model, conditions), **{column: given(f"to {column}") for column in columns})


@cache
def _holding(model: type[Model], conditions: Conditions) -> Update:
    return Update(_same(model, conditions), revision=F("revision"))


def _same(model: type[Model], conditions: Conditions) -> Callable[[], QuerySet[Any, Any]]:
    """Makes the queryset when the statement first runs."""
    filters = {lookup: given(f"if {lookup}") if fixed is None else fixed for lookup, fixed in conditions}
    return lambda: model._default_manager.filter(**filters)  # noqa: SLF001 (public in practice)


def _named(what: str, values: Mapping[str, object]) -> dict[str, object]:
    return {f"{what} {name}": value.pk if isinstance(value, Model) else value for name, value in values.items()}
