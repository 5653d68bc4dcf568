"""Eight processes plan the same four people: nobody is ever in two places, and every refusal names the existing
entry."""

import json
import os
import subprocess
import sys
from itertools import pairwise, takewhile
from pathlib import Path

import pytest

from linli.corps.tests.racer import TRIES

ROOT = Path(__file__).resolve().parents[3]
RACERS = 8
REFUSALS = {"corps.diary_taken", "corps.diary_rows", "kernel.changed_meanwhile"}


@pytest.fixture
def around(tmp_path, own_database):
    """The environment of a deployment of its own, on the kind of database of this run."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith("LINLI_")}
    plain |= {"LINLI_ENV": "development", "LINLI_DATA": str(tmp_path), "PYTHONPATH": str(ROOT)}
    plain["DJANGO_SETTINGS_MODULE"] = "linli.project.settings"
    return plain | ({"LINLI_DATABASE": own_database} if own_database else {})


def run(around, what):
    command = [sys.executable, "-m", "linli.corps.tests.raced", what]
    done = subprocess.run(command, env=around, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True, timeout=300)
    return done.stdout


@pytest.fixture
def racers(around):
    run(around, "make")
    racers = [
        subprocess.Popen(
            [sys.executable, "-m", "linli.corps.tests.racer", str(number), str(number)],
            env=around, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
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
def test_nobody_is_in_two_places_whoever_plans(around, racers):
    lines = race(racers, "roster enter cancel")
    assert ["ended"] not in lines, "rosters wait for each other and never in a circle"
    lines += race(racers, "roster enter move cancel")
    assert len(lines) == 2 * RACERS * TRIES, "somebody met more than a refusal"
    assert lines.count(["won"]) > TRIES
    check(json.loads(run(around, "look").splitlines()[-1]), lines)


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
