"""A whistle to three units: each part has its own clock, it ends only when all are done, both sides are rated."""

from datetime import timedelta

import pytest

from linli.calls import actions, jobs, queries
from linli.calls.models import CallEvent, Clock, Slot
from linli.corps.models import Member, PartnerUnit
from linli.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from linli.kernel.ids import new_id
from linli.kernel.models import Message

UNITS = ("城管执法队", "市场监管所", "派出所")


def answer(town, slot, step, by, **more):
    fresh = Slot.objects.select_related("unit", "call__kind", "call__place").get(pk=slot.pk)
    actions.answer_slot(slot=fresh, step=step, actor=by, key=new_id(), now=town.now, **more)
    return Slot.objects.select_related("unit").get(pk=slot.pk)


def slot_of(call, name):
    return Slot.objects.select_related("unit", "call__kind", "call__place").get(call=call, unit__name=name)


def test_three_units_one_late_and_escalated(town):
    people = {name: town.of_unit(name, f"unit{number}") for number, name in enumerate(UNITS)}
    call = town.fresh(town.whistle(*UNITS))
    assert (call.state, call.holder) == ("claimed", town.actor("grid").person)
    town.pass_time(minutes=4)
    for name in UNITS[:2]:
        answer(town, slot_of(call, name), "received", people[name])
    town.pass_time(minutes=20)
    for name in UNITS[:2]:
        answer(town, slot_of(call, name), "on_site", people[name])
    jobs.tick(town.now + timedelta(minutes=15))
    late = slot_of(call, UNITS[2])
    told = [m.payload for m in Message.objects.filter(topic="calls.escalated")]
    assert {row["unit"] for row in told} == {str(late.unit_id)}
    assert {row["to"] for row in told} == {str(town.corps.terms["grid"].member_id)}
    answer(town, late, "on_site", people[UNITS[2]])
    with pytest.raises(Conflict, match=r"calls\.units_open"):
        actions.finish_whistle(call=town.fresh(call), actor=town.actor("grid"), key=new_id(), now=town.now)
    for name in UNITS:
        answer(town, slot_of(call, name), "done", people[name])
    with pytest.raises(NotAllowed):
        actions.finish_whistle(call=town.fresh(call), actor=people[UNITS[0]], key=new_id(), now=town.now)
    actions.finish_whistle(call=town.fresh(call), actor=town.actor("grid"), key=new_id(), now=town.now)
    call = town.fresh(call)
    assert (call.state, call.solved) == ("settled", True)
    assert not Clock.objects.filter(call=call, stopped_at=None).exists()
    assert not Clock.objects.filter(call=call, next_at__isnull=False).exists()
    rate(town, call, UNITS[0], 5, "grid")
    rate(town, call, UNITS[0], 2, people[UNITS[0]])
    slot = slot_of(call, UNITS[0])
    assert (slot.rating, slot.whistle_rating) == (5, 2)


def rate(town, call, unit, rating, by):
    who = town.actor(by) if isinstance(by, str) else by
    actions.rate_slot(slot=slot_of(call, unit), rating=rating, actor=who, key=new_id(), now=town.now)


def test_a_unit_speaks_for_itself_alone(town):
    first, second = town.of_unit(UNITS[0], "unit0"), town.of_unit(UNITS[1], "unit1")
    call = town.whistle(*UNITS)
    with pytest.raises(NotAllowed):
        answer(town, slot_of(call, UNITS[1]), "received", first)
    with pytest.raises(NotFound):
        queries.slot_for(first, slot_of(call, UNITS[1]).pk)
    with pytest.raises(NotAllowed):
        answer(town, slot_of(call, UNITS[0]), "received", town.actor("outsider"))
    assert [slot.unit.name for slot in queries.of_unit(second)] == [UNITS[1]]
    assert queries.of_unit(town.actor("outsider")) == []
    answer(town, slot_of(call, UNITS[2]), "received", town.actor("grid"))  # told on the phone


def test_of_a_unit_that_has_left_nobody_speaks_any_more(town):
    unit = town.of_unit(UNITS[0], "unit0")
    call = town.whistle(*UNITS[:2])
    assert queries.slot_for(unit, slot_of(call, UNITS[0]).pk)
    PartnerUnit.objects.filter(name=UNITS[0]).update(left_on=town.now.date())
    with pytest.raises(NotFound):
        queries.slot_for(unit, slot_of(call, UNITS[0]).pk)
    with pytest.raises(NotAllowed):
        answer(town, slot_of(call, UNITS[0]), "received", unit)
    assert queries.of_unit(unit) == []
    PartnerUnit.objects.filter(name=UNITS[0]).update(left_on=None)
    assert len(queries.of_unit(unit)) == 1
    Member.objects.filter(pk=unit.person).update(until=town.now.date())
    assert queries.of_unit(unit) == []


def test_not_ours_is_decided_by_an_adjudicator(town):
    unit = town.of_unit(UNITS[0], "unit0")
    call = town.whistle(*UNITS[:2])
    with pytest.raises(Invalid, match=r"kernel\.reason_missing"):
        answer(town, slot_of(call, UNITS[0]), "objected", unit)
    answer(town, slot_of(call, UNITS[0]), "objected", unit, note="属于市监职责")
    with pytest.raises(NotAllowed):
        answer(town, slot_of(call, UNITS[0]), "asked", unit, note="还是不归我们")
    answer(town, slot_of(call, UNITS[0]), "asked", town.actor("community"), note="属于城管职责")
    assert slot_of(call, UNITS[0]).state == "asked"


def test_a_unit_removed_meanwhile_stops_its_clocks_and_not_the_whistle(town):
    unit = town.of_unit(UNITS[1], "unit1")
    call = town.whistle(*UNITS[:2])
    gone = slot_of(call, UNITS[0])
    actions.remove_unit(slot=gone, reason="由市监单独处理", actor=town.actor("grid"), key=new_id(), now=town.now)
    assert not Clock.objects.filter(slot=gone, stopped_at=None).exists()
    with pytest.raises(Conflict, match=r"calls\.last_unit"):
        actions.remove_unit(
            slot=slot_of(call, UNITS[1]), reason="也不用了", actor=town.actor("grid"), key=new_id(), now=town.now
        )
    with pytest.raises(Conflict, match=r"calls\.slot_step"):
        answer(town, gone, "received", town.actor("grid"))
    for step in ("received", "done"):
        answer(town, slot_of(call, UNITS[1]), step, unit)
    actions.finish_whistle(call=town.fresh(call), actor=town.actor("grid"), key=new_id(), now=town.now)
    assert town.fresh(call).state == "settled"
    jobs.tick(town.now + timedelta(days=30))
    assert not Message.objects.filter(topic="calls.escalated").exists()


def test_a_whistle_is_neither_claimed_nor_given_away_nor_paused(town):
    call = town.whistle(UNITS[0])
    for deed, more in [("give_back", {"reason": "不管了"}), ("pause_call", {"reason": "等一等"})]:
        with pytest.raises(Conflict, match=r"calls\.not_for_whistles"):
            town.do(deed, call, "grid", **more)
    with pytest.raises(Conflict, match=r"calls\.finish_whistle"):
        town.do("finish_call", call, "grid")
    with pytest.raises(Conflict, match=r"calls\.taken"):
        town.do("claim_call", call, "floor")


def test_who_may_whistle(town):
    for by in ("outsider", "volunteer", "building", None):
        with pytest.raises(NotAllowed, match=r"calls\.may_not_whistle"):
            town.open("whistle.demand", "grid3", by, units=[town.units[UNITS[0]]], caller_phone="13800001234")
    with pytest.raises(Invalid, match=r"calls\.units_missing"):
        town.open("whistle.demand", "grid3", "grid")
    with pytest.raises(Invalid, match=r"calls\.units_only_whistles"):
        town.open("repair", units=[town.units[UNITS[0]]])


def test_the_same_answer_twice_is_one(town):
    unit, call, key = town.of_unit(UNITS[0], "unit0"), town.whistle(UNITS[0]), new_id()
    slot = slot_of(call, UNITS[0])
    for _ in range(2):
        actions.answer_slot(slot=slot, step="received", actor=unit, key=key, now=town.now)
    assert CallEvent.objects.filter(call=call, deed="slot").count() == 1
