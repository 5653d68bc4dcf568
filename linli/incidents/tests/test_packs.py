"""The packs that ship, and what is said of a pack that is wrong."""

import tomllib
from copy import deepcopy
from datetime import date

import pytest

from linli.incidents.rules.packs import PhaseKind, Status, read_pack
from linli.incidents.shipped import FOLDER, shipped_packs
from linli.kernel.messages import sentence

C, HI, HM, SM, T = (
    PhaseKind.CENTRAL, PhaseKind.HOME_ISOLATION, PhaseKind.HOME_MONITORING, PhaseKind.SELF_MONITORING, PhaseKind.TESTING,
)  # fmt: skip
# pack, class -> phases as (kind, days, test days, vitals a day)
REGIMES = {
    ("cn-covid-v8", "close_contact"): [(C, 14, (1, 4, 7, 14), 2), (HM, 7, (), 2)],
    ("cn-covid-v8", "inbound"): [(C, 14, (1, 4, 7, 14), 2), (HM, 7, (), 2)],
    ("cn-covid-v8", "contact_of_contact"): [(C, 7, (1, 4, 7), 2)],
    ("cn-covid-v9", "close_contact"): [(C, 7, (1, 2, 3, 5, 7), 2), (HM, 3, (3,), 2)],
    ("cn-covid-v9", "inbound"): [(C, 7, (1, 2, 3, 5, 7), 2), (HM, 3, (3,), 2)],
    ("cn-covid-v9", "contact_of_contact"): [(HI, 7, (1, 4, 7), 2)],
    ("cn-covid-v9", "left_high_risk"): [(C, 7, (1, 2, 3, 5, 7), 2)],
    ("cn-covid-v9", "left_medium_risk"): [(HI, 7, (1, 4, 7), 2)],
    ("cn-covid-v9", "left_low_risk"): [(T, 3, (), 0)],
    ("cn-covid-v9", "exposed_worker"): [(T, 0, (), 0)],
    ("cn-covid-20", "close_contact"): [(C, 5, (1, 2, 3, 5), 2), (HI, 3, (1, 3), 2)],
    ("cn-covid-20", "contact_of_contact"): [],
    ("cn-covid-20", "left_high_risk"): [(HI, 7, (1, 3, 5, 7), 2)],
    ("cn-covid-20", "left_closed_loop"): [(HM, 5, (1, 3, 5), 2)],
    ("cn-covid-10", "mild_case"): [(HI, 7, (6, 7), 2)],
    ("cn-covid-10", "close_contact"): [(HI, 5, (5,), 2)],
    ("cn-covid-end", "everyone"): [],
}
# days that come from general knowledge, by pack, class and number of the phase
FROM_GENERAL_KNOWLEDGE = {
    ("cn-covid-v9", "left_high_risk", 0), ("cn-covid-v9", "left_medium_risk", 0), ("cn-covid-20", "left_closed_loop", 0),
    ("cn-covid-10", "mild_case", 0), ("cn-covid-10", "close_contact", 0),
}  # fmt: skip


def archived():
    return [pack for pack in shipped_packs().values() if pack.status is Status.ARCHIVED]


def test_every_regime_is_as_the_papers_say():
    told = {
        (pack.code, one.code): [(p.kind, p.days, p.test_days, p.vitals_a_day) for p in one.phases]
        for pack in archived()
        for one in pack.person_classes
    }
    assert told == REGIMES


def test_days_that_nobody_saw_in_a_source_are_marked():
    marked = {
        (pack.code, one.code, number)
        for pack in archived()
        for one in pack.person_classes
        for number, phase in enumerate(one.phases)
        if {"days", "test_days"} & set(phase.unconfirmed)
    }
    assert marked == FROM_GENERAL_KNOWLEDGE


def test_a_regime_follows_the_one_before_it():
    packs = archived()
    assert [pack.code for pack in packs] == ["cn-covid-v8", "cn-covid-v9", "cn-covid-20", "cn-covid-10", "cn-covid-end"]
    assert [pack.in_force for pack in packs[1:]] == [pack.repealed for pack in packs[:-1]]
    assert packs[-1].repealed is None
    assert [pack.in_force for pack in packs[1:]] == [
        date(2022, 6, 28), date(2022, 11, 11), date(2022, 12, 7), date(2023, 1, 8),
    ]  # fmt: skip


def test_nothing_ships_switched_on():
    assert {pack.status for pack in shipped_packs().values()} == {Status.ARCHIVED, Status.TEMPLATE}
    assert all(pack.source and pack.legal_basis for pack in shipped_packs().values())
    assert {code for code, pack in shipped_packs().items() if pack.status is Status.TEMPLATE} == {
        "template-flood", "template-heat", "template-dengue",
    }  # fmt: skip


def test_a_file_is_named_like_its_pack():
    assert {path.stem for path in FOLDER.glob("*.toml")} == set(shipped_packs())


def test_contacts_are_looked_for_four_days_back_and_later_two():
    looked = {code: shipped_packs()[code].person_class("close_contact").lookback_days for code in
              ("cn-covid-v8", "cn-covid-v9", "cn-covid-20")}  # fmt: skip
    assert looked == {"cn-covid-v8": 4, "cn-covid-v9": 2, "cn-covid-20": 2}
    assert len(shipped_packs()["cn-covid-v9"].contacts) == 9
    assert shipped_packs()["cn-covid-v9"].person_class("left_high_risk").lookback_days == 7


def test_home_isolation_wants_a_notice_and_home_monitoring_does_not():
    v9 = shipped_packs()["cn-covid-v9"]
    assert set(v9.person_class("contact_of_contact").release.needs) == {"period", "negative", "verified", "notice"}
    assert set(v9.person_class("close_contact").release.needs) == {"period", "negative"}
    assert {one.kind for one in shipped_packs()["cn-covid-20"].regimes} == {HI, HM, SM}


def test_zones_are_lowered_as_the_papers_say():
    steps = {
        (pack.code, zone.code): [(step.to, step.clean_days, step.closing_round) for step in zone.steps]
        for pack in archived()
        for zone in pack.zones
    }
    assert steps == {
        ("cn-covid-v8", "closed"): [("normal", 14, True)],
        ("cn-covid-v8", "controlled"): [],
        ("cn-covid-v8", "guarded"): [],
        ("cn-covid-v9", "high"): [("medium", 7, True), ("low", 10, False)],
        ("cn-covid-v9", "medium"): [("low", 7, False)],
        ("cn-covid-v9", "low"): [],
        ("cn-covid-20", "high"): [("low", 5, True)],
        ("cn-covid-20", "low"): [],
    }
    assert shipped_packs()["cn-covid-20"].zone("high").drawn_at == ("building", "stairwell")
    assert shipped_packs()["cn-covid-v8"].zone("controlled").raise_to == "closed"


def raw_pack():
    return tomllib.loads((FOLDER / "cn-covid-v9.toml").read_text("utf-8"))


def put(raw, where, value):
    """Set what `where` leads to; a value of None takes it out."""
    *way, last = where
    for part in way:
        raw = raw[part]
    if value is None:
        del raw[last]
    else:
        raw[last] = value


FIRST = ("person_classes", 0)
PHASE = (*FIRST, "phases", 0)
IN_PHASE = "person_classes[close_contact].phases[1]"
IN_CLASS = "person_classes[close_contact]"


@pytest.mark.parametrize(
    ("where", "value", "entry", "field", "code"),
    [
        (("title",), None, "cn-covid-v9", "title", "pack_missing"),
        (("title",), "", "cn-covid-v9", "title", "pack_missing"),
        (("title",), "长" * 401, "cn-covid-v9", "title", "pack_too_long"),
        (("title",), 9, "cn-covid-v9", "title", "pack_wrong_shape"),
        (("status",), "on", "cn-covid-v9", "status", "pack_not_of"),
        (("in_force",), "2022年", "cn-covid-v9", "in_force", "pack_not_day"),
        (("in_force",), None, "cn-covid-v9", "in_force", "pack_missing"),
        (("repealed",), date(2022, 6, 28), "cn-covid-v9", "repealed", "pack_repealed_early"),
        (("version",), 0, "cn-covid-v9", "version", "pack_too_small"),
        (("version",), True, "cn-covid-v9", "version", "pack_not_whole"),
        (("first_day",), 2, "cn-covid-v9", "first_day", "pack_too_big"),
        (("unconfirmed",), ["firstday"], "cn-covid-v9", "unconfirmed", "pack_no_such_field"),
        (("person_classes",), [], "cn-covid-v9", "person_classes", "pack_missing"),
        (("person_classes",), "全部", "cn-covid-v9", "person_classes", "pack_wrong_shape"),
        ((*FIRST, "code"), "密接", "person_classes[密接]", "code", "pack_not_code"),
        ((*FIRST, "code"), "inbound", "cn-covid-v9", "person_classes", "pack_twice"),
        ((*FIRST, "no_measures"), "不判定", IN_CLASS, "phases", "pack_phases_or_none"),
        ((*FIRST, "phases"), [], IN_CLASS, "phases", "pack_phases_or_none"),
        ((*FIRST, "starts"), None, IN_CLASS, "starts", "pack_missing"),
        ((*FIRST, "starts"), ["birth"], IN_CLASS, "starts", "pack_not_of"),
        ((*FIRST, "release", "needs"), ["period", "luck"], f"{IN_CLASS}.release", "needs", "pack_not_of"),
        ((*FIRST, "phases"), [{"kind": "central", "days": 3, "vitals_a_day": 2}], IN_CLASS, "release",
         "pack_negative_without_test"),
        ((*PHASE, "days"), None, IN_PHASE, "days", "pack_missing"),
        ((*PHASE, "days"), 6.5, IN_PHASE, "days", "pack_not_whole"),
        ((*PHASE, "days"), "7", IN_PHASE, "days", "pack_not_whole"),
        ((*PHASE, "days"), -1, IN_PHASE, "days", "pack_too_small"),
        ((*PHASE, "days"), 61, IN_PHASE, "days", "pack_too_big"),
        ((*PHASE, "days"), 6, IN_PHASE, "test_days", "pack_past_phase"),
        ((*PHASE, "days"), 0, IN_CLASS, "phases", "pack_open_phase_not_last"),
        ((*PHASE, "test_days"), [3, 1], IN_PHASE, "test_days", "pack_not_rising"),
        ((*PHASE, "test_days"), [1, 1], IN_PHASE, "test_days", "pack_not_rising"),
        ((*PHASE, "test_days"), [1, 0], IN_PHASE, "test_days", "pack_too_small"),
        ((*PHASE, "tests_within"), 8, IN_PHASE, "tests_within", "pack_past_phase"),
        ((*PHASE, "kind"), "prison", IN_PHASE, "kind", "pack_not_of"),
        ((*PHASE, "vitals"), 2, IN_PHASE, "vitals", "pack_no_such_field"),
        ((*PHASE, "sample"), "blood", IN_PHASE, "sample", "pack_not_of"),
        (("person_classes", 6, "phases", 0, "test_every"), 0, "person_classes[exposed_worker].phases[1]", "days",
         "pack_no_end"),
        (("zones", 0, "drawn_at"), ["city"], "zones[high]", "drawn_at", "pack_not_of"),
        (("zones", 0, "rules"), None, "zones[high]", "rules", "pack_missing"),
        (("zones", 0, "steps", 1, "clean_days"), 7, "zones[high]", "steps", "pack_not_rising"),
        (("zones", 0, "steps", 0, "to"), "amber", "cn-covid-v9", "zones", "pack_no_such_zone"),
        (("zones", 0, "steps", 0, "to"), "high", "cn-covid-v9", "zones", "pack_no_such_zone"),
        (("zones", 0, "raise_to"), "purple", "cn-covid-v9", "zones", "pack_no_such_zone"),
        (("zones", 1, "code"), "high", "cn-covid-v9", "zones", "pack_twice"),
    ],
)  # fmt: skip
def test_a_fault_names_entry_and_field(where, value, entry, field, code):
    raw = raw_pack()
    put(raw, where, value)
    pack, faults = read_pack(raw)
    assert pack is None
    assert [(one.entry, one.field, one.code) for one in faults] == [(entry, field, f"incidents.{code}")]
    said = sentence(faults[0].code, faults[0].data)
    assert entry in said
    assert (faults[0].data["name"] if code == "pack_no_such_field" else field) in said


def test_all_faults_are_said_at_once():
    raw = raw_pack()
    for where, value in [(("title",), None), ((*PHASE, "days"), "七"), (("zones", 0, "title"), "")]:
        put(raw, where, value)
    _pack, faults = read_pack(raw)
    assert {(one.entry, one.field) for one in faults} == {
        ("cn-covid-v9", "title"), (IN_PHASE, "days"), ("zones[high]", "title"),
    }  # fmt: skip


def test_something_else_than_a_pack_is_refused_with_a_sentence():
    for raw in ({}, {"code": 5}, {"person_classes": [1, {"phases": {"days": []}}]}):
        pack, faults = read_pack(deepcopy(raw))
        assert pack is None
        assert faults
        assert all(sentence(one.code, one.data) for one in faults)


def test_a_class_or_zone_is_found_by_its_code():
    pack = shipped_packs()["cn-covid-v9"]
    assert (pack.person_class("inbound").title, pack.zone("low").code) == ("入境人员", "low")
    with pytest.raises(KeyError):
        pack.person_class("nobody")
    with pytest.raises(KeyError):
        pack.zone("nowhere")
