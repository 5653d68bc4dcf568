"""Bodies of requests are received here, in memory, before a thread is asked for: whoever sends slowly holds no thread.

There is room for many at once. When it is used up, one of those that are coming makes room: the largest when there are
too many bytes, the one that has been coming longest when there are too many bodies.
"""

import asyncio
from collections.abc import AsyncIterable, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

MOST_BYTES = 256 * 1024 * 1024  # of all bodies together, in one process, until they are answered
MOST = 512  # bodies that are being received
BETWEEN = 20.0  # seconds without a byte
WHOLE = 300.0  # seconds for all of it: a photo of 2 MB takes half a minute by a bad connection


class TooSlow(Exception):
    """It did not come in time, or had to make room for others."""


class Gone(Exception):
    """Whoever sent it left before the end."""


@dataclass(eq=False)
class _Coming:
    limit: asyncio.Timeout
    got: list[bytes] = field(default_factory=list)
    size: int = 0


class Bodies:
    def __init__(self) -> None:
        self._coming: dict[_Coming, None] = {}  # in the order in which they began
        self._bytes = 0

    @asynccontextmanager
    async def received(self, pieces: AsyncIterable[bytes], length: int) -> AsyncIterator[bytes]:
        """The whole body, whose bytes count until the block ends. `length`: as announced; of 0 nothing is read. Raises
        TooSlow, Gone."""
        body = await self._receive(pieces, length) if length else b""
        self._bytes += len(body)
        try:
            yield body
        finally:
            self._bytes -= len(body)

    async def _receive(self, pieces: AsyncIterable[bytes], length: int) -> bytes:
        now = asyncio.get_running_loop().time
        end = now() + WHOLE
        try:
            async with asyncio.timeout_at(min(now() + BETWEEN, end)) as limit:
                one = _Coming(limit)
                try:
                    self._coming[one] = None
                    self._make_room()
                    async for piece in pieces:
                        self._add(one, piece)
                        limit.reschedule(min(now() + BETWEEN, end))
                        self._make_room()
                    self._check(one)
                    if one.size != length:
                        raise Gone
                    return b"".join(one.got)
                finally:
                    if one in self._coming:
                        self._drop(one)
        except TimeoutError:
            raise TooSlow from None

    def _check(self, one: _Coming) -> None:
        """Raises TooSlow when it was cut off, though its next piece came before its timeout was called."""
        if one not in self._coming:
            raise TooSlow

    def _add(self, one: _Coming, piece: bytes) -> None:
        self._check(one)
        one.got.append(piece)
        one.size += len(piece)
        self._bytes += len(piece)

    def _make_room(self) -> None:
        while len(self._coming) > MOST:
            self._cut(next(iter(self._coming)))
        while self._bytes > MOST_BYTES and self._coming:
            self._cut(max(self._coming, key=lambda one: one.size))

    def _cut(self, one: _Coming) -> None:
        self._drop(one)
        if not one.limit.expired():  # one that is just expiring cannot be rescheduled
            one.limit.reschedule(0)

    def _drop(self, one: _Coming) -> None:
        del self._coming[one]
        self._bytes -= one.size
        one.got.clear()
