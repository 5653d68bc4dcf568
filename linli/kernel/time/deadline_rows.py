"""Deadlines as rows: what they keep, and how one is laid out. What is done to them is in `deadline_actions`.

A room's row inherits `Deadline` and says what it is the deadline of. `WorksOf` gives the working days that count for a
row; it is asked for rows with `working` alone.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TypeVar

from django.db import models

from linli.kernel.time.clock import zone
from linli.kernel.time.deadlines import Running, Works, between


class Deadline(models.Model):
    """`seconds` is the whole time, `spent` what had run before `running_from` (null: it stands still); both count on
    working days only when `working`. `due_at` and `next_at` follow from them.

    `next_at` is when the worker must look again: 50 %, 80 %, 100 %, then each level up; null when there is nothing left
    to do, or while it stands still. `stage`: 0 running, 1 half, 2 four fifths, 3 overdue, then levels up.
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
Pause = tuple[datetime, datetime | None]  # the last one has no end while it lasts


def started(row: D, works_of: WorksOf[D], *, pauses: Iterable[Pause] = (), now: datetime | None = None) -> D:
    """`row`, not saved yet, running from its `started_at`; less the `pauses` since, where it began before `now`."""
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
    """When a row that runs is due, and when to look again."""
    running = running_of(row, works_of)
    row.due_at, row.next_at = running.due, running.next_look(row.stage)


def running_of(row: D, works_of: WorksOf[D]) -> Running:
    works = works_of(row) if row.working else None
    return Running(row.seconds, row.spent, row.running_from or row.started_at, works, zone())
