"""A visit against its form; what is not asked again; who may be restricted; who is left."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.kernel.errors import Expected
from linli.kernel.messages import message_of
from linli.rounds.rules.answers import Known, Said, Way, alarms, check_answers, form_of, to_ask
from linli.rounds.rules.coverage import Left, Mark, Member, coverage, left_by_place, strays
from linli.rounds.rules.kinds import Outcome
from linli.rounds.rules.restrictions import Chain, Draft, check_proposal, check_second, holds
from linli.rounds.shipped import shipped_kinds

NOW = datetime(2022, 3, 20, 4, 0, tzinfo=UTC)
DAY = timedelta(days=1)
A, B, C, D = (UUID(int=number) for number in range(1, 5))


def said(outcome=Outcome.FINE, way=Way.DOOR, kind="home_isolation", **answers):
    return Said(kind, 1, outcome, way, answers)


def code_of(call, *given, **more):
    with pytest.raises(Expected) as caught:
        call(*given, **more)
    assert message_of(caught.value)
    return caught.value.code


def test_one_tap_says_everything_but_what_was_measured():
    kind = shipped_kinds()["home_isolation"]
    assert check_answers(kind, said(temperature=365)) == {"temperature": 365, "symptoms": [], "needs": []}
    assert code_of(check_answers, kind, said()) == "rounds.answer_missing"


@pytest.mark.parametrize(
    ("one", "code"),
    [
        (said(temperature=3650), "rounds.answer_temperature"),
        (said(temperature=36), "rounds.answer_temperature"),
        (said(temperature="36.5"), "rounds.answer_temperature_whole"),
        (said(temperature=365, symptoms=["cough"]), "rounds.answer_option"),
        (said(temperature=365, sampled="yes"), "rounds.answer_yes_no"),
        (said(temperature=365, shoes=41), "rounds.answer_no_question"),
        (said(Outcome.NOT_SEEN, temperature=365), "rounds.answer_without_answer"),
        (said(Outcome.NOT_SEEN, Way.PHONE), "rounds.answer_told_not_seen"),
    ],
)
def test_impossible_answers_have_a_sentence(one, code):
    assert code_of(check_answers, shipped_kinds()["home_isolation"], one) == code


def test_fever_and_symptoms_bring_somebody():
    kind = shipped_kinds()["home_isolation"]
    assert alarms(kind, {"temperature": 373, "symptoms": ["fever"]}) == ["temperature", "symptoms"]
    assert alarms(kind, {"temperature": 372, "symptoms": []}) == []


def test_another_form_is_refused():
    forms = {("home_isolation", 1): shipped_kinds()["home_isolation"]}
    about = {"kind": "home_isolation", "group": ""}
    assert form_of(said(), forms, **about).code == "home_isolation"
    assert code_of(form_of, said(kind="elder"), forms, **about) == "rounds.answer_other_kind"
    assert code_of(form_of, replace(said(), group="inbound"), forms, **about) == "rounds.answer_other_class"
    assert code_of(form_of, replace(said(), version=2), forms, **about) == "rounds.answer_no_version"


@pytest.mark.parametrize(("age", "asked"), [(0, False), (6, False), (7, True)])
def test_what_is_known_is_shown_with_its_date(age, asked):
    known = Known("people", 3, date(2022, 3, 20) - timedelta(days=age))
    ask, show = to_ask(shipped_kinds()["dragnet"], [known], date(2022, 3, 20))
    assert ("people" in [question.code for question in ask], show) == (asked, [] if asked else [known])


DRAFT = Draft(A, NOW + 30 * DAY, "r1", {"r1"}, {B}, NOW + 7 * DAY)


@pytest.mark.parametrize(
    ("draft", "hour", "code"),
    [
        (replace(DRAFT, lists=1317), 0, "rounds.restriction_list"),
        (replace(DRAFT, incident_until=None), 0, "rounds.restriction_no_incident"),
        (replace(DRAFT, rule="petition"), 0, "rounds.restriction_no_rule"),
        (replace(DRAFT, evidence=()), 0, "rounds.restriction_no_evidence"),
        (replace(DRAFT, until=NOW + 15 * DAY), 0, "rounds.restriction_until"),
        (DRAFT, 20, "rounds.restriction_brake"),
    ],
)
def test_nobody_is_restricted_without_everything(draft, hour, code):
    check_proposal(DRAFT, now=NOW, in_last_hour=0)
    assert code_of(check_proposal, draft, now=NOW, in_last_hour=hour) == code


@pytest.mark.parametrize(
    "second", [Chain(A, frozenset(), "x"), Chain(B, frozenset(), "street"), Chain(B, frozenset({A}), "x"), Chain(C, frozenset(), "x"), Chain(D, frozenset(), "x")]
)  # fmt: skip
def test_the_second_person_is_of_another_chain(second):
    proposer = Chain(A, frozenset({C}), "street")
    check_second(proposer, Chain(B, frozenset(), "health"), D)
    assert code_of(check_second, proposer, second, D) == "rounds.restriction_second"


def test_it_ends_by_itself_and_with_its_incident():
    assert holds(NOW + DAY, NOW + 2 * DAY, NOW)
    assert not holds(NOW, NOW + DAY, NOW)
    assert not holds(NOW + DAY, NOW, NOW)
    assert not holds(NOW + DAY, None, NOW)


hours = st.integers(0, 48).map(lambda number: NOW + timedelta(hours=number))
people = st.integers(1, 8).map(lambda number: UUID(int=number))
members = st.lists(
    st.builds(Member, people, st.sampled_from(["00010001", "00010002"]), hours, hours | st.none()),
    unique_by=lambda one: one.id,
)
visits = st.lists(st.builds(Mark, people, hours, hours, st.sampled_from(Outcome), st.booleans()), max_size=15)


@given(members, visits, hours, st.data())
def test_what_is_due_is_seen_or_told_or_left(there, marks, at, data):
    found = coverage(there, marks, at)
    assert found.due == found.seen + found.told + len(found.left)
    mixed = coverage(data.draw(st.permutations(there)), [*marks, *marks[:2]], at)
    assert (mixed.due, mixed.seen, mixed.told) == (found.due, found.seen, found.told)
    later = [replace(mark, received=NOW + 9 * DAY) for mark in marks]
    assert coverage(there, [*marks, *later], at) == found  # what came in later changes no past moment
    assert sum(sum(ways.values()) for ways in left_by_place(found, 8).values()) == len(found.left)


def test_each_door_left_has_its_reason():
    there = [Member(one, f"000{one.int}", NOW, nobody=one == D) for one in (A, B, C, D)]
    marks = [Mark(A, NOW, NOW, Outcome.NOT_SEEN), Mark(B, NOW, NOW, Outcome.FINE, told=True)]
    found = coverage(there, marks, NOW, silent=["0003"])
    assert (found.due, found.seen, found.told) == (4, 0, 1)
    assert [why for _path, why in found.left.values()] == [Left.NO_ANSWER, Left.SILENT_PHONE, Left.NOBODY]


def test_in_no_round_or_in_two():
    found = strays([A, B, C], {UUID(int=9): [A, B], UUID(int=8): [B]})
    assert (found.none, dict(found.twice)) == ((C,), {B: (UUID(int=8), UUID(int=9))})
