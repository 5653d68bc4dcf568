"""Turns outbox messages into consequences; each consequence runs exactly once, or is kept as failed.

A consequence runs in the same transaction that marks it done: if the process dies in the middle, nothing happened and
the next process runs it. A second worker skips rows that the first one holds, and finds the others marked. That it was
started is committed before it runs: one that kills its process again and again is set aside.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import structlog
from django.db import connection, transaction
from django.db.models import F, QuerySet

from linli.access.actor import Actor
from linli.access.permissions import Permission as P
from linli.access.queries import check_may
from linli.flows.happened import Flow, Happened
from linli.flows.models import Consequence
from linli.flows.rules import KEPT, LEASE, MOST_STARTS, NEVER_ENDED, gives_up, wait_after, words_of
from linli.flows.table import FLOWS
from linli.kernel.errors import Conflict
from linli.kernel.facts import trail
from linli.kernel.models import Message
from linli.kernel.writes import once

TOGETHER = 25  # consequences in one commit, so that another writer waits a tenth of a second at most
log = structlog.get_logger()


def note(messages: Sequence[Message]) -> None:
    """Write one waiting consequence for each flow that listens to a message, inside the caller's transaction.

    A topic without listeners writes nothing.
    """
    rows = [
        Consequence(
            fact=message.pk,
            topic=message.topic,
            flow=flow.__name__,
            payload=message.payload,
            path=str(message.payload.get("path", "")),
            at=message.created_at,
            due_at=message.due_at,
        )
        for message in messages
        for flow in FLOWS.get(message.topic, ())
    ]
    Consequence.objects.bulk_create(rows, ignore_conflicts=True)


def run_due(*, now: datetime, limit: int = 500) -> int:
    """Run what is due, oldest first; returns how many were done."""
    due = Consequence.objects.filter(done_at=None, dead_at=None, due_at__lte=now).order_by("due_at", "id")
    if not due.exists():  # the usual case: nothing is due, so take no lock
        return 0
    done = looked_at = 0
    while looked_at < limit and (begun := _begin(due, now)) is not None:
        looked_at += max(len(begun), 1)
        done += _run_together(begun, now)
    return done


@transaction.atomic
def _begin(due: QuerySet[Consequence], now: datetime) -> list[Consequence] | None:
    """Mark what is started now, in a commit of its own; None when nothing is due.

    Normally several together. One that was started before and never ended runs alone, so that a crash does not hit
    others; after MOST_STARTS starts it is set aside and [] is returned.
    """
    skip = connection.features.has_select_for_update_skip_locked
    rows = list(due.select_for_update(skip_locked=skip)[:TOGETHER])
    if not rows:
        return None
    first = rows[0]
    if first.starts >= MOST_STARTS:
        Consequence.objects.filter(pk=first.pk).update(dead_at=now, last_error=NEVER_ENDED)
        log.error("flows.never_ended", topic=first.topic, flow=first.flow, consequence=str(first.pk))
        return []
    rows = [first] if first.starts else [row for row in rows if not row.starts]
    Consequence.objects.filter(pk__in=[row.pk for row in rows]).update(starts=F("starts") + 1, due_at=now + LEASE)
    return rows


@transaction.atomic
def _run_together(rows: list[Consequence], now: datetime) -> int:
    """One commit for several; each runs in a savepoint of its own."""
    return sum(_run(row, now) for row in rows)


def _run(row: Consequence, now: datetime) -> bool:
    try:
        with transaction.atomic():
            mine = Consequence.objects.filter(
                pk=row.pk, starts=row.starts + 1, attempts=row.attempts, done_at=None, dead_at=None
            )
            if not mine.update(done_at=now, attempts=row.attempts + 1, starts=0, last_error=""):
                return False  # another worker got there first
            _flow_of(row)(Happened(row.topic, row.payload, row.pk, now))
    except Exception as error:  # noqa: BLE001 (the runner's border: whatever a flow raises is kept and tried again)
        log.warning("flows.failed", topic=row.topic, flow=row.flow, consequence=str(row.pk), error=type(error).__name__)
        _put_off(row, words_of(error), now)
        return False
    return True


def _flow_of(row: Consequence) -> Flow:
    """Raises Conflict for a flow that no longer exists in this version; it is kept as failed with that message."""
    for flow in FLOWS.get(row.topic, ()):
        if flow.__name__ == row.flow:
            return flow
    raise Conflict("flows.no_such_flow", flow=row.flow)


@transaction.atomic
def _put_off(row: Consequence, words: str, now: datetime) -> None:
    attempts = row.attempts + 1
    dead = {"dead_at": now} if gives_up(attempts) else {}
    mine = Consequence.objects.filter(pk=row.pk, attempts=row.attempts, done_at=None)
    mine.update(attempts=attempts, starts=0, last_error=words, due_at=now + wait_after(attempts), **dead)


@transaction.atomic
def try_again(*, consequence: Consequence, actor: Actor, key: UUID | None, now: datetime) -> None:
    """Let a failed consequence run again, with all its attempts. Raises Conflict when it is no longer failed."""
    if once.done(key, "flows.tried_again", actor=actor, about=consequence.pk):
        return
    check_may(actor, P.FLOWS_READ, consequence.path)
    failed = Consequence.objects.filter(pk=consequence.pk, dead_at__isnull=False)
    if not failed.update(dead_at=None, attempts=0, starts=0, due_at=now):
        raise Conflict("flows.not_failed")
    trail.record(
        "flows.tried_again",
        actor=actor,
        path=consequence.path,
        at=now,
        about=consequence.pk,
        key=key,
        data={"flow": consequence.flow},
    )


@transaction.atomic
def forget(now: datetime) -> int:
    """Delete what was done longer than KEPT ago."""
    return Consequence.objects.filter(done_at__lt=now - KEPT).delete()[0]
