"""The register's own timed work (see `schedule.py`)."""

from datetime import datetime

from linli.people.actions import expiry


def erase_expired(now: datetime) -> None:
    expiry.erase_expired(now)
