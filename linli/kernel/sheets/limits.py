"""Limits on the size of an uploaded file."""

from dataclasses import dataclass

MB = 1024 * 1024
MOST_ROWS = 1_048_576  # the most rows that a sheet of Excel holds; longer data was cut off before it reached us


@dataclass(frozen=True)
class Limits:
    """`text_bytes` and `xls_bytes` bound the file itself, the rest an .xlsx. `seconds` of processor time."""

    text_bytes: int = 20 * MB
    xls_bytes: int = 64 * MB
    parts_bytes: int = 200 * MB
    parts: int = 200
    ratio: int = 100
    memory: int = 1024 * MB
    seconds: int = 60
    wait_seconds: int = 600


DEFAULT = Limits()

# For the operator at the command line, who trusts the file: a whole district in one workbook.
ROOMY = Limits(
    text_bytes=400 * MB, xls_bytes=64 * MB, parts_bytes=1500 * MB, memory=4096 * MB, seconds=600, wait_seconds=3600
)
