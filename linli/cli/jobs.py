"""The nightly backup."""

from datetime import datetime

from django_tasks import task

from linli.cli import nightly
from linli.kernel.time import clock


@task()
def back_up() -> None:
    nightly.back_up(clock.now())


def start_backup(_now: datetime) -> None:
    """For the schedule: the worker makes it, so that the clock goes on."""
    back_up.enqueue()
