"""The desk, a call's own page and every deed on it, as the posts of the cast see them."""

import re
from datetime import timedelta

import pytest

from linli.access.models import Grant
from linli.calls.models import Call, CallEvent
from linli.calls.queries import lists
from linli.calls.queries.lists import mergeable
from linli.calls.rules import State
from linli.calls.views.cards import STATE_KINDS
from linli.corps.actions import diary
from linli.corps.actions.absences import record_absence
from linli.kernel.errors import Invalid
from linli.kernel.ids import new_id
from linli.kernel.models import Fact
from linli.kernel.pictures.tests.drawn import jpeg
from linli.kernel.time import clock
from linli.testing import refusals, refused

PHONE = "13800138000"


def press(town, key, call, deed, **more):
    return town.street.client(key).post(f"/calls/{call.pk}/{deed}/", {"key": str(new_id()), **more})


def page(town, key, call):
    return town.street.client(key).get(f"/calls/{call.pk}/").content.decode()


def test_the_desk_has_columns_counts_and_time_left(town):
    town.open("repair", title="楼道灯不亮")
    held = town.claimed("order.errand", title="取快递")
    text = town.street.client("community").get("/calls/").content.decode()
    assert text.index("待接") < text.index("已接") < text.index("办结待结单") < text.index("今日已结")
    assert "楼道灯不亮" in text
    assert held.number in text
    assert "剩" in text or "超" in text


def test_a_column_is_ordered_by_the_clock(town):
    """Not by the number: an errand is due before a repair that was opened earlier, in another state too."""
    opened = [town.open(kind, title=kind).call for kind in ("repair", "order.errand", "service.help", "order.medicine")]
    town.do("object_to_route", opened[2], "building", reason="不是我的")
    columns = town.street.client("community").get("/calls/").context["columns"]
    due = [(card.call.number, due_at(card.call)) for card in columns[0].cards]
    assert len(due) == len(opened)
    assert due == sorted(due, key=lambda one: one[1])
    assert [number for number, _due in due] != sorted(number for number, _due in due)


def due_at(call):
    return min(call.clocks.filter(stopped_at=None).values_list("due_at", flat=True))


def test_of_many_calls_the_desk_shows_those_that_are_due_first(town, monkeypatch):
    monkeypatch.setattr(lists, "A_COLUMN", 1)
    older = town.open("repair", title="楼道灯不亮").call
    urgent = town.open("repair", title="水管爆了").call
    urgent.clocks.update(due_at=due_at(older) - timedelta(minutes=5))
    column = town.street.client("community").get("/calls/").context["columns"][0]
    assert ([card.call.pk for card in column.cards], column.more) == ([urgent.pk], 1)


def test_what_waits_for_somebody_is_never_green(town):
    """Of the states of an open call none has the colour of what is done well."""
    assert {state for state, kind in STATE_KINDS.items() if kind == "ok"} == {"settled"}
    assert set(STATE_KINDS) == {str(state) for state in State}


@pytest.mark.parametrize(("key", "status"), [("outsider", 200), ("nobody", 403), ("volunteer", 403), ("auditor", 403)])
def test_the_desk_shows_no_other_place(town, key, status):
    town.open("repair", title="楼道灯不亮")
    answer = town.street.client(key).get("/calls/")
    assert answer.status_code == status
    assert "楼道灯不亮" not in answer.content.decode()
    assert town.street.client(key).get(f"/calls/?at={town.street.id('grid3')}").status_code in {403, 404}


def test_the_desk_answers_304_until_something_moves(town):
    call = town.open("repair", title="楼道灯不亮").call
    client = town.street.client("community")
    first = client.get("/calls/", headers={"HX-Request": "true"})
    tag = first.content.decode().split('data-etag="')[1].split('" ')[0].replace("&quot;", '"')
    assert client.get("/calls/", headers={"HX-Request": "true", "If-None-Match": tag}).status_code == 304
    town.do("claim_call", call, "floor")
    assert client.get("/calls/", headers={"HX-Request": "true", "If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("kind=repair", ["灯"]),
        ("kind=order", ["快递"]),
        ("q=快递", ["快递"]),
        ("kind=nonsense", ["灯", "快递"]),
        ("q=没有这个", []),
    ],
)
def test_the_desk_is_narrowed(town, query, shown):
    town.open("repair", title="灯")
    town.open("order.errand", title="快递")
    text = town.street.client("community").get(f"/calls/?{query}").content.decode()
    assert [word for word in ("灯", "快递") if f"<b>{word}</b>" in text] == shown
    assert ("没有符合条件的诉求" in text) == (not shown)


def test_a_desk_without_calls_says_what_to_do_next(town):
    text = town.street.client("community").get("/calls/").content.decode()
    assert "这里眼下没有诉求" in text
    assert "打印公示牌" in text


def test_a_call_is_nobodys_business_outside(town):
    call = town.open("repair").call
    for key in ("outsider", "outside_community", "nobody", "administrator", "auditor"):
        assert town.street.client(key).get(f"/calls/{call.pk}/").status_code == 404
        assert press(town, key, call, "claim").status_code in {403, 404}
    assert town.street.client("anonymous").get(f"/calls/{call.pk}/").status_code == 302
    assert Call.objects.get().state == "offered" or Call.objects.get().state == "opened"


def test_the_address_is_shown_while_held_and_every_look_is_a_fact(town):
    call = town.open("order.errand", by=None, caller_phone=PHONE, address="1单元 101 田家").call
    assert "1单元 101 田家" not in page(town, "volunteer", call)
    town.do("claim_call", call, "volunteer")
    text = page(town, "volunteer", call)
    assert "1单元 101 田家" in text
    assert f"tel:{PHONE}" in text
    assert "电话未核实" in text
    assert Fact.objects.filter(kind="calls.viewed", about=call.pk).exists()
    assert town.street.client("volunteer2").get(f"/calls/{call.pk}/").status_code == 404


def test_one_tap_claims_and_the_loser_is_told_and_shown_the_next(town):
    call = town.open("order.errand", title="取快递").call
    town.open("order.errand", title="搬桌子")
    assert press(town, "volunteer", call, "claim").status_code == 302
    lost = press(town, "volunteer2", call, "claim")
    assert lost.status_code == 409
    assert refused(lost) == "calls.taken"
    assert "搬桌子" in lost.content.decode()
    assert press(town, "outsider", call, "claim").status_code == 404
    assert Call.objects.get(pk=call.pk).holder == town.actor("volunteer").person


def test_who_claimed_on_another_page_is_led_to_the_call(town):
    call = town.open("order.errand").call
    for _page in range(2):
        answer = press(town, "volunteer", call, "claim")
        assert (answer.status_code, answer["Location"]) == (302, f"/calls/{call.pk}/")
    assert CallEvent.objects.filter(call=call, deed="claim").count() == 1


def test_a_claim_sent_twice_on_bad_reception_is_one(town):
    call, key = town.open("order.errand").call, str(new_id())
    client = town.street.client("volunteer")
    for _ in range(2):
        assert client.post(f"/calls/{call.pk}/claim/", {"key": key}).status_code == 302
    assert CallEvent.objects.filter(call=call, deed="claim").count() == 1


def test_finishing_asks_for_what_the_kind_asks(town):
    opened = town.open("order.food", items=[("大米", "10 斤")])
    call = town.do("claim_call", opened.call, "volunteer")
    asked = town.street.client("volunteer").get(f"/calls/{call.pk}/finish/").content.decode()
    assert all(f'name="{name}"' in asked for name in ("amount", "code", "photos"))
    short = press(town, "volunteer", call, "finish", amount="", code="")
    assert short.status_code == 422
    wrong = press(town, "volunteer", call, "finish", amount="76.50", code="000000", photos=jpeg())
    assert wrong.status_code == 422
    assert "76.50" in wrong.content.decode()
    right = press(town, "volunteer", call, "finish", amount="76.50", code=opened.code, photos=jpeg())
    assert right.status_code == 302, right.content.decode()
    done = Call.objects.get(pk=call.pk)
    assert (done.state, str(done.amount), done.photos.count()) == ("done", "76.50", 1)


@pytest.mark.parametrize(
    ("deed", "typed", "state"),
    [
        ("give_back", {"reason": "临时有事"}, "offered"),
        ("pause", {"reason": "几点在家?"}, "paused"),
        ("arrive", {}, "on_site"),
    ],
)
def test_the_holder_moves_it(town, deed, typed, state):
    call = town.claimed("order.errand")
    assert press(town, "volunteer", call, deed, **typed).status_code == 302
    assert Call.objects.get().state == state


@pytest.mark.parametrize("deed", ["give_back", "pause", "transfer"])
def test_a_reason_is_asked_for(town, deed):
    call = town.claimed("service.help", by="grid")
    answer = press(town, "grid", call, deed, reason="", to=town.actor("floor").person)
    assert answer.status_code == 422
    assert Call.objects.get().state == "claimed"


def test_assigning_offers_people_and_says_who_is_away(town):
    call = town.open("service.help").call
    person = town.corps.terms["floor1"].member_id
    now = clock.now()
    shift = diary.Planned(
        person=person, kind="shift", starts_at=now - timedelta(hours=1), ends_at=now + timedelta(hours=2),
        source="duties", source_id=new_id(),
    )  # fmt: skip
    diary.enter(planned=shift, actor=town.actor("grid"), key=new_id(), now=now)
    client = town.street.client("grid")
    text = client.get(f"/calls/{call.pk}/assign/").content.decode()
    assert str(person) in text
    assert "当班" in text
    assert press(town, "grid", call, "assign", to=str(person)).status_code == 302
    assert Call.objects.get().holder == person


def test_merge_reject_and_dispute(town):
    first, second = town.open("repair", title="灯").call, town.open("repair", title="又是灯").call
    form = town.street.client("grid").get(f"/calls/{second.pk}/merge/").content.decode()
    assert first.number in form
    assert press(town, "grid", second, "merge", into=str(first.pk), reason="同一盏灯").status_code == 302
    assert Call.objects.get(pk=second.pk).merged_into_id == first.pk
    assert first.number in page(town, "grid", second)
    policy = town.open("service.policy").call
    assert press(town, "grid", policy, "object", reason="归民政").status_code == 302
    assert Call.objects.get(pk=policy.pk).state == "disputed"
    to = str(town.corps.terms["grid"].member_id)
    assert press(town, "community", policy, "adjudicate", to=to, reason="归网格").status_code == 302
    assert press(town, "grid", policy, "reject", reason="请找民政所").status_code == 302
    assert Call.objects.get(pk=policy.pk).state == "rejected"


def test_a_deed_that_no_longer_fits_leads_back(town):
    call = town.claimed("service.help", by="grid")
    answer = town.street.client("grid").get(f"/calls/{call.pk}/reject/", follow=True)
    assert "状态已经变了" in answer.content.decode()
    assert town.street.client("grid").get(f"/calls/{call.pk}/widen/").status_code == 404


def test_only_moves_that_the_table_allows_are_offered(town):
    call = town.open("service.help").call
    assert f"/calls/{call.pk}/assign/" in page(town, "grid", call)
    assert "/assign/" not in page(town, "commander", call)
    town.do("claim_call", call, "grid")
    text = page(town, "grid", call)
    assert "/finish/" in text
    assert "/reject/" not in text


def test_near_and_mine(town):
    call = town.open("order.errand", title="取快递").call
    client = town.street.client("volunteer")
    assert "取快递" in client.get("/calls/near/").content.decode()
    assert "取快递" not in town.street.client("outsider").get("/calls/near/").content.decode()
    town.do("claim_call", call, "volunteer")
    assert "附近没有等人接的单" in client.get("/calls/near/").content.decode()
    assert "取快递" in client.get("/calls/mine/").content.decode()
    assert town.street.client("nobody").get("/calls/near/").status_code == 403


def test_the_old_address_of_absences_leads_to_the_diary(town):
    assert town.street.client("volunteer").get("/calls/away/").headers["Location"] == "/corps/diary/"


def test_the_page_of_calls_says_until_when_one_is_away(town):
    client, now = town.street.client("volunteer"), clock.now()
    assert "/corps/diary/" in client.get("/calls/near/").content.decode()
    absence = {"starts_at": now - timedelta(hours=1), "ends_at": now + timedelta(hours=2), "why": "trip"}
    record_absence(actor=town.actor("volunteer"), key=new_id(), now=now, **absence)
    assert "以前不接单" in client.get("/calls/near/").content.decode()


def test_a_picture_on_the_call_is_for_whoever_may_see_the_address(town):
    call = town.claimed("order.errand")
    client = town.street.client("volunteer")
    added = client.post(f"/calls/{call.pk}/photos/", {"key": str(new_id()), "photos": jpeg(), "purpose": "on_site"})
    assert added.status_code == 302, added.content.decode()
    photo = call.photos.get()
    assert client.get(f"/calls/photos/{photo.pk}.jpg").status_code == 200
    assert town.street.client("outsider").get(f"/calls/photos/{photo.pk}.jpg").status_code == 404
    bad = client.post(f"/calls/{call.pk}/photos/", {"key": str(new_id()), "purpose": "on_site"})
    assert bad.status_code == 422


def test_opening_for_somebody_else(town):
    client = town.street.client("floor")
    url = f"/calls/open/?at={town.street.id('floor1')}"
    assert "代买米面油菜" in client.get(url).content.decode()
    assert "吹哨" not in client.get(url).content.decode().split("<main")[1].split("</main>")[0]
    data = {
        "kind": "order.food", "key": str(new_id()), "title": "买米", "address": "101", "item": ["大米"], "count": ["2"],
        "caller_name": "田老太", "step": "send",
    }  # fmt: skip
    more = client.post(url, {**data, "step": "more"}).content.decode()
    assert 'value="大米"' in more
    first = client.post(url, data)
    text = first.content.decode()
    call = Call.objects.get()
    assert call.number in text
    assert 'data-code="waived"' in text and "handover" not in text  # the code is the resident's alone
    assert (call.on_behalf, call.channel, call.opened_by) == (True, "leader", town.actor("floor").person)
    again = client.post(url, data).content.decode()
    assert Call.objects.count() == 1
    assert call.number in again
    assert town.street.client("volunteer").get(url).status_code == 403
    assert town.street.client("outsider").get(url).status_code == 404


def test_no_list_names_the_door_before_somebody_holds_it(town):
    call = town.open("order.errand", place="door101", title="取快递").call
    for key, url in [("volunteer", "/calls/near/"), ("commander", "/calls/"), ("commander", f"/calls/{call.pk}/")]:
        text = town.street.client(key).get(url).content.decode().split("<main")[1]
        assert "7号楼" in text
        assert "101" not in re.sub(f"{call.number}|[0-9a-f-]{{36}}", "", text)  # an id may contain any digits
    town.do("claim_call", call, "volunteer")
    assert "101" in page(town, "volunteer", call)


def test_an_order_without_a_title_is_called_by_its_items(town):
    client = town.street.client("floor")
    url = f"/calls/open/?at={town.street.id('floor1')}"
    data = {"kind": "order.food", "key": str(new_id()), "title": "", "address": "101", "item": [""], "step": "send"}
    empty = client.post(url, data)
    assert empty.status_code == 422
    assert refusals(empty) == {"title": "no_items"}
    assert client.post(url, data | {"item": ["大米", "白菜"], "count": ["1", "3"]}).status_code == 200
    assert Call.objects.get().title == "大米、白菜"


def test_the_holder_asks_somebody_to_help(town):
    call = town.claimed("service.help", by="grid")
    helper = town.corps.terms["floor1"].member_id
    client = town.street.client("grid")
    assert "请人一同办" in page(town, "grid", call)
    assert str(helper) in client.get(f"/calls/{call.pk}/join/").content.decode()
    assert client.post(f"/calls/{call.pk}/join/", {"key": str(new_id())}).status_code == 422
    assert client.post(f"/calls/{call.pk}/join/", {"key": str(new_id()), "to": str(helper)}).status_code == 302
    assert call.helpers.get().person == helper
    outsider = town.street.client("outsider").post(f"/calls/{call.pk}/join/", {"key": str(new_id()), "to": str(helper)})
    assert outsider.status_code == 404


def test_a_lost_code_is_waived_by_the_desk_alone(town):
    call = town.claimed("order.errand")
    typed = {"key": str(new_id()), "reason": "居民说码丢了,东西已收到"}
    assert town.street.client("volunteer").post(f"/calls/{call.pk}/waive/", typed).status_code == 403
    assert town.street.client("outsider").post(f"/calls/{call.pk}/waive/", typed).status_code == 404
    assert "免交接码" in page(town, "grid", call)
    assert town.street.client("grid").post(f"/calls/{call.pk}/waive/", {**typed, "reason": ""}).status_code == 422
    assert town.street.client("grid").post(f"/calls/{call.pk}/waive/", typed).status_code == 302
    asked = town.street.client("volunteer").get(f"/calls/{call.pk}/finish/").content.decode()
    assert 'name="code"' not in asked
    assert press(town, "volunteer", call, "finish").status_code == 302


def test_a_guard_opens_at_the_gate_and_sees_no_more(town):
    town.street.person("guard", "石门卫", "guard", "xueyuan", "门卫")
    client = town.street.client("guard")
    assert "/calls/open/" in client.get("/").content.decode()
    url = f"/calls/open/?at={town.street.id('grid3')}"
    assert str(town.street.id("building7")) in client.get(url).content.decode()
    data = {"kind": "service.help", "key": str(new_id()), "title": "老人找不到家门", "step": "send"}
    assert client.post(url, data).status_code == 200
    call = Call.objects.get()
    assert call.channel == "desk"
    assert client.get(f"/calls/{call.pk}/").status_code == 200
    assert "老人找不到家门" in client.get("/calls/mine/").content.decode()
    other = town.open("service.help").call
    assert client.get(f"/calls/{other.pk}/").status_code == 404
    assert client.get("/calls/").status_code == 403


def test_who_answers_for_two_floors_opens_at_either(town):
    street = town.street
    first = street.people["floor"]
    grant = Grant.objects.get(person=first.account.person)
    grant.pk, grant.path, grant.source = new_id(), street.places["floor2"].path, new_id()
    grant.save(force_insert=True)
    text = street.client("floor").get("/calls/open/").content.decode()
    assert f"?at={street.id('floor2')}" in text
    assert f"?at={street.id('floor2')}" not in street.client("building").get("/calls/open/").content.decode()


def test_another_place_keeps_the_kind_and_what_was_typed(town):
    client = town.street.client("grid")
    at, kind = town.street.id("grid3"), "service.help"
    page = client.get(f"/calls/open/?at={at}&kind={kind}").content.decode()
    part = town.street.id("building7")
    assert re.search(rf'formaction="\?at={part}" name="step" value="moved"', page)
    typed = {
        "kind": kind,
        "title": "帮忙搬一张床",
        "caller_phone": "13800138000",
        "key": str(new_id()),
        "step": "moved",
    }
    moved = client.post(f"/calls/open/?at={part}", typed).content.decode()
    assert "帮忙搬一张床" in moved and "13800138000" in moved and f'value="{kind}"' in moved and "7号楼" in moved
    assert not Call.objects.exists()


def test_a_repair_is_merged_into_no_whistle(town):
    repair, whistle = town.open("repair").call, town.whistle("派出所")
    assert whistle not in mergeable(town.actor("grid"), repair) and repair not in mergeable(town.actor("grid"), whistle)
    with pytest.raises(Invalid, match=r"calls\.merge_other"):
        town.do("merge_calls", repair, "grid", into=whistle, reason="同一件事")
