"""The states of a leaders' file, and what may happen in each. Values in, values out."""

from enum import StrEnum

from linli.kernel.writes.moves import Moves


class State(StrEnum):
    READING = "reading"
    COLUMNS = "columns"  # waits for a person to assign the columns
    READY = "ready"  # waits for a person to confirm or drop it
    WRITING = "writing"
    DONE = "done"
    FAILED = "failed"
    DROPPED = "dropped"


class Deed(StrEnum):
    ASK = "ask"  # what the columns mean
    SHOW = "show"
    READ = "read"
    CONFIRM = "confirm"
    FINISH = "finish"
    FAIL = "fail"
    DROP = "drop"
    EXPIRE = "expire"


class Role(StrEnum):
    PERSON = "person"
    WORKER = "worker"


BUSY = frozenset({State.READING, State.WRITING})
WAITING = frozenset({State.COLUMNS, State.READY})
S, D = State, Deed
_PERSON, _WORKER = frozenset({Role.PERSON}), frozenset({Role.WORKER})
MOVES: Moves[State, Deed, Role] = Moves(
    {
        (S.READING, D.ASK): (S.COLUMNS, _WORKER),
        (S.READING, D.SHOW): (S.READY, _WORKER),
        (S.COLUMNS, D.READ): (S.READING, _PERSON),
        (S.READY, D.READ): (S.READING, _PERSON),
        (S.READY, D.CONFIRM): (S.WRITING, _PERSON),
        (S.WRITING, D.FINISH): (S.DONE, _WORKER),
        **{(state, D.FAIL): (S.FAILED, _WORKER) for state in (S.READING, S.WRITING)},
        **{(state, D.DROP): (S.DROPPED, _PERSON) for state in (S.COLUMNS, S.READY)},
        **{(state, D.EXPIRE): (S.DROPPED, _WORKER) for state in (S.READING, S.COLUMNS, S.READY, S.WRITING)},
    },
    starts=frozenset({S.READING}),
    ended=frozenset({S.DONE, S.FAILED, S.DROPPED}),
    no_move="corps.import_changed",
)
