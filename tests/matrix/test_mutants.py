"""Would the matrix notice? Leaves out each guard in turn: `make unsettled` names those that nobody would miss yet."""

import pytest

from tests.matrix.sites import Guards, switch
from tests.matrix.test_permissions import ROOMS, walk  # noqa: F401 (the fixture)

# A guard behind another guard: leaving one out opens nothing, because the other one stands. Each says which.
REDUNDANT: dict[str, str] = {}
MOST_TRIES = 150


@pytest.mark.slow
@pytest.mark.unsettled
@pytest.mark.one_database
@pytest.mark.parametrize("room", ROOMS)
def test_every_guard_is_missed_when_it_is_gone(walk, room):  # noqa: F811 (the fixture)
    """The guards written in a room, against that room's own addresses."""
    walk.prepare(room)
    with Guards() as guards:
        names = {site.number: f"{site.where} {site.text}" for site in guards.sites if site.where.split("/")[1] == room}
        names.update({name: name for name in guards.view_sites if name.split(".")[1] == room})
        passing = passing_probes(walk, room)
        survivors, unmet = [], []
        for number, name in names.items():
            if name not in REDUNDANT and number not in passing:
                unmet.append(name)
            elif name not in REDUNDANT and not killed(walk, number, passing[number]):
                survivors.append(name)
    print(f"\n{room}: {len(names)} mutants, {len(survivors)} survived, {len(unmet)} never met")
    assert {"survived": survivors, "never met": unmet} == {"survived": [], "never met": []}


def passing_probes(walk, room):  # noqa: F811 (the fixture)
    """guard -> the probes of the room that pass it."""
    passing = {}
    for probe in walk.probes(room):
        switch.met = set()
        walk.ask(probe)
        for number in switch.met:
            passing.setdefault(number, []).append(probe)
    return passing


def killed(walk, number, probes):  # noqa: F811 (the fixture)
    switch.off = number
    try:
        return any(walk.judge(probe) for probe in spread(probes))
    finally:
        switch.off = None


def spread(probes):
    """At most MOST_TRIES of them, taken evenly: neighbours in the list ask almost the same."""
    step = max(1, len(probes) // MOST_TRIES)
    return probes[::step][:MOST_TRIES]
