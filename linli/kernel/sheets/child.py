"""The process that parses: `python -m linli.kernel.sheets.child LIMITS…`, the file on stdin, cells on stdout.

Each message is four bytes of length, four of the number of rows in it, and a marshalled tuple:
    ("sheet", name, hidden), ("columns", count, [column, …]), ("refused", code, data), ("end",)
Cells are str, int, float or bool; dates travel as ISO text. Merged cells are filled. Knows no Django.
"""

import io
import marshal
import resource
import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from linli.kernel.errors import Invalid
from linli.kernel.sheets import checks, text
from linli.kernel.sheets.limits import MOST_ROWS, Limits

CHUNK = 4096
MOST_COLUMNS = 512
MOST_OF_A_CELL = 2_000  # characters: no field of a list takes more, and nothing may search through a megabyte
Send = Callable[[tuple[Any, ...]], None]
Row = list[Any]


def main(arguments: list[str]) -> None:
    limits = Limits(*map(int, arguments))
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.seconds, limits.seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    out = sys.stdout.buffer

    def send(message: tuple[Any, ...]) -> None:
        payload = marshal.dumps(message)
        rows = message[1] if message[0] == "columns" else 0
        out.write(len(payload).to_bytes(4, "big") + rows.to_bytes(4, "big"))
        out.write(payload)

    try:
        parse(sys.stdin.buffer.read(), limits, send)
    except Invalid as refusal:
        send(("refused", refusal.code, refusal.data))
    except MemoryError:
        send(("refused", "sheets.too_heavy", {}))
    out.flush()


def parse(content: bytes, limits: Limits, send: Send) -> None:
    kind = checks.recognise(content, limits)
    if kind == "text":
        send(("sheet", "CSV", False))
        _send_rows(text.rows(content), send)
    else:
        _parse_workbook(content, send)
    send(("end",))


def _parse_workbook(content: bytes, send: Send) -> None:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            for about in book.sheets_metadata:
                if about.typ != SheetTypeEnum.WorkSheet:
                    continue
                sheet = book.get_sheet_by_name(about.name)
                send(("sheet", about.name, about.visible != SheetVisibleEnum.Visible))
                _send_rows(_sheet_rows(sheet), send)
    except PasswordError as error:
        raise Invalid("sheets.password") from error
    except CalamineError as error:
        raise Invalid("sheets.password" if "password" in str(error).lower() else "sheets.broken") from error
    except BaseException as error:
        # calamine is written in Rust: its panic is a BaseException, not an Exception.
        if type(error).__name__ != "PanicException":
            raise
        raise Invalid("sheets.broken") from error


def _sheet_rows(sheet: Any) -> Iterator[Row]:
    """From row 1 and column A on, so that row numbers match what the user sees; calamine leaves out empty leading
    columns."""
    if sheet.start is None:
        return
    left = sheet.start[1]
    bottom = sheet.end[0]
    if bottom >= MOST_ROWS:
        raise Invalid("sheets.too_many_rows", sheet=sheet.name, limit=f"{MOST_ROWS:,}")
    fill = _merges(sheet)
    indent = [""] * left
    for number, raw in enumerate(sheet.iter_rows()):
        row = indent + raw if left else raw
        if fill and number in fill:
            _fill(row, fill[number])
        yield row


def _merges(sheet: Any) -> dict[int, list[tuple[int, list[Any]]]]:
    """Row -> (column, shared value) for every merged area; the value is filled in by its top row.

    Downwards only: a family's address holds for each of its rows, but a title or a total across the whole width would
    become a name, an address and a note.
    """
    touched: dict[int, list[tuple[int, list[Any]]]] = {}
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or []:
        if (bottom - top + 1) * (right - left + 1) > 200_000:
            continue  # a merged area as large as the whole sheet is decoration, not data
        shared: list[Any] = []
        for number in range(top, bottom + 1):
            touched.setdefault(number, []).append((left, shared))
    return touched


def _fill(row: Row, areas: list[tuple[int, list[Any]]]) -> None:
    for left, shared in areas:
        if left >= len(row):
            continue
        if not shared:
            shared.append(row[left])
        row[left] = shared[0]


def _send_rows(rows: Iterable[Row], send: Send) -> None:
    chunk: list[Row] = []
    for row in rows:
        chunk.append(row)
        if len(chunk) == CHUNK:
            send(_columns(chunk))
            chunk = []
    if chunk:
        send(_columns(chunk))


def _columns(chunk: list[Row]) -> tuple[str, int, list[Row]]:
    """Rows to columns. Equal texts of a chunk become one object: less to send, and faster to look up."""
    width = min(max(map(len, chunk)), MOST_COLUMNS)
    blank = [""] * width
    chunk = [row if len(row) == width else (row + blank)[:width] for row in chunk]
    once: dict[str, str] = {}
    share = once.setdefault
    columns = [[share(c, c) if type(c) is str else _plain(c) for c in column] for column in zip(*chunk, strict=True)]
    if max(map(len, once), default=0) > MOST_OF_A_CELL:
        columns = [[_cut(cell) for cell in column] for column in columns]
    return ("columns", len(chunk), columns)


def _cut(cell: Any) -> Any:
    return f"{cell[:MOST_OF_A_CELL]}…" if type(cell) is str and len(cell) > MOST_OF_A_CELL else cell


def _plain(cell: Any) -> str | int | float | bool:
    if isinstance(cell, float):
        return int(cell) if cell.is_integer() and abs(cell) < 1e18 else cell
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ", "seconds")
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell)
    return cell if isinstance(cell, str | int | bool) else ""


if __name__ == "__main__":
    main(sys.argv[1:])
