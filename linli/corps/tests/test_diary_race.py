"""Eight processes plan the same four people: nobody is ever in two places, and every refusal names the existing
entry."""

import json
from itertools import pairwise, takewhile

import pytest

from linli.corps.tests.racer import TRIES
from linli.testing_forked import Running

RACERS = 8
REFUSALS = {"corps.diary_taken", "corps.diary_rows", "kernel.changed_meanwhile"}


def look(deployment):
    running = Running("linli.corps.tests.raced", around=deployment)
    said = running.stdout.read()
    assert running.end() == 0, said
    return json.loads(said.splitlines()[-1])


@pytest.fixture
def racers(deployment):
    racers = [Running("linli.corps.tests.racer", number, number, around=deployment) for number in range(RACERS)]
    for racer in racers:
        assert racer.stdout.readline() == "ready\n"
    yield racers
    for racer in racers:
        racer.end()


def race(racers, deeds):
    """What each says of its deeds, all at once: [["won"], ["lost", code, sentence] …]."""
    for racer in racers:
        racer.tell(deeds)
    lines = [line for racer in racers for line in takewhile(lambda said: said != "done\n", racer.stdout)]
    return [line.split(maxsplit=2) for line in lines]


@pytest.mark.slow
def test_nobody_is_in_two_places_whoever_plans(deployment, racers):
    lines = race(racers, "roster enter cancel")
    assert ["ended"] not in lines, "rosters wait for each other and never in a circle"
    lines += race(racers, "roster enter move cancel")
    assert len(lines) == 2 * RACERS * TRIES, "somebody met more than a refusal"
    assert lines.count(["won"]) > TRIES
    check(look(deployment), lines)


def check(state, lines):
    for before, after in pairwise(state["standing"]):
        assert before[0] != after[0] or before[2] <= after[1], "in two places at once"
    lost = [line for line in lines if line[0] == "lost"]
    assert {line[1] for line in lost} <= REFUSALS
    taken = [line[2] for line in lost if line[1] in {"corps.diary_taken", "corps.diary_rows"}]
    assert taken
    assert all("room" in sentence and "–" in sentence for sentence in taken), "the refusal names what stands there"
    assert state["made"] == state["told"]
    assert state["breaks"] == 0
