"""What a cell means, by a table; and that no text raises an unexpected error."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.kernel.sheets import clean, find_header, parse_date

MARCH_5 = date(1950, 3, 5)


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("1950-03-05", MARCH_5),
        ("1950/3/5", MARCH_5),
        ("1950.3.5", MARCH_5),
        ("1950.03.05.", None),
        ("19500305", MARCH_5),
        (19500305, MARCH_5),
        ("1950年3月5日", MARCH_5),
        ("1950 年 03 月 05 日", MARCH_5),
        ("1950年3月", date(1950, 3, 1)),
        ("1950-03", date(1950, 3, 1)),
        ("195003", date(1950, 3, 1)),
        ("１９５０－３－５", MARCH_5),
        ("1950-03-05 00:00:00", MARCH_5),
        (18327, MARCH_5),
        ("18327", MARCH_5),
        (18327.0, MARCH_5),
        (44652.354, date(2022, 4, 1)),
        (1950, None),
        ("1950", None),
        (72, None),
        ("03/05/1950", None),
        ("1950-02-30", None),
        ("1950-13-01", None),
        ("9999-01-01", None),
        ("", None),
        ("不详", None),
        (True, None),
        (float("nan"), None),
        (float("inf"), None),
    ],
)
def test_dates(cell, day):
    assert parse_date(cell) == day


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("  王 伟 ", "王 伟"),
        ("\u3000王伟\ufeff\u200b", "王伟"),
        ("１３８ＡＢＣ", "138ABC"),
        ("a\r\nb\tc", "a b c"),
        (501.0, "501"),
        (501, "501"),
        (1.5, "1.5"),
        (True, "是"),
        (float("nan"), ""),
        ("\x00\x1b[31m红", "[31m红"),
        ("３—２—501", "3-2-501"),
    ],
)
def test_clean(cell, text):
    assert clean(cell) == text


@settings(deadline=None)
@given(st.one_of(st.text(), st.integers(), st.floats(), st.booleans()))
def test_no_cell_crashes(cell):
    assert clean(clean(cell)) == clean(cell)
    parse_date(cell)


SYNONYMS = {"name": ("姓名",), "phone": ("联系电话", "手机"), "door": ("房号",)}


@pytest.mark.parametrize(
    ("rows", "row", "mapping"),
    [
        ([["姓 名*", "房号"]], 0, {0: "name", 1: "door"}),
        (
            [["学院社区台账", ""], ["填表人:王伟", "2022年"], ["姓名", "手机(必填)"], ["王伟", "1"]],
            2,
            {0: "name", 1: "phone"},
        ),
        ([["姓名", "姓名", "联系电话", "手机"]], 0, {0: "name", 2: "phone"}),
        ([["姓名"], ["王伟"]], 0, {0: "name"}),
    ],
)
def test_header(rows, row, mapping):
    header = find_header(rows, SYNONYMS)
    assert header
    assert (header.row, header.mapping) == (row, mapping)


def test_no_header_is_no_header():
    assert find_header([["a", "b"], ["1", "2"]], SYNONYMS) is None
    assert find_header([], SYNONYMS) is None
    assert find_header([["姓名", "其他", "什么"]], SYNONYMS) is None
