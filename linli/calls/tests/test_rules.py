"""The table of moves, texts, money and what ships, without a database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.calls import rules, shipped, words
from linli.calls.money import check_amount
from linli.calls.rules import ENDED, HELD, MOVES, Deed, Role, State
from linli.kernel.errors import Conflict, Invalid, NotAllowed


def test_every_state_can_be_reached_and_left():
    reached = {State.OPENED}
    while True:
        more = {target for (state, _), (target, _) in MOVES.table.items() if state in reached} - reached
        if not more:
            break
        reached |= more
    assert reached == set(State)
    assert set(State) - {state for state, _ in MOVES.table} == {State.WITHDRAWN}  # a new call is opened instead
    ends_from = {state for state in State if state in ENDED}
    for _ in State:
        ends_from |= {state for (state, _), (target, _) in MOVES.table.items() if target in ends_from}
    assert ends_from == set(State), "a call could never end"


def test_every_deed_is_in_the_table_and_has_words():
    assert {deed for _, deed in MOVES.table} == set(Deed)
    assert set(Deed) <= {code for code, _ in words.deed_choices()}
    assert {code for code, _ in words.state_choices()} == set(State)
    assert {code for code, _ in words.slot_choices()} == set(rules.Slot)


def test_only_the_holder_says_it_is_done():
    assert {roles for (_, deed), (_, roles) in MOVES.table.items() if deed is Deed.FINISH} == {frozenset({Role.HOLDER})}


def test_whoever_only_opened_it_never_holds_it():
    by_opener = {target for (_, _), (target, roles) in MOVES.table.items() if Role.OPENER in roles}
    assert by_opener.isdisjoint({State.DONE, State.ON_SITE, State.OFFERED} - {State.DONE})
    assert not any(
        Role.OPENER in roles for (_, deed), (_, roles) in MOVES.table.items() if deed in {Deed.CLAIM, Deed.ASSIGN}
    )


@given(st.sampled_from(State), st.sampled_from(Deed), st.frozensets(st.sampled_from(Role)), st.booleans())
def test_a_move_is_allowed_exactly_by_the_table(state, deed, roles, whistle):
    try:
        target = rules.check_move(state, deed, roles, whistle=whistle)
    except Conflict as refused:
        assert (state, deed) not in MOVES.table or (whistle and deed in rules.NOT_FOR_WHISTLES)
        assert refused.code != "calls.taken" or (deed is Deed.CLAIM and state in HELD)
    except NotAllowed:
        assert not MOVES.who(state, deed) & roles
    else:
        assert MOVES.after(state, deed) is target
        assert MOVES.who(state, deed) & roles
        assert deed in rules.open_deeds(state, roles, whistle=whistle)


@given(st.sampled_from(rules.Slot), st.sampled_from(rules.Slot), st.frozensets(st.sampled_from(Role)))
def test_a_units_part_moves_by_its_table(now, step, roles):
    allowed = rules.SLOT_MOVES.who(now, step)
    try:
        rules.SLOT_MOVES.check(now, step, roles)
    except Conflict:
        assert not allowed
    except NotAllowed:
        assert not allowed & roles
    else:
        assert allowed & roles


# --- money ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "value"), [("36.5", "36.50"), ("0", "0.00"), ("1e2", "100.00"), ("99999999.99", "99999999.99")]
)
def test_amounts_to_the_fen(text, value):
    assert str(check_amount(text)) == value


@pytest.mark.parametrize("text", ["-1", "0.001", "NaN", "Infinity", "二十", "100000000", "1,000", "sNaN", " "])
def test_what_is_no_amount_is_refused(text):
    with pytest.raises(Invalid, match=r"calls\.amount_wrong"):
        check_amount(text)


@given(st.text(max_size=12))
def test_no_text_breaks_the_amount(text):
    try:
        value = check_amount(text)
    except Invalid:
        return
    assert value is None or value >= 0


# --- what ships ---------------------------------------------------------------------------------------------------


def test_shipped_kinds_use_words_that_there_are():
    choices = {
        "family": words.family_choices, "classification": words.class_choices, "settlement": words.settlement_choices,
        "privacy": words.privacy_choices,
    }  # fmt: skip
    for code, kind in shipped.KINDS.items():
        for field, known in choices.items():
            assert getattr(kind, field) in dict(known()), code
        assert set(kind.may_open) <= set(dict(words.opener_choices())), code
        assert set(kind.steps) <= set(dict(words.step_choices())), code
        assert {circle for _, circle in kind.circle} <= set(dict(words.circle_choices())), code
        assert 0 < kind.answer_minutes <= kind.done_minutes, code
        assert list(kind.circle) == sorted(kind.circle), code


def test_the_kinds_of_the_accounts_ship():
    families = [kind.family for kind in shipped.KINDS.values()]
    assert {"whistle.demand", "whistle.enforcement", "whistle.emergency"} <= set(shipped.KINDS)
    assert families.count("service") == 6  # 崇文路's six helpers, one kind each (docs/stories.md)
    assert {"order", "care", "medical", "repair"} <= set(families)
    assert all(kind.on_site_minutes == 30 for kind in shipped.KINDS.values() if kind.family == "whistle")
