"""The next page of a search: after which row it goes on, told by a cursor that contains nothing personal."""

import re
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from linli.access.models import under
from linli.people.models import Resident


def after(rows: QuerySet[Resident], order: tuple[str, ...], after: Resident | None) -> QuerySet[Resident]:
    """`rows` in `order`, after the row `after`."""
    if after is not None:
        values = [_value(after, name) for name in order]
        behind = Q()
        for depth, name in enumerate(order):
            same = Q(**dict(zip(order[:depth], values, strict=False)))
            behind |= same & Q(**{f"{name}__gt": values[depth]})
        rows = rows.filter(Q(**{f"{order[0]}__gte": values[0]})).filter(behind)
    return rows.order_by(*order)


def _value(row: Any, name: str) -> Any:
    for part in name.split("__"):
        row = getattr(row, part)
    return row


def read_cursor(cursor: str, kinds: int, paths: list[str]) -> tuple[int, Resident | None, int]:
    """Cursors come from the address bar: one that is invalid or out of reach is ignored."""
    read = re.fullmatch(r"([0-9]{1,2})-([0-9a-f]{32})-([0-9]{1,7})", cursor)
    if read is None or int(read[1]) >= kinds:
        return 0, None, 0
    row = Resident.objects.filter(under(paths)).select_related("household").filter(pk=UUID(read[2])).first()
    return (int(read[1]), row, int(read[3])) if row else (0, None, 0)
