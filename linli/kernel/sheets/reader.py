"""The parent's side: start the child, send it the bytes, yield what comes back; if it dies, raise Invalid with what to
do."""

import marshal
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import astuple, dataclass
from pathlib import Path
from threading import Timer
from typing import IO

from linli.kernel.errors import Invalid
from linli.kernel.sheets.cells import Cell
from linli.kernel.sheets.limits import DEFAULT, MB, Limits

PACKAGE_ROOT = Path(__file__).resolve().parents[3]
PIECE = 256 * 1024


@dataclass(frozen=True)
class Sheet:
    """`rows[0]` is the user's row 1; every row is equally wide. Merged cells are filled, dates are ISO text."""

    name: str
    rows: list[list[Cell]]
    hidden: bool = False


@dataclass(frozen=True)
class SheetStart:
    name: str
    hidden: bool


@dataclass(frozen=True)
class Columns:
    """The next `count` rows of the sheet that started last, as columns."""

    count: int
    raw: bytes  # marshalled ("columns", count, columns): a caller that only stores the rows need not decode them

    @property
    def columns(self) -> list[list[Cell]]:
        found: list[list[Cell]] = marshal.loads(self.raw)[2]  # noqa: S302 (written by our own child)
        return found


def read_stream(pieces: Iterable[bytes], *, limits: Limits = DEFAULT) -> Iterator[SheetStart | Columns]:
    """Parse the file whose bytes are `pieces`. Raises Invalid("sheets.…"), possibly after some rows were yielded."""
    command = [sys.executable, "-s", "-m", "linli.kernel.sheets.child", *map(str, astuple(limits))]
    environment = {"PYTHONPATH": str(PACKAGE_ROOT), "PATH": os.defpath, "PYTHONDONTWRITEBYTECODE": "1"}
    child = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment
    )
    watch = Timer(limits.wait_seconds, child.kill)
    watch.daemon = True
    watch.start()
    try:
        yield from _talk(child, pieces)
    finally:
        watch.cancel()
        child.kill()
        child.wait()
        for pipe in (child.stdin, child.stdout):
            if pipe:
                with suppress(OSError):
                    pipe.close()


def _talk(child: "subprocess.Popen[bytes]", pieces: Iterable[bytes]) -> Iterator[SheetStart | Columns]:
    assert child.stdin
    assert child.stdout
    with suppress(BrokenPipeError):
        for piece in pieces:
            child.stdin.write(piece)
        child.stdin.close()
    while True:
        count, raw = _next(child.stdout)
        if count:
            yield Columns(count, raw)
            continue
        message = marshal.loads(raw)  # noqa: S302 (written by our own child; marshal makes values, it runs nothing)
        if message[0] == "end":
            return
        if message[0] == "refused":
            raise Invalid(message[1], **message[2])
        yield SheetStart(message[1], message[2])


def _next(pipe: IO[bytes]) -> tuple[int, bytes]:
    """A child that dies without an answer ran out of memory or time, or crashed on the file."""
    head = pipe.read(8)
    size = int.from_bytes(head[:4], "big")
    body = pipe.read(size) if len(head) == 8 else b""
    if len(head) < 8 or len(body) < size:
        raise Invalid("sheets.too_heavy")
    return int.from_bytes(head[4:], "big"), body


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    while piece := file.read(PIECE):
        yield piece


def read_workbook(path: Path, *, limits: Limits = DEFAULT) -> list[Sheet]:
    """Every worksheet with at least one row that is not blank.

    The type of the file is decided by its content; its name is not used. Raises Invalid("sheets.…").
    """
    largest = max(limits.text_bytes, limits.xls_bytes, limits.parts_bytes)
    if path.stat().st_size > largest:
        raise Invalid("sheets.too_large", size=path.stat().st_size // MB, limit=largest // MB)
    sheets: list[Sheet] = []
    with path.open("rb") as file:
        for part in read_stream(_pieces(file), limits=limits):
            if isinstance(part, SheetStart):
                sheets.append(Sheet(part.name, [], part.hidden))
            else:
                sheets[-1].rows.extend(map(list, zip(*part.columns, strict=True)))
    sheets = [_squared(sheet) for sheet in sheets if any(any(c != "" for c in row) for row in sheet.rows)]
    if not sheets:
        raise Invalid("sheets.no_rows")
    return sheets


def _squared(sheet: Sheet) -> Sheet:
    width = max(map(len, sheet.rows))
    for row in sheet.rows:
        row.extend([""] * (width - len(row)))
    return sheet
