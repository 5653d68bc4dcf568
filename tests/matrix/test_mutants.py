"""The matrix can fail: leave out any one guard, and it does."""

import pytest

from tests.matrix.sites import Guards, switch
from tests.matrix.test_permissions import ROOMS, walk  # noqa: F401 (the fixture)

# A guard behind another guard: leaving one out opens nothing, because the other one stands. Each says which.
REDUNDANT: dict[str, str] = {}
MOST_TRIES = 400


@pytest.mark.slow
@pytest.mark.one_database
def test_every_guard_is_missed_when_it_is_gone(walk):  # noqa: F811
    for room in ROOMS:
        walk.prepare(room)
    with Guards() as guards:
        passing = passing_probes(walk)
        names = {site.number: f"{site.where} {site.text}" for site in guards.sites}
        names.update({name: name for name in guards.view_sites})
        survivors, unmet = [], []
        for number, name in names.items():
            if name in REDUNDANT:
                continue
            if number not in passing:
                unmet.append(name)
            elif not killed(walk, number, passing[number]):
                survivors.append(name)
    print(f"\n{len(names)} mutants: {len(names) - len(survivors) - len(unmet) - len(REDUNDANT)} killed")
    assert {"survived": survivors, "never met": unmet} == {"survived": [], "never met": []}


def passing_probes(walk):  # noqa: F811
    """guard -> the probes that pass it, those most likely to show a gap first."""
    passing = {}
    for room in ROOMS:
        for probe in walk.probes(room):
            switch.met = set()
            walk.ask(probe)
            for number in switch.met:
                passing.setdefault(number, []).append(probe)
    return passing


def killed(walk, number, probes):  # noqa: F811
    switch.off = number
    try:
        return any(walk.judge(probe) for probe in spread(probes))
    finally:
        switch.off = None


def spread(probes):
    """At most MOST_TRIES of them, taken evenly: neighbours in the list ask almost the same."""
    step = max(1, len(probes) // MOST_TRIES)
    return [*probes[::step], *probes[1::step]][: 2 * MOST_TRIES]
