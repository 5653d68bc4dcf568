"""How the auditor's page names facts, and what they carry."""

from linli.access.words import deed, details, room


def test_an_unknown_kind_is_shown_as_it_is():
    assert deed("future.thing_done") == "future.thing_done"
    assert (room("people.viewed"), room("future.thing_done")) == ("台账", "future")


def test_details_in_words_without_what_is_empty():
    assert details({"fields": ["phone", "name"], "hits": 0, "kinds": [], "reason": "回访", "other": 3, "to": None}) == (
        "字段 phone, name · 命中 0 · 理由 回访 · other 3"
    )


def test_details_leave_out_bare_ids():
    one, two = "01a1ffe8-7405-7ff2-8576-13033fde57e1", "01a1ffea-232e-7283-9641-d834615be57e"
    assert details({"before": "", "after": one, "levels": 5, "to": [one, two], "what": [one, "phone"]}) == (
        "级数 5 · what phone"
    )
