"""Put a job into the queue by its name: actions are on a lower layer than jobs and cannot import them."""

from uuid import UUID

from django.db import transaction
from django.utils.module_loading import import_string


def later(job: str, **words: str | int | UUID) -> None:
    """Put `job` into the queue when the transaction commits: "notices.spread" is `spread` in `linli.notices.jobs`.

    An id is passed as text. An unknown name raises ImportError here, inside the transaction.
    """
    room, _, name = job.rpartition(".")
    task = import_string(f"linli.{room}.jobs.{name}")
    plain = {key: str(word) if isinstance(word, UUID) else word for key, word in words.items()}
    transaction.on_commit(lambda: task.enqueue(**plain))
