"""Remembers how the columns of a place's files were matched last time."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from linli.access.rules import ancestors
from linli.people.models import ColumnMemory


def remembered(path: str, tables: Sequence[dict[str, Any]]) -> dict[str, dict[str, str]]:
    """Digest of a header row -> the columns last chosen for this place or the nearest place above."""
    digests = {table["digest"] for table in tables if table["names"]}
    rows = ColumnMemory.objects.filter(path__in=ancestors(path), header__in=digests).order_by("path")
    return {row.header: row.mapping for row in rows}


def remember(path: str, tables: Sequence[dict[str, Any]], now: datetime) -> None:
    for table in tables:
        if table.get("use") and table["columns"]:
            ColumnMemory.objects.update_or_create(
                path=path, header=table["digest"], defaults={"mapping": table["columns"], "used_at": now}
            )
