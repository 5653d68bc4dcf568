"""Text tables: which encoding, which separator. UTF-8 with or without mark, UTF-16 with mark, GB18030; never a guess.

A file that is part UTF-8 and part GB18030 (two exports pasted together) is refused with the row named: read either way,
somebody's name would come out as another.
"""

import codecs
import csv
import io
import re

from linli.kernel.errors import Invalid
from linli.kernel.sheets.limits import MOST_ROWS

MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
SEPARATORS = (",", "\t", ";", "|", ",")
_CONTROL = re.compile(rb"[\x00\x01-\x08\x0e-\x1a\x1c-\x1f]")
_HAN_IN_UTF8 = re.compile(rb"(?:[\xe4-\xe9][\x80-\xbf]{2}){2,}|[\xe4-\xe9][\x80-\xbf]{2}(?=[\x00-\x7f])")


def decode(content: bytes) -> str:
    """Raises Invalid naming the first row that cannot be read."""
    for mark, encoding in MARKS:
        if content.startswith(mark):
            return _strict(content[len(mark) :], encoding)
    control = _CONTROL.search(content)
    if control:
        raise Invalid("sheets.binary_text", row=content.count(b"\n", 0, control.start()) + 1)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        _refuse_mixture(content)
        return _strict(content, "gb18030")


def _strict(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise Invalid("sheets.encoding", row=content.count(b"\n", 0, error.start) + 1) from error


def _refuse_mixture(content: bytes) -> None:
    """Names the first row of the rarer kind. Rows of plain ASCII belong to neither."""
    utf8: list[int] = []
    other: list[int] = []
    for number, line in enumerate(content.split(b"\n"), 1):
        if line.isascii():
            continue
        (utf8 if _is_utf8_han(line) else other).append(number)
    if utf8 and other:
        raise Invalid("sheets.mixed_encodings", row=min(utf8, other, key=len)[0])


def _is_utf8_han(line: bytes) -> bool:
    """Two-byte sequences can be valid in both encodings; a Chinese character in UTF-8 takes three."""
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return bool(_HAN_IN_UTF8.search(line))


def rows(content: bytes) -> list[list[str]]:
    """Every row, padded to the widest. Raises Invalid when no separator gives a table."""
    text = decode(content)
    separator = _separator(text)
    csv.field_size_limit(1_000_000)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    found: list[list[str]] = []
    try:
        for row in reader:
            found.append(row)
            if len(found) > MOST_ROWS:
                raise Invalid("sheets.too_many_rows", sheet="CSV", limit=f"{MOST_ROWS:,}")
    except csv.Error as error:
        raise Invalid("sheets.bad_csv", row=reader.line_num) from error
    width = max(map(len, found), default=0)
    for row in found:
        if len(row) < width:
            row.extend([""] * (width - len(row)))
    return found


def _separator(text: str) -> str:
    head = text[:20_000].splitlines()[:30]
    return max(SEPARATORS, key=lambda mark: sum(min(line.count(mark), 60) for line in head))
