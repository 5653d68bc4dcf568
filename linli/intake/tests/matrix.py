"""What the walk through every address (`tests/matrix`) must know of this room. Its pages are those of the lists."""

from linli.access.permissions import Permission as P
from linli.kernel.sealing import crypto
from linli.kernel.time import clock

# The rows are a register's; those of leaders are marked as rows of corps (`tests/matrix/files.py`).
SHOWN_TO = {"intake": frozenset({P.PEOPLE_IMPORT})}
# Columns that cannot hold any text: a value for all cells, or a function of (cell letter, row, rows made so far).
PLAIN = {
    "intake.intake.list": "register",
    "intake.intake.state": "cancelled",
    "intake.columnmemory.list": "register",
    "intake.columnmemory.header": lambda cell, row, rows: crypto.blind(cell, column="test").hex(),
}
# What is set in a row so that the days of its personal columns begin to count now (tests/architecture/test_erasing.py).
ENDS = {"intake.intake": {"ended_at": clock.now}}
