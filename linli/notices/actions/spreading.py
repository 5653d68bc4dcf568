"""Writing a notice's letters in the worker, door by door, by INSERT … SELECT.

One batch is one transaction: it advances `spread_after` by a conditional update and writes the letters of every door up
to there. A worker killed half-way loses only its current batch, and `resume` continues after `spread_after`. Two
workers at one notice cannot both advance it, and a unique index allows one letter of a notice for each person.
"""

from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F, Field
from django.utils import timezone

from linli.access.rules import covers
from linli.kernel.work.queue import later
from linli.notices.actions.outside import queue_letters
from linli.notices.models import Letter, Notice
from linli.notices.queries.audience import Rows, recipients

BATCH = 5_000
SILENT = timedelta(seconds=60)
# A UUIDv7: 48 bits of time, the rest random. The first thirteen digits are the same for a batch.
_NEW_ID = {
    "sqlite": "(%s || lower(substr(hex(randomblob(2)), 1, 3)) || 'a' || lower(substr(hex(randomblob(8)), 1, 15)))",
    "postgresql": "(%s || substr(replace(gen_random_uuid()::text, '-', ''), 14))::uuid",
}


def spread(pk: UUID, now: datetime) -> int:
    """Write every letter of a notice that is not written yet; returns how many. May run again, also twice at the same
    time."""
    written = 0
    while (batch := _spread_batch(pk, now)) is not None:
        written += batch
    return written


@transaction.atomic
def _spread_batch(pk: UUID, now: datetime) -> int | None:
    """How many letters were written; None when nothing is left to do, or another worker does it."""
    notice = Notice.objects.filter(pk=pk, spread_at=None, withdrawn_at=None, published_at__isnull=False).first()
    if notice is None:
        return None
    # the place moved: start again from the beginning
    after = notice.spread_after if covers(notice.path, notice.spread_after) else ""
    rows, path = recipients(notice, timezone.localdate(notice.published_at))
    rest = rows.filter(**{f"{path}__gt": after}).order_by(path)
    last = rest[BATCH - 1 : BATCH].first()
    chunk = rest.filter(**{f"{path}__lte": last[1]}) if last else rest
    mine = Notice.objects.filter(pk=pk, spread_after=notice.spread_after, spread_at=None, withdrawn_at=None)
    step = {"spread_after": last[1]} if last else {"spread_at": now}
    if not mine.update(**step):
        return None
    written = _insert(notice, chunk.order_by(), now)
    Notice.objects.filter(pk=pk).update(letters=F("letters") + written)
    if notice.channels.filter(kind="sms").exists():
        doors = Letter.objects.filter(notice=notice, path__gt=after)
        queue_letters(doors.filter(path__lte=last[1]) if last else doors, now=now, notice=notice)
    return written


def _insert(notice: Notice, chunk: Rows, now: datetime) -> int:
    """Letters for `chunk`, at the moment `now`; whoever has one already keeps it. Returns how many are new.

    WHERE TRUE, because otherwise SQLite would read ON CONFLICT as the condition of a join.
    """
    source, source_values = chunk.query.sql_with_params()
    stamp = f"{int(now.timestamp() * 1000):012x}7"
    columns = ["notice_id", "topic", "title", "code", "data", "link", "urgency", "at"]
    values = [notice.pk, "notices.notice", notice.title, "", {}, "", notice.urgency, now]
    ready = [
        cast("Field[Any, Any]", Letter._meta.get_field(name.removesuffix("_id"))).get_db_prep_save(value, connection)  # noqa: SLF001 (public API)
        for name, value in zip(columns, values, strict=True)
    ]
    statement = (
        f"INSERT INTO notices_letter (id, recipient, path, {', '.join(columns)})"  # noqa: S608 (names of ours)
        f" SELECT {_NEW_ID[connection.vendor]}, who.*, {', '.join(['%s'] * len(columns))} FROM ({source}) AS who"
        " WHERE TRUE ON CONFLICT DO NOTHING"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [stamp, *ready, *source_values])
        return int(cursor.rowcount)


def resume(now: datetime) -> None:
    """Continue with notices that a stopped worker left. A second worker at the same notice does no harm."""
    left = Notice.objects.filter(spread_at=None, withdrawn_at=None, published_at__lt=now - SILENT)
    for pk in left.values_list("pk", flat=True):
        later("notices.spread", pk=pk)


def retract(pk: UUID) -> None:
    """Delete the unread letters of a withdrawn notice, batch by batch."""
    while _retract_batch(pk):
        pass


@transaction.atomic
def _retract_batch(pk: UUID) -> int:
    unread = Letter.objects.filter(notice=pk, notice__withdrawn_at__isnull=False, read_at=None, told_at=None)
    return Letter.objects.filter(pk__in=list(unread.values_list("pk", flat=True)[:BATCH])).delete()[0]
