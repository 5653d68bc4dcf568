"""The index of official divisions for tests: a part of the list mostly, the whole where the list itself is meant."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.test import override_settings

from linli.places import divisions, divisions_build

KEPT = Path(__file__).resolve().parent.parent / "var" / "test-divisions"
# The counties of the five cases, and one of Beijing: whole, beside every province, city and county.
COUNTIES = ("610802", "320508", "330110", "350181", "620922", "110101")
LONGEST_ABOVE = 6  # digits of a county's code


def make_divisions() -> None:
    """A part of the list where the product looks for the whole: some 4,000 rows of 665,276, in no time."""
    index = divisions.index_file()
    if index.exists():
        return
    index.parent.mkdir(parents=True, exist_ok=True)
    part = [row for row in divisions_build.read_rows(divisions.SOURCE) if _is_kept(str(row[0]))]
    for _percent in divisions_build.write_index(part, index):
        pass


def _is_kept(code: str) -> bool:
    return len(code) <= LONGEST_ABOVE or code.startswith(COUNTIES)


@contextmanager
def whole_divisions() -> Iterator[Path]:
    """The index of the whole list, kept for the next run: 15 seconds, so two processes do not both make it."""
    KEPT.mkdir(parents=True, exist_ok=True)
    with override_settings(LINLI_DATA=KEPT):
        with (KEPT / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            built = divisions.build()
        yield built
