"""Nobody sees or changes what lies outside their posts: every address, every post, the outsider and the anonymous.

And would the matrix notice? Each guard of the code is left out in turn, and what passed it asked again until an answer
is judged wrong.
"""

import json
import os
import subprocess
import sys
import time
from collections import defaultdict
from itertools import chain, zip_longest

import pytest

from tests.architecture.source import ROOT
from tests.matrix.changes import CHANGES
from tests.matrix.changing import mutated
from tests.matrix.redundant import REDUNDANT
from tests.matrix.sites import PAGES_OF_OTHERS, Guards, switch
from tests.matrix.test_permissions import ROOMS, WALKED_ELSEWHERE, walk  # noqa: F401 (the fixture)
from tests.matrix.world import query_of

# The order of the askers: first those who would see most of what is not theirs.
FIRST = ["community", "outside_community", "double", "grid", "outsider", "commander", "street", "floor"]
# Guards that only a worker's job meets, long after the request, or only a deed that our territory has no rows or no
# asker for: the room's own test that must fail without each.
MISSED_BY = {
    "linli.incidents.queries.incidents:to_act_on reachable INCIDENTS_READ Incident": (
        "linli/incidents/tests/test_pages.py::test_an_auditor_elsewhere_is_not_asked"
    ),
    "linli.incidents.queries.incidents:roles may INCIDENTS_DECLARE": (
        "linli/incidents/tests/test_declaring.py::test_who_only_reads_it_ends_and_reviews_nothing"
    ),
    "linli.incidents.queries.incidents:appeals_of reachable INCIDENTS_APPEALS Appeal": (
        "linli/incidents/tests/test_sunset.py::test_another_community_reads_no_objection"
    ),
    "linli.access.queries:reveals_since paths ACCESS_AUDIT": (
        "linli/access/tests/test_trail_page.py::test_looks_at_numbers_are_counted_where_one_audits"
    ),
    "linli.access.queries:reveals_since under ACCESS_AUDIT": (
        "linli/access/tests/test_trail_page.py::test_looks_at_numbers_are_counted_where_one_audits"
    ),
    "linli.access.queries:unused_accounts reachable ACCESS_ACCOUNTS Account": (
        "linli/access/tests/test_accounts.py::test_accounts_never_used_are_counted_within_reach"
    ),
    "linli.access.queries:_to_open paths ACCESS_ACCOUNTS": (
        "linli/corps/tests/test_accounts_for_many.py"
        "::test_office_posts_and_posts_elsewhere_are_left_to_be_opened_one_by_one"
    ),
    "linli.access.second:holds paths permission": (
        "linli/corps/tests/test_receipts.py::test_nor_who_reaches_one_of_their_posts_alone"
    ),
    "linli.corps.queries.receipts:_posted_near paths one": (
        "linli/corps/tests/test_receipts.py::test_an_account_of_elsewhere_is_not_there"
    ),
    "linli.calls.queries.lately:lately reachable CALLS_READ Call": (
        "linli/web/tests/test_home.py::test_what_happened_since_the_evening_before_is_told_to_who_reads_calls"
    ),
    "linli.calls.queries.lists:called reachable CALLS_READ Call": (
        "linli/web/tests/test_find.py::test_each_post_finds_what_it_may_read"
    ),
    "linli.calls.navigation:late_now paths CALLS_ASSIGN": (
        "linli/web/tests/test_home.py::test_late_calls_elsewhere_are_not_counted_in_the_navigation"
    ),
    "linli.corps.queries.roster:called reachable CORPS_READ Member": (
        "linli/web/tests/test_find.py::test_a_leader_out_of_reach_is_not_found"
    ),
    "linli.corps.queries.kinds:width_of under Place": (
        "linli/corps/tests/test_guards.py::test_the_stairwells_of_another_building_divide_nothing"
    ),
    "linli.corps.queries.overview:modes_in_use under Place": (
        "linli/corps/tests/test_guards.py::test_a_mode_that_only_another_street_uses_is_not_offered_first"
    ),
    "linli.corps.queries.second:asked_by under AwaitedTerm": (
        "linli/corps/tests/test_second.py::test_what_was_asked_elsewhere_is_not_counted_after_a_list"
    ),
    "linli.corps.queries.second:waiting_at under AwaitedTerm": (
        "linli/corps/tests/test_second.py::test_what_waits_elsewhere_is_not_counted_in_a_briefing"
    ),
    "linli.corps.queries.second:is_set_up under Resident": (
        "linli/corps/tests/test_guards.py::test_a_street_is_set_up_by_its_own_residents"
    ),
    "linli.notices.queries.doors:_lately paths PEOPLE_READ": (
        "linli/notices/tests/test_doors.py::test_what_went_to_other_doors_is_nothing_lately"
    ),
    "linli.notices.queries.doors:to_do paths PEOPLE_READ": (
        "linli/notices/tests/test_doors.py::test_whom_somebody_else_must_tell_is_no_work_of_mine"
    ),
    "linli.corps.queries.roster:home_within may CORPS_APPOINT": (
        "linli/corps/tests/test_appointments.py::test_whoever_keeps_a_grid_alone_makes_members_known_there"
    ),
    "linli.corps.views.appointments:_appointed fetch PEOPLE_READ Resident": (
        "linli/corps/tests/test_appointments.py::test_a_resident_out_of_reach_is_not_appointed"
    ),
    "linli.places.floors:doors_without under Place": (
        "linli/places/tests/test_floors.py::test_doors_beside_the_place_are_left_alone"
    ),
    "linli.intake.actions.states:job_of may permission": (
        "linli/people/imports/tests/test_pages.py::TestWho::test_a_post_lost_meanwhile_writes_nothing"
    ),
    "linli.people.queries.search:has_alike reachable PEOPLE_READ Resident": (
        "linli/people/tests/test_guards.py::test_nobody_is_told_of_whom_they_may_not_see"
    ),
    "linli.people.imports.steps:plan_of.may_move may PEOPLE_IMPORT": (
        "linli/people/imports/tests/test_pages.py::TestWho::test_somebody_registered_out_of_reach_is_not_taken"
    ),
    "linli.places.actions.changing:close_place under Place": (
        "linli/places/tests/test_guards.py::test_closing_a_place_closes_what_lies_in_it_and_nothing_else"
    ),
    "linli.places.views.modes:_streets reachable PLACES_MODES Place": (
        "linli/places/tests/test_guards.py::test_a_mode_is_copied_to_a_street_of_one_s_own_alone"
    ),
    "linli.places.views.modes:mode_page reachable PLACES_READ Place": (
        "linli/places/tests/test_guards.py::test_where_a_mode_is_in_force_is_told_within_reach"
    ),
    "linli.places.views.modes:_own check_may PLACES_MODES": (
        "linli/places/tests/test_guards.py::test_a_mode_of_another_street_may_be_read_and_not_edited"
    ),
    "linli.places.views.change:mode fetch PLACES_MODES Place": (
        "linli/places/tests/test_guards.py::test_a_mode_is_laid_on_places_of_one_s_own_street_alone"
    ),
    "linli.corps.views.appointments:_appointed fetch CORPS_READ Member": (
        "linli/corps/tests/test_guards.py::test_a_member_out_of_reach_is_put_into_no_post"
    ),
    "linli.corps.views.appointments:hand_over fetch CORPS_READ Member": (
        "linli/corps/tests/test_guards.py::test_a_post_is_handed_over_to_nobody_out_of_reach"
    ),
    "linli.corps.views.roster:reveal fetch CORPS_REVEAL Member": (
        "linli/corps/tests/test_guards.py::test_a_phone_out_of_reach_is_not_revealed"
    ),
    "linli.corps.queries.units:members_for_seats reachable CORPS_READ Member": (
        "linli/corps/tests/test_guards.py::test_who_keeps_a_grid_seats_nobody_of_the_community"
    ),
    "linli.corps.queries.leaders:Judge._stand may CORPS_APPOINT": (
        "linli/corps/tests/test_import.py::test_a_blank_place_above_the_import_is_for_whoever_may_appoint_there"
    ),
    "linli.command.handling:needs_handling may CALLS_READ": (
        "linli/command/tests/test_handling.py::test_who_may_not_read_calls_sees_what_kind_and_no_more"
    ),
    "linli.command.handling:needs_handling may CALLS_ASSIGN": (
        "linli/command/tests/test_handling.py::test_who_may_not_assign_is_led_to_look_alone"
    ),
    "linli.web.listening:ticket_for paths CALLS_READ": (
        "linli/web/tests/test_listening.py::test_a_page_hears_of_calls_where_its_reader_reads_them"
    ),
    "linli.web.listening:ticket_for paths CALLS_CLAIM": (
        "linli/web/tests/test_listening.py::test_a_page_hears_of_offers_where_its_reader_claims"
    ),
    "linli.web.listening:ticket_for paths COMMAND_BOARD": (
        "linli/web/tests/test_listening.py::test_a_page_hears_of_the_town_where_its_reader_has_the_board"
    ),
    "linli.notices.queries.audience:recipients under Resident": (
        "linli/notices/tests/test_publishing.py::test_nothing_goes_out_before_it_was_looked_at_and_confirmed"
    ),
    "linli.notices.queries.audience:recipients under Member": (
        "linli/notices/tests/test_publishing.py::test_leaders_and_a_post"
    ),
    "linli.notices.queries.audience:recipients under Charge": (
        "linli/notices/tests/test_publishing.py::test_leaders_and_a_post"
    ),
    "linli.access.api_keys.actions:make_key check_may permission": (
        "linli/api/tests/test_guards.py::test_a_key_is_made_for_no_more_than_its_maker_may"
    ),
    "linli.calls.api.operations:_fetch fetch CALLS_READ Call": (
        "linli/api/tests/test_keys.py::test_a_key_reads_only_its_own_place"
    ),
    "linli.calls.api.operations:_rows reachable CALLS_READ Call": (
        "linli/api/tests/test_keys.py::test_a_key_reads_only_its_own_place"
    ),
    "linli.calls.api.operations:_rows fetch CALLS_READ Place": (
        "linli/calls/api/tests/test_guards.py::test_calls_are_listed_at_places_within_reach"
    ),
    "linli.calls.api.operations:list_kinds fetch CALLS_READ Place": (
        "linli/calls/api/tests/test_v1.py::test_kinds_and_people_are_told"
    ),
    "linli.calls.api.deeds:told fetch CALLS_READ Call": (
        "linli/calls/api/tests/test_guards.py::test_a_call_is_merged_into_none_out_of_reach"
    ),
    "linli.calls.api.where:place_of fetch CALLS_OPEN Place": (
        "linli/calls/api/tests/test_guards.py::test_a_call_is_opened_at_no_place_out_of_reach"
    ),
    "linli.calls.api.where:_by_address fetch CALLS_OPEN Place": (
        "linli/calls/api/tests/test_guards.py::test_a_call_is_opened_at_no_address_out_of_reach"
    ),
    "linli.calls.api.where:_by_address paths CALLS_OPEN": (
        "linli/calls/api/tests/test_guards.py::test_an_address_is_looked_for_in_the_key_s_own_street"
    ),
    "linli.calls.api.open311.georeport:_public under Call": (
        "linli/calls/api/tests/test_open311.py::test_several_streets_need_a_jurisdiction"
    ),
    "linli.calls.api.open311.operations:_place under Place": (
        "linli/calls/api/tests/test_guards.py::test_a_request_is_created_in_its_jurisdiction_alone"
    ),
    "linli.calls.actions.opening:_openers may CALLS_OPEN": (
        "linli/calls/api/tests/test_guards.py::test_a_call_is_opened_by_a_key_that_opens_calls_there"
    ),
    "linli.calls.actions.opening:check_may_open may CALLS_WHISTLE": (
        "linli/calls/tests/test_whistle.py::test_who_may_whistle"
    ),
    "linli.calls.actions.opening:_is_doubtful may CALLS_OPEN": (
        "linli/calls/tests/test_guards.py::test_too_many_by_one_phone_counts_for_a_neighbour_with_a_post_elsewhere"
    ),
    "linli.calls.actions.sittings:set_sitting_times check_may CALLS_KINDS": (
        "linli/calls/tests/test_guards.py::test_who_settles_at_a_place_does_not_set_its_times"
    ),
    "linli.calls.queries.lists:near reachable CALLS_RECEIVE Call": (
        "linli/calls/tests/test_guards.py::test_a_volunteer_sees_near_them_only_what_is_offered"
    ),
    "linli.calls.queries.lists:near paths CALLS_CLAIM": (
        "linli/calls/tests/test_guards.py::test_near_is_where_one_takes_calls_on_not_where_one_receives_them"
    ),
    "linli.calls.queries.lists:near under CALLS_CLAIM": (
        "linli/calls/tests/test_guards.py::test_near_is_where_one_takes_calls_on_not_where_one_receives_them"
    ),
    "linli.calls.queries.lists:slot_for may CALLS_READ": (
        "linli/calls/tests/test_whistle.py::test_a_unit_speaks_for_itself_alone"
    ),
    "linli.calls.queries.standing:named_roles may may": (
        "linli/calls/tests/test_left.py::test_whoever_opened_it_for_somebody_reads_it_only_from_a_post_there"
    ),
    "linli.calls.queries.roles:grounds_of paths CALLS_CLAIM": (
        "linli/calls/tests/test_guards.py::test_a_call_offered_to_the_whole_street_is_taken_by_who_may_take_calls"
    ),
    "linli.access.api_keys.queries:may_vouch paths permission": (
        "linli/api/tests/test_keys.py::test_a_maker_whose_right_shrank_cannot_leave_a_wider_key"
    ),
    "linli.places.choosing:Offer.rows reachable permission Place": (
        "linli/places/tests/test_choosing.py::test_nothing_out_of_reach_is_shown"
    ),
    "linli.places.choosing:Offer.place reachable permission Place": (
        "linli/places/tests/test_choosing.py::test_a_place_out_of_reach_is_as_absent"
    ),
    "linli.places.views.choosing:_here reachable may Place": (
        "linli/places/tests/test_choosing.py::test_what_stands_now_is_told_to_nobody_who_does_not_reach_it"
    ),
    "linli.places.actions.neighbours:set_neighbours check_may PLACES_NEIGHBOURS": (
        "linli/places/tests/test_neighbours.py::test_who_may_say_it"
    ),
    "linli.people.queries.search:one_with_phone under Resident": (
        "linli/calls/tests/test_guards.py::test_a_number_typed_for_a_neighbour_is_nobodys_who_lives_elsewhere"
    ),
    "linli.calls.actions.correcting:_check_kind_and_place may CALLS_RECEIVE": (
        "linli/calls/tests/test_correcting.py::test_a_place_out_of_reach_is_refused"
    ),
}
MOST_TRIES = 400


@pytest.mark.one_database
def test_guards_that_are_named_are_there():
    """A guard that moved to another function or asks for something else must be judged again, by whoever moved it."""
    with Guards() as guards:
        there = [site.name for site in guards.sites]
    assert sorted({*MISSED_BY, *REDUNDANT} - set(there)) == []
    assert sorted(MISSED_BY.keys() & REDUNDANT.keys()) == []
    assert len(set(there)) == len(there)


@pytest.mark.slow
@pytest.mark.one_database
@pytest.mark.parametrize("room", ROOMS)
def test_nothing_leaks_and_every_guard_is_missed(walk, room):  # noqa: F811 (the fixture)
    """Everybody asks everything of a room; then what passed a guard is asked again without it, and judged wrong."""
    walk.prepare(room)
    check_all_is_reached(walk, room)
    probes, started = list(walk.probes(room)), time.process_time()
    with Guards() as guards:
        hunt = Hunt(
            walk, {site: name for site, name in named(guards, room) if name not in REDUNDANT and name not in MISSED_BY}
        )
        problems = [problem for probe in probes for problem in hunt.ask(probe)]
        assert "\n".join(problems[:200]) == ""
        hunt.run(likeliest_first(walk, probes))
    print(f"\n{room}: {hunt.told()} in {time.process_time() - started:.0f} s")
    left = [*(f"survived: {name}" for name in hunt.survivors), *(f"never met: {name}" for name in hunt.unmet)]
    assert "\n".join(left) == ""


def check_all_is_reached(walk, room):  # noqa: F811 (the fixture)
    """An address without a sample that lets anybody in would be walked past: 100 % are reached."""
    mine = {name for name in walk.addresses if name.split(":")[0] == room}
    assert sorted(mine - walk.reached - set(WALKED_ELSEWHERE)) == []


@pytest.mark.one_database
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_what_is_changed_stands_where_it_is_said_to(change):
    assert compile(mutated(change), change.where, "exec")


@pytest.mark.slow
@pytest.mark.one_database
def test_guards_in_jobs_and_changes_are_missed_by_their_rooms(tmp_path):
    by = MISSED_BY | {name: change.missed_by for name, change in CHANGES.items()}
    around = {**os.environ, "LINLI_LEAVE_OUT": json.dumps(by), "LINLI_DATA": str(tmp_path)}
    command = [sys.executable, "-m", "pytest", "-p", "tests.matrix.leaving_out", *sorted(set(by.values()))]
    done = subprocess.run(command, cwd=ROOT, env=around, check=False, stdout=subprocess.PIPE, text=True)
    assert done.returncode == 0, done.stdout
    assert f"{len(by)} xfailed" in done.stdout, done.stdout


def walked_with(where):
    """The room at whose addresses a guard is reached: keys and rooms' interfaces answer at /api/."""
    _linli, room, part = where.split("/")[:3]
    return "api" if part in {"api", "api.py", "api_keys"} else PAGES_OF_OTHERS.get(room, room)


def named(guards, room):
    for site in guards.sites:
        if walked_with(site.where) == room:
            yield site.number, site.name
    for name in guards.view_sites:
        where = name.split(".")[1]
        if PAGES_OF_OTHERS.get(where, where) == room:
            yield name, name


class Hunt:
    """`alive`: the guards that nobody has missed so far. Every request is asked as it is first, to see which of them it
    passes; then, the likeliest first, without each of those that is still alive."""

    def __init__(self, walk, names):  # noqa: F811 (the fixture)
        self.walk, self.names, self.alive = walk, names, dict(names)
        self.tries = dict.fromkeys(names, 0)
        self.passed = {}  # request -> the guards on its way

    def ask(self, probe):
        """What is wrong with the answer to a request as it is."""
        switch.met = set()
        problems = self.walk.judge(probe)
        self.passed[probe] = [number for number in switch.met if number in self.names]
        return problems

    def run(self, probes):
        for probe in probes:
            if not self.alive:
                return
            for number in [n for n in self.passed[probe] if n in self.alive and self.tries[n] < MOST_TRIES]:
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
            f" {len(self.passed)} requests as written and {sum(self.tries.values())} with a guard less"
        )


def likeliest_first(walk, probes):  # noqa: F811 (the fixture)
    """The requests, of each kind one, then again one of each: neighbours in the walk ask almost the same."""
    kinds = defaultdict(list)
    for probe in probes:
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
    """First the askers whom only a guard stops; foreign ids and names before plain ones; reads before writes."""
    _, marked = walk.addresses[probe.address].mark
    paths = [path for p in marked for path in walk.world.held[probe.person].get(p, ())]
    reaches = probe.at is None or any(probe.at.startswith(path) for path in paths)
    words = tuple(name for name, _ in (*query_of(probe.url), *probe.body))
    return not probe.twice, bool(paths) and reaches, not words, probe.method, probe.address, words
