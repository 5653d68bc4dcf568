"""Put a job into the queue by its name: actions are on a lower layer than jobs and cannot import them."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.module_loading import import_string


def later(job: str, *, at: datetime | None = None, **words: str | int | UUID) -> None:
    """Put `job` into the queue when the transaction commits: "notices.spread" is `spread` in `linli.notices.jobs`. It
    runs then, or not before `at`.

    An id is passed as text. An unknown name raises ImportError here, inside the transaction.
    """
    room, _, name = job.rpartition(".")
    task = import_string(f"linli.{room}.jobs.{name}")
    task = task.using(run_after=at) if at else task
    plain = {key: str(word) if isinstance(word, UUID) else word for key, word in words.items()}
    transaction.on_commit(lambda: task.enqueue(**plain))
