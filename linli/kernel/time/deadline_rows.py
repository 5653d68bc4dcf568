"""Deadlines as rows: their columns and how a new one is made. The operations are in `deadline_actions`.

A room's model inherits `Deadline` and adds what the deadline is for. `WorksOf` returns the working days that apply to a
row; it is called only for rows with `working`.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from django.db import models

from linli.kernel.time.clock import zone
from linli.kernel.time.deadlines import Running, Works, between


class Deadline(models.Model):
    """`seconds` is the whole time, `spent` what had passed before `running_from` (null: paused); both count on working
    days only when `working`. `due_at` and `next_at` follow from them.

    `next_at` is when the worker must look again: at 50 %, 80 %, 100 %, then for each level up; null while paused or
    when nothing is left to do. `stage`: 0 running, 1 half, 2 four fifths, 3 overdue, then levels up.
    """

    seconds = models.PositiveIntegerField()
    spent = models.PositiveIntegerField(default=0)
    working = models.BooleanField(default=False)
    started_at = models.DateTimeField()
    running_from = models.DateTimeField(null=True)
    due_at = models.DateTimeField()
    next_at = models.DateTimeField(null=True)
    stage = models.PositiveSmallIntegerField(default=0)
    stopped_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True


D = TypeVar("D", bound=Deadline)
WorksOf = Callable[[D], Works]
Pause = tuple[datetime, datetime | None]  # (start, end) of each pause; the last one has no end while it lasts


def started(row: D, works_of: WorksOf[D], *, pauses: Iterable[Pause] = (), now: datetime | None = None) -> D:
    """`row`, not saved yet, running from its `started_at`; the `pauses` since then do not count if it began before
    `now`."""
    works = works_of(row) if row.working else None
    since, stands = row.started_at, False
    row.spent = 0
    for begin, end in pauses:
        if end is not None and end <= row.started_at:
            continue  # before it began
        row.spent += between(since, begin, works, zone())
        since, stands = end or now or begin, end is None
    row.running_from = since
    lay(row, works_of)
    if stands:
        row.running_from = row.next_at = None
    return row


def lay(row: D, works_of: WorksOf[D]) -> None:
    """When a running row is due, and when to look again."""
    running = running_of(row, works_of)
    row.due_at, row.next_at = running.due, running.next_look(row.stage)


def carry_on(row: D, before: Deadline, works_of: WorksOf[D], now: datetime) -> D:
    """`row`, just started in place of `before`: the stages told already are not told again, unless the new time has
    yet to reach them."""
    running = replace(running_of(row, works_of), since=row.running_from or now)
    row.stage = next(stage for stage in range(before.stage, -1, -1) if running.has_reached(stage, now))
    told_all = before.running_from is not None and before.next_at is None and row.stage == before.stage
    if row.running_from is not None:
        row.next_at = None if told_all else running.next_look(row.stage)
    return row


def running_of(row: D, works_of: WorksOf[D]) -> Running:
    works = works_of(row) if row.working else None
    return Running(row.seconds, row.spent, row.running_from or row.started_at, works, zone())
