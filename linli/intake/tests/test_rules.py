"""What a page shows of a value, what a decision hangs on, and how a small list's rows are read."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.intake.plain import read_records
from linli.intake.rules import decision_for, masked, outcome, row_key

ID = "610802199003070014"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (ID, "*" * 18),
        ("13800110007", "138****0007"),
        ("138 0011 0007", "138****0007"),
        ("138-0011-0007（儿子）", "138****0007（儿子）"),
        ("１３８００１１０００７", "１３８****０００７"),
        ("0912-3456789", "091****6789"),
        ("1990-03-07", "1990-03-07"),
        ("3-2-501", "3-2-501"),
        ("张三" + ID, "张三" + "*" * 18),
    ],
)
def test_no_long_number_is_shown_in_whatever_shape(text, shown):
    assert masked(text) == shown


@given(st.text(alphabet="0123456789 -", max_size=30))
def test_ten_digits_in_a_row_are_never_shown(text):
    assert not re.search(r"\d{10}", masked(text))


def test_a_decision_for_a_row_beats_that_for_all_of_its_kind():
    mapping = {"all": {"moved": "move"}, "decisions": {row_key(1, 7): "keep"}}
    assert decision_for("1:7", "moved", mapping, ("move", "keep")) == "keep"
    assert decision_for("0:7", "moved", mapping, ("move", "keep")) == "move"
    assert decision_for("0:7", "moved", mapping, ("other",)) == ""
    assert decision_for("0:7", "duplicate", mapping, ("move",)) == ""


def test_rows_in_are_rows_accepted_and_rejected():
    counts = {"total": 10, "rejected": 3, "new": 1, "changed": 0, "same": 1}
    assert outcome(counts, 2, 1) == {
        "total": 10, "accepted": 5, "rejected": 5, "undecided": 2, "skipped": 1, "decided": 2, "passed": 0,
    }  # fmt: skip


def test_a_line_that_is_no_row_neither_comes_in_nor_back():
    counts = {"total": 6, "rejected": 1, "passed": 2, "new": 3, "changed": 0, "same": 0}
    assert outcome(counts, 0, 0) | {"accepted": 3, "rejected": 1, "passed": 2} == outcome(counts, 0, 0)


def test_a_row_says_what_stands_above_it_and_whether_something_is_not_read():
    rows = [(3, ["甲", "楼栋长", "说明"]), (4, ["", "", ""]), (5, ["乙", "同上", ""])]
    one, two = read_records(1, rows, {"name": 0, "post": 1}, [2])
    assert (one.sheet, one.number, one.text, one.unread) == (1, 3, {"name": "甲", "post": "楼栋长"}, True)
    assert (two.number, two.text, two.unread) == (5, {"name": "乙", "post": "楼栋长"}, False)
