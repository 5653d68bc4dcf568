"""Answers that are files: a name in any script, inert cells, and nothing left in the browser of a shared desk."""

from collections.abc import Iterable
from os import SEEK_END
from tempfile import TemporaryFile
from typing import cast

from django.http import FileResponse, HttpResponse
from django.utils.http import content_disposition_header

from linli.kernel.sheets.workbooks import WorkSheet, write_workbook
from linli.kernel.time import clock

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
IN_MEMORY = 8 * 1024 * 1024  # bytes; what is larger is sent from the disk


def xlsx(name: str, sheets: Iterable[WorkSheet]) -> HttpResponse:
    """A workbook to keep. Rows go to disk one by one: a million of them take no memory."""
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
    return cast("HttpResponse", answer)  # Django's two kinds of answer have no common typed face


def attached(name: str, content: bytes, content_type: str, *, shown: bool = False) -> HttpResponse:
    """`content` as a file to keep; `shown`: opened by the browser, kept under `name` when it is saved."""
    answer = HttpResponse(content, content_type=content_type)
    answer["Content-Disposition"] = str(content_disposition_header(as_attachment=not shown, filename=name))
    answer["Cache-Control"] = "no-store"
    return answer
