"""What follows from a call: through the pages and the interface, the outbox and the worker, into somebody's letters."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from linli.access.models import Grant, PostKind, actor_of
from linli.calls import actions
from linli.calls.jobs import look_after, tick
from linli.calls.models import Call, CallKind
from linli.calls.queries.receiving import first_receiver
from linli.corps.actions.appointments import appoint
from linli.corps.models import Member, PartnerUnit
from linli.flows import jobs
from linli.flows.models import Consequence
from linli.kernel.ids import new_id
from linli.kernel.time import clock
from linli.notices.models import Letter
from linli.places.actions.shipping import load_shipped as load_places
from linli.testing import START


@pytest.fixture
def town(street):
    actions.load_shipped(clock.now())
    return street


def actor(town, who):
    return actor_of(town.people[who].account, clock.today())


def person(town, who):
    return town.people[who].account.person


def open_call(town, kind="service.hazard", **more):
    return actions.open_call(
        place=town.places["door101"], kind=CallKind.objects.get(code=kind), title="楼道充电", channel="leader",
        actor=actor(town, "grid"), key=new_id(), now=clock.now(), **more,
    ).call  # fmt: skip


def letters(to):
    jobs.run(clock.now())
    assert not Consequence.objects.filter(done_at=None).exists(), Consequence.objects.filter(done_at=None).values()
    return list(Letter.objects.filter(recipient=to).order_by("at", "id").values_list("topic", flat=True))


def deed(act, call, town, who, **more):
    act(call=Call.objects.get(pk=call.pk), actor=actor(town, who), key=new_id(), now=clock.now(), **more)


def test_the_receiver_hears_of_a_new_call(town):
    call = open_call(town)
    assert call.receiver is not None
    assert letters(call.receiver) == ["calls.open"]
    letter = Letter.objects.get(recipient=call.receiver)
    assert call.number in letter.said and letter.link == reverse("calls:call", args=[call.pk])
    assert "楼道充电" not in letter.said


def test_a_known_resident_and_the_receiver_hear_what_becomes_of_it(town):
    resident = new_id()
    call = open_call(town, caller=resident)
    holder = person(town, "building")
    deed(actions.assign_call, call, town, "community", to=holder)
    deed(actions.finish_call, call, town, "building")
    deed(actions.reopen_call, call, town, "community", reason="还在充电")
    assert letters(resident) == ["calls.assign", "calls.finish", "calls.reopen"]
    assert letters(holder) == ["calls.assign", "calls.reopen"]
    to_follow = reverse("calls:by_letter", args=[call.pk]) + "?mark="
    assert {letter.link for letter in Letter.objects.filter(recipient=resident)} == {to_follow}
    assert Letter.objects.filter(recipient=call.receiver, topic="calls.finish").exists()


def test_reopened_twice_is_told_twice(town):
    resident = new_id()
    call = open_call(town, caller=resident)
    for _ in range(2):
        deed(actions.reject_call, call, town, "community", reason="重复")
        deed(actions.reopen_call, call, town, "community", reason="不是重复")
    assert letters(resident).count("calls.reopen") == 2


def test_escalation_of_life_and_property_is_urgent(town):
    call = open_call(town, kind="care.unseen")
    with time_machine.travel(clock.now() + timedelta(minutes=40)):
        tick(clock.now())
        jobs.run(clock.now())
    told = Letter.objects.filter(topic="calls.escalated")
    assert told and {letter.urgency for letter in told} == {"life"}
    assert all(call.number in letter.said for letter in told)


def test_every_unit_of_a_whistle_hears_it(town):
    units = [
        PartnerUnit.objects.create(path=town.places["street"].path, name=name, kind="other", joined_on=START)
        for name in ("城管中队", "供水公司")
    ]
    people = [
        Member.objects.create(path=town.places["street"].path, name=f"人{n}", unit=unit, since=START)
        for n, unit in enumerate([*units, units[0]])
    ]
    gone = Member.objects.create(path=town.places["street"].path, name="已离", unit=units[0], since=START, until=START)
    open_call(town, kind="whistle.demand", units=units)
    assert [letters(member.pk) for member in people] == [["calls.open"]] * 3
    assert letters(gone.pk) == []


@pytest.fixture
def leader(town):
    """A building leader in office, with the appointment."""
    load_places(clock.now())
    post = PostKind.objects.get(code="building_leader")
    member = Member.objects.create(path=town.places["building7"].path, name="罗新", since=START)
    term = appoint(
        member=member, post=post, places=[town.places["building7"]], starts_on=START, ends_on=None,
        actor=actor(town, "community"), key=new_id(), now=clock.now(),
    )  # fmt: skip
    return member, term


def relieve(town, term):
    typed = {"key": str(new_id()), "on": clock.today().isoformat(), "reason": "搬走"}
    answer = town.client("community").post(reverse("corps:relieve", args=[term.pk]), typed)
    assert answer.status_code == 302, answer.content.decode()


def test_calls_of_somebody_relieved_go_back(town, leader):
    member, term = leader
    call = open_call(town)
    deed(actions.assign_call, call, town, "community", to=member.pk)
    relieve(town, term)
    assert "calls.release" in letters(call.receiver)
    call.refresh_from_db()
    assert (call.state, call.holder) == ("opened", None)


def undo_relief(town, term):
    answer = town.client("community").post(reverse("corps:undo", args=[term.pk]), {"key": str(new_id())})
    assert answer.status_code in {302, 303}, answer.content.decode()


def test_calls_come_again_when_the_relief_is_undone(town, leader):
    member, term = leader
    kept, taken = open_call(town), open_call(town)
    for call in (kept, taken):
        deed(actions.assign_call, call, town, "community", to=member.pk)
    relieve(town, term)
    jobs.run(clock.now())
    deed(actions.assign_call, taken, town, "community", to=person(town, "grid"))
    undo_relief(town, term)
    assert "calls.assign" in letters(member.pk)
    for call in (kept, taken):
        call.refresh_from_db()
    assert (kept.state, kept.holder) == ("claimed", member.pk)
    assert kept.events.order_by("revision").last().reason == "离任已撤销"
    assert (taken.state, taken.holder) == ("claimed", person(town, "grid"))


def test_a_relief_undone_before_the_worker_came_changes_nothing(town, leader):
    member, term = leader
    call = open_call(town)
    deed(actions.assign_call, call, town, "community", to=member.pk)
    relieve(town, term)
    undo_relief(town, term)
    jobs.run(clock.now())
    call.refresh_from_db()
    assert (call.state, call.holder) == ("claimed", member.pk)
    assert not call.events.filter(deed="release").exists()


def test_somebody_with_another_post_keeps_their_calls(town, leader):
    member, term = leader
    Grant.objects.create(
        person=member.pk, bundle="volunteer", path=town.places["grid3"].path, title="志愿者", source=new_id(), starts_on=START
    )  # fmt: skip
    call = open_call(town)
    deed(actions.assign_call, call, town, "community", to=member.pk)
    relieve(town, term)
    jobs.run(clock.now())
    call.refresh_from_db()
    assert (call.state, call.holder) == ("claimed", member.pk)


def received_by(town, member):
    call = open_call(town)
    Call.objects.filter(pk=call.pk).update(receiver=member.pk)
    return call


def test_the_calls_of_a_receiver_who_is_relieved_find_another_who_is_told(town, leader):
    member, term = leader
    call, held = received_by(town, member), received_by(town, member)
    deed(actions.assign_call, held, town, "community", to=person(town, "grid"))
    page = town.client("community").get(reverse("corps:relieve", args=[term.pk])).content.decode()
    assert 'data-open-work="1"' in page  # the other is in somebody else's hands
    relieve(town, term)
    jobs.run(clock.now())
    for one in (call, held):
        one.refresh_from_db()
        assert one.receiver not in {None, member.pk}
        assert letters(one.receiver).count("calls.succeed") == 2
        assert one.events.filter(deed="succeed", to=one.receiver).count() == 1
    assert held.holder == person(town, "grid")
    assert "calls.succeed" not in letters(member.pk)
    later = clock.now() + timedelta(hours=30)
    with time_machine.travel(later):
        tick(later)
        jobs.run(later)
    assert not Letter.objects.filter(recipient=member.pk, topic="calls.reminded").exists()


def test_they_come_again_when_the_relief_is_undone(town, leader):
    member, term = leader
    kept, taken = received_by(town, member), received_by(town, member)
    relieve(town, term)
    jobs.run(clock.now())
    deed(actions.route_call, taken, town, "community", to=person(town, "grid"), reason="归网格")
    undo_relief(town, term)
    jobs.run(clock.now())
    kept.refresh_from_db()
    taken.refresh_from_db()
    assert taken.receiver == person(town, "grid")
    assert kept.receiver == first_receiver(kept.kind, kept.path, clock.today())


def test_whoever_leaves_on_a_later_day_gives_up_what_they_receive_on_that_day(town, leader):
    member, _term = leader
    call = received_by(town, member)
    tomorrow = clock.now() + timedelta(days=1)
    Grant.objects.filter(person=member.pk).update(ends_on=clock.today() + timedelta(days=1))
    look_after(clock.now())
    call.refresh_from_db()
    assert call.receiver == member.pk
    with time_machine.travel(tomorrow):
        look_after(clock.now())
    call.refresh_from_db()
    assert call.receiver not in {None, member.pk}


@pytest.mark.parametrize("page", ["hand_over", "relieve"])
def test_how_much_is_with_somebody_stands_before_they_go(town, leader, page):
    member, term = leader
    address = reverse(f"corps:{page}", args=[term.pk])
    assert "data-open-work" not in town.client("community").get(address).content.decode()
    received_by(town, member)
    deed(actions.assign_call, open_call(town), town, "community", to=member.pk)
    gone = open_call(town)
    deed(actions.reject_call, gone, town, "community", reason="重复")
    Call.objects.filter(pk=gone.pk).update(receiver=member.pk)
    assert 'data-open-work="2"' in town.client("community").get(address).content.decode()
    leaving = town.client("community").get(reverse("corps:leave", args=[member.pk])).content.decode()
    assert 'data-open-work="2"' in leaving
