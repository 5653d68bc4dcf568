"""Eight processes claim every call, and some are killed: each call goes to one, and no confirmed claim is lost."""

import json
import random
import threading
from collections import Counter

import pytest

from linli.calls.messages import MESSAGES
from linli.calls.tests.raced import racer_id
from linli.testing_forked import Running
from linli.testing_waiting import CEILING, until

RACERS = 8


def run(deployment, *args):
    running = Running("linli.calls.tests.raced", *args, around=deployment)
    said = running.stdout.read()
    assert running.end() == 0, said
    return said


class Racer:
    def __init__(self, number, deployment, seed):
        self.number, self.lines = number, []
        self.process = Running("linli.calls.tests.racer", number, seed, around=deployment)
        self.ready = threading.Event()
        self.reader = threading.Thread(target=self.read)
        self.reader.start()

    def read(self):
        for line in self.process.stdout:
            if not self.ready.is_set():
                self.ready.set()
            elif line.endswith("\n"):  # a killed process may leave half a line, which does not count as an answer
                self.lines.append(line.split())

    def go(self):
        assert self.ready.wait(CEILING)
        self.process.tell("go")

    def end(self):
        self.reader.join()
        self.process.end()

    def kill(self):
        self.process.kill()
        self.end()


@pytest.mark.slow
@pytest.mark.parametrize("calls", [400])
def test_a_call_is_claimed_once_whoever_races_and_whoever_dies(deployment, calls):
    run(deployment, "make", str(calls), "0")
    chance = random.Random(calls)
    racers = [Racer(number, deployment, number) for number in range(RACERS)]
    for racer in racers:
        racer.go()
    runs = list(racers)
    for victim in chance.sample(range(RACERS), 3):
        asked = chance.randint(1, calls // 4)
        until(lambda racer=racers[victim], asked=asked: len(racer.lines) >= asked)
        racers[victim].kill()
        racers[victim] = Racer(victim, deployment, victim + 100)
        runs.append(racers[victim])
        racers[victim].go()
    for racer in racers:
        racer.end()
    check(json.loads(run(deployment, "look").splitlines()[-1]), runs, calls)


@pytest.mark.slow
def test_nobody_holds_more_than_one_may_by_asking_from_several_phones(deployment):
    most = 3
    run(deployment, "make", "40", str(most))
    phones = [Racer(1, deployment, seed) for seed in range(4)]
    for phone in phones:
        phone.go()
    for phone in phones:
        phone.end()
    state = json.loads(run(deployment, "look").splitlines()[-1])
    assert len(state["held"]) == len(state["claims"]) == most
    assert {line[1] for phone in phones for line in phone.lines if line[0] == "lost"} <= {
        "calls.taken",
        "calls.at_limit",
    }


def check(state, runs, calls):
    lines = [(racer.number, line) for racer in runs for line in racer.lines]
    won = {line[1]: (number, line[2]) for number, line in lines if line[0] == "won"}
    refused = Counter(line[1] for _, line in lines if line[0] == "lost")
    assert sum(line[0] == "won" for _, line in lines) == len(won), "two were told that they have it"
    assert max(Counter(state["claims"]).values()) == 1, "claimed twice"
    assert len(state["claims"]) == len(state["held"]) == calls - state["open"] == state["messages"] == calls
    for call, (number, key) in won.items():
        assert state["held"][call] == str(racer_id(number)), "an answered claim is lost"
        assert key in state["keys"]
    assert set(refused) == {"calls.taken"}
    assert str(MESSAGES["calls.taken"]) == "已被别人接走"
    assert state["breaks"] == 0
