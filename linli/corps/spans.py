"""Half-open times in a person's diary. Values in, values out."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from linli.kernel.errors import Invalid
from linli.kernel.time.clock import FIRST_DAY, LAST_DAY

# Kinds that say where somebody is: a person can be in one place at a time.
EXCLUSIVE = frozenset({"absence", "shift", "visit"})


def check_times(starts_at: datetime, ends_at: datetime) -> None:
    """Raises Invalid at "ends_at", or at "starts_at" for a year that no calendar of ours reaches."""
    if not FIRST_DAY.year <= starts_at.year <= LAST_DAY.year:
        raise Invalid("corps.diary_years", field="starts_at")
    if not FIRST_DAY.year <= ends_at.year <= LAST_DAY.year:
        raise Invalid("corps.diary_years", field="ends_at")
    if ends_at <= starts_at:
        raise Invalid("corps.diary_times", field="ends_at")


def overlaps(rows: Sequence[tuple[UUID, datetime, datetime]]) -> dict[int, int]:
    """For (person, starts, ends) rows: number of a row -> number of an earlier row of the same person that it
    overlaps."""
    found: dict[int, int] = {}
    latest: int | None = None  # the row of the current person that ends last so far
    for number in sorted(range(len(rows)), key=lambda number: rows[number]):
        person, starts, ends = rows[number]
        if latest is not None and rows[latest][0] == person and starts < rows[latest][2]:
            found[max(number, latest)] = min(number, latest)
        if latest is None or rows[latest][0] != person or ends > rows[latest][2]:
            latest = number
    return found
