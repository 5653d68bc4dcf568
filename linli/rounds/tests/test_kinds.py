"""The kinds that ship, and what is said of a kind that is wrong."""

import tomllib
from copy import deepcopy

import pytest

from linli.kernel.messages import sentence
from linli.rounds.rules.kind_faults import FIELD_WORDS, read_kind
from linli.rounds.rules.kinds import NEVER_REQUIRED, Every
from linli.rounds.shipped import FOLDER, shipped_kinds


def raw(name="home_isolation"):
    return tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8"))


def test_those_that_ship():
    assert set(shipped_kinds()) == {
        "dragnet", "sweep", "returnee", "home_isolation", "health_watch", "elder", "lodger", "testing", "hazard",
        "patrol", "supplies", "opinion",
    } == {path.stem for path in FOLDER.glob("*.toml")}  # fmt: skip
    elder = shipped_kinds()["elder"]
    assert [tier.every for tier in elder.tiers] == [
        Every.DAY, Every.TWO_DAYS, Every.WEEK, Every.MONTH, Every.QUARTER,
    ]  # fmt: skip
    assert (elder.cadence.event_hours, shipped_kinds()["home_isolation"].cadence.times_a_day) == (24, 2)
    asked = [question for kind in shipped_kinds().values() for question in kind.questions]
    assert not any(question.required for question in asked if question.type in NEVER_REQUIRED)


@pytest.mark.parametrize(
    ("kind", "path", "value", "code"),
    [
        ("supplies", ("questions", 1, "required"), True, "rounds.kind_never_required"),
        ("supplies", ("questions", 1, "why"), "", "rounds.kind_why_missing"),
        ("home_isolation", ("title",), "", "rounds.kind_missing"),
        ("home_isolation", ("version",), "one", "rounds.kind_not_whole"),
        ("home_isolation", ("subject",), "dog", "rounds.kind_not_of"),
        ("home_isolation", ("code",), "居家", "rounds.kind_not_code"),
        ("home_isolation", ("ranking",), 1, "rounds.kind_no_such_field"),
        ("home_isolation", ("misses",), 11, "rounds.kind_too_big"),
        ("home_isolation", ("misses",), 0, "rounds.kind_misses"),
        ("home_isolation", ("incident",), False, "rounds.kind_incident"),
        ("home_isolation", ("outcomes",), ["fine", "not_seen"], "rounds.kind_outcomes"),
        ("home_isolation", ("cadence", "to_hour"), 8, "rounds.kind_hours"),
        ("home_isolation", ("cadence", "every"), "week", "rounds.kind_times_a_day"),
        ("home_isolation", ("questions", 0, "least"), 1, "rounds.kind_limits_of_number"),
        ("home_isolation", ("questions", 0, "basis"), "register", "rounds.kind_basis_of_health"),
        ("home_isolation", ("questions", 1, "fine"), "great", "rounds.kind_fine_unknown"),
        ("home_isolation", ("questions", 1, "options"), [], "rounds.kind_options"),
        ("home_isolation", ("questions", 1, "code"), "temperature", "rounds.kind_twice"),
        ("home_isolation", ("questions", 2, "alarm_from"), 1, "rounds.kind_alarm_of_number"),
        ("dragnet", ("questions", 0, "least"), 90, "rounds.kind_limits"),
        ("dragnet", ("questions", 2, "basis"), "care", "rounds.kind_basis_of_movement"),
        ("testing", ("pool_sizes",), [7], "rounds.kind_pool_sizes"),
        ("elder", ("choice", "needs"), [], "rounds.kind_missing"),
        ("elder", ("subject",), "place", "rounds.kind_choice_of_subject"),
        ("elder", ("cadence", "every"), "pack", "rounds.kind_incident_rule"),
        ("patrol", ("questions", 0, "kept"), "contact", "rounds.kind_place_asks_person"),
    ],
)
def test_each_fault_is_a_sentence_that_names_its_field(kind, path, value, code):
    wrong = deepcopy(raw(kind))
    here = wrong
    for part in path[:-1]:
        here = here[part]
    here[path[-1]] = value
    found, faults = read_kind(wrong)
    fault = next(fault for fault in faults if fault.code == code)
    assert found is None
    assert str(fault.data["field"]) in sentence(fault.code, fault.data) or fault.data["name"] in sentence(
        fault.code, fault.data
    )
    assert fault.field in FIELD_WORDS or fault.code == "rounds.kind_no_such_field"
