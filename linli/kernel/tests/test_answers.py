"""Files in an answer: names in any script, and cells that are never run as formulas."""

from io import BytesIO

import openpyxl
import pytest

from linli.kernel.pages import answers
from linli.kernel.pages.answers import attached, xlsx
from linli.kernel.sheets.workbooks import WorkSheet


@pytest.mark.parametrize("in_memory", [0, answers.IN_MEMORY])
def test_a_workbook_is_an_attachment_that_no_browser_keeps(monkeypatch, in_memory):
    monkeypatch.setattr(answers, "IN_MEMORY", in_memory)
    answer = xlsx("居民台账-一.xlsx", [WorkSheet("表", [["=1+1", 3]])])
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''%E5%B1%85")
    content = answer.getvalue()
    if answer.streaming:
        answer.file_to_stream.close()  # answer.close() would touch the database
    assert answer.streaming is (in_memory == 0) and answer["Cache-Control"] == "no-store"
    assert openpyxl.load_workbook(BytesIO(content)).worksheets[0]["A1"].data_type == "s"


@pytest.mark.parametrize("name", ['a"b\r\nX: y.xlsx', "a\\b.pdf", "名.csv", ""])
@pytest.mark.parametrize("shown", [True, False])
def test_a_name_never_breaks_out_of_its_header(name, shown):
    answer = attached(name, b"x", "text/csv", shown=shown)
    assert "\n" not in answer["Content-Disposition"] and answer.getvalue() == b"x"


def test_a_workbook_that_fails_half_way_leaves_no_open_file():
    def rows():
        yield ["a"]
        raise RuntimeError

    with pytest.raises(RuntimeError):
        xlsx("a.xlsx", [WorkSheet("表", rows())])
