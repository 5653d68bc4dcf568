"""Writes on deadlines inside a room's action: pause, continue, take those that are due."""

from collections.abc import Callable, Iterable
from datetime import datetime

from django.db import connection
from django.db.models import QuerySet

from linli.kernel.time.deadline_rows import D, Deadline, WorksOf, lay, running_of
from linli.kernel.time.deadlines import between, stage_at

# What a stopped deadline becomes; written by `writes.change.change_where`, as every claim stops one.
STOPPED: dict[str, None] = {"next_at": None, "running_from": None}


def stand_still(rows: QuerySet[D], works_of: WorksOf[D], now: datetime) -> None:
    """Pause them: no time is spent until they continue."""
    for row in rows.filter(stopped_at=None, running_from__isnull=False):
        running = running_of(row, works_of)
        row.spent += between(running.since, now, running.works, running.zone)
        row.running_from, row.next_at = None, None
        row.save(update_fields=["spent", "running_from", "next_at"])


def go_on(rows: QuerySet[D], works_of: WorksOf[D], now: datetime) -> None:
    for row in rows.filter(stopped_at=None, running_from=None):
        row.running_from = now
        lay(row, works_of)
        row.save(update_fields=["running_from", "due_at", "next_at"])


def take_due(rows: QuerySet[D], works_of: WorksOf[D], now: datetime, most: int) -> list[D]:
    """Those of `rows` that are due, the longest overdue first, each set to the stage that it has reached; `save_stages`
    must write them in the same transaction.

    Each is taken by one worker: its row is locked (on SQLite there is one writer); rows locked by another worker are
    skipped.
    """
    due = rows.filter(next_at__lte=now).order_by("next_at", "pk")
    if connection.features.has_select_for_update_skip_locked:
        due = due.select_for_update(skip_locked=True, of=("self",))
    taken = list(due[:most])
    for row in taken:
        running = running_of(row, works_of)
        row.stage = max(stage_at(running, row.stage, now), row.stage + 1)
        row.next_at = running.next_look(row.stage)
    return taken


def save_stages(rows: Iterable[Deadline]) -> None:
    """One handwritten statement: for five hundred rows `bulk_update` builds CASE expressions, slower than all the
    rest."""
    moment, native = connection.ops.adapt_datetimefield_value, connection.features.has_native_uuid_field
    found = list(rows)
    if not found:
        return
    values = [(row.stage, moment(row.next_at), row.pk if native else row.pk.hex) for row in found]
    table = connection.ops.quote_name(found[0]._meta.db_table)  # noqa: SLF001 (Django's own documented name)
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {table} SET stage = %s, next_at = %s WHERE id = %s", values)  # noqa: S608 (a table's own name)


def in_batches(batch: Callable[[], int], size: int, limit: int) -> int:
    """Call `batch`, which returns how many rows it handled, until it handles fewer than `size`; returns the total."""
    handled = 0
    while handled < limit:
        done = batch()
        handled += done
        if done < size:
            break
    return handled
