"""Taking turns: what must not be counted or laid out by two at once."""

import hashlib
from uuid import UUID

from django.db import connection


def one_at_a_time(about: UUID | str) -> None:
    """Until this transaction ends nobody else gets past this line with the same id, or the same text (such as
    "corps.units 00010002": names that are given once there). SQLite has one writer anyway.

    Before the check that somebody else's uncommitted row could still make wrong.
    """
    if connection.vendor == "postgresql":
        half = about.bytes[8:] if isinstance(about, UUID) else hashlib.sha256(about.encode()).digest()[:8]
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int.from_bytes(half, signed=True)])
