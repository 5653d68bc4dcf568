"""Requests that wait for the one thread at a time that runs Django. What somebody waits for at a door goes first; what
can be looked at later is refused first.

Several threads stand by, but one alone runs: Django under several was measured half as fast (docs/decisions/004). A
thread that waits for SQLite's lock, or for a picture to be decoded, gives its turn to another (`giving_way`), so that
readers go on.
"""

import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

THREADS = 4  # three may wait for the lock while the fourth answers readers
PATIENCE = 15.0  # seconds: whoever asked for a page that long ago has gone, or asked again


class Rank(IntEnum):
    WRITE = 0  # a claim, a check-in, a visit, a call for help, signing in
    HEALTH = 1  # the health check, which goes on while writes wait for the lock
    PAGE = 2
    BOARD = 3  # dashboards and lists, marked by `kernel.pages.costly`


# More than this many are refused. A board takes up to half a second, a page a few hundredths.
MOST = {Rank.WRITE: 500, Rank.HEALTH: 60, Rank.PAGE: 60, Rank.BOARD: 4}


@dataclass
class Job:
    """A request whose body is here. `answer` is an asyncio future of (status, headers, body)."""

    rank: Rank
    environ: dict[str, Any]
    answer: Any
    came: float = field(default_factory=time.monotonic)


class Line:
    """Used by the thread of the network (`put`) and by those that run Django (everything else)."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._waiting: dict[Rank, deque[Job]] = {rank: deque() for rank in Rank}
        self._running = 0
        self._aside = 0  # threads that gave their turn away
        self._coming_back = 0

    def put(self, job: Job) -> bool:
        """False: too many of its rank wait already."""
        with self._changed:
            waiting = self._waiting[job.rank]
            if len(waiting) >= MOST[job.rank]:
                return False
            waiting.append(job)
            self._changed.notify()
            return True

    def busy(self) -> bool:
        return bool(self._running) or any(self._waiting.values())

    def take(self) -> Job:
        """Waits for a request and for the turn. `done` ends the turn."""
        with self._changed:
            while self._running or self._coming_back or (job := self._next()) is None:
                self._changed.wait()
            self._running = 1
            return job

    def done(self) -> None:
        with self._changed:
            self._running = 0
            self._changed.notify_all()

    @contextmanager
    def given_away(self) -> Iterator[bool]:
        """Others run during the block. False when nobody is left who could: all threads wait already."""
        with self._changed:
            self._running, self._aside = 0, self._aside + 1
            self._changed.notify_all()
            left = self._aside < THREADS
        try:
            yield left
        finally:
            with self._changed:
                self._aside, self._coming_back = self._aside - 1, self._coming_back + 1
                while self._running:
                    self._changed.wait()
                self._running, self._coming_back = 1, self._coming_back - 1

    def _next(self) -> Job | None:
        """The last thread that does not wait for the lock answers readers only."""
        for rank in Rank:
            if rank == Rank.WRITE and self._aside >= THREADS - 1:
                continue
            if self._waiting[rank]:
                return self._waiting[rank].popleft()
        return None
