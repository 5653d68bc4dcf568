"""The kernel's own timed work (see `schedule.py`)."""

from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils.module_loading import import_string

from linli.kernel.facts import trail
from linli.kernel.work import outbox, task_actions


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


def heads_file() -> Path:
    return Path(settings.LINLI_DATA) / "trail-heads.txt"


def prune_task_results(now: datetime) -> None:
    task_actions.prune(now)
