"""Every state table: every state reaches an end, pages offer what is allowed, and the README's diagram matches."""

import importlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.kernel.errors import Conflict, NotAllowed
from linli.kernel.messages import known_codes
from linli.kernel.writes.moves import Moves, diagram
from tests.architecture.source import ROOT, modules


def tables():
    """Name of a table ("linli.calls.rules.MOVES") -> the table, of all that modules define."""
    found = {}
    for module in modules():
        if "= Moves(" not in module.path.read_text():
            continue
        name = module.name.removesuffix(".py").replace("/", ".")
        values = vars(importlib.import_module(name)).items()
        found |= {f"{name}.{what}": value for what, value in values if isinstance(value, Moves)}
    return found


TABLES = tables()
each = pytest.mark.parametrize("name", sorted(TABLES))


def kinds_of(moves):
    """(every state, every deed, every role)."""
    (state, deed), (_, roles) = next(iter(moves.table.items()))
    return list(type(state)), list(type(deed)), list(type(next(iter(roles))))


def test_there_are_tables():
    assert len(TABLES) >= 3


@each
def test_every_state_can_be_reached_and_comes_to_an_end(name):
    moves = TABLES[name]
    reached, ending = set(moves.starts), set(moves.ended)
    for _ in kinds_of(moves)[0]:
        reached |= {target for (state, _), (target, _) in moves.table.items() if state in reached}
        ending |= {state for (state, _), (target, _) in moves.table.items() if target in ending}
    assert reached == ending == set(kinds_of(moves)[0])


@each
def test_somebody_may_do_each_deed_and_each_refusal_has_a_sentence(name):
    moves = TABLES[name]
    assert all(roles for _, roles in moves.table.values())
    assert {deed for _, deed in moves.table} >= moves.needs_reason | set(moves.taken)
    codes = {moves.no_move, moves.not_yours, moves.over, *(code for _, code in moves.taken.values())}
    assert codes - {""} <= known_codes()


@each
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a busy machine is slow
@given(data=st.data())
def test_a_walk_of_random_deeds_stays_in_the_table(name, data):
    moves = TABLES[name]
    states, deeds, roles = kinds_of(moves)
    state = data.draw(st.sampled_from(sorted(moves.starts)))
    for deed, who in data.draw(st.lists(st.tuples(st.sampled_from(deeds), st.frozensets(st.sampled_from(roles))))):
        offered = moves.deeds_open(state, who)
        try:
            target = moves.check(state, deed, who)
        except Conflict as refused:
            assert deed not in offered
            late = moves.taken.get(deed, (frozenset(), ""))
            assert refused.code == (
                late[1] if state in late[0] else moves.over if moves.over and state in moves.ended else moves.no_move
            )
        except NotAllowed:
            assert deed not in offered
            assert not moves.who(state, deed) & who
        else:
            assert deed in offered
            assert (target, state in moves.states_for(deed)) == (moves.after(state, deed), True)
            state = target
    assert state in states


@each
def test_the_readmes_diagram_is_made_from_the_table(name):
    module, _dot, what = name.rpartition(".")
    readme = ROOT.joinpath(*module.split(".")).parent / "README.md"
    short = f"{module.rpartition('.')[2]}.{what}"
    drawn = f"<!-- made from {short} -->\n```mermaid\n{diagram(TABLES[name])}\n```\n<!-- end -->"
    assert drawn in readme.read_text(), f"put into {readme.name}:\n{drawn}"
