"""Two writers at the same moment, in one process, on a database that really commits (`transactional_db`)."""

from collections.abc import Callable
from threading import Event, Thread

from django.db import connection, connections, transaction

from linli.testing_waiting import CEILING, until

_WAITED_FOR = "SELECT 1 FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"


def meanwhile(first: Callable[[], object], second: Callable[[], object]) -> object:
    """Do `first`; before it commits, begin `second` in a thread. Returns what `second` returned or raised.

    On PostgreSQL the commit waits until `second` is over or waits for `first`; on SQLite `second` waits to begin.
    """
    begins, said = Event(), []

    def other() -> None:
        begins.set()
        try:
            said.append(second())
        except Exception as error:  # noqa: BLE001 (told to the test, whatever it is)
            said.append(error)
        finally:
            connections.close_all()

    thread = Thread(target=other)
    with transaction.atomic():
        first()
        thread.start()
        assert begins.wait(CEILING)
        if connection.vendor == "postgresql":
            until(lambda: said or _somebody_waits())
    thread.join(CEILING)
    assert said, "it waits for ever"
    return said[0]


def _somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(_WAITED_FOR)
        return cursor.fetchone() is not None
