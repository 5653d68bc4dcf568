"""The states of an import, and what may happen in each. Values in, values out."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from enum import StrEnum
from typing import Any

from linli.kernel.errors import Invalid
from linli.kernel.writes.moves import Moves
from linli.people.imports.columns import ADDRESS_FIELDS, FIELDS, field_labels


class State(StrEnum):
    RECEIVED = "received"  # the file is stored sealed; waits for the worker to read it
    READING = "reading"
    MAPPING = "mapping"  # waits for the user to assign the columns
    CHECKING = "checking"
    PREVIEW = "preview"  # waits for the user: decide, correct, confirm
    WRITING = "writing"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


# The worker is busy: the page shows a progress bar, and when the worker is silent the import is queued again.
BUSY = frozenset({State.RECEIVED, State.READING, State.CHECKING, State.WRITING})
WAITING = frozenset({State.MAPPING, State.PREVIEW})
ENDED = frozenset({State.DONE, State.FAILED, State.CANCELLED})
SILENT_FOR = timedelta(seconds=90)
KEPT_FOR = timedelta(days=7)
LARGEST_UPLOAD = 60 * 1024 * 1024


class Deed(StrEnum):
    READ = "read"
    ASK = "ask"  # what the columns mean
    CHECK = "check"
    REMAP = "remap"
    SHOW = "show"
    CONFIRM = "confirm"
    FINISH = "finish"
    BACK = "back"  # refused: back by one step, so that nothing typed is lost
    FAIL = "fail"
    GIVE_UP = "give_up"
    EXPIRE = "expire"


class Role(StrEnum):
    PERSON = "person"
    WORKER = "worker"


S, D = State, Deed
_PERSON, _WORKER = frozenset({Role.PERSON}), frozenset({Role.WORKER})
_OPEN = [state for state in State if state not in ENDED]
MOVES: Moves[State, Deed, Role] = Moves(
    {
        (S.RECEIVED, D.READ): (S.READING, _WORKER),
        (S.READING, D.READ): (S.READING, _WORKER),
        (S.READING, D.ASK): (S.MAPPING, _WORKER),
        (S.READING, D.CHECK): (S.CHECKING, _WORKER),
        (S.MAPPING, D.CHECK): (S.CHECKING, _PERSON),
        (S.PREVIEW, D.CHECK): (S.CHECKING, _PERSON),
        (S.PREVIEW, D.REMAP): (S.MAPPING, _PERSON),
        (S.CHECKING, D.SHOW): (S.PREVIEW, _WORKER),
        (S.PREVIEW, D.CONFIRM): (S.WRITING, _PERSON),
        (S.WRITING, D.CHECK): (S.CHECKING, _WORKER),
        (S.WRITING, D.FINISH): (S.DONE, _WORKER),
        (S.CHECKING, D.BACK): (S.MAPPING, _WORKER),
        (S.WRITING, D.BACK): (S.PREVIEW, _WORKER),
        **{(state, D.FAIL): (S.FAILED, _WORKER) for state in _OPEN},
        **{(state, D.GIVE_UP): (S.CANCELLED, _PERSON) for state in _OPEN if state is not S.WRITING},
        **{(state, D.EXPIRE): (S.CANCELLED, _WORKER) for state in _OPEN},
    },
    starts=frozenset({S.RECEIVED}),
    ended=ENDED,
    no_move="imports.changed_meanwhile",
)

STEPS: dict[State, int] = {
    State.RECEIVED: 1, State.READING: 1, State.MAPPING: 2, State.CHECKING: 3, State.PREVIEW: 3, State.WRITING: 4,
    State.DONE: 4, State.FAILED: 1, State.CANCELLED: 1,
}  # fmt: skip

DECISIONS: dict[str, tuple[str, ...]] = {"moved": ("move", "keep"), "duplicate": ("merge", "separate")}


def check_mapping(columns: Mapping[int, str], *, has_rows: bool = True) -> None:
    """Raises Invalid when a field is given twice, unknown, or when there would be no names or no addresses."""
    seen: set[str] = set()
    for name in columns.values():
        if name not in FIELDS:
            raise Invalid("imports.unknown_field", name=name)
        if name in seen:
            raise Invalid("imports.field_twice", field=name, name=str(field_labels()[name]))
        seen.add(name)
    if has_rows and not seen & {"name", "head_name"}:
        raise Invalid("imports.name_not_mapped", field="name")
    if has_rows and not seen & {"address", *ADDRESS_FIELDS}:
        raise Invalid("imports.address_not_mapped", field="address")


def decision_for(row: int, verdict: str, mapping: Mapping[str, Any]) -> str:
    """The user's decision for a row that needs one: for itself, or for all of its kind; "" while open."""
    own = mapping.get("decisions", {}).get(str(row), "")
    said = own or mapping.get("all", {}).get(verdict, "")
    return said if said in DECISIONS.get(verdict, ()) else ""


def decided(verdicts: Sequence[str], mapping: Mapping[str, Any]) -> dict[int, str]:
    """Row -> decision, of every row that has one."""
    found = {row: decision_for(row, verdict, mapping) for row, verdict in enumerate(verdicts) if verdict in DECISIONS}
    return {row: what for row, what in found.items() if what}


def outcome(counts: Mapping[str, int], undecided: int) -> dict[str, int]:
    """Rows in = accepted + rejected. An undecided row is returned with the rejected ones."""
    rejected = counts["rejected"] + undecided
    return {"total": counts["total"], "accepted": counts["total"] - rejected, "rejected": rejected}
