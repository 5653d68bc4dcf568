"""Eight processes plan the same four people: nobody is ever in two places, and every refusal names the existing
entry."""

import json
import subprocess
import sys
from itertools import pairwise, takewhile
from pathlib import Path

import pytest

from linli.corps.tests.racer import TRIES

ROOT = Path(__file__).resolve().parents[3]
RACERS = 8
REFUSALS = {"corps.diary_taken", "corps.diary_rows", "kernel.changed_meanwhile"}


def look(deployment):
    command = [sys.executable, "-m", "linli.corps.tests.raced"]
    done = subprocess.run(command, env=deployment, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True, timeout=300)
    return json.loads(done.stdout.splitlines()[-1])


@pytest.fixture
def racers(deployment):
    racers = [
        subprocess.Popen(
            [sys.executable, "-m", "linli.corps.tests.racer", str(number), str(number)],
            env=deployment, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        for number in range(RACERS)
    ]  # fmt: skip
    for racer in racers:
        assert racer.stdout.readline() == "ready\n"
    yield racers
    for racer in racers:
        racer.communicate(timeout=60)


def race(racers, deeds):
    """What each says of its deeds, all at once: [["won"], ["lost", code, sentence] …]."""
    for racer in racers:
        racer.stdin.write(f"{deeds}\n")
        racer.stdin.flush()
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
