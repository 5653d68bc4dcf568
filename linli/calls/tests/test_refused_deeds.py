"""Every deed on a call as the pages refuse it: by code, with what was typed, and with the call where it was."""

import pytest

from linli.calls.models import Call, CallEvent, Helper
from linli.calls.tests.test_pages_desk import press
from linli.corps.models import Member
from linli.kernel.errors import Invalid
from linli.kernel.ids import new_id
from linli.kernel.models import Fact
from linli.kernel.pictures.tests.drawn import jpeg
from linli.testing import refusals, refused

WHY = "写明原因"


def state(call):
    return Call.objects.values_list("state", "holder", "receiver").get(pk=call.pk)


@pytest.mark.parametrize("deed", ["route", "assign"])
@pytest.mark.parametrize(
    ("to", "code"), [("stranger", "calls.to_unknown"), ("gone", "calls.to_unknown"), ("idle", "calls.to_no_post")]
)
def test_nobody_gets_a_call_who_is_no_member_with_a_post_here(town, deed, to, code):
    call = town.open("service.help").call
    person = new_id()
    if to != "stranger":
        Member.objects.create(
            pk=person,
            path=call.path,
            name="某人",
            since=town.now.date(),
            until=town.now.date() if to == "gone" else None,
        )
    before = state(call)
    answer = press(town, "grid", call, deed, to=person, reason=WHY)
    assert (answer.status_code, refusals(answer)) == (422, {"to": code})
    assert deed == "assign" or WHY in answer.content.decode()
    assert state(call) == before


def test_somebody_of_another_street_gets_no_call(town):
    town.street.place("far", "subdistrict", "远街道")
    town.street.person("far", "远人", "grid", "far", "网格员")
    call = town.open("service.help").call
    answer = press(town, "grid", call, "assign", to=town.actor("far").person)
    assert refusals(answer) == {"to": "calls.to_no_post"}


def test_a_call_is_not_given_to_who_holds_it(town):
    call = town.claimed("service.help", by="grid")
    answer = press(town, "grid", call, "transfer", to=town.actor("grid").person, reason=WHY)
    assert (answer.status_code, refusals(answer)) == (422, {"to": "calls.to_holder"})


@pytest.mark.alike
@pytest.mark.parametrize("reason", ["", " ", "\u200b\u200b", "短"])
@pytest.mark.parametrize("deed", ["route", "object", "reject"])
def test_a_reason_is_at_least_two_letters(town, deed, reason):
    call = town.open("service.policy").call
    before = state(call)
    answer = press(town, "grid", call, deed, to=town.corps.terms["building"].member_id, reason=reason)
    assert answer.status_code == 422
    assert refusals(answer)["reason"] in {"required", "kernel.reason_missing"}
    assert state(call) == before


def test_only_what_is_still_done_by_somebody_is_merged_into(town):
    first, second = town.open("repair", title="灯").call, town.open("repair", title="又是灯").call
    far = town.open("repair", "outdoor", "outsider").call
    for into in (second, far):
        answer = press(town, "grid", second, "merge", into=into.pk, reason=WHY)
        assert (answer.status_code, refusals(answer)) == (422, {"into": "invalid_choice"})
    town.do("withdraw_call", first, "building")
    answer = press(town, "grid", second, "merge", into=first.pk, reason=WHY)
    assert answer.status_code == 422
    assert refusals(answer)["into"] in {"invalid_choice", "calls.merge_ended"}
    assert state(second)[0] == "offered"


def test_what_the_kind_asks_for_is_asked_one_by_one(town):
    opened = town.open("order.food", items=[("大米", "10 斤")])
    call = town.do("claim_call", opened.call, "volunteer")
    good = {"amount": "76.50", "code": opened.code}
    for wrong, refusal in [
        ({"amount": ""}, {"amount": "required"}),
        ({"amount": "-1"}, {"amount": "min_value"}),
        ({"amount": "1.005"}, {"amount": "max_decimal_places"}),
        ({"code": ""}, {"code": "required"}),
        ({"code": "abc"}, {"code": "calls.code_missing"}),
        ({"photos": ""}, {"photos": "required"}),
    ]:
        answer = press(town, "volunteer", call, "finish", **{**good, "photos": jpeg(), **wrong})
        assert (answer.status_code, refusals(answer)) == (422, refusal), wrong
        assert state(call)[0] == "claimed"
    assert press(town, "volunteer", call, "finish", **good, photos=jpeg()).status_code == 302


def test_after_five_wrong_codes_also_the_right_one_waits_for_the_desk(town):
    opened = town.open()
    call = town.do("claim_call", opened.call, "volunteer")
    wrong = "000000" if opened.code != "000000" else "111111"
    codes = [refused(press(town, "volunteer", call, "finish", code=wrong)) for _ in range(6)]
    assert codes == ["calls.code_wrong"] * 5 + ["calls.code_locked"]
    assert refused(press(town, "volunteer", call, "finish", code=opened.code)) == "calls.code_locked"
    assert press(town, "grid", call, "waive", reason="打过电话核实").status_code == 302
    assert press(town, "volunteer", call, "finish").status_code == 302


def test_the_code_of_a_call_is_waived_once_and_never_by_its_holder(town):
    call = town.claimed("order.errand", by="grid")
    assert press(town, "grid", call, "waive", reason=WHY).status_code == 403
    assert press(town, "volunteer", call, "waive", reason=WHY).status_code == 403
    read = town.fresh(call)
    assert press(town, "community", call, "waive", reason=WHY).status_code == 302
    event = CallEvent.objects.get(call=call, deed="waive")
    assert town.fresh(call).revision == event.revision == read.revision + 1
    again = press(town, "community", call, "waive", reason=WHY)
    assert (again.status_code, refused(again)) == (422, "calls.changed")
    assert CallEvent.objects.filter(call=call, deed="waive").count() == 1


@pytest.mark.parametrize(
    ("kind", "deed", "code"),
    [("care.unseen", "finish", "calls.not_on_site"), ("order.errand", "arrive", "")],
)
def test_who_must_be_there_says_so_first(town, kind, deed, code):
    call = town.claimed(kind, by="floor")
    answer = press(town, "floor", call, deed)
    assert refused(answer) == code
    assert state(call)[0] == ("claimed" if code else "on_site")


def test_who_is_asked_to_help_is_asked_once(town):
    call = town.claimed("service.help", by="grid")
    to = town.corps.terms["floor1"].member_id
    assert press(town, "grid", call, "join", to=to).status_code == 302
    for person, code in [(to, "calls.joined_already"), (town.actor("grid").person, "calls.joined_already")]:
        answer = press(town, "grid", call, "join", to=person)
        assert (answer.status_code, refused(answer)) == (422, code)
    assert Helper.objects.get().person == to
    assert CallEvent.objects.get(call=call, deed="join").to == to
    town.do("finish_call", call, "grid")
    assert refused(press(town, "grid", call, "join", to=town.corps.terms["floor2"].member_id)) == "calls.no_such_move"


@pytest.mark.parametrize("deed", ["transfer", "give_back", "pause", "finish", "join"])
def test_who_only_sees_a_call_does_nothing_with_it(town, deed):
    call = town.claimed("service.help", by="grid")
    before = state(call)
    more = {"to": town.corps.terms["floor1"].member_id, "reason": WHY}
    for key, statuses in [("outsider", {404}), ("auditor", {403, 404}), ("commander", {302, 403, 404, 422})]:
        answer = press(town, key, call, deed, **more)
        assert answer.status_code in statuses, key
        assert state(call) == before and not Helper.objects.exists()


def test_a_rating_is_one_to_five_and_the_word_of_the_caller_stays(town):
    call = town.claimed("service.help", by="grid")
    town.do("finish_call", call, "grid")
    for rating in ("0", "6", "good"):
        answer = press(town, "community", call, "call_back", solved="yes", rating=rating)
        assert (answer.status_code, refusals(answer)) == (422, {"rating": "invalid_choice"})
    answer = press(town, "community", call, "call_back", rating="4")
    assert refusals(answer) == {"solved": "required"}
    assert press(town, "community", call, "call_back", solved="no", rating="2").status_code == 302
    assert press(town, "community", call, "settle").status_code == 302
    assert Call.objects.values_list("rating", "state").get(pk=call.pk) == (2, "settled")


def test_an_order_with_money_is_settled_in_its_sitting_alone(town):
    opened = town.open("order.food", items=[("大米", "10 斤")])
    call = town.do("claim_call", opened.call, "volunteer")
    town.do("finish_call", call, "volunteer", amount="76.50", code=opened.code, photos=[jpeg()])
    answer = press(town, "community", call, "settle", rating="5")
    assert (answer.status_code, refused(answer)) == (422, "calls.settle_in_sitting")
    assert state(call)[0] == "done"


def test_lines_that_cost_more_than_the_whole_are_refused(town):
    """Also where another line cost nothing."""
    opened = town.open("order.food", items=[("大米", "10 斤"), ("塑料袋", "1 个")])
    call = town.do("claim_call", opened.call, "volunteer")
    rice, bag = call.items.order_by("order")

    def finish(items, **more):
        return town.do("finish_call", call, "volunteer", items=items, code=opened.code, photos=[jpeg()], **more)

    for free in ("0", None):
        with pytest.raises(Invalid, match=r"calls\.items_above_amount"):
            finish({rice.pk: "76.50", bag.pk: free}, amount="10")
    with pytest.raises(Invalid, match=r"calls\.item_unknown"):
        finish({new_id(): "1"}, amount="10")
    done = finish({rice.pk: "76.50", bag.pk: "0"})
    assert str(done.amount) == "76.50"
    assert [str(line.amount) for line in call.items.order_by("order")] == ["76.50", "0.00"]


@pytest.mark.parametrize("deed", ["route", "assign", "claim", "reject", "merge", "pause", "settle", "give_back"])
def test_a_withdrawn_call_is_over_for_everybody(town, deed):
    call, other = town.open("service.help").call, town.open("service.help").call
    town.do("withdraw_call", call, "building")
    more = {"to": town.corps.terms["floor1"].member_id, "reason": WHY, "into": other.pk}
    answer = press(town, "grid", call, deed, **more)
    assert answer.status_code in {409, 422}
    assert refused(answer) in {"calls.ended", "invalid_choice"}
    assert state(call)[0] == "withdrawn"


def test_the_trail_of_a_call_names_its_number_and_nothing_that_was_said(town):
    call = town.open("service.help", detail="三天没出门", caller_name="田老太", caller_phone="13800138000").call
    press(town, "grid", call, "claim")
    press(town, "grid", call, "pause", reason="几点在家?")
    press(town, "grid", call, "resume")
    press(town, "grid", call, "finish")
    facts = list(Fact.objects.filter(about=call.pk).order_by("seq"))
    assert [fact.kind for fact in facts] == [
        "calls.opened", "calls.claimed", "calls.paused", "calls.resumed", "calls.finished",
    ]  # fmt: skip
    assert {fact.path for fact in facts} == {call.path}
    assert all(fact.data == {"number": call.number} for fact in facts[1:])
    assert not any(word in str(fact.data) for fact in facts for word in ("三天", "田老太", "1380", "几点"))
