"""The wizard's index of divisions, made ready behind a server's back: nobody should meet it missing."""

from datetime import datetime

from django_tasks import task

from linli.places import divisions


@task()
def build_divisions() -> None:
    divisions.build()


def prepare_divisions(now: datetime) -> None:  # noqa: ARG001 (every timed job is told the time)
    """For the schedule, every minute: until the index is there, one more task that finds it done or makes it."""
    if not divisions.ready():
        build_divisions.enqueue()
