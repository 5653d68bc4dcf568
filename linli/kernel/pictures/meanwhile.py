"""Others may run while a thread waits for a picture to be decoded, where a server says how (`linli.front`)."""

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext

from django.db import connection

Away = Callable[[], AbstractContextManager[object]]
_of_thread = threading.local()


def give_turn_by(away: Away) -> None:
    """For this thread: `away()` lets others run until its block ends."""
    _of_thread.away = away


def others_run() -> AbstractContextManager[object]:
    """Not inside a transaction: others would wait for what it holds."""
    away: Away = getattr(_of_thread, "away", nullcontext)
    return nullcontext() if connection.in_atomic_block else away()
