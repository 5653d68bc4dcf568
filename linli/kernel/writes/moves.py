"""State tables: which deed, done by whom, leads from which state to which. Values in, values out.

A room defines one table, `Moves`, for each state machine and asks it what a deed leads to, who may do it, which refusal
to raise and what a page offers now. The diagram in the room's README is generated from the table.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, TypeVar

from linli.kernel.errors import Conflict, NotAllowed

S = TypeVar("S", bound=StrEnum)
D = TypeVar("D", bound=StrEnum)
R = TypeVar("R", bound=StrEnum)


@dataclass(frozen=True)
class Moves(Generic[S, D, R]):
    """`table`: (state, deed) -> (state, the roles that may do it). `starts`: the states in which a row begins; `ended`:
    those in which it is over.

    Codes of refusals: `no_move`: the state does not allow the deed; `not_yours`: the actor has none of the roles ("":
    use `no_move`); `over`: the row has ended ("": use `no_move`); `taken`: deed -> (states, code), for an actor who
    came second. `needs_reason`: the deeds that need a reason.
    """

    table: Mapping[tuple[S, D], tuple[S, frozenset[R]]]
    starts: frozenset[S]
    ended: frozenset[S]
    no_move: str
    not_yours: str = ""
    over: str = ""
    taken: Mapping[D, tuple[frozenset[S], str]] = field(default_factory=dict)
    needs_reason: frozenset[D] = frozenset()

    def after(self, state: S, deed: D) -> S:
        """Raises Conflict when the table has no such move."""
        if (state, deed) not in self.table:
            raise self.refusal(state, deed)
        return self.table[state, deed][0]

    def check(self, state: S, deed: D, roles: Collection[R]) -> S:
        """The state that `deed` leads to. Raises Conflict when there is no such move, NotAllowed when none of the roles
        fits."""
        target = self.after(state, deed)
        if self.who(state, deed).isdisjoint(roles):
            raise NotAllowed(self.not_yours) if self.not_yours else self.refusal(state, deed)
        return target

    def who(self, state: S, deed: D) -> frozenset[R]:
        """The roles that may do `deed` in `state`: none where there is no such move."""
        return self.table[state, deed][1] if (state, deed) in self.table else frozenset()

    def refusal(self, state: S, deed: D) -> Conflict:
        """The refusal for somebody whose deed no longer fits the state."""
        states, code = self.taken.get(deed, (frozenset(), ""))
        if state in states:
            return Conflict(code)
        return Conflict(self.over if self.over and state in self.ended else self.no_move)

    def deeds_open(self, state: S, roles: Collection[R]) -> list[D]:
        """What somebody with these roles may do now, for the buttons of a page."""
        return [deed for (at, deed), (_, who) in self.table.items() if at is state and not who.isdisjoint(roles)]

    def states_for(self, deed: D) -> list[S]:
        """The states in which the table has `deed`."""
        return [state for state, known in self.table if known is deed]


def diagram(moves: Moves[S, D, R]) -> str:
    """The table as a Mermaid state diagram, for the README."""
    arrows: dict[tuple[S, S], list[str]] = {}
    for (state, deed), (target, _) in moves.table.items():
        arrows.setdefault((state, target), []).append(str(deed))
    states = list(type(next(iter(moves.starts))))
    lines = ["stateDiagram-v2", *(f"    [*] --> {state}" for state in states if state in moves.starts)]
    lines += [f"    {a} --> {b}: {', '.join(deeds)}" for (a, b), deeds in arrows.items()]
    lines += [f"    {state} --> [*]" for state in states if state in moves.ended]
    return "\n".join(lines)
