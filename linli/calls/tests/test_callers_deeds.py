"""The caller's own page refuses what does not fit, keeps what was typed, and never leaves its link."""

import pytest
from django.test import Client

from linli.calls.models import Call
from linli.kernel.ids import new_id
from linli.kernel.models import Fact
from linli.kernel.pictures.tests.drawn import jpeg
from linli.testing import refusals, refused


@pytest.fixture
def opened(town):
    return town.open("service.help", by=None, caller_phone="13800138000")


def send(opened, deed, **typed):
    return Client().post(f"/calls/follow/{opened.follow_token}/", {"deed": deed, "key": str(new_id()), **typed})


def state(opened):
    return Call.objects.values_list("state", flat=True).get(pk=opened.call.pk)


def finished(town, opened):
    town.do("claim_call", opened.call, "floor")
    return town.do("finish_call", opened.call, "floor")


@pytest.mark.parametrize(
    ("deed", "typed", "code"),
    [
        ("settle", {"rating": "5", "solved": "yes"}, "calls.no_such_move"),
        ("reopen", {"reason": "没人来"}, "calls.no_such_move"),
        ("resume", {"answer": "在家"}, "calls.no_such_move"),
    ],
)
def test_what_does_not_fit_an_open_call_is_refused(town, opened, deed, typed, code):
    before = state(opened)
    answer = send(opened, deed, **typed)
    assert answer.status_code == 422
    assert refused(answer) == code
    assert state(opened) == before


@pytest.mark.parametrize(
    ("deed", "typed", "refusal"),
    [
        ("settle", {}, {"rating": "required", "solved": "required"}),
        ("settle", {"rating": "5"}, {"solved": "required"}),
        ("settle", {"rating": "9", "solved": "no"}, {"rating": "invalid_choice"}),
        ("reopen", {"reason": ""}, {"reason": "required"}),
        ("reopen", {"reason": "长" * 201}, {"reason": "max_length"}),
    ],
)
def test_what_is_missing_is_said_and_nothing_moves(town, opened, deed, typed, refusal):
    finished(town, opened)
    answer = send(opened, deed, **typed)
    assert (answer.status_code, refusals(answer)) == (422, refusal)
    assert state(opened) == "done"


def test_an_answer_goes_to_the_question_and_the_clocks_run_again(town, opened):
    town.do("claim_call", opened.call, "floor")
    town.do("pause_call", opened.call, "floor", reason="几点在家?")
    assert send(opened, "resume", answer="").status_code == 422
    assert send(opened, "resume", answer="六点以后").status_code == 302
    assert state(opened) == "claimed"
    assert opened.call.events.get(deed="resume").reason == "六点以后"
    assert opened.call.clocks.filter(stopped_at=None, running_from=None).count() == 0


def test_a_call_is_withdrawn_once_and_rated_never(town, opened):
    assert send(opened, "withdraw").status_code == 302
    again = send(opened, "withdraw")
    assert (again.status_code, refused(again)) == (422, "calls.ended")
    assert send(opened, "settle", rating="1", solved="no").status_code == 422
    assert Call.objects.values_list("state", "rating").get(pk=opened.call.pk) == ("withdrawn", None)


@pytest.mark.parametrize("deed", ["claim", "assign", "finish", "nonsense", ""])
def test_the_link_does_nothing_that_is_not_the_callers(town, opened, deed):
    before = state(opened)
    assert send(opened, deed).status_code == 200
    assert state(opened) == before


def test_the_trail_of_a_caller_has_no_account_and_no_word(town, opened):
    finished(town, opened)
    send(opened, "reopen", reason="水还在漏")
    fact = Fact.objects.get(kind="calls.reopened")
    assert (fact.actor, fact.path, fact.data) == (None, opened.call.path, {"number": opened.call.number})


def test_no_more_pictures_than_a_call_holds(town, opened, monkeypatch):
    from linli.calls.actions import photos

    monkeypatch.setattr(photos, "MOST_PHOTOS", 1)
    assert send(opened, "photo", photos=jpeg()).status_code == 302
    full = send(opened, "photo", photos=jpeg())
    assert (full.status_code, refusals(full)) == (422, {"photos": "calls.photo_too_many"})
    assert opened.call.photos.count() == 1
    town.do("withdraw_call", opened.call, None, token=opened.follow_token)
    assert send(opened, "photo", photos=jpeg()).status_code == 422
    assert opened.call.photos.count() == 1
