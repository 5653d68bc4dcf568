"""What the nightly jobs that erase personal values leave in the trail: the counts, never the values."""

from collections.abc import Mapping
from datetime import datetime

from linli.kernel.facts import trail


def record_erased(code: str, done: Mapping[str, int], now: datetime) -> dict[str, int]:
    """One fact `code` with how many rows of each kind lost a value, none when nothing did. Returns those counts."""
    counts = {what: count for what, count in done.items() if count}
    if counts:
        trail.record(code, actor=None, path="", at=now, data=counts)
    return counts
