"""Answers that are files: names in any script, cells that are never formulas, no-store because desks are shared."""

from collections.abc import Iterable
from os import SEEK_END
from tempfile import TemporaryFile
from typing import cast

from django.http import FileResponse, HttpResponse
from django.utils.http import content_disposition_header

from linli.kernel.sheets.workbooks import WorkSheet, write_workbook
from linli.kernel.time import clock

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
IN_MEMORY = 8 * 1024 * 1024  # bytes; larger files are streamed from the disk


def xlsx(name: str, sheets: Iterable[WorkSheet]) -> HttpResponse:
    """A workbook as a download. Rows are written to disk one by one, so that memory stays constant."""
    file = TemporaryFile()  # noqa: SIM115 (closed here, or by FileResponse, which deletes it)
    try:
        write_workbook(file, sheets, created=clock.now())
    except BaseException:
        file.close()
        raise
    size = file.seek(0, SEEK_END)
    file.seek(0)
    if size <= IN_MEMORY:
        with file:
            return attached(name, file.read(), XLSX)
    answer = FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)
    answer["Cache-Control"] = "no-store"
    return cast("HttpResponse", answer)  # HttpResponse and FileResponse have no common type that suits


def attached(name: str, content: bytes, content_type: str, *, shown: bool = False) -> HttpResponse:
    """`content` as a download; with `shown` the browser opens it, and `name` is used when it is saved."""
    answer = HttpResponse(content, content_type=content_type)
    answer["Content-Disposition"] = str(content_disposition_header(as_attachment=not shown, filename=name))
    answer["Cache-Control"] = "no-store"
    return answer
