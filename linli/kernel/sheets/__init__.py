"""Reading the tables that people keep: .xlsx, .xls and .csv, from whoever sends them.

Every file is treated as hostile. It is parsed in a child process that knows nothing of Django, the database or the keys
(`child`), under limits on size, memory and time, after its type has been recognised by content (`checks`). The bytes go
in through a pipe and cells come back through one, so nothing unsealed touches the disk. What a header is and how a date
is written is decided in `header` and `cells`.
"""

from linli.kernel.sheets.cells import Cell, clean, parse_date
from linli.kernel.sheets.header import Header, find_header
from linli.kernel.sheets.limits import DEFAULT, ROOMY, Limits
from linli.kernel.sheets.reader import Columns, Sheet, SheetStart, read_stream, read_workbook

__all__ = [
    "DEFAULT",
    "ROOMY",
    "Cell",
    "Columns",
    "Header",
    "Limits",
    "Sheet",
    "SheetStart",
    "clean",
    "find_header",
    "parse_date",
    "read_stream",
    "read_workbook",
]
