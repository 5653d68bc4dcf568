"""Workbooks that we write: no payload runs, no text is changed, nothing is cut off without an error."""

import io
import zipfile

import openpyxl
import pytest

from linli.kernel.sheets import read_workbook, workbooks
from linli.kernel.sheets.workbooks import Choice, WorkSheet, is_dangerous, write_workbook

PAYLOADS = [
    "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1", "＋1", "－1", "＠A1", "  =1", "\u3000=cmd|' /C calc'!A0",
    '=HYPERLINK("http://x")', "|x", "%x", "http://example.com", "internal:'Sheet'!A1", "{=1}",
]  # fmt: skip


def test_formulas_stay_text(tmp_path):
    path = tmp_path / "a.xlsx"
    write_workbook(path, [WorkSheet("表", [[payload] for payload in PAYLOADS], header=["值"])])
    page = openpyxl.load_workbook(path)["表"]
    cells = [row[0] for row in page.iter_rows(min_row=2)]
    assert all(cell.data_type in {"s", "inlineStr"} and cell.hyperlink is None for cell in cells)
    assert b"<f>" not in zipfile.ZipFile(path).read("xl/worksheets/sheet1.xml")
    dangerous = [cell for cell, payload in zip(cells, PAYLOADS, strict=True) if is_dangerous(payload)]
    assert len(dangerous) >= 14
    assert all(cell.quotePrefix for cell in dangerous)


def test_what_is_written_is_read_again(tmp_path):
    path = tmp_path / "a.xlsx"
    rows = [["王伟", "610802199003070014", 3, 1.5, "a\x00b\x0bc\ud800"], ["", None, "x", "", ""]]
    write_workbook(path, [WorkSheet("表", iter(rows), header=["姓名", "号", "数", "小数", "字"], text_columns=(1,))])
    sheet = read_workbook(path)[0]
    assert sheet.rows[1:] == [["王伟", "610802199003070014", 3, 1.5, "abc"], ["", "", "x", "", ""]]


def test_a_long_number_is_never_a_number(tmp_path):
    write_workbook(tmp_path / "a.xlsx", [WorkSheet("表", [[610802199003070014, 13800000001]], text_columns=(1,))])
    assert read_workbook(tmp_path / "a.xlsx")[0].rows == [["610802199003070014", "13800000001"]]


def test_long_choices_go_to_a_hidden_sheet():
    target = io.BytesIO()
    choices = {0: Choice(["男", "女"]), 1: Choice([f"第{n}个很长的选项" for n in range(60)])}
    write_workbook(target, [WorkSheet("表", [], header=["性别", "其他"], choices=choices)])
    book = openpyxl.load_workbook(target)
    rules = book["表"].data_validations.dataValidation
    assert [rule.formula1 for rule in rules] == ['"男,女"', "_lists!$A$1:$A$60"]
    assert book["_lists"].sheet_state == "veryHidden"


def test_more_rows_than_a_sheet_holds_are_refused(monkeypatch):
    monkeypatch.setattr(workbooks, "MOST_ROWS", 3)
    with pytest.raises(ValueError, match="more than 3"):
        write_workbook(io.BytesIO(), [WorkSheet("表", [["x"]] * 4)])
