"""Two writers at the same moment, in a known order: the second begins while the first one's transaction is open."""

from collections.abc import Callable
from threading import Event, Thread

from django.db import connection, connections, transaction

from linli.kernel.errors import Expected
from linli.testing_waiting import CEILING, until


def meanwhile(first: Callable[[], object], second: Callable[[], object]) -> str:
    """Run `first`, and `second` in a thread before `first` is committed. Returns the code of `second`'s refusal, or "".

    On PostgreSQL `first` is committed when `second` waits for a lock or has ended. SQLite has one writer at a time:
    there `second` begins when `first` has ended. Raises what else `second` raises.
    """
    said: list[BaseException | None] = []
    pids: list[int] = []
    begun = Event()

    def other() -> None:
        try:
            pids.append(_own_pid())
            begun.set()
            second()
            said.append(None)
        except BaseException as wrong:  # noqa: BLE001 (raised below, in the thread of the test)
            said.append(wrong)
        finally:
            begun.set()
            connections.close_all()

    thread = Thread(target=other)
    with transaction.atomic():
        first()
        thread.start()
        assert begun.wait(CEILING)
        if connection.vendor == "postgresql":
            until(lambda: said or _waits(pids[0]))
    thread.join(CEILING)
    assert said, "the second has not ended"
    if isinstance(said[0], Expected):
        return said[0].code
    if said[0] is not None:
        raise said[0]
    return ""


def _own_pid() -> int:
    if connection.vendor != "postgresql":
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def _waits(pid: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT cardinality(pg_blocking_pids(%s)) > 0", [pid])
        return bool(cursor.fetchone()[0])
