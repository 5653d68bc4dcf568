"""The calendars of one person: by tables for the published regimes, by chance for all others."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.incidents.rules.calendars import AHEAD, calendar_of
from linli.incidents.rules.packs import PersonClass, PhaseKind
from linli.incidents.shipped import shipped_packs

EVENT = date(2022, 7, 30)


def days(*numbers, month=8):
    return [date(2022, month, number) for number in numbers]


def calendar(pack, person, *, first_day=1, until=None, event=EVENT):
    return calendar_of(shipped_packs()[pack].person_class(person), event, first_day=first_day, until=until)


def july(*numbers):
    return days(*numbers, month=7)


# The event was on 30 July, which is day 1: dates of the phases, of the tests, and the day of release.
CALENDARS = [
    ("cn-covid-v8", "close_contact", [("central", "07-30", "08-12"), ("home_monitoring", "08-13", "08-19")],
     [*july(30), *days(2, 5, 12)], "08-20"),
    ("cn-covid-v8", "contact_of_contact", [("central", "07-30", "08-05")], [*july(30), *days(2, 5)], "08-06"),
    ("cn-covid-v9", "close_contact", [("central", "07-30", "08-05"), ("home_monitoring", "08-06", "08-08")],
     [*july(30, 31), *days(1, 3, 5, 8)], "08-09"),
    ("cn-covid-v9", "inbound", [("central", "07-30", "08-05"), ("home_monitoring", "08-06", "08-08")],
     [*july(30, 31), *days(1, 3, 5, 8)], "08-09"),
    ("cn-covid-v9", "contact_of_contact", [("home_isolation", "07-30", "08-05")], [*july(30), *days(2, 5)], "08-06"),
    ("cn-covid-v9", "left_high_risk", [("central", "07-30", "08-05")], [*july(30, 31), *days(1, 3, 5)], "08-06"),
    ("cn-covid-v9", "left_medium_risk", [("home_isolation", "07-30", "08-05")], [*july(30), *days(2, 5)], "08-06"),
    ("cn-covid-20", "close_contact", [("central", "07-30", "08-03"), ("home_isolation", "08-04", "08-06")],
     [*july(30, 31), *days(1, 3, 4, 6)], "08-07"),
    ("cn-covid-20", "left_high_risk", [("home_isolation", "07-30", "08-05")], [*july(30), *days(1, 3, 5)], "08-06"),
    ("cn-covid-20", "left_closed_loop", [("home_monitoring", "07-30", "08-03")], [*july(30), *days(1, 3)], "08-04"),
    ("cn-covid-10", "mild_case", [("home_isolation", "07-30", "08-05")], days(4, 5), "08-06"),
    ("cn-covid-10", "close_contact", [("home_isolation", "07-30", "08-03")], days(3), "08-04"),
]  # fmt: skip


@pytest.mark.parametrize(("pack", "person", "stretches", "tests", "release"), CALENDARS)
def test_the_calendar_of_a_published_regime(pack, person, stretches, tests, release):
    found = calendar(pack, person)
    assert [(s.kind, s.first.strftime("%m-%d"), s.last.strftime("%m-%d")) for s in found.stretches] == stretches
    assert [test.first for test in found.tests] == [test.last for test in found.tests] == tests
    assert found.earliest_release.strftime("%m-%d") == release


@pytest.mark.parametrize(("pack", "person"), [row[:2] for row in CALENDARS])
def test_the_day_of_the_event_may_be_day_zero(pack, person):
    one, zero = (calendar(pack, person, first_day=number) for number in (1, 0))
    late = timedelta(days=1)
    assert [test.first - late for test in zero.tests] == [test.first for test in one.tests]
    assert zero.earliest_release - late == one.earliest_release
    assert zero.on(EVENT) is None
    assert one.on(EVENT) is not None


def test_the_last_test_before_the_end_of_central_isolation_takes_two_samples():
    assert [test.samples for test in calendar("cn-covid-v8", "close_contact").tests] == [1, 1, 1, 2]


def test_two_samples_are_taken_on_the_last_day_even_without_a_test_day():
    person = PersonClass(
        code="x", title="某类", starts=["event"],
        phases=[{"kind": "central", "days": 3, "test_days": [1], "samples_at_end": 2, "vitals_a_day": 2}],
    )  # fmt: skip
    found = calendar_of(person, EVENT, first_day=1)
    assert [(test.first, test.samples) for test in found.tests] == [(EVENT, 1), (date(2022, 8, 1), 2)]


def test_tests_on_days_of_ones_own_choice():
    found = calendar("cn-covid-v9", "left_low_risk")
    assert [(test.first, test.last) for test in found.tests] == [(EVENT, date(2022, 8, 1))] * 2
    assert len(found.tests_due(date(2022, 7, 31))) == 2
    assert found.tests_due(date(2022, 8, 2)) == []


def test_a_phase_without_an_end_goes_on_until_its_reason_ends():
    open_ended = calendar("cn-covid-v9", "exposed_worker")
    assert (open_ended.last_day, open_ended.earliest_release, len(open_ended.tests)) == (None, None, AHEAD)
    assert open_ended.on(EVENT + timedelta(days=400)).kind is PhaseKind.TESTING
    ended = calendar("cn-covid-v9", "exposed_worker", until=EVENT + timedelta(days=4))
    assert [test.first for test in ended.tests] == [EVENT + timedelta(days=n) for n in range(5)]
    assert ended.earliest_release == EVENT + timedelta(days=5)


@pytest.mark.parametrize(
    ("pack", "person"), [("cn-covid-20", "contact_of_contact"), ("cn-covid-end", "everyone")]
)  # fmt: skip
def test_where_nothing_is_asked_the_calendar_is_empty(pack, person):
    found = calendar(pack, person)
    assert (found.stretches, found.tests, found.last_day, found.earliest_release) == ((), (), None, None)
    assert (found.vitals_due(EVENT), found.tests_due(EVENT)) == (0, [])


def test_vitals_by_day():
    found = calendar("cn-covid-v9", "close_contact")
    asked = [found.vitals_due(EVENT + timedelta(days=n)) for n in range(-1, 11)]
    assert asked == [0, *[2] * 10, 0]


PHASES = st.lists(
    st.integers(1, 20).flatmap(
        lambda length: st.fixed_dictionaries(
            {
                "kind": st.sampled_from(list(PhaseKind)),
                "days": st.just(length),
                "test_days": st.sets(st.integers(1, length)).map(sorted),
                "tests_within": st.integers(0, length),
                "test_every": st.integers(0, 5),
                "samples_at_end": st.integers(1, 3),
                "vitals_a_day": st.integers(0, 4),
            }
        )
    ),
    min_size=1,
    max_size=4,
)


@given(PHASES, st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(0, 1))
def test_phases_follow_without_gap_and_tests_lie_inside_them(phases, event, first_day):
    person = PersonClass(code="x", title="某类", starts=["event"], phases=phases)
    found = calendar_of(person, event, first_day=first_day)
    every = [found.stretches[0].first + timedelta(days=n) for n in range(sum(one["days"] for one in phases))]
    assert found.stretches[0].first == event + timedelta(days=1 - first_day)
    assert [found.on(day).kind for day in every] == [one["kind"] for one in phases for _ in range(one["days"])]
    assert found.earliest_release == every[-1] + timedelta(days=1)
    assert all(found.on(test.first).kind is found.on(test.last).kind is test.kind for test in found.tests)
    assert sum(found.vitals_due(day) for day in every) == sum(one["days"] * one["vitals_a_day"] for one in phases)
    assert list(found.tests) == sorted(found.tests, key=lambda test: test.first)
