"""How the auditor's page names facts and what they carry, how it is asked, and how devices and places are called."""

import pytest

from linli.access.forms import TrailForm
from linli.access.templatetags.access import at, device
from linli.access.words import choices, deed, details, is_known, room


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


@pytest.mark.parametrize(
    ("agent", "shown"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64) Chrome/126 Safari/537 Edg/126", "Windows · Edge"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X) Version/17 Safari/605", "Mac · Safari"),
        ("Mozilla/5.0 (Linux; Android 14) Chrome/126 Mobile Safari/537", "Android · Chrome"),
        ("Mozilla/5.0 (Phone; HarmonyOS) Chrome/114 MicroMessenger/8", "HarmonyOS · 微信"),
        ("Mozilla/5.0 (X11; Linux x86_64) Firefox/127", "Linux · Firefox"),
        ("Mozilla/5.0 (iPad)", "iPad"),
    ],
)
def test_what_somebody_signed_in_with(agent, shown):
    assert device(agent) == shown
    assert device("") == device("curl/8") != ""


def test_a_path_without_a_name_is_shown_as_it_is():
    assert (at({"0001": "崇文路"}, "0001"), at({}, "0002")) == ("崇文路", "0002")


@pytest.mark.parametrize(
    ("given_kind", "kind"),
    [
        ("people", "people"),
        ("people.viewed", "people.viewed"),
        ("future.thing", "future.thing"),
        ("'; DROP", ""),
        ("", ""),
    ],
)
def test_the_trail_is_asked_by_a_room_a_deed_or_a_deed_unheard_of(given_kind, kind):
    assert TrailForm({"kind": given_kind}).chosen().kind == kind


@pytest.mark.parametrize(
    ("where", "path"), [("0001", "0001"), ("00010002", "00010002"), ("001", ""), ("0001Z", ""), ("%", "")]
)
def test_the_trail_is_asked_by_whole_places(where, path):
    assert TrailForm({"at": where}).chosen().path == path


def test_every_deed_on_offer_is_one_that_some_room_declares():
    offered = [code for _title, group in choices()[1:] for code, _word in group]
    assert len(offered) == len(set(offered)) > 100
    assert all(is_known(code) for code in offered)
    assert not is_known("people.") and not is_known("nothing")
