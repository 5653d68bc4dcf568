"""Clocks: reminders, going up the chain past vacant posts, exactly once, pauses, a clock on the wall that goes back."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from linli.access.actor import system
from linli.access.models import Grant
from linli.calls import actions, jobs, queries
from linli.calls.actions import ending, escalation
from linli.calls.models import Call, CallEvent, Clock, OfferedAt
from linli.calls.queries.circles import ground_of
from linli.calls.telling import reason_of
from linli.corps.actions.appointments import relieve
from linli.kernel.ids import new_id
from linli.kernel.models import Message
from linli.kernel.time.deadline_rows import started
from linli.places.actions import set_day, set_neighbours

START = datetime(2026, 3, 3, 4, tzinfo=UTC)


def heard(topic):
    return [m.payload for m in Message.objects.filter(topic=topic).order_by("created_at", "pk")]


def test_half_four_fifths_and_up(town):
    call = town.open("service.hazard", by=None, caller_phone="13800001234").call  # answer in 120 minutes
    floor, building = town.corps.terms["floor1"].member_id, town.corps.terms["building"].member_id
    for minutes, stage in [(59, None), (60, 1), (61, None), (96, 2), (120, 3)]:
        before = len(Message.objects.filter(topic__in=["calls.reminded", "calls.escalated"]))
        jobs.tick(call.opened_at + timedelta(minutes=minutes))
        told = Message.objects.filter(topic__in=["calls.reminded", "calls.escalated"]).order_by("created_at", "pk")
        assert len(told) - before == (stage is not None), minutes
        if stage:
            assert told.last().payload["stage"] == stage
    assert [row["to"] for row in heard("calls.reminded")] == [str(floor)] * 2
    assert [row["to"] for row in heard("calls.escalated")] == [str(building)]
    line = CallEvent.objects.get(call=call, deed="escalate")
    assert line.reason == "超过接单时限，上报楼栋长"
    assert line.to == building


def test_up_level_by_level_to_the_top_and_then_silent(town):
    call = town.open("care.unseen").call
    for _ in range(30):
        jobs.tick(town.now)
        town.pass_time(minutes=10)
    to = [row["to"] for row in heard("calls.escalated") if row["what"] == "answer"]
    keys = ["building", "grid", "community", "sector"]
    assert to == [str(town.corps.terms[key].member_id) for key in keys]
    assert not Clock.objects.filter(call=call, what="answer", next_at__isnull=False).exists()
    assert [one.call.pk for one in queries.urgent(town.street.places["street"].path, town.now)] == [call.pk]


def test_a_vacant_post_is_passed_with_a_word_and_a_deputy_stands_in(town):
    vacant = town.corps.terms["building"]
    relieve(appointment=vacant, on=town.now.date(), actor=system(), key=None, now=town.now - timedelta(days=1))
    call = town.open("service.hazard", by=None, caller_phone="13800001234").call
    jobs.tick(town.now + timedelta(minutes=121))
    assert CallEvent.objects.get(call=call, deed="escalate").reason == "超过接单时限，上报网格长（越过空缺的楼栋长）"
    deputy = town.corps.appoint("副楼", "building7", "deputy_building_leader")
    second = town.open("service.hazard", by=None, caller_phone="13800001235").call
    jobs.tick(town.now + timedelta(minutes=122))
    assert CallEvent.objects.get(call=second, deed="escalate").to == deputy.member_id


def test_where_no_mode_is_in_force_somebody_with_a_post_hears_of_it(town):
    call = town.open("service.hazard", "grid9", "outsider").call
    assert call.receiver in set(
        Grant.objects.filter(path__in=[town.street.places["grid9"].path]).values_list("person", flat=True)
    )
    jobs.tick(town.now + timedelta(minutes=121))
    assert heard("calls.escalated")[0]["to"]


def test_each_due_clock_is_handled_once_whatever_happens(town, monkeypatch):
    for number in range(6):
        town.open("service.hazard", by=None, caller_phone=f"1380000123{number}")
    later = town.now + timedelta(minutes=61)
    monkeypatch.setattr(escalation, "BATCH", 2)
    batches = []
    put_many = escalation.outbox.put_many

    def dies_in_the_second(messages, *, at):
        batches.append(1)
        if len(batches) == 2:
            raise SystemExit("killed")
        put_many(messages, at=at)

    monkeypatch.setattr(escalation.outbox, "put_many", dies_in_the_second)
    with pytest.raises(SystemExit):
        escalation.run_due(later)
    assert len(heard("calls.reminded")) == 2
    assert escalation.run_due(later) == 4
    assert escalation.run_due(later) == 0
    assert len({row["call"] for row in heard("calls.reminded")}) == len(heard("calls.reminded")) == 6


def test_no_clock_of_an_ended_call_is_ever_handled(town):
    opened = town.open("service.hazard", by=None, caller_phone="13800001234")
    actions.withdraw_call(call=opened.call, actor=None, token=opened.follow_token, key=new_id(), now=town.now)
    jobs.tick(town.now + timedelta(days=60))
    assert heard("calls.reminded") == heard("calls.escalated") == []


def test_working_days_leave_out_the_weekend_and_a_streets_own_day(town):
    day = (town.now + timedelta(days=1)).date()
    set_day(
        street=town.street.places["street"], day=day, works=False, note="停电", actor=town.actor("street"),
        key=new_id(), now=town.now,
    )  # fmt: skip
    call = town.open("service.policy").call  # Tuesday noon, 7 working days
    assert Clock.objects.get(call=call, what="done").due_at == town.now + timedelta(days=7 + 2 + 1)


def test_a_pause_over_the_weekend_gives_back_working_time_alone(town):
    call = town.claimed("service.policy", by="floor")
    due = Clock.objects.get(call=call, what="done").due_at
    town.pass_time(days=3)  # Friday noon
    town.do("pause_call", call, "floor", reason="等居民取证明")
    town.pass_time(days=3)  # Monday noon
    town.do("resume_call", call, "floor")
    assert Clock.objects.get(call=call, what="done").due_at == due + timedelta(days=1)


def test_a_clock_that_goes_back_takes_no_time_away(town):
    call = town.claimed("service.hazard", by="floor")
    clock = Clock.objects.get(call=call, what="done")
    town.pass_time(hours=-2)
    town.do("pause_call", call, "floor", reason="等居民")
    town.do("resume_call", call, "floor")
    after = Clock.objects.get(pk=clock.pk)
    assert (after.spent, after.due_at) == (0, town.now + timedelta(seconds=clock.seconds))
    call = town.do("arrive", call, "floor")
    assert [e.deed for e in queries.history(call)] == ["open", "claim", "pause", "resume", "arrive"]


def test_what_the_system_did_is_said_in_the_readers_words(town):
    call = town.open("order.errand").call
    town.pass_time(minutes=31)
    actions.widen_circle(town.fresh(call), town.now)
    done = town.claimed("service.help", "grid", place="building7")
    town.do("finish_call", done, "grid")
    ending.settle_silently(call=town.fresh(done), now=town.now)
    widened, settled = call.events.get(deed="widen"), done.events.get(deed="settle")
    assert (reason_of(widened), reason_of(settled)) == ("相邻网格", "7 天无回音")
    with translation.override("en"):
        assert reason_of(widened).isascii() and "7 days" in reason_of(settled)


def test_circles_widen_by_time(town):
    town.street.place("grid4", "grid", "04网格", "xueyuan")
    call = town.open().call
    paths = {key: town.street.places[key].path for key in ("building7", "grid3", "grid4", "xueyuan", "street")}
    for minutes, circle, ground in [
        (0, "building", ["building7"]), (11, "grid", ["grid3"]), (31, "neighbours", ["grid3", "grid4"]),
        (61, "community", ["xueyuan"]), (181, "street", ["street"]),
    ]:  # fmt: skip
        jobs.tick(town.now + timedelta(minutes=minutes))
        call = town.fresh(call)
        assert (call.circle, sorted(OfferedAt.objects.filter(call=call).values_list("path", flat=True))) == (
            circle,
            sorted(paths[key] for key in ground),
        )
    assert call.widens_at is None
    assert call.pk in {one.pk for one in queries.near(town.actor("volunteer_grid"))}
    assert queries.near(town.actor("auditor")) == []


def test_the_circle_of_neighbours_is_what_the_community_said(town):
    for number in (4, 6):
        town.street.place(f"grid{number}", "grid", f"0{number}网格", "xueyuan")
    places = town.street.places
    set_neighbours(
        grid=places["grid3"], beside=[places["grid6"]], actor=town.actor("community"), key=new_id(), now=town.now
    )
    said = {places["grid3"].path, places["grid6"].path}
    assert set(ground_of("neighbours", places["building7"].path)) == said
    call = town.open("order.errand").call
    town.pass_time(minutes=31)
    actions.widen_circle(town.fresh(call), town.now)
    assert set(town.fresh(call).grounds.values_list("path", flat=True)) == said


def test_a_holder_without_a_post_loses_the_call_to_its_receiver(town):
    call = town.claimed(by="volunteer")
    jobs.look_after(town.now)
    assert town.fresh(call).state == "claimed"
    Grant.objects.filter(person=call.holder).update(ends_on=town.now.date())
    jobs.look_after(town.now)
    call = town.fresh(call)
    assert (call.state, call.holder) == ("opened", None)
    assert Message.objects.filter(topic="calls.release").count() == 1


def test_what_is_given_back_must_be_answered_again(town):
    call = town.claimed(by="volunteer")
    assert not Clock.objects.filter(call=call, what="answer", stopped_at=None).exists()
    town.pass_time(hours=5)
    call = town.do("give_back", call, "volunteer", reason="家里有事")
    assert Clock.objects.get(call=call, what="answer", stopped_at=None).due_at == town.now + timedelta(hours=2)
    call = town.do("claim_call", call, "volunteer2")
    assert not Clock.objects.filter(call=call, what="answer", stopped_at=None).exists()


def test_silence_settles(town):
    call = town.claimed("service.policy", by="floor")
    town.do("finish_call", call, "floor")
    jobs.look_after(town.now + timedelta(days=6))
    assert town.fresh(call).state == "done"
    jobs.look_after(town.now + timedelta(days=8))
    assert (town.fresh(call).state, town.fresh(call).rating) == ("settled", None)
    assert Call.objects.get(pk=call.pk).ended_at


@given(st.lists(st.integers(1, 500), max_size=8), st.booleans())
def test_a_clock_laid_anew_loses_exactly_its_pauses(minutes, stands):
    """Minutes in turn: it ran, it stood still, it ran…"""
    at, pauses, ran, stood = START, [(START - timedelta(hours=2), START - timedelta(hours=1))], 0, 0
    for number, length in enumerate(minutes):
        end = at + timedelta(minutes=length)
        if number % 2:
            pauses.append((at, None if stands and number + 1 >= len(minutes) else end))
        at = end
        ran, stood = (ran, stood + length) if number % 2 else (ran + length, stood)
    still = pauses[-1][1] is None
    clock = Clock(seconds=30 * 86400, started_at=START)
    started(clock, None, pauses=pauses, now=at)
    assert clock.due_at == START + timedelta(days=30, minutes=stood)
    assert (clock.running_from is None, clock.next_at is None) == (still, still)
    assert clock.spent <= ran * 60
