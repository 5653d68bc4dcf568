"""The register's own timed work (see `schedule.py`)."""

from datetime import datetime

from linli.people.actions import expiry, exports


def erase_expired(now: datetime) -> None:
    expiry.erase_expired(now)


def lapse_exports(now: datetime) -> None:
    exports.lapse(now)
