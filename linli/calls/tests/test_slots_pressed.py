"""A unit's part of a whistle, pressed too late, twice, or by somebody else; and what the trail keeps of it."""

import pytest

from linli.calls.models import CallEvent, Clock, Slot
from linli.calls.tests.test_pages_whistle import MARKET, POLICE, part, step
from linli.kernel.ids import new_id
from linli.kernel.models import Fact
from linli.testing import refused


@pytest.fixture
def whistle(town):
    town.of_unit(POLICE, "police")
    return town.whistle(POLICE, MARKET)


def remove(town, slot, key="grid", reason="不涉及"):
    return town.street.client(key).post(f"/calls/parts/{slot.pk}/remove/", {"key": str(new_id()), "reason": reason})


def rate(town, slot, key, rating):
    return town.street.client(key).post(f"/calls/parts/{slot.pk}/rate/", {"key": str(new_id()), "rating": rating})


@pytest.mark.parametrize(
    ("before", "pressed"),
    [
        ([], "done"),
        ([], "removed"),
        ([], "nonsense"),
        ([], ""),
        (["received"], "received"),
        (["on_site"], "received"),
        (["received", "done"], "on_site"),
        (["received", "done"], "done"),
    ],
)
def test_a_step_that_does_not_follow_is_refused(town, whistle, before, pressed):
    slot = part(whistle, POLICE)
    for name in before:
        assert step(town, "police", slot, name).status_code == 302
    state = part(whistle, POLICE).state
    answer = step(town, "police", slot, pressed)
    assert (answer.status_code, refused(answer)) == (409, "calls.slot_step")
    assert part(whistle, POLICE).state == state


@pytest.mark.parametrize(
    ("pressed", "left"),
    [("received", {"on_site", "done"}), ("on_site", {"done"})],
)
def test_each_step_stops_the_clocks_of_what_it_proves(town, whistle, pressed, left):
    slot = part(whistle, POLICE)
    step(town, "police", slot, pressed)
    running = Clock.objects.filter(call=whistle, stopped_at=None)
    assert set(running.filter(slot=slot).values_list("what", flat=True)) == left
    assert running.filter(slot=part(whistle, MARKET)).count() == 3


def test_a_unit_does_not_take_back_its_own_word(town, whistle):
    slot = part(whistle, POLICE)
    for name in ("received", "done"):
        step(town, "police", slot, name)
    answer = step(town, "police", slot, "asked", note="再来一次")
    assert (answer.status_code, refused(answer)) == (422, "calls.slot_step")
    assert part(whistle, POLICE).state == "done"


def test_a_unit_is_removed_once_and_the_last_one_stays(town, whistle):
    assert remove(town, part(whistle, MARKET)).status_code == 302
    again = remove(town, part(whistle, MARKET))
    assert again.status_code == 422 and refused(again) == "calls.slot_step"
    last = remove(town, part(whistle, POLICE))
    assert (last.status_code, refused(last)) == (422, "calls.last_unit")
    assert "不涉及" in last.content.decode()
    assert part(whistle, POLICE).state == "asked"


def test_what_is_done_is_not_rated_before_and_by_nobody_else(town, whistle):
    slot = part(whistle, POLICE)
    early = rate(town, slot, "grid", "5")
    assert (early.status_code, refused(early)) == (422, "calls.slot_step")
    for name in ("received", "done"):
        step(town, "police", slot, name)
    assert rate(town, slot, "outsider", "1").status_code == 404
    assert rate(town, slot, "grid", "6").status_code == 422
    assert Slot.objects.filter(rating=None, whistle_rating=None).count() == 2
    assert rate(town, slot, "grid", "5").status_code == 302
    assert (part(whistle, POLICE).rating, part(whistle, POLICE).whistle_rating) == (5, None)


def test_a_whistle_taken_back_asks_nothing_of_its_units(town, whistle):
    town.do("withdraw_call", whistle, "grid")
    answer = step(town, "police", part(whistle, POLICE), "received")
    assert answer.status_code == 409
    assert part(whistle, POLICE).state == "asked"
    assert not Clock.objects.filter(call=whistle, stopped_at=None).exists()


def test_the_whistler_notes_what_was_told_on_the_phone(town, whistle):
    slot = part(whistle, MARKET)
    assert step(town, "grid", slot, "received").url == f"/calls/{whistle.pk}/"
    assert step(town, "police", part(whistle, POLICE), "received").url == "/calls/unit/"
    lines = CallEvent.objects.filter(call=whistle, deed="slot").order_by("pk")
    assert [line.to for line in lines] == [town.units[MARKET].pk, town.units[POLICE].pk]


def test_the_trail_says_which_unit_did_what(town, whistle):
    slot = part(whistle, POLICE)
    step(town, "police", slot, "objected", note="归城管队的张三")
    facts = Fact.objects.filter(kind="calls.slot_objected")
    assert [(fact.path, fact.data) for fact in facts] == [(whistle.path, {"unit": POLICE})]
