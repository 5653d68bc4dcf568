"""Typed text is stored as it is seen, or refused: any script, any rubbish."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.kernel.errors import Invalid
from linli.kernel.text import clean_text, reason_of, visible

NASTY = st.text(alphabet=st.one_of(st.characters(), st.sampled_from("\u202e\u2066\u200b\ufeff\u200d\r\n\t\x00\x85 é")))


@given(NASTY, st.booleans())
def test_nothing_unseen_stays_and_cleaning_again_changes_nothing(text, lines):
    clean = visible(text, lines=lines)
    unseen = {c for c in clean if c not in "\n\u200c\u200d" and unicodedata.category(c) in {"Cc", "Cf", "Cs", "Cn"}}
    assert all("\U00020000" <= c < "\U0003fffe" and ord(c) & 0xFFFE != 0xFFFE for c in unseen)  # ideographs to come
    assert lines or "\n" not in clean
    assert "  " not in clean and clean == clean.strip()
    assert visible(clean, lines=lines) == clean


@given(NASTY, st.integers(1, 12), st.sampled_from(["", "x.missing"]))
def test_a_text_fits_or_is_refused_at_its_field(text, most, missing):
    try:
        clean = clean_text(text, field="title", most=most, missing=missing)
    except Invalid as refused:
        assert refused.field == "title" and refused.code in {"kernel.text_too_long", "x.missing"}
        assert refused.code != "x.missing" or not visible(text)
    else:
        assert len(clean) <= most and (clean or not missing)


@given(NASTY, st.integers(0, 3))
def test_a_reason_is_long_enough_to_be_one(text, least):
    try:
        assert least <= len(reason_of(text, least=least, most=20)) <= 20
    except Invalid as refused:
        assert refused.field == "reason" and refused.code in {"kernel.reason_missing", "kernel.text_too_long"}


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" 三楼\t漏水 \r\n请 来 ", "三楼 漏水\n请 来"),
        ("e\u200b\u0301", "é"),
        ("\u202e水漏", "水漏"),
        ("👨\u200d👩\u200d👧 可以", "👨\u200d👩\u200d👧 可以"),
        ("می\u200cروم", "می\u200cروم"),
        ("一\u2028二\r三", "一\n二\n三"),
        ("\x00\ufeff\n", ""),
    ],
)
def test_what_stays(typed, kept):
    assert visible(typed, lines=True) == kept
    assert visible(typed) == " ".join(kept.split())


@pytest.mark.parametrize(
    "text", ["\u200c", "\u200d \u200d", "\u202e\u2066", "\u3164", "\u2800\u2800", "\ufe0f\u115f", "\u034f"]
)
def test_what_draws_nothing_is_nothing(text):
    assert visible(text) == visible(text, lines=True) == ""
    with pytest.raises(Invalid, match=r"x\.missing"):
        clean_text(text, field="title", most=80, missing="x.missing")
