"""The kernel's own timed work (see `schedule.py`)."""

from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.module_loading import import_string
from django_tasks_db.models import DBTaskResult

from linli.kernel.facts import trail
from linli.kernel.models import Message
from linli.kernel.work import outbox, reserve, task_actions
from linli.kernel.work.undone import Undone
from linli.kernel.writes import sent_actions

RESTORED = "restored"
REPLACED_KEPT_FOR = timedelta(days=7)


def seal_trail(now: datetime) -> None:
    while trail.seal_facts(now):
        pass


def deliver_outbox(now: datetime) -> None:
    """settings.LINLI_OUTBOX: topic -> dotted path of its handler."""
    handlers = {topic: import_string(path) for topic, path in settings.LINLI_OUTBOX.items()}
    outbox.deliver(handlers, now=now)


def prune_outbox(now: datetime) -> None:
    outbox.forget(now)


def note_head(now: datetime) -> None:
    """Append the trail's head to a file beside the database, for keeping a copy outside (docs/operations.md)."""
    number, digest = trail.head()
    with heads_file().open("a") as heads:
        heads.write(f"{now.isoformat(timespec='seconds')} {number} {digest}\n")


def note_restored(now: datetime) -> None:
    """A restore takes the trail back to the backup's head: heads noted since then belong to what was replaced."""
    number, digest = trail.head()
    with heads_file().open("a") as heads:
        heads.write(f"{now.isoformat(timespec='seconds')} {number} {digest or '-'} {RESTORED}\n")


def noted_heads() -> list[tuple[int, str]]:
    """(number, digest) of every head noted in the file that must still be found in the trail."""
    path, found = heads_file(), list[tuple[int, str]]()
    for line in path.read_text().splitlines() if path.exists() else []:
        parts = line.split()
        if parts[3:] == [RESTORED]:
            found = [head for head in found if head[0] <= int(parts[1])]
        elif len(parts) == 3:  # two before the first seal
            found.append((int(parts[1]), parts[2]))
    return found


def heads_file() -> Path:
    return Path(settings.LINLI_DATA) / "trail-heads.txt"


def forget_replaced(now: datetime) -> None:
    """The database that a restore replaced is kept for a week: it holds what has been erased since."""
    for file in Path(settings.LINLI_DATA).glob("*.before-*"):
        if file.stat().st_mtime < (now - REPLACED_KEPT_FOR).timestamp():
            file.unlink(missing_ok=True)


def empty_log(_now: datetime) -> None:
    """For the schedule, after what erases: until SQLite's log is emptied, what was erased can be read from its file.

    Who reads at that moment holds it up; it is tried again some minutes later.
    """
    empty_log_of(connection)


def empty_log_of(database: BaseDatabaseWrapper) -> None:
    if database.vendor == "sqlite" and not database.in_atomic_block:  # inside a transaction it is refused
        with database.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def forget_sent(now: datetime) -> None:
    sent_actions.forget(now)


def mind_the_disk(_now: datetime) -> None:
    if settings.LINLI_ENV == "production":
        reserve.mind(Path(settings.LINLI_DATA))


def prune_task_results(now: datetime) -> None:
    task_actions.prune(now)


def undone(now: datetime) -> tuple[Undone, ...]:
    failed = DBTaskResult.objects.failed().filter(finished_at__gt=now - timedelta(days=7))
    waiting = DBTaskResult.objects.ready().filter(enqueued_at__lt=now - timedelta(hours=1))
    return (
        Undone(Message.objects.filter(dead_at__isnull=False).count(), "待发消息：{} 条试了十次都没发出去", lost=True),
        Undone(failed.count(), "后台任务：最近七天有 {} 个没做成，原因在日志里"),
        Undone(waiting.count(), "后台任务：{} 个排了一小时还没开始，后台进程可能没在运行"),
    )
