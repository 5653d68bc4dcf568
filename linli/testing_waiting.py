"""Waiting for a condition, with a ceiling that no machine reaches: the only place where the tests sleep."""

import time
from collections.abc import Callable
from typing import TypeVar

Found = TypeVar("Found")

CEILING = 120.0  # seconds: a test that reaches it has failed, however slow the machine is


def until(condition: Callable[[], Found | None], *, within: float = CEILING, said: Callable[[], object] = str) -> Found:
    """What `condition` answers as soon as that is true. Raises AssertionError with `said()` after `within` seconds."""
    end = time.monotonic() + within
    while True:
        found = condition()
        if found:
            return found
        assert time.monotonic() < end, f"not within {within:.0f} s: {said()}"
        time.sleep(0.02)


def take(seconds: float) -> None:
    """Work that takes its time, in a process that is to be killed in the middle of it."""
    time.sleep(seconds)
