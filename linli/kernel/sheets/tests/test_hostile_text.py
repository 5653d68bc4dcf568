"""Text that would keep a pattern searching for hours: where one of these tests does not end, a pattern is not linear."""

import pytest

from linli.kernel.errors import Invalid
from linli.kernel.sheets import find_header, read_workbook
from linli.kernel.sheets.checks import recognise
from linli.kernel.sheets.child import MOST_OF_A_CELL
from linli.kernel.sheets.header import LONGEST_NAME, match_names, plain, synonym_table
from linli.kernel.sheets.limits import DEFAULT

NAMES = {"name": ["姓名"], "door": ["房号"]}
MB = 1024 * 1024


@pytest.mark.parametrize("text", ["(" * MB, "（【" * MB, "(a" * MB, " -" * MB, "(" * MB + ")"])
def test_a_cell_of_a_megabyte_is_no_header(text):
    assert find_header([[text, text], ["姓名", "房号"]], NAMES).row == 1
    assert len(plain(text)) <= LONGEST_NAME
    found = find_header([["姓名", "房号", text]], NAMES)
    assert found.mapping == {0: "name", 1: "door"} and len(found.names[2]) <= LONGEST_NAME


@pytest.mark.parametrize("name", ["姓名(必填)", "姓名【按身份证】*", "(1)姓名", "姓名(a(b)", "姓 名"])
def test_what_stands_in_brackets_is_no_part_of_a_name(name):
    assert match_names([name], synonym_table(NAMES)) == {0: "name"}


@pytest.mark.parametrize("comments", [1, 500])
def test_a_page_behind_comments_is_known_and_text_behind_them_is_text(comments):
    start = b"<!--x-->" * comments
    with pytest.raises(Invalid, match=r"sheets\.web_page"):
        recognise(start + b" <!-- a\nb --><HTML>", DEFAULT)
    assert recognise(start + b"a,b", DEFAULT) == "text"
    assert recognise(b"<!--" * comments + b"a,b", DEFAULT) == "text"


def test_a_long_cell_is_cut_where_it_is_read_and_shows_it(tmp_path):
    file = tmp_path / "a.csv"
    file.write_text(f"姓名,备注\n王伟,{'长' * MOST_OF_A_CELL}\n李桂花,{'长' * (MOST_OF_A_CELL + 1)}\n")
    (sheet,) = read_workbook(file)
    assert [len(row[1]) for row in sheet.rows[1:]] == [MOST_OF_A_CELL, MOST_OF_A_CELL + 1]
    assert sheet.rows[2][1].endswith("长…")
