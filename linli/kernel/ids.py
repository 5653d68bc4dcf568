"""UUIDv7 (RFC 9562, 5.7): time-ordered, so that a phone can make ids offline and indexes stay compact."""

import os
import time
import uuid
from datetime import datetime

_VERSION_AND_VARIANT = (0x7 << 76) | (0b10 << 62)
_RANDOM_MASK = (1 << 128) - 1 - (((1 << 48) - 1) << 80) - (0xF << 76) - (0b11 << 62)


def new_id() -> uuid.UUID:
    milliseconds = time.time_ns() // 1_000_000
    random_bits = int.from_bytes(os.urandom(10), "big") & _RANDOM_MASK
    return uuid.UUID(int=(milliseconds << 80) | random_bits | _VERSION_AND_VARIANT)


def random_id() -> uuid.UUID:
    """For the outside: 122 random bits (version 4), from which nobody reads a moment."""
    return uuid.UUID(bytes=os.urandom(16), version=4)


def first_id(at: datetime) -> uuid.UUID:
    """Ids made before this moment are smaller, those made later are not."""
    return uuid.UUID(int=int(at.timestamp() * 1000) << 80)


def new_ids(count: int) -> list[uuid.UUID]:
    """`count` ids in rising order, one call to the system's randomness: for bulk writes.

    Each call takes 12 bits of counter per millisecond (RFC 9562, 6.2 method 1), moving into the next millisecond when
    they run out.
    """
    start = time.time_ns() // 1_000_000 << 12
    noise = os.urandom(8 * count)
    ids = []
    for i in range(count):
        milliseconds, counter = divmod(start + i, 4096)
        tail = int.from_bytes(noise[8 * i : 8 * i + 8], "big") & ((1 << 62) - 1)
        ids.append(uuid.UUID(int=(milliseconds << 80) | (0x7 << 76) | (counter << 64) | (0b10 << 62) | tail))
    return ids
