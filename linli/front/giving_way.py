"""Whoever waits for SQLite's one writer, or for a picture to be decoded, lets others run meanwhile, so that neither
freezes a reader.

Every transaction begins with BEGIN IMMEDIATE, which waits for the lock inside the database, with our turn. Here the
database is told not to wait, and asked again and again.
"""

import time
from typing import Any

from django.db import OperationalError, connection

from linli.front.line import Line
from linli.kernel.pictures.meanwhile import give_turn_by

BEGIN = "BEGIN IMMEDIATE"
EACH = 0.01  # seconds between two tries


class GiveWay:
    """Put around every statement of a connection by Django (`execute_wrappers`)."""

    def __init__(self, line: Line) -> None:
        self.line = line

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql != BEGIN:
            return execute(sql, params, many, context)
        raw = context["connection"].connection
        (patience,) = raw.execute("PRAGMA busy_timeout").fetchone()
        raw.execute("PRAGMA busy_timeout = 0")
        try:
            return self._begin(lambda: execute(sql, params, many, context), time.monotonic() + patience / 1000)
        finally:
            raw.execute(f"PRAGMA busy_timeout = {patience}")

    def _begin(self, execute: Any, until: float) -> Any:
        while True:
            try:
                return execute()
            except OperationalError as error:
                if "locked" not in str(error) or time.monotonic() >= until:
                    raise
            with self.line.given_away() as others:
                time.sleep(EACH)
            if not others:  # nobody would answer readers: this one is a reader itself
                until = 0.0


def install(line: Line) -> None:
    """For the connection of this thread, and for the pictures that it has decoded."""
    give_turn_by(line.given_away)
    if connection.vendor == "sqlite":
        connection.execute_wrappers.append(GiveWay(line))
