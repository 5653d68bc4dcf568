"""One cell: reading a value only where its meaning is certain."""

import re
from datetime import date, timedelta
from functools import lru_cache
from math import isfinite

Cell = str | int | float | bool

# Full-width letters, digits and punctuation to half width; every kind of space to one; invisible characters away.
_TABLE: dict[int, str | None] = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_TABLE |= dict.fromkeys(
    (0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x20, 0x85, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x2028, 0x2029, 0x202F, 0x205F,
     0x3000), " ",
)  # fmt: skip
_TABLE |= dict.fromkeys(
    (*range(0x09), *range(0x0E, 0x20), *range(0x7F, 0x85), *range(0x86, 0xA0), 0xAD, 0x61C, *range(0x200B, 0x2010),
     *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF, *range(0xFFF9, 0xFFFD), *range(0xFE00, 0xFE10)),
    None,
)  # fmt: skip
_TABLE |= {code: str(index) for index, code in enumerate(range(0x2460, 0x2469), 1)}  # ① … ⑨
_TABLE |= dict.fromkeys((0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2015, 0x2212, 0xFE63), "-")
_SPACES = re.compile(r" {2,}")

# What stands in a cell whose formula failed.
ERRORS = frozenset({"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!", "#GETTING_DATA"})
DITTO = frozenset(
    {"同上", "同前", "〃", "″", '"', "''", "“", "”", "同 上", "..", "…", "ditto", "以上同"}
    | {"同", "上同", "如上", "々", "〻", "↓", "│", "┃", "|"}
)


def clean(cell: Cell) -> str:
    """The cell as plain text: half width, trimmed, no invisible or control characters. 501.0 is "501", True is "是"."""
    if isinstance(cell, str):
        if cell.isascii() and cell.isalnum():
            return cell
        return _SPACES.sub(" ", cell.translate(_TABLE)).strip()
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        return "" if not isfinite(cell) else str(int(cell)) if cell.is_integer() else repr(cell)
    return str(cell)


_DATE = re.compile(
    r"(?P<y>\d{4})\s*[-/.年·,、_]\s*(?P<m>\d{1,2})(?:\s*[-/.月·,、_]\s*(?P<d>\d{1,2})?\s*[日号]?|\s*月)?"
    r"(?:[ T]\s*\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?)?"
)
_PACKED = re.compile(r"(\d{4})(\d{2})(\d{2})?")
_EPOCH = date(1899, 12, 30)  # Excel's day 0, after its invented 29 February 1900
_FIRST_SERIAL, _LAST_SERIAL = 366, 73050  # 1900-12-31 to 2099-12-31; below lie ages
_YEARS = (1850, 2100)  # a year written as a number; read as a date serial it would be a day in 1905


@lru_cache(maxsize=65536)
def parse_date(cell: Cell) -> date | None:
    """A calendar day from one of the shapes that people write, or None where it is none of them.

    1950-03-05, 1950/3/5, 1950.3.5, 1950年3月5日, 19500305, 1950-03 and 1950年3月 (the first of the month), a serial
    number of Excel. A year alone is not a day; 03/05/1950 is ambiguous and refused.
    """
    if isinstance(cell, bool):
        return None
    if isinstance(cell, int | float):
        return _from_number(cell)
    text = clean(cell)
    match = _DATE.fullmatch(text)
    if match:
        return _day(match["y"], match["m"], match["d"])
    return _from_digits(text) if text.isascii() and text.replace(".", "", 1).isdigit() else None


def _from_digits(text: str) -> date | None:
    packed = _PACKED.fullmatch(text) if len(text) in (6, 8) else None
    if packed:
        return _day(*packed.groups())
    return _from_number(float(text)) if len(text.split(".", maxsplit=1)[0]) == 5 else None


def _from_number(number: float) -> date | None:
    if not isfinite(number) or _YEARS[0] <= number <= _YEARS[1]:
        return None
    if _FIRST_SERIAL <= number < _LAST_SERIAL + 1:
        return _EPOCH + timedelta(days=int(number))
    return _from_digits(str(int(number))) if 100_000 <= number == int(number) else None


def _day(year: str, month: str, day: str | None) -> date | None:
    try:
        found = date(int(year), int(month), int(day or 1))
    except ValueError:
        return None
    return found if 1850 <= found.year <= 2200 else None
