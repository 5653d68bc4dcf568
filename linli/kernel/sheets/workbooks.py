"""Writing workbooks that are safe to open: every value is a value, never a formula, and rows stream to disk.

A cell that begins with a formula sign could run in the reader's Excel (ASVS 5.0, 1.2.10). XlsxWriter is told to write
such text as text, which Excel shows and never runs; a reader that saves the sheet as CSV would lose that protection, so
the text also gets a leading apostrophe mark (the quote-prefix format), the way Excel itself keeps typed text.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any

import xlsxwriter

Value = str | int | float | bool | date | datetime | None

_FORMULA_SIGNS = frozenset("=+-@\t\r\n\0|%＝＋－＠")
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
MOST_CHARACTERS = 32_767
MOST_ROWS = 1_048_576


@dataclass(frozen=True)
class Choice:
    """A drop-down for the cells of one column below the header. `values` beyond 255 characters go to a hidden sheet."""

    values: Sequence[str]
    message: str = ""


@dataclass(frozen=True)
class WorkSheet:
    """`header` is row `header_row` (from 0) and frozen; `widths` in characters; `text_columns` never become numbers.
    `watermark` is printed above and below every page, in grey."""

    name: str
    rows: Iterable[Sequence[Value]]
    header: Sequence[Value] = ()
    above: Sequence[Sequence[Value]] = ()
    widths: Sequence[float] = ()
    choices: Mapping[int, Choice] = field(default_factory=dict)
    text_columns: Sequence[int] = ()
    comments: Mapping[int, str] = field(default_factory=dict)
    marked_columns: Sequence[int] = ()
    watermark: str = ""


def is_dangerous(text: str) -> bool:
    """Whether some program might read the text as a formula."""
    start = text.lstrip(" \u3000\u00a0")
    return bool(start) and start[0] in _FORMULA_SIGNS


def write_workbook(target: Path | IO[bytes], sheets: Iterable[WorkSheet], *, created: datetime | None = None) -> None:
    """Write `sheets` to a path or an open binary file. Rows are consumed one by one and not kept.

    Raises ValueError for a sheet of more than 1,048,576 rows: the caller must split it.
    """
    book = xlsxwriter.Workbook(
        target if not isinstance(target, Path) else str(target),
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "default_date_format": "yyyy-mm-dd",
            "remove_timezone": True,
        },
    )
    if created:
        book.set_properties({"created": created.replace(tzinfo=None)})
    lists: list[tuple[str, Sequence[str]]] = []
    formats = _formats(book)
    try:
        for sheet in sheets:
            _write_sheet(book, sheet, formats, lists)
        _write_lists(book, lists)
    except BaseException:
        for page in book.worksheets():
            page._opt_close()  # noqa: SLF001 (its temporary file would stay open: there is no public way)
        raise
    book.close()


def _formats(book: Any) -> dict[str, Any]:
    return {
        "header": book.add_format({"bold": True, "bg_color": "#FDF3D7", "border": 1, "valign": "vcenter"}),
        "title": book.add_format({"bold": True, "font_size": 14}),
        "text": book.add_format({"num_format": "@"}),
        "quoted": book.add_format({"num_format": "@", "quote_prefix": True}),
        "date": book.add_format({"num_format": "yyyy-mm-dd"}),
        "marked": book.add_format({"bold": True, "font_color": "#C0292B", "num_format": "@", "text_wrap": True}),
    }


def _write_sheet(book: Any, sheet: WorkSheet, formats: dict[str, Any], lists: list[tuple[str, Sequence[str]]]) -> None:
    page = book.add_worksheet(sheet.name[:31])
    text_columns, marked = frozenset(sheet.text_columns), frozenset(sheet.marked_columns)
    for column, width in enumerate(sheet.widths):
        page.set_column(column, column, width, formats["text"] if column in text_columns else None)
    if sheet.watermark:
        said = "&C&9&K888888" + _text(sheet.watermark).replace("&", "&&")[:200]
        page.set_header(said)
        page.set_footer(said + "  &P/&N")
    start = len(sheet.above)
    for number, row in enumerate(sheet.above):
        _write_row(page, number, row, formats, default="title")
    for column, name in enumerate(sheet.header):
        page.write_string(start, column, _text(name), formats["header"])
    if sheet.header:
        page.freeze_panes(start + 1, 0)
        start += 1
    _add_choices(page, sheet, start, lists)
    for number, row in enumerate(sheet.rows, start):
        if number >= MOST_ROWS:
            raise ValueError(f"{sheet.name}: more than {MOST_ROWS} rows")
        _write_row(page, number, row, formats, text_columns=text_columns, marked=marked)


def _write_row(
    page: Any,
    number: int,
    row: Sequence[Value],
    formats: dict[str, Any],
    *,
    default: str = "",
    text_columns: frozenset[int] = frozenset(),
    marked: frozenset[int] = frozenset(),
) -> None:
    for column, value in enumerate(row):
        if value is None or value == "":
            continue
        if isinstance(value, bool):
            page.write_boolean(number, column, value)
        elif isinstance(value, datetime | date):
            page.write_datetime(number, column, value, formats["date"])
        elif isinstance(value, int | float) and column not in text_columns and abs(value) < 1e15:
            page.write_number(number, column, value)
        else:
            text = _text(value)
            look = "marked" if column in marked else "quoted" if is_dangerous(text) else default
            look = look or ("text" if column in text_columns else "")
            page.write_string(number, column, text, formats[look] if look else None)


def _text(value: Value) -> str:
    """What Excel accepts: no control characters, at most 32,767 characters."""
    return _NOT_IN_XML.sub("", str(value if value is not None else ""))[:MOST_CHARACTERS]


def _add_choices(page: Any, sheet: WorkSheet, start: int, lists: list[tuple[str, Sequence[str]]]) -> None:
    for column, choice in sheet.choices.items():
        source: Any = list(choice.values)
        if sum(len(value) + 1 for value in choice.values) > 250:
            lists.append((f"L{len(lists)}", choice.values))
            letter = xlsxwriter.utility.xl_col_to_name(len(lists) - 1)
            source = f"=_lists!${letter}$1:${letter}${len(choice.values)}"
        rule = {"validate": "list", "source": source, "error_type": "warning"}
        if choice.message:
            rule["input_message"] = choice.message[:255]
        page.data_validation(start, column, 50_000, column, rule)
    for column, text in sheet.comments.items():
        if column not in sheet.choices:
            page.data_validation(start, column, 50_000, column, {"validate": "any", "input_message": text[:255]})


def _write_lists(book: Any, lists: list[tuple[str, Sequence[str]]]) -> None:
    if not lists:
        return
    page = book.add_worksheet("_lists")
    for number in range(max(len(values) for _, values in lists)):
        for column, (_, values) in enumerate(lists):
            if number < len(values):
                page.write_string(number, column, values[number])
    page.very_hidden()
