"""Work for the queue, named as a room names its jobs: actions stand below jobs and cannot import them."""

from uuid import UUID

from django.db import transaction
from django.utils.module_loading import import_string


def later(job: str, **words: str | int | UUID) -> None:
    """Put `job` into the queue once the transaction stands: "notices.spread" is `spread` in `linli.notices.jobs`.

    An id goes as its text. A name that no room has raises ImportError here, inside the transaction.
    """
    room, _, name = job.rpartition(".")
    task = import_string(f"linli.{room}.jobs.{name}")
    plain = {key: str(word) if isinstance(word, UUID) else word for key, word in words.items()}
    transaction.on_commit(lambda: task.enqueue(**plain))
