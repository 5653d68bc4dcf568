"""Would the matrix notice? Leaves out each guard of the code in turn, and asks until an answer is judged wrong."""

import json
import os
import subprocess
import sys
import time
from collections import defaultdict
from itertools import chain, zip_longest

import pytest

from tests.architecture.source import ROOT
from tests.matrix.redundant import REDUNDANT
from tests.matrix.sites import Guards, switch
from tests.matrix.test_permissions import ROOMS, walk  # noqa: F401 (the fixture)
from tests.matrix.world import query_of

# In this order somebody asks: those who would see most of what is not theirs.
FIRST = ["community", "outside_community", "double", "grid", "outsider", "commander", "street", "floor"]
# Guards that only a worker's job meets, long after the request, or only a deed that our territory has no rows or no
# asker for: the room's own test that must fail without each.
MISSED_BY = {
    "linli/corps/queries/roster.py home_within: actor.may(P.CORPS_APPOINT, home.path)": (
        "linli/corps/tests/test_appointments.py::test_whoever_keeps_a_grid_alone_makes_members_known_there"
    ),
    "linli/corps/views/appointments.py _appointed: fetch(actor, P.PEOPLE_READ, Resident, typed['resident'])": (
        "linli/corps/tests/test_appointments.py::test_a_resident_out_of_reach_is_not_appointed"
    ),
    "linli/places/floors.py doors_without: Place.objects.under(root.path)": (
        "linli/places/tests/test_floors.py::test_doors_beside_the_place_are_left_alone"
    ),
    "linli/corps/actions/leaders.py _write: actor.may(P.CORPS_APPOINT, run.path)": (
        "linli/corps/tests/test_import.py::test_a_post_lost_meanwhile_writes_nothing"
    ),
    "linli/people/imports/steps.py _check_may: actor.may(P.PEOPLE_IMPORT, work.path)": (
        "linli/people/imports/tests/test_pages.py::TestWho::test_a_post_lost_meanwhile_writes_nothing"
    ),
    "linli/people/imports/steps.py may_move: actor.may(P.PEOPLE_IMPORT, path)": (
        "linli/people/imports/tests/test_pages.py::TestWho::test_somebody_registered_out_of_reach_is_not_taken"
    ),
    "linli/places/actions/changing.py close_place: Place.objects.under(place.path)": (
        "linli/places/tests/test_guards.py::test_closing_a_place_closes_what_lies_in_it_and_nothing_else"
    ),
    "linli/places/views/modes.py _streets: Place.objects.reachable(actor, P.PLACES_MODES)": (
        "linli/places/tests/test_guards.py::test_a_mode_is_copied_to_a_street_of_one_s_own_alone"
    ),
    "linli/places/views/modes.py mode_page: Place.objects.reachable(request.actor, P.PLACES_READ)": (
        "linli/places/tests/test_guards.py::test_where_a_mode_is_in_force_is_told_within_reach"
    ),
    "linli/places/views/modes.py _own: check_may(actor, P.PLACES_MODES, mode.path)": (
        "linli/places/tests/test_guards.py::test_a_mode_of_another_street_may_be_read_and_not_edited"
    ),
    "linli/places/views/change.py mode: fetch(request.actor, P.PLACES_MODES, Place, pk, related=('mode',))": (
        "linli/places/tests/test_guards.py::test_a_mode_is_laid_on_places_of_one_s_own_street_alone"
    ),
    "linli/corps/views/appointments.py _appointed: fetch(actor, P.CORPS_READ, Member, typed['member'])": (
        "linli/corps/tests/test_guards.py::test_a_member_out_of_reach_is_put_into_no_post"
    ),
    "linli/corps/views/appointments.py hand_over: fetch(request.actor, P.CORPS_READ, Member, typed['to'])": (
        "linli/corps/tests/test_guards.py::test_a_post_is_handed_over_to_nobody_out_of_reach"
    ),
    "linli/corps/views/roster.py reveal: fetch(request.actor, P.CORPS_REVEAL, Member, pk, related=('unit',))": (
        "linli/corps/tests/test_guards.py::test_a_phone_out_of_reach_is_not_revealed"
    ),
    "linli/corps/queries/units.py members_for_seats: Member.objects.reachable(actor, P.CORPS_READ)": (
        "linli/corps/tests/test_guards.py::test_who_keeps_a_grid_seats_nobody_of_the_community"
    ),
    "linli/command/handling.py needs_handling: actor.may(Permission.CALLS_READ, place.path)": (
        "linli/command/tests/test_handling.py::test_who_may_not_read_calls_sees_what_kind_and_no_more"
    ),
    "linli/command/handling.py needs_handling: actor.may(Permission.CALLS_ASSIGN, place.path)": (
        "linli/command/tests/test_handling.py::test_who_may_not_assign_is_led_to_look_alone"
    ),
    "linli/web/listening.py ticket_for: actor.paths(P.CALLS_READ)": (
        "linli/web/tests/test_listening.py::test_a_page_hears_of_calls_where_its_reader_reads_them"
    ),
    "linli/web/listening.py ticket_for: actor.paths(P.CALLS_CLAIM)": (
        "linli/web/tests/test_listening.py::test_a_page_hears_of_offers_where_its_reader_claims"
    ),
    "linli/web/listening.py ticket_for: actor.paths(P.COMMAND_BOARD)": (
        "linli/web/tests/test_listening.py::test_a_page_hears_of_the_town_where_its_reader_has_the_board"
    ),
}
# Rooms not yet proven whole.
OPEN = {"calls", "notices", "flows", "api"}
MOST_TRIES = 400


@pytest.mark.slow
@pytest.mark.one_database
@pytest.mark.parametrize("room", [pytest.param(r, marks=[pytest.mark.unsettled] * (r in OPEN)) for r in ROOMS])
def test_every_guard_is_missed_when_it_is_gone(walk, room):  # noqa: F811 (the fixture)
    """The guards written in a room, against that room's own addresses."""
    walk.prepare(room)
    started = time.process_time()
    with Guards() as guards:
        hunt = Hunt(
            walk, {site: name for site, name in named(guards, room) if name not in REDUNDANT and name not in MISSED_BY}
        )
        hunt.run(likeliest_first(walk, room))
    print(f"\n{room}: {hunt.told()} in {time.process_time() - started:.0f} s")
    assert {"survived": hunt.survivors, "never met": hunt.unmet} == {"survived": [], "never met": []}


@pytest.mark.slow
@pytest.mark.one_database
def test_guards_in_jobs_are_missed_by_their_rooms(tmp_path):
    around = {**os.environ, "LINLI_LEAVE_OUT": json.dumps(MISSED_BY), "LINLI_DATA": str(tmp_path)}
    command = [sys.executable, "-m", "pytest", "-p", "tests.matrix.leaving_out", *sorted(set(MISSED_BY.values()))]
    done = subprocess.run(command, cwd=ROOT, env=around, check=False, stdout=subprocess.PIPE, text=True)
    assert done.returncode == 0, done.stdout
    assert f"{len(MISSED_BY)} xfailed" in done.stdout, done.stdout


def named(guards, room):
    for site in guards.sites:
        if site.where.split("/")[1] == room:
            yield site.number, site.name
    for name in guards.view_sites:
        if name.split(".")[1] == room:
            yield name, name


class Hunt:
    """`alive`: the guards that nobody has missed so far. A request is asked as it is first, to see which guards it
    passes; then without each of those that is still alive."""

    def __init__(self, walk, names):  # noqa: F811 (the fixture)
        self.walk, self.names, self.alive = walk, names, dict(names)
        self.tries = dict.fromkeys(names, 0)
        self.asked = 0

    def run(self, probes):
        for probe in probes:
            if not self.alive:
                return
            self.asked += 1
            switch.met = set()
            self.walk.ask(probe)
            for number in [n for n in switch.met if n in self.alive and self.tries[n] < MOST_TRIES]:
                self.tries[number] += 1
                if self.missed(number, probe):
                    del self.alive[number]

    def missed(self, number, probe):
        switch.off = number
        try:
            return bool(self.walk.judge(probe))
        finally:
            switch.off = None

    @property
    def survivors(self):
        return sorted(name for number, name in self.alive.items() if self.tries[number])

    @property
    def unmet(self):
        return sorted(name for number, name in self.alive.items() if not self.tries[number])

    def told(self):
        return (
            f"{len(self.names)} mutants, {len(self.survivors)} survived, {len(self.unmet)} never met,"
            f" {self.asked} requests as written and {sum(self.tries.values())} with a guard less"
        )


def likeliest_first(walk, room):  # noqa: F811 (the fixture)
    """The requests of a room, of each kind one, then again one of each: neighbours in the walk ask almost the same."""
    kinds = defaultdict(list)
    for probe in walk.probes(room):
        kinds[kind_of(walk, probe)].append(probe)
    ordered = [by_turns(kinds[kind]) for kind in sorted(kinds)]
    return [probe for probe in chain.from_iterable(zip_longest(*ordered)) if probe is not None]


def by_turns(probes):
    """One of each person, then again one of each."""
    turns, ranked = defaultdict(int), []
    for probe in probes:
        rank = FIRST.index(probe.person) if probe.person in FIRST else len(FIRST)
        ranked.append((turns[probe.person], rank, len(ranked), probe))
        turns[probe.person] += 1
    return [probe for *_, probe in sorted(ranked, key=lambda entry: entry[:3])]


def kind_of(walk, probe):  # noqa: F811 (the fixture)
    """Those first whom only a guard keeps out; with foreign ids and names before plain; reading before writing."""
    _, marked = walk.addresses[probe.address].mark
    paths = [path for p in marked for path in walk.world.held[probe.person].get(p, ())]
    reaches = probe.at is None or any(probe.at.startswith(path) for path in paths)
    words = tuple(name for name, _ in (*query_of(probe.url), *probe.body))
    return not probe.twice, bool(paths) and reaches, not words, probe.method, probe.address, words
