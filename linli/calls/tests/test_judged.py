"""How it went is the caller's word: it can lower the rates, and whoever did the work does not say it."""

import importlib
from datetime import timedelta

import pytest
from django.apps import apps
from django.test import Client

from linli.calls.models import Call, DoneBefore
from linli.calls.queries.rates import Rate, rates, rates_of
from linli.calls.queries.responders import kept_apart
from linli.kernel.errors import Invalid, NotAllowed
from linli.kernel.ids import new_id
from linli.kernel.time import clock
from linli.testing import refused


@pytest.fixture(autouse=True)
def _now(town):
    town.now = clock.now()


def done(town, by="floor", **more):
    made = town.open("service.help", by=None, caller_phone="13800138000", **more)
    town.do("claim_call", made.call, by)
    town.do("finish_call", made.call, by)
    return made


def send(made, deed, **typed):
    return Client().post(f"/calls/follow/{made.follow_token}/", {"deed": deed, "key": str(new_id()), **typed})


def three(town, place="street"):
    path, since, until = town.street.places[place].path, town.now - timedelta(days=1), clock.now() + timedelta(days=1)
    found = rates_of(path, since, until)
    both = rates(path, since, until)["place"][0]
    assert (both.solved, both.satisfied) == (found.solved, found.satisfied)
    return found.solved, found.satisfied


# --- the rates ------------------------------------------------------------------------------------------------------


def test_the_caller_says_beside_the_stars_whether_it_is_solved(town):
    made = done(town)
    page = Client().get(f"/calls/follow/{made.follow_token}/").content.decode()
    assert 'name="solved"' in page
    assert send(made, "settle", rating="1").status_code == 422
    assert send(made, "settle", rating="1", solved="no").status_code == 302
    call = town.fresh(made.call)
    assert (call.state, call.solved, call.rating) == ("done", False, 1)
    assert three(town) == (Rate(0, 1), Rate(0, 1))


def test_what_is_solved_is_settled(town):
    made = done(town)
    assert send(made, "settle", rating="5", solved="yes").status_code == 302
    call = town.fresh(made.call)
    assert (call.state, call.solved, call.rating) == ("settled", True, 5)
    assert three(town) == (Rate(1, 1), Rate(1, 1))


def test_opened_again_by_the_caller_counts_as_not_solved_when_it_was_called_done(town):
    for _ in range(7):
        send(done(town), "settle", rating="5", solved="yes")
    made = done(town)
    assert three(town) == (Rate(8, 8), Rate(7, 7))
    assert send(made, "reopen", reason="水还在漏").status_code == 302
    assert three(town) == (Rate(7, 8), Rate(7, 7))
    town.do("claim_call", made.call, "floor")
    town.do("finish_call", made.call, "floor")
    send(made, "settle", rating="4", solved="yes")
    assert three(town) == (Rate(8, 9), Rate(8, 8))


def test_a_bad_rating_stays_counted_when_the_call_is_opened_again(town):
    for _ in range(7):
        send(done(town), "settle", rating="5", solved="yes")
    made = done(town)
    send(made, "settle", rating="1", solved="no")
    before = three(town)
    assert before == (Rate(7, 8), Rate(7, 8))
    town.do("reopen_call", made.call, "community", reason="居民说没办好")
    assert three(town) == before
    assert town.fresh(made.call).rating is None, "asked anew when it is done again"


def test_what_the_desk_opens_again_without_a_word_of_the_caller_is_not_their_word(town):
    made = done(town)
    town.do("reopen_call", made.call, "community", reason="照片不清楚")
    assert three(town) == (Rate(0, 0), Rate(0, 0))
    assert not DoneBefore.objects.exists()


def test_it_counts_where_the_call_lies_and_in_the_days_in_which_it_was_done(town):
    send(done(town), "reopen", reason="没办好")
    assert three(town, "grid3")[0] == Rate(0, 1)
    assert three(town, "jucai")[0] == Rate(0, 0)
    DoneBefore.objects.update(done_at=town.now - timedelta(days=40))
    assert three(town)[0] == Rate(0, 0)
    by_kind = rates(town.street.places["street"].path, town.now - timedelta(days=41), town.now - timedelta(days=39))[
        "kind"
    ]
    assert [(line.name, line.solved) for line in by_kind] == [(town.kind("service.help").name, Rate(0, 1))]


def test_what_was_opened_again_before_is_carried_from_the_history(town):
    by_caller, by_desk = done(town), done(town)
    send(by_caller, "reopen", reason="没办好")
    town.do("reopen_call", by_desk.call, "community", reason="重来")
    DoneBefore.objects.all().delete()
    importlib.import_module("linli.calls.migrations.0010_done_before").carry(apps, None)
    [row] = DoneBefore.objects.all()
    done_at = by_caller.call.events.get(deed="finish").at
    assert (row.call_id, row.done_at, row.solved, row.rating) == (by_caller.call.pk, done_at, False, None)


# --- who judges -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["grid", "community"])
def test_whoever_did_the_work_does_not_say_how_it_went(town, who):
    """The holder with a desk of their own, and a helper with one."""
    made = town.open("service.help", by=None, caller_phone="13800138000")
    town.do("claim_call", made.call, "grid")
    town.do("join_call", made.call, "grid", person=town.actor("community").person)
    town.do("finish_call", made.call, "grid")
    client = town.street.client(who)
    for deed, typed in (("settle", {"rating": "5"}), ("call_back", {"solved": "yes", "rating": "5"})):
        answer = client.post(f"/calls/{made.call.pk}/{deed}/", {"key": str(new_id()), **typed})
        assert (answer.status_code, refused(answer)) == (403, "calls.rated_by_doer")
    call = town.fresh(made.call)
    assert (call.state, call.solved, call.rating) == ("done", None, None)
    assert send(made, "settle", rating="2", solved="yes").status_code == 302
    assert town.fresh(made.call).rating == 2


def test_the_holder_may_end_it_but_says_nothing_for_the_caller(town):
    made = done(town, "grid")
    page = town.street.client("grid").get(f"/calls/{made.call.pk}/settle/").content.decode()
    assert 'name="rating"' not in page
    answer = town.street.client("grid").post(f"/calls/{made.call.pk}/settle/", {"key": str(new_id())})
    assert answer.status_code == 302
    call = town.fresh(made.call)
    assert (call.state, call.solved, call.rating) == ("settled", None, None)
    assert send(made, "settle", rating="1", solved="no").status_code == 302
    assert (town.fresh(made.call).solved, town.fresh(made.call).rating) == (False, 1)


def test_the_link_of_who_opened_it_and_did_it_rates_nothing(town):
    made = town.open("service.help", by="grid", on_behalf=True)
    town.do("claim_call", made.call, "grid")
    town.do("finish_call", made.call, "grid")
    assert send(made, "settle", rating="5", solved="yes").status_code == 403
    assert town.fresh(made.call).rating is None


def test_the_desk_does_not_overrule_what_the_caller_said(town):
    made = done(town)
    send(made, "settle", rating="1", solved="no")
    client = town.street.client("community")
    for deed, typed in (("call_back", {"solved": "yes", "rating": "5"}), ("settle", {"rating": "5"})):
        answer = client.post(f"/calls/{made.call.pk}/{deed}/", {"key": str(new_id()), **typed})
        assert (answer.status_code, refused(answer)) == (422, "calls.caller_said")
    assert client.post(f"/calls/{made.call.pk}/settle/", {"key": str(new_id())}).status_code == 302
    call = town.fresh(made.call)
    assert (call.state, call.solved, call.rating) == ("settled", False, 1)
    assert send(made, "settle", rating="3", solved="yes").status_code == 302, "the caller may think better of it"


# --- orders opened on behalf ----------------------------------------------------------------------------------------


def test_whoever_opens_an_order_for_somebody_sees_neither_its_code_nor_the_way_to_it(town):
    client = town.street.client("building")
    url = f"/calls/open/?at={town.street.id('door101')}&kind=order.errand"
    typed = {"key": str(new_id()), "kind": "order.errand", "item": "快递", "count": "1", "address": "101"}
    for _ in range(2):  # also when the same form is sent again
        page = client.post(url, typed)
        assert page.status_code == 200
        call = Call.objects.get()
        assert call.code_digest and call.on_behalf
        from linli.calls.actions.opening import follow_token_of, hand_over_code

        token = follow_token_of(call.pk)
        text = page.content.decode()
        assert 'data-code="waived"' in text
        assert token and token not in text and hand_over_code(token) not in text
    seen = client.get(f"/calls/{call.pk}/").content.decode()
    assert token not in seen and hand_over_code(token) not in seen


def test_whoever_opens_another_kind_shows_the_link_as_before(town):
    url = f"/calls/open/?at={town.street.id('door101')}&kind=service.help"
    typed = {"key": str(new_id()), "kind": "service.help", "title": "读信"}
    text = town.street.client("building").post(url, typed).content.decode()
    assert "/calls/follow/" in text


def test_an_order_opened_for_somebody_is_done_by_another(town):
    made = town.open("order.errand", by="grid", on_behalf=True)
    me = town.actor("grid").person
    client = town.street.client("grid")
    answer = client.post(f"/calls/{made.call.pk}/claim/", {"key": str(new_id())})
    assert (answer.status_code, refused(answer)) == (403, "calls.opened_by_you")
    assert made.call.number not in client.get("/calls/near/").content.decode()
    assert "/claim/" not in client.get(f"/calls/{made.call.pk}/").content.decode()
    with pytest.raises(Invalid, match=r"calls\.to_opener"):
        town.do("assign_call", made.call, "community", to=me)
    call = town.do("claim_call", made.call, "volunteer")
    with pytest.raises(Invalid, match=r"calls\.to_opener"):
        town.do("transfer_call", call, "community", to=me, reason="换人")
    with pytest.raises((Invalid, NotAllowed)):
        town.do("join_call", call, "grid")
    assert town.fresh(call).holder == town.actor("volunteer").person


def test_a_holder_who_is_manager_does_not_waive_the_code_of_their_own_order(town):
    made = town.open("order.errand", by=None, caller_phone="13800138000")
    town.do("claim_call", made.call, "grid")
    answer = town.street.client("grid").post(
        f"/calls/{made.call.pk}/waive/", {"key": str(new_id()), "reason": "居民说没有收到"}
    )
    assert (answer.status_code, refused(answer)) == (403, "calls.not_yours")
    assert town.fresh(made.call).code_digest


# --- merged callers -------------------------------------------------------------------------------------------------


def merged(town):
    """(the caller's own call, the one that goes on)."""
    mine = town.open("service.help", "door102", by=None, caller_phone="13800138001")
    other = town.open("service.help", by=None, caller_phone="13800138000")
    town.do("merge_calls", mine.call, "community", into=other.call, reason="同一件事")
    return mine, other


def followed(made):
    return Client().get(f"/calls/follow/{made.follow_token}/").content.decode()


def test_a_merged_caller_follows_the_call_that_goes_on(town):
    mine, other = merged(town)
    third = town.open("service.help", "door201", by=None, caller_phone="13800138002", title="别人的题目")
    town.do("merge_calls", other.call, "community", into=third.call, reason="还是同一件")
    call = (
        town.do("claim_call", third.call, "floor")
        if False
        else town.do("assign_call", third.call, "community", to=town.actor("building").person)
    )
    town.do("pause_call", call, "building", reason="问的是别人的事")
    page = followed(mine)
    assert f'data-into="{third.call.number}" data-state="paused"' in page
    assert "问的是别人的事" not in page and "别人的题目" not in page
    town.do("resume_call", call, "building")
    town.do("finish_call", call, "building")
    assert 'data-state="done"' in followed(mine)


def test_a_merged_caller_may_open_their_own_again(town):
    mine, other = merged(town)
    town.do("assign_call", other.call, "community", to=town.actor("building").person)
    town.do("finish_call", other.call, "building")
    town.do("settle_call", other.call, "community")
    assert send(mine, "reopen", reason="我家的还没修").status_code == 302
    call = town.fresh(mine.call)
    assert (call.state, call.merged_into_id) == ("opened", None)
    assert call.receiver


def test_a_merged_call_is_opened_again_as_long_after_the_end_of_the_one_that_went_on(town):
    mine, other = merged(town)
    Call.objects.filter(pk=mine.call.pk).update(ended_at=town.now - timedelta(days=40))
    ended = {"state": "settled", "done_at": town.now, "ended_at": town.now - timedelta(days=16)}
    Call.objects.filter(pk=other.call.pk).update(**ended)
    answer = send(mine, "reopen", reason="还没有修")
    assert (answer.status_code, refused(answer)) == (422, "calls.reopen_late")
    Call.objects.filter(pk=other.call.pk).update(ended_at=town.now - timedelta(days=14))
    assert send(mine, "reopen", reason="还没有修").status_code == 302


@pytest.mark.parametrize("deed", ["withdraw", "reject"])
def test_a_merged_need_is_not_lost_with_the_call_it_was_merged_into(town, deed):
    mine, other = merged(town)
    later = town.open("service.help", "door201", by=None, caller_phone="13800138002")
    town.do("merge_calls", later.call, "community", into=other.call, reason="同一件事")
    if deed == "withdraw":
        assert send(other, "withdraw").status_code == 302
    else:
        town.do("reject_call", other.call, "community", reason="不归我们")
    call = town.fresh(mine.call)
    assert (call.state, call.merged_into_id, call.ended_at) == ("opened", None, None)
    assert call.clocks.filter(stopped_at=None).exists()
    follows = town.fresh(later.call)
    assert (follows.state, follows.merged_into_id) == ("merged", mine.call.pk)


def test_who_asks_for_themselves_is_kept_apart_from_nothing(town):
    """Only an order that somebody opened for somebody else is another one's to do."""
    for mine, theirs in [(False, False), (True, True)]:
        call = town.open("order.errand", by="volunteer", on_behalf=mine, caller_phone="13800138000").call
        assert call.kind.apart
        assert kept_apart(call, town.actor("volunteer").person) is theirs
        assert not kept_apart(call, town.actor("volunteer2").person)
