"""Bodies of requests are received here, in memory, before a thread is asked for: whoever sends slowly holds no thread.

There is room for many at once. When it is used up, the one that has been coming longest makes room.
"""

import asyncio
from collections.abc import AsyncIterable
from dataclasses import dataclass, field

MOST_BYTES = 256 * 1024 * 1024  # of all bodies together, in one process
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

    async def receive(self, pieces: AsyncIterable[bytes], length: int) -> bytes:
        """`length`: as announced. Raises TooSlow, Gone."""
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
                finally:
                    self._coming.pop(one, None)
                    self._bytes -= one.size
        except TimeoutError:
            raise TooSlow from None
        if one.size != length:
            raise Gone
        return b"".join(one.got)

    def _add(self, one: _Coming, piece: bytes) -> None:
        one.got.append(piece)
        one.size += len(piece)
        self._bytes += len(piece)

    def _make_room(self) -> None:
        """The oldest is cut off; several when one does not free enough."""
        over = self._bytes - MOST_BYTES
        for one in list(self._coming):
            if len(self._coming) <= MOST and over <= 0:
                return
            over -= one.size
            del self._coming[one]
            one.limit.reschedule(0)
