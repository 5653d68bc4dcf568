"""Kinds as data, a street's own, and who takes which on."""

from dataclasses import replace

import pytest
from django.test import Client

from linli.calls import actions, queries
from linli.calls.drafts import KindDraft
from linli.calls.models import CallKind, SittingTime, Taker
from linli.calls.queries.receiving import first_receiver
from linli.calls.shipped import KINDS
from linli.corps.models import Alliance, Seat
from linli.corps.tests.town import START
from linli.kernel.errors import Conflict, Invalid, NotAllowed
from linli.kernel.ids import new_id

DRAFT = KindDraft(
    name="借轮椅", family="order", classification="general", answer_minutes=60, done_minutes=600,
    may_open=("resident", "leader"), circle=((0, "building"), (30, "grid")), steps=("code",), most_held=2,
)  # fmt: skip


def add(town, draft=DRAFT, code="order.wheelchair", by="street", key=None):
    return actions.add_kind(
        street=town.street.places["street"], code=code, draft=draft, actor=town.actor(by), key=key or new_id(),
        now=town.now,
    )  # fmt: skip


def test_loading_twice_changes_nothing(town):
    before = list(CallKind.objects.order_by("pk").values())
    actions.load_shipped(town.now)
    assert list(CallKind.objects.order_by("pk").values()) == before
    assert len(before) == len(KINDS)


def test_a_street_adds_edits_and_retires_its_own(town):
    key = new_id()
    kind = add(town, key=key)
    assert add(town, key=key) == kind
    town.kind = lambda code: CallKind.objects.filter(code=code).order_by("-path").first()
    call = town.open("order.wheelchair").call
    assert (call.circle, call.kind.name) == ("building", "借轮椅")
    edited = actions.edit_kind(
        kind=kind, street=town.street.places["street"], draft=replace(DRAFT, name="借轮椅拐杖"),
        actor=town.actor("street"), key=new_id(), now=town.now,
    )  # fmt: skip
    assert edited.name == "借轮椅拐杖"
    with pytest.raises(Conflict, match=r"calls\.kind_changed"):
        actions.edit_kind(
            kind=kind, street=town.street.places["street"], draft=DRAFT, actor=town.actor("street"), key=new_id(),
            now=town.now,
        )  # fmt: skip
    actions.retire_kind(
        kind=edited, street=town.street.places["street"], actor=town.actor("street"), key=new_id(), now=town.now
    )
    with pytest.raises(Conflict, match=r"calls\.kind_closed"):
        town.open("order.wheelchair")
    assert town.do("claim_call", call, "volunteer").state == "claimed"


def test_a_shipped_kind_is_edited_as_a_copy(town):
    street, path = town.street.places["street"], town.street.places["door101"].path
    shipped = town.kind("repair")
    draft = replace(DRAFT, name="报修（本街道）", family="repair")
    own = actions.edit_kind(
        kind=shipped, street=street, draft=draft, actor=town.actor("street"), key=new_id(), now=town.now
    )
    assert (own.path, own.code, CallKind.objects.get(pk=shipped.pk).name) == (street.path, "repair", "报修")
    assert by_code("repair", path) == own
    actions.retire_kind(kind=own, street=street, actor=town.actor("street"), key=new_id(), now=town.now)
    assert by_code("repair", path) is None
    assert by_code("repair", "0002").pk == shipped.pk


def test_a_rule_for_a_shipped_kind_holds_for_the_streets_copy_and_the_reverse(town):
    street, place, shipped = town.street.places["street"], town.street.places["grid3"], town.kind("repair")
    desk, leader = town.actor("street"), town.corps.terms["grid"].member_id
    door = town.street.places["door101"].path

    def here():
        return first_receiver(by_code("repair", place.path), door, town.now.date())

    say = {"place": place, "actor": desk, "now": town.now}
    actions.set_taker(kind=shipped, post=town.corps.post("grid_leader"), key=new_id(), **say)
    assert here() == leader
    own = actions.edit_kind(
        kind=shipped, street=street, draft=replace(DRAFT, family="repair"), actor=desk, key=new_id(), now=town.now
    )
    assert (by_code("repair", place.path), here()) == (own, leader)
    client = town.street.client("street")
    url = f"/calls/takers/?at={place.pk}"
    post = town.corps.post("community_leader")
    assert client.get(url).content.decode().count(" selected>" + town.corps.post("grid_leader").title) == 1
    assert client.post(
        url, {"key": str(new_id()), "kind": str(own.pk), "taker": f"post:{post.pk}"}
    ).status_code == 302  # fmt: skip
    assert Taker.objects.get().post_id == post.pk  # one rule, not one for each
    assert here() == town.corps.terms["community"].member_id
    CallKind.objects.filter(pk=own.pk).update(path="0002")  # another street's: the shipped one is back here
    assert here() == town.corps.terms["community"].member_id
    actions.set_taker(kind=shipped, key=new_id(), **say)
    assert not Taker.objects.exists()


def by_code(code, path):
    return next((kind for kind in queries.kinds_at(path) if kind.code == code), None)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": " "}, "name"), ({"family": "x"}, "family"), ({"may_open": ()}, "may_open"),
        ({"may_open": ("everybody",)}, "may_open"), ({"steps": ("dance",)}, "steps"), ({"answer_minutes": 0}, "answer_minutes"),
        ({"answer_minutes": 601}, "done_minutes"), ({"done_minutes": 10**9}, "done_minutes"),
        ({"circle": ((5, "building"),)}, "circle"), ({"circle": ((0, "grid"), (9, "building"))}, "circle"),
        ({"circle": ((0, "moon"),)}, "circle"), ({"settlement": "never"}, "settlement"),
    ],
)  # fmt: skip
def test_a_wrong_kind_is_refused_at_its_field(town, changes, field):
    with pytest.raises(Invalid) as refused:
        add(town, replace(DRAFT, **changes))
    assert refused.value.field == field


@pytest.mark.parametrize("by", ["outsider", "outside_community", "grid", "volunteer", "auditor"])
def test_who_may_not_edit_kinds(town, by):
    with pytest.raises(NotAllowed):
        add(town, by=by)


def test_who_may_open_what(town):
    town.street.person("guard", "门卫", "guard", "xueyuan", "门卫")
    assert town.open("care.unseen", by="guard").call.state == "opened"
    assert town.open("care.unseen", by=None, caller_phone="13800001234").call.state == "opened"
    with pytest.raises(NotAllowed, match=r"calls\.may_not_open"):
        town.open("care.unseen", by="volunteer", channel="api")
    with pytest.raises(Conflict, match=r"calls\.kind_closed"):
        kind = add(town)
        type(kind).objects.filter(pk=kind.pk).update(path="0002")
        town.kind = lambda code: CallKind.objects.get(code=code)
        town.open("order.wheelchair")


def test_the_alliance_takes_on_what_the_table_says(town):
    place = town.street.places["grid3"]
    alliance = Alliance.objects.create(path=place.path, place=place, name="3+1+X", kind="three_one_x", since=START)
    mediator = town.corps.member("调解员")
    seat = Seat.objects.create(alliance=alliance, role="居民代表", member=mediator)
    kind, desk = town.kind("service.dispute"), town.actor("community")
    say = {"place": place, "kind": kind, "actor": desk, "now": town.now}
    actions.set_taker(seat=seat, key=new_id(), **say)
    assert town.open("service.dispute").call.receiver == mediator.pk
    assert [row.seat_id for row in queries.takers_at(town.street.places["door101"].path)] == [seat.pk]
    actions.set_taker(post=town.corps.post("grid_leader"), key=new_id(), **say)
    assert town.open("service.dispute").call.receiver == town.corps.terms["grid"].member_id
    actions.set_taker(key=new_id(), **say)
    assert town.open("service.dispute").call.receiver == town.corps.terms["floor1"].member_id
    with pytest.raises(NotAllowed):
        actions.set_taker(seat=seat, key=new_id(), **{**say, "actor": town.actor("outside_community")})


def test_the_six_services_go_to_their_posts_where_somebody_holds_them(town):
    term = town.corps.appoint("宣传员", "xueyuan", "policy_publicist")
    assert town.open("service.policy").call.receiver == term.member_id
    assert town.open("service.opinion").call.receiver == town.corps.terms["floor1"].member_id


def test_sitting_times_of_the_nearest_place(town):
    from datetime import time

    desk, place = town.actor("community"), town.street.places["xueyuan"]
    actions.set_sitting_times(place=place, times=[time(18), time(12), time(12)], actor=desk, key=new_id(), now=town.now)
    assert [row.time for row in queries.times_at(town.street.places["door101"].path)] == [time(12), time(18)]
    assert queries.next_time(place.path, town.now).hour == 18  # it is noon now
    with pytest.raises(NotAllowed):
        actions.set_sitting_times(
            place=place, times=[], actor=town.actor("outside_community"), key=new_id(), now=town.now
        )
    assert SittingTime.objects.count() == 2


def test_two_desks_settle_an_order_once(town):
    desk, place = town.actor("community"), town.street.places["xueyuan"]
    sitting = actions.open_sitting(place=place, at=town.now, actor=desk, key=new_id(), now=town.now)
    with pytest.raises(Conflict, match=r"calls\.sitting_known"):
        actions.open_sitting(place=place, at=town.now, actor=desk, key=new_id(), now=town.now)
    stranger = town.open().call
    with pytest.raises(Conflict, match=r"calls\.sitting_changed"):
        actions.close_sitting(sitting=sitting, calls=[stranger.pk], actor=desk, key=new_id(), now=town.now)
    assert actions.close_sitting(sitting=sitting, calls=[], actor=desk, key=new_id(), now=town.now) == 0
    with pytest.raises(Conflict, match=r"calls\.sitting_closed"):
        actions.close_sitting(sitting=sitting, calls=[], actor=desk, key=new_id(), now=town.now)
    with pytest.raises(NotAllowed):
        queries.sheet(sitting, town.actor("outside_community"), town.now)


def in_language(language):
    client = Client()
    client.cookies["linli_language"] = language
    return client


@pytest.mark.parametrize(
    ("language", "seen", "unseen"),
    [("en", "Buy rice, flour, oil, vegetables", "代买米面油菜"), ("zh-hans", "代买米面油菜", "Buy rice")],
)
def test_shipped_kinds_speak_the_readers_language(town, language, seen, unseen):
    page = in_language(language).get(f"/calls/at/{town.street.id('building7')}/").content.decode()
    assert seen in page
    assert unseen not in page


def test_what_a_street_calls_its_own_kind_stays_as_it_says_it(town):
    add(town)
    page = in_language("en").get(f"/calls/at/{town.street.id('building7')}/").content.decode()
    assert "借轮椅" in page
