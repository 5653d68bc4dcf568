"""Correcting a call: by whom, until when, and what changes with it."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import translation

from linli.calls import actions
from linli.calls.actions import Correction, escalation
from linli.calls.models import Clock, OfferedAt
from linli.calls.telling import reason_of
from linli.calls.tests.test_guards import also
from linli.kernel.errors import Conflict, Invalid, NotAllowed
from linli.kernel.ids import new_id
from linli.kernel.models import Fact, Message
from linli.kernel.pictures.tests.drawn import jpeg
from linli.testing import refusals


def right(town, call, by, key=None, reason="登记错了", **changed):
    """`changed`: kind and place by name, title, classification."""
    call = town.fresh(call)
    kind = town.kind(changed["kind"]) if "kind" in changed else call.kind
    place = town.street.places[changed["place"]] if "place" in changed else call.place
    grave = changed.get("classification", call.classification if "kind" not in changed else "")
    to = Correction(kind, place, changed.get("title", call.title), grave)
    actions.correct_call(call=call, to=to, reason=reason, actor=town.actor(by), key=key or new_id(), now=town.now)
    return town.fresh(call)


def due(call, what="done"):
    return call.clocks.get(what=what, stopped_at=None).due_at


def test_a_new_kind_has_its_clocks_from_the_opening_and_its_own_receiver(town):
    call = town.open("service.hazard", "building7", "grid").call
    opened = town.now
    town.pass_time(minutes=50)
    after = right(town, call, "grid", kind="repair")
    assert after.kind.code == "repair"
    assert after.classification == "utility"
    assert due(after) == opened + timedelta(days=1)
    assert due(after, "answer") == opened + timedelta(hours=2)
    assert due(after, "on_site") == opened + timedelta(hours=8)
    assert after.state == "offered"  # repairs have a circle
    assert OfferedAt.objects.filter(call=after).exists()
    events = {event.deed: event for event in after.events.all()}
    assert reason_of(events["correct"]) == "登记错了（类别「安全隐患」改为「报修」）"
    assert (events["correct"].before, events["correct"].after) == ("opened", "opened")
    fact = Fact.objects.get(kind="calls.corrected")
    assert fact.data["kind"] == ["service.hazard", "repair"]
    assert Message.objects.filter(topic="calls.correct").count() == 1


def test_what_was_corrected_is_said_in_the_readers_language(town):
    call = town.open("service.help", "building7", "grid").call
    call = right(
        town, call, "grid", reason="wrong", kind="repair", place="grid3", title="水管漏了", classification="life"
    )
    event = call.events.get(deed="correct")
    with translation.override("en"):
        said = reason_of(event)
    assert said.startswith("wrong (")
    assert "Repair" in said and "Life" in said
    assert not re.search("改为|原来|类别|报修", said)
    assert "原来写的是「请帮忙」" in reason_of(event)


def test_corrected_back_it_is_as_it_was(town):
    call = town.open("service.hazard", "building7", "grid").call
    before = town.fresh(call)
    dues = sorted(call.clocks.values_list("what", "due_at"))
    town.pass_time(hours=1)
    right(town, call, "grid", kind="repair")
    after = right(town, call, "grid", kind="service.hazard")
    assert sorted(after.clocks.filter(stopped_at=None).values_list("what", "due_at")) == dues
    assert (after.state, after.receiver, after.classification) == ("opened", before.receiver, before.classification)
    assert not OfferedAt.objects.filter(call=after).exists()


def test_who_holds_it_keeps_it_and_what_was_done_stays_done(town):
    call = town.claimed("service.help", "grid", place="building7")
    answered = call.clocks.get(what="answer")
    after = right(town, call, "grid", kind="repair", place="grid3", title="水管漏了")
    assert (after.state, after.holder, after.title) == ("claimed", call.holder, "水管漏了")
    assert after.path == town.street.places["grid3"].path
    assert set(after.clocks.values_list("path", flat=True)) == {after.path}
    kept = after.clocks.get(what="answer")
    assert (kept.pk, kept.due_at, kept.stopped_at) == (answered.pk, answered.due_at, answered.stopped_at)
    assert after.clocks.filter(stopped_at=None, what="on_site").count() == 1


def test_time_in_pauses_is_not_spent(town):
    call = town.claimed("service.help", "grid", place="building7")
    opened = call.opened_at
    town.pass_time(hours=1)
    call = town.do("pause_call", call, "grid", reason="几点在家?")
    town.pass_time(hours=5)
    still = right(town, call, "grid", kind="repair")
    assert not still.clocks.filter(running_from__isnull=False).exists()
    town.pass_time(hours=1)
    after = town.do("resume_call", still, "grid")
    assert due(after) == opened + timedelta(days=1, hours=6)
    again = right(town, after, "grid", kind="service.hazard")
    assert due(again) == opened + timedelta(days=1, hours=6)


def test_an_overdue_clock_of_the_new_kind_goes_up(town):
    call = town.open("service.policy", "building7", "grid").call
    town.pass_time(hours=3)
    right(town, call, "grid", kind="repair")
    escalation.run_due(town.now)
    assert call.events.filter(deed="escalate").exists()


def test_what_the_old_clock_has_told_is_not_told_again(town):
    call = town.do("assign_call", town.open("service.hazard").call, "grid", to=town.actor("grid").person)
    told = lambda: call.events.filter(deed__in=["remind", "escalate"]).count()  # noqa: E731 (a word for the test)
    for _day in range(12):
        town.pass_time(days=1)
        escalation.run_due(town.now)
    before = told()
    assert not call.clocks.filter(next_at__isnull=False).exists()
    right(town, call, "community", kind="medical.question")  # the same day to be done in
    for _day in range(12):
        town.pass_time(days=1)
        escalation.run_due(town.now)
    assert told() == before > 2


def test_a_stage_that_the_new_time_has_not_reached_is_told_when_it_is(town):
    call = town.do("assign_call", town.open("service.hazard").call, "grid", to=town.actor("grid").person)
    minutes = call.kind.done_minutes
    town.pass_time(minutes=minutes)
    escalation.run_due(town.now)
    assert call.clocks.get(what="done").stage >= 3
    longer = right(town, call, "community", kind="service.help").kind
    clock = call.clocks.get(what="done", stopped_at=None)
    assert (clock.stage, clock.seconds) == (0, longer.done_minutes * 60)
    assert clock.next_at > town.now


def test_photos_lie_where_the_call_does(town, settings, tmp_path):
    settings.LINLI_DATA = tmp_path
    call = town.claimed("service.help", "grid", place="building7")
    photo = actions.add_photo(
        call=call, upload=jpeg(), purpose="on_site", actor=town.actor("grid"), key=new_id(), now=town.now
    )
    after = right(town, call, "grid", place="grid3")
    photo.refresh_from_db()
    assert photo.path == after.path


def test_a_door_is_named_to_nobody(town):
    call = town.open("service.help", "door101", "grid").call
    after = right(town, call, "grid", place="door102")
    said = reason_of(after.events.get(deed="correct"))
    assert "101" not in said
    assert "102" not in said
    assert "7号楼" in said


@pytest.mark.parametrize("nobody", ["outsider", "volunteer", "auditor", "commander"])
def test_nobody_else_corrects_it(town, nobody):
    call = town.open("service.help", "building7", "grid").call
    with pytest.raises(NotAllowed):
        right(town, call, nobody, title="别的事")
    assert town.street.client(nobody).get(f"/calls/{call.pk}/correct/").status_code in {403, 404}
    assert town.fresh(call).title == "请帮忙"


def test_a_place_out_of_reach_is_refused(town):
    call = town.open("service.help", "building7", "grid").call
    with pytest.raises(NotAllowed):
        right(town, call, "grid", place="xueyuan")
    answer = town.street.client("grid").post(
        f"/calls/{call.pk}/correct/", form(call, place=str(town.street.id("xueyuan")))
    )
    assert answer.status_code == 404
    assert town.fresh(call).path == call.path


def test_a_kind_closed_there_is_refused(town):
    call = town.open("service.help", "building7", "grid").call
    actions.retire_kind(
        kind=town.kind("repair"), street=town.street.places["street"], actor=town.actor("street"), key=new_id(),
        now=town.now,
    )  # fmt: skip
    with pytest.raises(Conflict, match=r"calls\.kind_closed"):
        right(town, call, "grid", kind="repair")


def test_what_is_over_or_done_is_not_corrected(town):
    call = town.claimed("service.help", "grid", place="building7")
    call = town.do("finish_call", call, "grid")
    with pytest.raises(Conflict, match=r"calls\.correct_done"):
        right(town, call, "grid", title="别的事")
    call = town.do("settle_call", call, "grid")
    with pytest.raises(Conflict, match=r"calls\.ended"):
        right(town, call, "grid", title="别的事")


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({}, "calls.correct_nothing"),
        ({"title": "  "}, "calls.title_empty"),
        ({"title": "长" * 81}, "kernel.text_too_long"),
        ({"title": "别的事", "reason": "因"}, "kernel.reason_missing"),
        ({"classification": "worst"}, "calls.kind_choice"),
        ({"kind": "whistle.demand"}, "calls.correct_whistle"),
    ],
)
def test_what_is_wrong_is_refused(town, changed, code):
    call = town.open("service.help", "building7", "grid").call
    with pytest.raises(Invalid, match=code.replace(".", r"\.")):
        right(town, call, "grid", **changed)
    assert town.fresh(call).revision == call.revision


def test_of_two_at_once_one_is_told_that_the_call_changed(town):
    call = town.open("service.help", "building7", "grid").call
    read = [town.fresh(call), town.fresh(call)]
    for number, one in enumerate(read):
        to = Correction(one.kind, one.place, f"第{number}个说法", one.classification)
        told = {"to": to, "reason": "听错了", "actor": town.actor("grid"), "key": new_id(), "now": town.now}
        if number:
            with pytest.raises(Conflict, match=r"calls\.changed"):
                actions.correct_call(call=one, **told)
        else:
            actions.correct_call(call=one, **told)
    assert town.fresh(call).title == "第0个说法"
    assert call.events.filter(deed="correct").count() == 1


def test_sent_twice_it_is_done_once(town):
    call = town.open("service.help", "building7", "grid").call
    key = new_id()
    right(town, call, "grid", key=key, title="别的事")
    right(town, call, "grid", key=key, title="别的事")
    assert call.events.filter(deed="correct").count() == 1


def test_a_whistle_is_corrected_to_another_whistle_with_the_units_clocks(town):
    call = town.whistle("派出所")
    after = right(town, call, "grid", kind="whistle.emergency")
    ours = after.clocks.get(slot=None)
    theirs = {one.what: one for one in Clock.objects.filter(call=call, slot__isnull=False)}
    assert ours.due_at == call.opened_at + timedelta(hours=2)
    assert theirs["done"].due_at == call.opened_at + timedelta(hours=2)
    assert theirs["on_site"].due_at == call.opened_at + timedelta(minutes=30)


# --- the page -----------------------------------------------------------------------------------------------------


def form(call, **changed):
    typed = {
        "key": str(new_id()), "kind": str(call.kind_id), "place": str(call.place_id), "title": call.title,
        "classification": "", "reason": "居民说得更清楚了",
    }  # fmt: skip
    return typed | changed


def test_the_page_corrects_and_the_resident_reads_it(town):
    opened = town.open("service.help", "building7", None, caller_phone="13800138000")
    call, client = opened.call, town.street.client("grid")
    assert f"/calls/{call.pk}/correct/" in client.get(f"/calls/{call.pk}/").content.decode()
    page = client.get(f"/calls/{call.pk}/correct/").content.decode()
    assert "安全隐患" in page
    assert "吹哨：联合执法" not in page
    answer = client.post(f"/calls/{call.pk}/correct/", form(call, title="三楼漏水", kind=str(town.kind("repair").pk)))
    assert answer.status_code == 302
    assert town.fresh(call).title == "三楼漏水"
    told = Client().get(f"/calls/follow/{opened.follow_token}/").content.decode()
    assert "更正了登记的内容" in told
    assert "居民说得更清楚了" in told
    assert town.street.people["grid"].account.name not in told


def test_a_look_at_the_door_on_the_form_is_a_fact(town):
    call = town.open("service.help", "door101", "grid").call
    page = town.street.client("community").get(f"/calls/{call.pk}/correct/").content.decode()
    assert "101" in page.split('name="place"')[1].split("</label>")[0]
    community = town.street.people["community"].account.pk
    assert Fact.objects.filter(kind="calls.viewed", about=call.pk, actor=community).exists()


def test_what_is_typed_wrong_stays(town):
    call = town.open("service.help", "building7", "grid").call
    answer = town.street.client("grid").post(f"/calls/{call.pk}/correct/", form(call, title="三楼漏水", reason=""))
    assert answer.status_code == 422
    assert refusals(answer) == {"reason": "required"}
    assert "三楼漏水" in answer.content.decode()


def test_another_place_is_found_by_its_name(town):
    call = town.open("service.help", "building7", "grid").call
    door = str(town.street.id("door101"))
    assert door in offered(town.street.client("grid"), call, q="101")
    answer = town.street.client("grid").post(f"/calls/{call.pk}/correct/", form(call, place=door))
    assert answer.status_code == 302
    assert town.fresh(call).place_id == town.street.id("door101")


def offered(client, call, q=""):
    """The places to choose on the form, or those that its search finds."""
    address = f"/calls/{call.pk}/correct/"
    answer = client.post(address, form(call) | {"place-q": q}) if q else client.get(address)
    return set(re.findall(r'name="place" value="([0-9a-f-]{36})"', answer.content.decode()))


def test_no_place_out_of_reach_is_offered(town):
    call = town.open("service.help", "building7", "grid").call
    ids = {key: str(town.street.id(key)) for key in ("building7", "grid3", "xueyuan", "street", "grid9")}
    assert offered(town.street.client("grid"), call) >= {ids["building7"], ids["grid3"]}
    assert not offered(town.street.client("grid"), call) & {ids["xueyuan"], ids["street"]}
    assert ids["xueyuan"] in offered(town.street.client("community"), call)
    assert ids["grid9"] not in offered(town.street.client("community"), call, q="09网格")
    assert ids["grid9"] in offered(town.street.client("street"), call, q="09网格")


def test_who_reads_a_place_by_another_post_moves_no_call_there(town):
    """A partner's post at the community reads its places; calls are received in the grid alone."""
    town.street.place("grid4", "grid", "04网格", "xueyuan")
    also(town, "grid", "partner", "xueyuan")
    call = town.open("service.help", "building7", "grid").call
    client = town.street.client("grid")
    assert str(town.street.id("grid4")) not in offered(client, call, q="04网格")
    answer = client.post(f"/calls/{call.pk}/correct/", form(call, place=str(town.street.id("grid4"))))
    assert answer.status_code == 404
    assert town.fresh(call).path == call.path


def test_a_call_that_is_over_offers_no_correction(town):
    call = town.claimed("service.help", "grid", place="building7")
    town.do("finish_call", call, "grid")
    client = town.street.client("grid")
    assert "correct/" not in client.get(f"/calls/{call.pk}/").content.decode()
    assert client.get(f"/calls/{call.pk}/correct/").status_code == 302
    assert client.post(f"/calls/{call.pk}/correct/", form(call, title="别的事")).status_code == 422


def test_a_code_nobody_asks_for_any_more_is_not_shown(town):
    opened = town.open("order.errand", "building7", None, caller_phone="13800138000")
    assert 'class="handover"' in Client().get(f"/calls/follow/{opened.follow_token}/").content.decode()
    right(town, opened.call, "grid", kind="service.help")
    assert 'class="handover"' not in Client().get(f"/calls/follow/{opened.follow_token}/").content.decode()
