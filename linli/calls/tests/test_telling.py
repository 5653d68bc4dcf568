"""How a call is told: the resident's five steps, and what stays inside."""

from datetime import UTC, datetime

import pytest

from linli.calls import telling
from linli.calls.models import CallEvent
from linli.calls.rules import ENDED, Deed, State
from linli.kernel.ids import new_id

START = datetime(2026, 3, 3, 4, tzinfo=UTC)


@pytest.mark.parametrize("state", State)
def test_a_resident_sees_one_step_lit_until_it_ends_another_way(state):
    steps = telling.steps(state)
    if state in ENDED - {State.SETTLED}:
        assert steps == []
        return
    here = [number for number, step in enumerate(steps) if step.here]
    assert len(steps) == 5 and len(here) == 1
    assert [step.done for step in steps] == [number < here[0] for number in range(5)]


def event(deed, **more):
    return CallEvent(deed=deed, at=START, after="opened", **{"by": new_id(), "by_name": "马网格", **more})


@pytest.mark.parametrize("deed", [*Deed, "join", "correct", "photo", "slot", "waive", "phone", "remind", "escalate"])
def test_a_resident_reads_no_name_and_only_the_reasons_written_to_them(deed):
    told = telling.for_resident([event(deed, reason="内部的话")])
    if deed in {"waive", "phone", "remind"}:
        assert told == []
        return
    (line,) = told
    assert "马网格" not in line.text + line.reason
    assert (line.reason == "内部的话") is (deed in {Deed.PAUSE, Deed.REJECT, "correct"})
    assert line.reason in {"", "内部的话"}


def test_what_the_clock_says_by_itself_is_put_into_words():
    assert telling.reason_of(event(Deed.WIDEN, by=None, reason="grid")) != "grid"
    assert telling.reason_of(event(Deed.WIDEN, by=None, reason="未知")) == "未知"
    assert telling.reason_of(event(Deed.SETTLE, reason="照写")) == "照写"


def test_every_deed_that_somebody_presses_has_a_word():
    assert set(Deed) - set(telling.DEED_WORDS) == {Deed.WIDEN, Deed.RELEASE}
    assert set(Deed) <= set(telling.HAPPENED)
