"""What a state table answers: where a deed leads, who may do it, and which of its refusals is said."""

from enum import StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.kernel.errors import Conflict, Expected, NotAllowed
from linli.kernel.writes.moves import Moves, diagram


class Door(StrEnum):
    OPEN = "open"
    SHUT = "shut"
    LOCKED = "locked"
    WALLED = "walled"


class Act(StrEnum):
    SHUT = "shut"
    OPEN = "open"
    LOCK = "lock"
    WALL = "wall"


class Who(StrEnum):
    GUEST = "guest"
    OWNER = "owner"


ANYBODY, OWNER = frozenset(Who), frozenset({Who.OWNER})
TABLE = {
    (Door.OPEN, Act.SHUT): (Door.SHUT, ANYBODY),
    (Door.SHUT, Act.OPEN): (Door.OPEN, ANYBODY),
    (Door.SHUT, Act.LOCK): (Door.LOCKED, OWNER),
    (Door.LOCKED, Act.OPEN): (Door.SHUT, OWNER),
    (Door.LOCKED, Act.WALL): (Door.WALLED, OWNER),
}


def doors(**more):
    given_ = {"starts": frozenset({Door.OPEN}), "ended": frozenset({Door.WALLED}), "no_move": "x.no_move", **more}
    return Moves(TABLE, **given_)


STRICT = doors(not_yours="x.not_yours", over="x.over", taken={Act.LOCK: (frozenset({Door.LOCKED}), "x.taken")})


@given(st.sampled_from(Door), st.sampled_from(Act), st.frozensets(st.sampled_from(Who)))
def test_a_deed_is_offered_exactly_when_it_would_be_done(state, deed, roles):
    offered = deed in STRICT.deeds_open(state, roles)
    try:
        target = STRICT.check(state, deed, roles)
    except Expected:
        assert not offered
    else:
        assert offered and target is STRICT.after(state, deed) and roles & STRICT.who(state, deed)


@pytest.mark.parametrize(
    ("state", "deed", "code"),
    [
        (Door.OPEN, Act.LOCK, "x.no_move"),
        (Door.LOCKED, Act.LOCK, "x.taken"),  # somebody was faster with the same
        (Door.WALLED, Act.OPEN, "x.over"),
        (Door.WALLED, Act.LOCK, "x.over"),  # not "taken": nobody has it now
    ],
)
def test_who_comes_too_late_hears_why(state, deed, code):
    with pytest.raises(Conflict) as refused:
        STRICT.check(state, deed, ANYBODY)
    assert refused.value.code == code
    assert STRICT.who(state, deed) == frozenset()


def test_a_deed_of_others_is_told_apart_only_where_the_table_says_so():
    with pytest.raises(NotAllowed, match=r"x\.not_yours"):
        STRICT.check(Door.SHUT, Act.LOCK, {Who.GUEST})
    with pytest.raises(Conflict, match=r"x\.no_move"):
        doors().check(Door.SHUT, Act.LOCK, {Who.GUEST})


def test_a_table_without_a_word_for_the_end_says_that_there_is_no_such_move():
    with pytest.raises(Conflict, match=r"x\.no_move"):
        doors().after(Door.WALLED, Act.OPEN)


@pytest.mark.parametrize("deed", Act)
def test_the_states_of_a_deed_are_those_it_can_be_done_in(deed):
    assert set(STRICT.states_for(deed)) == {state for state in Door if STRICT.who(state, deed)}


def test_the_diagram_has_an_arrow_for_each_move_and_one_for_two_deeds_with_the_same_ends():
    same = Moves(
        {**TABLE, (Door.OPEN, Act.LOCK): (Door.SHUT, OWNER)},
        starts=frozenset({Door.OPEN}), ended=frozenset({Door.WALLED}), no_move="x",
    )  # fmt: skip
    assert diagram(same).splitlines() == [
        "stateDiagram-v2",
        "    [*] --> open",
        "    open --> shut: shut, lock",
        "    shut --> open: open",
        "    shut --> locked: lock",
        "    locked --> shut: open",
        "    locked --> walled: wall",
        "    walled --> [*]",
    ]
