"""Remembers how the columns of a place's files were matched last time, and which sheets were left out."""

from collections.abc import Sequence
from datetime import datetime

from linli.access.rules import ancestors
from linli.intake import staging
from linli.intake.models import ColumnMemory
from linli.intake.staging import Table


def recall(of: str, path: str, tables: Sequence[Table]) -> bool:
    """Fill `columns` and `use` of each table as they were last chosen for this place or the nearest place above.

    Returns whether nothing is left to ask: every sheet that anybody sees was chosen or left out before.
    """
    digests = {table["digest"] for table in tables if table["names"]}
    rows = ColumnMemory.objects.filter(list=of, path__in=ancestors(path), header__in=digests).order_by("path")
    known = {row.header: row for row in rows}
    for table in tables:
        memory = known.get(table["digest"])
        table["known"] = memory is not None
        if memory is not None:
            table["columns"] = memory.mapping
            table["use"] = table["use"] and staging.digest([table["name"]]) not in memory.left_out
    seen = [table for table in tables if table["names"] and table["rows"] and not table["hidden"]]
    return any(table["use"] for table in tables) and all(table["known"] or table["example"] for table in seen)


def remember(of: str, path: str, tables: Sequence[Table], now: datetime) -> None:
    """One row for each header; of sheets with the same header the columns of the one that is used."""
    headers = {table["digest"]: table for table in sorted(tables, key=lambda table: bool(table.get("use")))}
    for header, table in headers.items():
        if not table["names"]:
            continue
        left_out = [staging.digest([other["name"]]) for other in tables if _is_out(other, header)]
        told = {"mapping": table["columns"], "left_out": left_out, "used_at": now}
        ColumnMemory.objects.update_or_create(list=of, path=path, header=header, defaults=told)


def _is_out(table: Table, header: str) -> bool:
    return table["digest"] == header and not table.get("use")
