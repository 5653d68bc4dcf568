"""How much work something is, counted and not timed: the load of the machine does not change it."""

import sqlite3
import sys
from collections.abc import Callable
from typing import Any

STEP = 1_000  # SQLite is asked after so many of its instructions


def calls_of(work: Callable[[], object]) -> int:
    """How many functions `work` calls in this thread, those of Python and those of C."""
    called = 0

    def note(_frame: Any, event: str, _about: Any) -> None:
        nonlocal called
        called += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        work()
    finally:
        sys.setprofile(before)
    return called


def instructions_of(connection: sqlite3.Connection, work: Callable[[], object]) -> int:
    """How many instructions of its machine SQLite runs for `work` on this connection, in full thousands."""
    steps = 0

    def note() -> int:
        nonlocal steps
        steps += STEP
        return 0

    connection.set_progress_handler(note, STEP)
    try:
        work()
    finally:
        connection.set_progress_handler(None, STEP)
    return steps
