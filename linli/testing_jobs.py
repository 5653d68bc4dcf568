"""Runs the background queue inside a test, as the worker would after the transaction."""

from django.db import connection
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

MOST_ROUNDS = 1_000


def run_jobs() -> int:
    """Run what waits for the commit, then every task that is due, and whatever those enqueue; returns how many ran.

    A task that failed raises AssertionError with the task's own traceback: in a test nobody reads the task table.
    """
    worker = Worker(
        queue_names=["*"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id="test",
        excluded_queue_names=[],
    )
    for ran in range(MOST_ROUNDS):
        _run_what_waits_for_commit()
        task = DBTaskResult.objects.ready().first()
        if task is None:
            return ran
        task.claim(worker.worker_id)
        worker.run_task(task)
        if task.traceback:
            raise AssertionError(f"{task.task_path} failed\n{task.traceback}")
    raise AssertionError(f"more than {MOST_ROUNDS} tasks: one of them enqueues itself")


def _run_what_waits_for_commit() -> None:
    """A test's outer transaction never commits, so the callbacks wait on the connection until they are taken here."""
    while connection.run_on_commit:
        waiting, connection.run_on_commit = connection.run_on_commit, []
        for entry in waiting:  # (savepoints, callback, robust)
            entry[1]()
