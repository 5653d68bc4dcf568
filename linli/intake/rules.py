"""The states of an import, and what may happen in each. Values in, values out."""

import re
from collections.abc import Collection, Mapping
from datetime import timedelta
from enum import StrEnum
from typing import Any

from linli.kernel.writes.moves import Moves


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
ENDED = frozenset({State.DONE, State.FAILED, State.CANCELLED})
KEPT = ("options", "places")  # of `Intake.mapping`, when it has ended
SILENT_FOR = timedelta(seconds=90)
KEPT_FOR = timedelta(days=7)
REJECTED = "rejected"
_NUMBER = re.compile(r"\d(?:[\s\-()（）]{0,2}\d){8,}[\s-]?[\dXx]")  # ten digits and more, however they are written


class Deed(StrEnum):
    READ = "read"
    ASK = "ask"  # what the columns mean
    CHECK = "check"
    REMAP = "remap"
    PLACE = "place"  # the list belongs to another place
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
        (S.MAPPING, D.PLACE): (S.MAPPING, _PERSON),
        (S.PREVIEW, D.PLACE): (S.CHECKING, _PERSON),
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
    no_move="intake.changed_meanwhile",
)

STEPS: dict[State, int] = {
    State.RECEIVED: 1, State.READING: 1, State.MAPPING: 2, State.CHECKING: 3, State.PREVIEW: 3, State.WRITING: 4,
    State.DONE: 4, State.FAILED: 1, State.CANCELLED: 1,
}  # fmt: skip


def row_key(sheet: int, number: int) -> str:
    """What the decision for a row hangs on: its place in the file, which no other sheet or correction shifts."""
    return f"{sheet}:{number}"


def decision_for(key: str, verdict: str, mapping: Mapping[str, Any], choices: Collection[str]) -> str:
    """The user's decision for the row `key`: for itself, or for all of its verdict; "" while open."""
    said = (mapping.get("decisions", {}).get(key, ""), mapping.get("all", {}).get(verdict, ""))
    return next((what for what in said if what in choices), "")


def outcome(counts: Mapping[str, int], undecided: int, skipped: int) -> dict[str, int]:
    """Rows in = accepted + rejected + passed (lines that are no rows of anybody). An undecided row is returned with the
    rejected ones. Accepted = new + changed + same + decided (moved, merged, kept apart, …) + skipped, which the user
    decided not to write."""
    rejected, passed = counts[REJECTED] + undecided, counts.get("passed", 0)
    accepted = counts["total"] - rejected - passed
    decided = accepted - skipped - sum(counts[verdict] for verdict in ("new", "changed", "same"))
    return {
        "total": counts["total"], "accepted": accepted, "rejected": rejected, "undecided": undecided,
        "skipped": skipped, "decided": decided, "passed": passed,
    }  # fmt: skip


def masked(text: str) -> str:
    """A value of a file as a page shows it that is about columns: no long number of it, in whatever shape."""
    return _NUMBER.sub(lambda found: _hidden(re.sub(r"[^\dXx]", "", found[0])), text)[:20]


def _hidden(number: str) -> str:
    if len(number) >= 15:  # beside a column of birth dates, a few digits of an identity number are the whole
        return "*" * len(number)
    return f"{number[:3]}{'*' * (len(number) - 7)}{number[-4:]}"
