"""Every happening of a call against everybody whom it may concern: told, with the letter of the table, or why not."""

import pytest

from linli.access.models import Grant
from linli.calls.rules import Deed
from linli.calls.rules import Slot as Part
from linli.calls.tests.conftest import town
from linli.flows import jobs
from linli.flows.models import Consequence
from linli.flows.table import FLOWS
from linli.flows.tests.scenes import (
    Scene,
    adjudicated,
    assigned,
    blown,
    called_back,
    claimed,
    corrected,
    corrected_to_another_receiver,
    every_part_done,
    finished,
    finished_for_somebody_unknown,
    given_back,
    joined,
    merged,
    merged_for_somebody_unknown,
    objected,
    one_part_done,
    opened,
    part_again,
    part_objected,
    part_removed,
    part_sent_back,
    paused,
    paused_for_somebody_unknown,
    rejected,
    rejected_for_somebody_unknown,
    released,
    reopened,
    resumed,
    routed,
    settled,
    succeeded,
    succeeded_by_nobody,
    transferred,
    waived,
    whistle_corrected,
    whistle_ended,
    whistle_merged,
    whistle_opened_again,
    whistle_withdrawn,
    withdrawn,
    withdrawn_by_its_receiver,
    withdrawn_for_somebody_unknown,
)
from linli.flows.told import TOLD, WHY_NOT, Listener, why_not
from linli.kernel.messages import known_codes
from linli.kernel.time import clock
from linli.notices.models import Letter

__all__ = ["town"]  # the fixture
L = Listener
OTHERS = {"open", "correct", "join", "waive", "succeed", "waiting", "reminded", "escalated", "slot_again"}
WHY = "写明原因"


def test_the_table_is_complete():
    topics = {f"calls.{name}" for name in {*map(str, Deed), *(f"slot_{part}" for part in Part), *OTHERS}}
    assert set(TOLD) == topics
    assert set(WHY_NOT) <= topics
    for topic in topics:
        assert set(TOLD[topic]).isdisjoint(WHY_NOT.get(topic, {})), "told, and said why not"
        for listener in Listener:
            assert TOLD[topic].get(listener) or why_not(topic, listener), (topic, listener)
    codes = {code for listeners in TOLD.values() for code in listeners.values()}
    assert codes <= known_codes()
    ours = ("flows.caller", "flows.merged", "flows.receiver", "flows.former", "flows.holder", "flows.helper", "flows.unit",
            "flows.opener", "flows.adjudicator", "flows.survivor", "flows.manager", "flows.clock")  # fmt: skip
    assert {code for code in known_codes() if code.startswith(ours)} == codes, "a sentence that nobody is told"
    assert {topic for topic, listeners in TOLD.items() if listeners} <= set(FLOWS)


SCENES = {
    "calls.open": (opened, blown),
    "calls.route": (routed,),
    "calls.object": (objected,),
    "calls.adjudicate": (adjudicated,),
    "calls.succeed": (succeeded, succeeded_by_nobody),
    "calls.claim": (claimed,),
    "calls.assign": (assigned,),
    "calls.transfer": (transferred,),
    "calls.give_back": (given_back,),
    "calls.release": (released,),
    "calls.pause": (paused, paused_for_somebody_unknown),
    "calls.resume": (resumed,),
    "calls.join": (joined,),
    "calls.waive": (waived,),
    "calls.finish": (finished, finished_for_somebody_unknown, whistle_ended),
    "calls.call_back": (called_back,),
    "calls.settle": (settled,),
    "calls.reopen": (reopened, whistle_opened_again),
    "calls.reject": (rejected, rejected_for_somebody_unknown),
    "calls.merge": (merged, merged_for_somebody_unknown, whistle_merged),
    "calls.withdraw": (
        withdrawn, withdrawn_by_its_receiver, withdrawn_for_somebody_unknown, whistle_withdrawn,
    ),
    "calls.correct": (corrected, corrected_to_another_receiver, whistle_corrected),
    "calls.slot_done": (one_part_done, every_part_done),
    "calls.slot_again": (part_again,),
    "calls.slot_objected": (part_objected,),
    "calls.slot_asked": (part_sent_back,),
    "calls.slot_removed": (part_removed,),
}  # fmt: skip
# Topics of the clock, and where whom they tell is tried.
TRIED_ELSEWHERE = {"calls.reminded", "calls.escalated", "calls.waiting"}


def test_every_cell_of_the_table_has_its_scene(town):
    assert set(SCENES) | TRIED_ELSEWHERE == {topic for topic, listeners in TOLD.items() if listeners}


@pytest.mark.parametrize(("topic", "scene"), [(topic, scene) for topic, scenes in SCENES.items() for scene in scenes])
def test_a_happening_tells_exactly_whom_the_table_names(town, topic, scene):
    expected = scene(town)
    jobs.run(town.now)
    assert not Consequence.objects.filter(done_at=None).exists(), Consequence.objects.filter(done_at=None).values()
    codes = {
        person: TOLD[topic][listener]
        for listener in reversed(L)
        if listener in expected
        for person in expected[listener]
    }
    told = [
        (letter.recipient, letter.code)
        for letter in Letter.objects.filter(topic=topic)
        if letter.data["number"] == town.subject or letter.code.startswith(("flows.merged", "flows.survivor"))
    ]
    assert dict(told) == codes
    assert len(told) == len(codes), "one letter each"


def test_what_concerns_life_waits_for_no_quiet_hours(town):
    scene = Scene(town, kind="care.unseen").held()
    scene.do("withdraw_call", None, token=scene.token)
    jobs.run(town.now)
    letters = Letter.objects.filter(topic="calls.withdraw")
    assert set(letters.values_list("urgency", flat=True)) == {"life"} and letters.count() == 3


def test_a_letter_to_who_has_left_since_leads_to_nothing(town):
    town.now = clock.now()
    scene = Scene(town).held()
    jobs.run(town.now)
    letter = Letter.objects.get(recipient=scene.who["holder"], topic="calls.assign")
    client = town.street.client("volunteer")
    assert client.get(letter.link).status_code == 200
    Grant.objects.filter(person=scene.who["holder"]).update(ends_on=clock.today())
    assert client.get(letter.link).status_code == 404
