"""The life of a call through the actions: each family from opening to its end, and who is refused."""

from decimal import Decimal

import pytest

from linli.calls import actions, queries
from linli.calls.actions.ending import REOPENS_FOR
from linli.calls.models import Call, CallEvent, Clock, Helper, OfferedAt
from linli.calls.rules import Role
from linli.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from linli.kernel.ids import new_id
from linli.kernel.models import Fact, Message


def test_an_order_from_opening_to_its_sitting(town):
    opened = town.open(
        "order.food", by=None, caller_phone="13800001234", caller_name="赵奶奶", address="1单元101",
        items=[("米", "10 千克"), ("油", "1 桶")], estimate="80",
    )  # fmt: skip
    call = opened.call
    assert (call.state, call.circle, len(opened.code)) == ("offered", "building", 6)
    assert [item.name for item in call.items.order_by("order")] == ["米", "油"]
    call = town.do("claim_call", call, "volunteer")
    assert call.holder == town.actor("volunteer").person
    with pytest.raises(Invalid, match=r"calls\.photo_missing"):
        town.do("finish_call", call, "volunteer", amount="76.50", code=opened.code)
    photo(town, call, "volunteer")
    call = town.do("finish_call", call, "volunteer", amount="76.50", code=opened.code)
    assert (call.state, call.amount) == ("done", Decimal("76.50"))
    with pytest.raises(Conflict, match=r"calls\.settle_in_sitting"):
        actions.settle_call(call=call, actor=None, token=opened.follow_token, key=new_id(), now=town.now)
    place, desk = town.street.places["xueyuan"], town.actor("community")
    sitting = actions.open_sitting(place=place, at=town.now, actor=desk, key=new_id(), now=town.now)
    shown = queries.sheet(sitting, desk, town.now)
    assert [(line.caller_name, line.amount) for line in shown.lines] == [("赵奶奶", Decimal("76.50"))]
    total = actions.close_sitting(sitting=sitting, calls=[call.pk], actor=desk, key=new_id(), now=town.now)
    assert (total, town.fresh(call).state) == (Decimal("76.50"), "settled")
    with pytest.raises(Conflict, match=r"calls\.settled_in_sitting"):
        town.do("reopen_call", call, "community", reason="又坏了")


def photo(town, call, by, purpose="receipt"):
    from linli.kernel.pictures.tests.drawn import jpeg

    return actions.add_photo(
        call=town.fresh(call), upload=jpeg(), purpose=purpose, actor=town.actor(by), key=new_id(), now=town.now
    )


def test_a_service_goes_to_its_lowest_leader_and_is_confirmed(town):
    opened = town.open("service.hazard", by=None, caller_phone="13800001234")
    floor = town.corps.terms["floor1"].member_id
    assert (opened.call.state, opened.call.receiver) == ("opened", floor)
    call = town.do("assign_call", opened.call, "grid", to=town.actor("floor").person)
    call = town.do("arrive", call, "floor")
    call = town.do("finish_call", call, "floor", note="已清理")
    assert call.state == "done"
    actions.settle_call(call=call, rating=5, actor=None, token=opened.follow_token, key=new_id(), now=town.now)
    assert (town.fresh(call).state, town.fresh(call).rating, town.fresh(call).solved) == ("settled", 5, True)
    assert not Clock.objects.filter(call=call, stopped_at=None).exists()


def test_care_settles_by_itself_when_somebody_has_been_there(town):
    call = town.do("claim_call", town.open("care.unseen").call, "floor")
    with pytest.raises(Conflict, match=r"calls\.not_on_site"):
        town.do("finish_call", call, "floor")
    town.do("arrive", call, "floor")
    assert town.do("finish_call", call, "floor").state == "settled"
    assert not OfferedAt.objects.filter(call=call).exists()


def test_second_claim_hears_that_it_is_taken(town):
    call = town.open().call
    stale = town.fresh(call)
    town.do("claim_call", call, "volunteer")
    for late in (stale, town.fresh(call)):
        with pytest.raises(Conflict, match=r"calls\.taken"):
            actions.claim_call(call=late, actor=town.actor("volunteer2"), key=new_id(), now=town.now)


def test_object_and_adjudicate(town):
    call = town.open("service.policy").call
    call = town.do("object_to_route", call, "floor", reason="不是我的楼层")
    assert call.state == "disputed"
    with pytest.raises(NotAllowed):
        town.do("adjudicate", call, "floor", to=None, reason="归别人")
    with pytest.raises(Invalid, match=r"calls\.to_no_post"):
        town.do("adjudicate", call, "community", to=town.actor("outsider_elsewhere").person, reason="归你")
    call = town.do("adjudicate", call, "community", to=town.actor("building").person, reason="归楼栋")
    assert (call.state, call.receiver) == ("opened", town.actor("building").person)


@pytest.fixture(autouse=True)
def _elsewhere(town):
    """A grid worker of another street, who must never be given a call of this one."""
    town.street.place("street2", "subdistrict", "别处街道")
    type(town.street.places["street2"]).objects.filter(pk=town.street.id("street2")).update(path="0002")
    town.street.places["street2"].path = "0002"
    town.street.person("outsider_elsewhere", "外街人", "grid", "street2", "网格员")


def test_pause_keeps_the_clocks_still(town):
    call = town.claimed("service.hazard", by="floor")
    due = Clock.objects.get(call=call, what="done").due_at
    with pytest.raises(Invalid, match=r"kernel\.reason_missing"):
        town.do("pause_call", call, "floor", reason=" ")
    town.do("pause_call", call, "floor", reason="等居民回家开门")
    town.pass_time(hours=5)
    call = town.do("resume_call", call, "floor")
    assert (Clock.objects.get(call=call, what="done").due_at - due).total_seconds() == 5 * 3600
    assert call.state == "claimed"


def test_transfer_give_back_and_a_second_person(town):
    call = town.claimed("repair", by="floor")
    town.do("join_call", call, "grid")
    assert Helper.objects.get(call=call).person == town.actor("grid").person
    with pytest.raises(Conflict, match=r"calls\.joined_already"):
        town.do("join_call", call, "grid")
    call = town.do("transfer_call", call, "floor", to=town.actor("grid").person, reason="要懂电的")
    assert call.holder == town.actor("grid").person
    assert not Helper.objects.filter(call=call).exists()
    call = town.do("give_back", call, "grid", reason="工具不够")
    assert (call.state, call.holder) == ("offered", None)


def test_merge_reject_reopen_and_withdraw(town):
    first, second = town.open("repair").call, town.open("repair").call
    with pytest.raises(Invalid, match=r"calls\.merge_into"):
        town.do("merge_calls", first, "grid", into=town.fresh(first), reason="重复")
    call = town.do("merge_calls", second, "grid", into=town.fresh(first), reason="同一盏灯")
    assert (call.state, call.merged_into_id) == ("merged", first.pk)
    with pytest.raises(Conflict, match=r"calls\.merge_ended"):
        town.do("merge_calls", first, "grid", into=town.fresh(second), reason="同一盏灯")
    call = town.do("reopen_call", call, "grid", reason="不是同一盏")
    assert (call.state, call.merged_into_id, call.reopened) == ("opened", None, 1)
    assert Clock.objects.filter(call=call, stopped_at=None).exists()
    call = town.do("reject_call", call, "grid", reason="属于物业")
    opened = town.open("service.opinion", by=None, caller_phone="13800001234")
    actions.withdraw_call(call=opened.call, actor=None, token=opened.follow_token, key=new_id(), now=town.now)
    assert town.fresh(opened.call).state == "withdrawn"


def test_reopening_ends_with_its_days(town):
    call = town.do("reject_call", town.open("service.policy").call, "grid", reason="不归社区")
    town.pass_time(days=REOPENS_FOR.days, seconds=1)
    with pytest.raises(Conflict, match=r"calls\.reopen_late"):
        town.do("reopen_call", call, "building", reason="还是要办")
    town.pass_time(seconds=-1)
    assert town.do("reopen_call", call, "building", reason="还是要办").state == "opened"


@pytest.mark.parametrize("deed", ["claim_call", "arrive", "finish_call"])
def test_the_outsider_does_nothing(town, deed):
    call = town.open("service.hazard").call
    with pytest.raises((NotAllowed, Conflict)):
        town.do(deed, call, "outsider")
    with pytest.raises(NotFound):
        queries.call_for(town.actor("outsider"), call.pk)
    assert queries.roles_of(town.actor("outsider"), town.fresh(call)) == frozenset()
    assert not queries.detail_for(town.actor("outsider"), town.fresh(call), town.now).shown


def test_a_forged_token_is_nobody(town):
    opened = town.open("service.policy", by=None, caller_phone="13800001234")
    assert queries.by_token(opened.follow_token).pk == opened.call.pk
    for forged in ("", "x", opened.follow_token[:-1], opened.follow_token + "x"):
        with pytest.raises(NotFound):
            queries.by_token(forged)
        assert queries.roles_of(None, opened.call, token=forged) == frozenset()
    other = town.open("service.policy", by=None, caller_phone="13800001235").call
    with pytest.raises(NotAllowed):
        actions.withdraw_call(call=other, actor=None, token=opened.follow_token, key=new_id(), now=town.now)


def test_the_same_form_twice_is_one_call(town):
    key = new_id()
    first = town.open("order.food", by=None, key=key, caller_phone="13800001234")
    again = town.open("order.food", by=None, key=key, caller_phone="13800001234")
    assert (first.call.pk, first.follow_token, first.code) == (again.call.pk, again.follow_token, again.code)
    assert Call.objects.count() == 1
    claim = new_id()
    town.do("claim_call", first.call, "volunteer", key=claim)
    town.do("claim_call", first.call, "volunteer", key=claim)
    assert Fact.objects.filter(kind="calls.claimed").count() == 1


def test_a_key_of_somebody_else_or_of_another_deed_is_refused(town):
    call, key = town.open().call, new_id()
    town.do("claim_call", call, "volunteer", key=key)
    with pytest.raises(Conflict, match=r"kernel\.key_used"):
        town.do("claim_call", call, "volunteer2", key=key)
    with pytest.raises(Conflict, match=r"kernel\.key_used"):
        town.do("arrive", call, "volunteer", key=key)
    with pytest.raises(Conflict, match=r"kernel\.key_used"):
        town.do("claim_call", town.open().call, "volunteer", key=key)


def test_no_claim_after_the_end(town):
    call = town.do("reject_call", town.open("service.policy").call, "grid", reason="不归社区")
    for deed, more in [("claim_call", {}), ("arrive", {}), ("assign_call", {"to": town.actor("floor").person})]:
        with pytest.raises(Conflict, match=r"calls\.ended"):
            town.do(deed, call, "floor", **more)


def test_the_code_is_guessed_five_times_at_most(town):
    opened = town.open("order.errand", by=None, caller_phone="13800001234")
    call = town.do("claim_call", opened.call, "volunteer")
    wrong = f"{(int(opened.code) + 1) % 1_000_000:06d}"
    for _ in range(5):
        with pytest.raises(Invalid, match=r"calls\.code_wrong"):
            town.do("finish_call", call, "volunteer", code=wrong)
    with pytest.raises(Conflict, match=r"calls\.code_locked"):
        town.do("finish_call", call, "volunteer", code=opened.code)
    with pytest.raises(Invalid, match=r"calls\.code_missing"):
        town.do("finish_call", call, "volunteer")
    with pytest.raises(NotAllowed):
        town.do("waive_code", call, "volunteer", reason="居民说收到了")
    town.do("waive_code", call, "grid", reason="打电话问过,收到了")
    assert town.do("finish_call", call, "volunteer").state == "done"


def test_every_move_leaves_an_event_a_fact_and_a_message(town):
    call = town.claimed()
    events = list(CallEvent.objects.filter(call=call).order_by("revision", "pk").values_list("deed", "before", "after"))
    assert events == [("open", "opened", "opened"), ("offer", "opened", "offered"), ("claim", "offered", "claimed")]
    assert call.revision == 3
    kinds = list(Fact.objects.filter(about=call.pk).order_by("seq").values_list("kind", flat=True))
    assert kinds == ["calls.opened", "calls.offered", "calls.claimed"]
    topics = sorted(Message.objects.filter(topic__startswith="calls.").values_list("topic", flat=True))
    assert topics == ["calls.claim", "calls.offer", "calls.open"]
    payload = Message.objects.get(topic="calls.claim").payload
    whom = {"by", "to", "holder", "was_holder", "receiver", "was_receiver", "opener", "helpers", "by_caller"}
    assert set(payload) == {"call", "path", *whom}


def test_roles(town):
    call = town.open().call
    assert Role.RESPONDER in queries.roles_of(town.actor("volunteer"), call)
    assert queries.roles_of(town.actor("volunteer_grid"), call) == frozenset()  # the circle is still the building
    assert {Role.RECEIVER, Role.MANAGER} <= queries.roles_of(town.actor("grid"), call)
    assert queries.roles_of(town.actor("auditor"), call) == frozenset()
    assert queries.roles_of(None, call) == frozenset()
