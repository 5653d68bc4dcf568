"""Builds the search index of the official divisions in the background, before the wizard needs it."""

from datetime import datetime

from django_tasks import task

from linli.places import divisions


@task()
def build_divisions() -> None:
    divisions.build()


def prepare_divisions(now: datetime) -> None:  # noqa: ARG001 (every timed job is told the time)
    """Scheduled every minute: queues a task until the index exists."""
    if not divisions.ready():
        build_divisions.enqueue()
