"""The outbox: a message is written in the same transaction as the change, and the worker delivers it.

Most messages are taken over by `linli.flows` (`hand_over`). A topic may have a handler of its own instead
(settings.LINLI_OUTBOX), called at least once: it must be idempotent, because it may run again after a crash. A failed
one is tried again after 1, 2, 4 … minutes; after ten tries it is set aside (`dead_at`) and `linli doctor` names it.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db import connection, transaction

from linli.kernel.models import Message
from linli.kernel.writes.prepared import insert

MOST_ATTEMPTS = 10
KEPT = timedelta(days=7)
Handler = Callable[[dict[str, Any]], None]
Taker = Callable[[Sequence[Message]], None]
log = structlog.get_logger()


def put(topic: str, payload: dict[str, Any], *, at: datetime) -> None:
    insert(Message(topic=topic, payload=payload, created_at=at, due_at=at))


def put_many(messages: Iterable[tuple[str, dict[str, Any]]], *, at: datetime) -> None:
    """(topic, payload) pairs, a thousand in one statement: for jobs that write messages about thousands of rows."""
    rows = [Message(topic=topic, payload=payload, created_at=at, due_at=at) for topic, payload in messages]
    Message.objects.bulk_create(rows, batch_size=1_000)


def deliver(handlers: Mapping[str, Handler], *, now: datetime, limit: int = 500) -> int:
    """Hand every due message to its topic's handler; returns how many were delivered."""
    due = Message.objects.filter(done_at=None, dead_at=None, due_at__lte=now, topic__in=handlers).order_by("due_at")
    return sum(_deliver_one(message, handlers, now) for message in due[:limit])


def hand_over(to: Taker, *, but: Collection[str], now: datetime, limit: int = 500) -> int:
    """Pass every due message whose topic is not in `but` to `to`, in batches; returns how many.

    `to` writes in the same transaction, so each message is taken exactly once: if the process dies, nothing was taken.
    """
    due = Message.objects.filter(done_at=None, dead_at=None, due_at__lte=now).exclude(topic__in=but)
    if not due.exists():  # the usual case: nothing is due, so take no lock
        return 0
    skip = connection.features.has_select_for_update_skip_locked
    with transaction.atomic():
        batch = list(due.select_for_update(skip_locked=skip).order_by("due_at")[:limit])
        to(batch)
        return Message.objects.filter(pk__in=[message.pk for message in batch]).update(done_at=now)


def forget(now: datetime) -> int:
    """Delete messages delivered longer than KEPT ago; those set aside stay until a person looks."""
    return Message.objects.filter(done_at__lt=now - KEPT).delete()[0]


def _deliver_one(message: Message, handlers: Mapping[str, Handler], now: datetime) -> bool:
    taken = Message.objects.filter(pk=message.pk, attempts=message.attempts, done_at=None)
    if not taken.update(attempts=message.attempts + 1, due_at=now + timedelta(minutes=2**message.attempts)):
        return False  # another worker got there first
    try:
        with transaction.atomic():
            handlers[message.topic](message.payload)
            Message.objects.filter(pk=message.pk).update(done_at=now, last_error="")
    except Exception as error:  # noqa: BLE001 (the runner's border: whatever a handler raises is kept and retried)
        log.warning("outbox.failed", topic=message.topic, message=str(message.pk), error=repr(error))
        dead = {"dead_at": now} if message.attempts + 1 >= MOST_ATTEMPTS else {}
        Message.objects.filter(pk=message.pk).update(last_error=repr(error)[:500], **dead)
        return False
    return True
