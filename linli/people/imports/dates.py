"""Days in the columns of birth and of moving in. Values in, values out."""

import re
from collections.abc import Sequence

from linli.kernel.sheets import Cell, clean, parse_date
from linli.people import rules

EARLIEST = rules.EARLIEST_BIRTH.isoformat()
_BLANK = frozenset({"", "不详", "未知", "无", "/", "-", "暂无", "未填"})
_year = re.compile(r"(?:19|20)[0-9]{2}年?").fullmatch


class Dates(dict[Cell, str]):
    """Raw cell -> ISO text, the year alone where there is no more, "" for blank, "?" for what is not a date."""

    def __missing__(self, cell: Cell) -> str:
        day = parse_date(cell)
        if day is not None:
            found = day.isoformat()
        else:
            text = clean(cell)
            found = "" if text in _BLANK else text[:4] if _year(text) else "?"
        if len(self) < 100_000:
            self[cell] = found
        return found


def births(said: Sequence[str], in_numbers: Sequence[str], latest: str) -> tuple[list[str], dict[int, str]]:
    """(births, {row: code of what is left out}): the birth in the identity number where there is one."""
    found, faults = list(in_numbers), {}
    for row, (day, known) in enumerate(zip(said, in_numbers, strict=True)):
        if not day or day == known:
            continue
        code = _birth_fault(day, known, latest)
        if code:
            faults[row] = code
        else:
            found[row] = known or day
    return found, faults


def _birth_fault(said: str, known: str, latest: str) -> str:
    """A month or a year alone ("1950-03") agrees with any of its days in the identity number."""
    if said == "?":
        return "imports.born_unreadable"
    if len(said) == 4:
        return "imports.born_differs" if known and known[:4] != said else "" if known else "imports.born_year_only"
    if said > latest:
        return "people.born_later"
    if known:
        return "" if said.endswith("-01") and said[:7] == known[:7] else "imports.born_differs"
    return "imports.born_too_early" if said < EARLIEST else ""


def since(said: Sequence[str], latest: str) -> tuple[list[str], dict[int, str]]:
    """(days of moving in, {row: code of what is left out})."""
    faults = {row: "imports.since_unreadable" for row, day in enumerate(said) if day and not EARLIEST <= day <= latest}
    faults |= {row: "imports.since_unreadable" for row, day in enumerate(said) if len(day) == 4}
    return ["" if row in faults else day for row, day in enumerate(said)], faults
