"""Waiting for a condition, with a long time limit: the only place where the tests sleep."""

import time
from collections.abc import Callable
from typing import TypeVar

Found = TypeVar("Found")

CEILING = 120.0  # seconds: a test that reaches this limit has failed, even on a slow machine


def until(condition: Callable[[], Found | None], *, within: float = CEILING, said: Callable[[], object] = str) -> Found:
    """The value of `condition` as soon as it is true. Raises AssertionError with `said()` after `within` seconds."""
    end = time.monotonic() + within
    while True:
        found = condition()
        if found:
            return found
        assert time.monotonic() < end, f"not within {within:.0f} s: {said()}"
        time.sleep(0.02)


def take(seconds: float) -> None:
    """Slow work in a process that will be killed in the middle of it."""
    time.sleep(seconds)
