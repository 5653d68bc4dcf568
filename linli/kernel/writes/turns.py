"""Taking turns: what must not be counted or laid out by two at once."""

from uuid import UUID

from django.db import connection


def one_at_a_time(about: UUID) -> None:
    """Until this transaction ends nobody else gets past this line with the same id. SQLite has one writer anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int.from_bytes(about.bytes[8:], signed=True)])
