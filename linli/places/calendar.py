"""Working days: the shipped public holidays, overridden by a street's own days. Values in, values out."""

from collections.abc import Mapping
from datetime import date, timedelta

from linli.kernel.time.deadlines import Works

# Public holidays of the State Council's yearly notices: weekdays off, and weekend days that are worked. For a year that
# is not listed only weekends are off, until somebody enters its days (`CalendarDay`).
_OFF = {
    2025: "0101 0128-0131 0203-0204 0404 0501-0502 0505 0602 1001-1003 1006-1008",
    2026: "0101-0102 0216-0220 0223 0406 0501 0504-0505 0619 0925 1001-1002 1005-1007",
}
_WORKED = {2025: "0126 0208 0427 0928 1011", 2026: "0104 0214 0228 0509 0920 1010"}


def _days(table: Mapping[int, str]) -> frozenset[date]:
    found = set()
    for year, text in table.items():
        for span in text.split():
            first, _, last = span.partition("-")
            day, end = (date(year, int(d[:2]), int(d[2:])) for d in (first, last or first))
            while day <= end:
                found.add(day)
                day += timedelta(days=1)
    return frozenset(found)


OFF, WORKED = _days(_OFF), _days(_WORKED)


FEWEST = 5  # days that a street has entered itself: then it has entered a year's holidays, not a day of its own
NOTICE_MONTH = 11  # the State Council tells the next year's holidays in November


def state_of(year: int, own: int) -> str:
    """ "shipped", "own" where the street has entered `own` days of the year, else "missing": only weekends are off."""
    return "shipped" if year in _OFF else "own" if own >= FEWEST else "missing"


def years_wanted(today: date) -> list[int]:
    """The years whose holidays must be known today: calls of December are due in January."""
    return [today.year, today.year + 1] if today.month >= NOTICE_MONTH else [today.year]


def works_by(own: Mapping[date, bool]) -> Works:
    """The working days of a street: its `own` days override the shipped holidays, which override Monday to Friday."""

    def works(day: date) -> bool:
        known = own.get(day)
        return known if known is not None else day in WORKED or (day.weekday() < 5 and day not in OFF)

    return works
