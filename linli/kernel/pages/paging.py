"""Pages by cursor: a page starts after the last row of the previous one. Page 10,000 costs as much as page 1, and a row
added meanwhile shifts nothing.

The cursor is the value of the ordering columns of that row, in URL-safe text. It is neither secret nor trusted: it is
only compared with, and the queryset decides what may be seen.
"""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, datetime
from typing import Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model, Q, QuerySet

from linli.kernel.errors import Invalid

M = TypeVar("M", bound=Model)
SIZE = 50


@dataclass(frozen=True)
class Page(Generic[M]):
    """`following` is the cursor of the next page, "" on the last one; `first` is False once a cursor was given."""

    rows: list[M]
    following: str
    first: bool


def page_of(rows: QuerySet[M], *, order: Sequence[str], cursor: str = "", size: int = SIZE) -> Page[M]:
    """One page of `rows`. `order` names columns as in `order_by`, the last one unique, none nullable.

    Raises Invalid for a cursor that is not one of ours.
    """
    wanted = rows.order_by(*order)
    if cursor:
        wanted = wanted.filter(_after(order, _read(wanted.model, order, cursor)))
    found = list(wanted[: size + 1])
    more = len(found) > size
    found = found[:size]
    return Page(found, _write(order, found[-1]) if more else "", first=not cursor)


def _after(order: Sequence[str], values: list[Any]) -> Q:
    """(a, b) > (x, y), written out: a > x, or a = x and b > y. A leading "-" turns the comparison round."""
    beyond = Q()
    equal = Q()
    for column, value in zip(order, values, strict=True):
        name, down = column.removeprefix("-"), column.startswith("-")
        beyond |= equal & Q(**{f"{name}__{'lt' if down else 'gt'}": value})
        equal &= Q(**{name: value})
    return beyond


def _write(order: Sequence[str], row: Model) -> str:
    values = [getattr(row, column.removeprefix("-")) for column in order]
    text = json.dumps(values, cls=DjangoJSONEncoder, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _read(model: type[Model], order: Sequence[str], cursor: str) -> list[Any]:
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        fields = [model._meta.get_field(column.removeprefix("-")) for column in order]  # noqa: SLF001 (public API)
        read = [field.to_python(value) for field, value in zip(fields, values, strict=True)]  # type: ignore[union-attr] # the fields are columns, no relations
        _check(read)
    except (ValueError, TypeError, binascii.Error, ValidationError, OverflowError):
        raise Invalid("kernel.bad_cursor") from None
    if None in read:
        raise Invalid("kernel.bad_cursor")
    return read


def _check(values: Sequence[object]) -> None:
    """Raises ValueError for what no database holds: a text with NUL (PostgreSQL) or half a character (a surrogate),
    a time without a zone, or one that is beyond the calendar in another zone."""
    for value in values:
        if isinstance(value, datetime) and (value.tzinfo is None or not MINYEAR < value.year < MAXYEAR):
            raise ValueError("time")
        if isinstance(value, str) and b"\0" in value.encode():
            raise ValueError("NUL")
