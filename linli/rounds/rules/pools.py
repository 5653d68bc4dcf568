"""Tubes of one, five, ten or twenty people: who is in which, what came back, who is asked to come again."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from uuid import UUID

from stdnum.iso7064 import mod_37_36

from linli.kernel.errors import Conflict, Invalid
from linli.rounds.rules.kinds import POOL_SIZES


class Result(StrEnum):
    NEGATIVE = "negative"
    POSITIVE = "positive"
    UNCLEAR = "unclear"  # sampled again, like a positive pool


@dataclass(frozen=True)
class Tube:
    """`site`: where it was opened; `members` in the order sampled; `result` once there is one."""

    code: str
    size: int
    site: UUID
    members: tuple[UUID, ...] = ()
    closed: bool = False
    result: Result | None = None


Tubes = Mapping[str, Tube]  # those of one testing round, by code


def labels(prefix: str, taken: Iterable[range], count: int) -> tuple[range, list[str]]:
    """The next `count` numbers behind all print runs of the round and their codes, each with a check character. Two
    prints at once must take turns, or the second gets a range that overlaps: `check_run` finds it."""
    start = max((run.stop for run in taken), default=1)
    run = range(start, start + count)
    return run, [_with_check(f"{prefix}{number:06}") for number in run]


def check_run(run: range, taken: Iterable[range]) -> None:
    """Raises Conflict when a number of the run was printed before."""
    if any(run.start < other.stop and other.start < run.stop for other in taken):
        raise Conflict("rounds.tube_printed")


def read_code(typed: str) -> str:
    """A code as typed or scanned. Raises Invalid for one with a wrong digit."""
    code = "".join(typed.split()).upper()
    if not mod_37_36.is_valid(code):
        raise Invalid("rounds.tube_code", field="tube", typed=typed[:20])
    return code


def open_tube(tubes: Tubes, code: str, size: int, site: UUID) -> Tube:
    """The tube, open at the site. Raises Conflict when a label of the same code is in use elsewhere, or with another
    size."""
    if size not in POOL_SIZES:
        raise Invalid("rounds.tube_size", field="size", typed=size)
    known = tubes.get(code)
    if known is None:
        return Tube(code, size, site)
    if known.site != site or known.size != size:
        raise Conflict("rounds.tube_elsewhere", tube=code)
    return known


def put(tubes: Tubes, code: str, person: UUID) -> Tube:
    """The tube with the person in it. Raises Invalid for an unknown tube, Conflict for a full or closed one and for
    somebody who is in a tube of this round whose result still counts."""
    tube = _known(tubes, code)
    if person in tube.members:
        return tube
    if other := next((one for one in tubes.values() if person in one.members and not _again(one)), None):
        raise Conflict("rounds.tube_twice", tube=other.code)
    if tube.closed or tube.result is not None:
        raise Conflict("rounds.tube_closed", tube=code)
    if len(tube.members) >= tube.size:
        raise Conflict("rounds.tube_full", tube=code, size=tube.size)
    recalled = next((one for one in tubes.values() if person in one.members), None)
    if recalled and tube.size != 1:
        raise Conflict("rounds.tube_single", tube=recalled.code)
    return replace(tube, members=(*tube.members, person))


@dataclass(frozen=True)
class Results:
    """`tubes`: those that changed. `refused`: (code, why), each row that was not taken; `recalled`: who must be sampled
    again alone; `positive`: who alone was positive."""

    tubes: tuple[Tube, ...]
    refused: tuple[tuple[str, str], ...]
    recalled: tuple[UUID, ...]
    positive: tuple[UUID, ...]


def take_results(tubes: Tubes, rows: Iterable[tuple[str, Result]]) -> Results:
    """Rows of the laboratory. Sent again they change nothing; another result for a tube that has one is for a person
    to decide and changes nothing either."""
    now, changed, refused = dict(tubes), {}, []
    for code, result in rows:
        tube = now.get(code)
        if tube is None:
            refused.append((code, "rounds.tube_unknown"))
        elif not tube.members:
            refused.append((code, "rounds.tube_empty"))
        elif tube.result not in {None, result}:
            refused.append((code, "rounds.tube_contradicts"))
        elif tube.result is None:
            now[code] = changed[code] = replace(tube, result=result, closed=True)
    again = [person for tube in changed.values() if _again(tube) for person in tube.members]
    alone = [
        person
        for tube in changed.values()
        if tube.size == 1 and tube.result is Result.POSITIVE
        for person in tube.members
    ]
    return Results(tuple(changed.values()), tuple(refused), tuple(again), tuple(alone))


def _again(tube: Tube) -> bool:
    """Whether its members are sampled again: of a single positive one they are not, it says enough."""
    return tube.result is Result.UNCLEAR or (tube.result is Result.POSITIVE and tube.size > 1)


def _known(tubes: Tubes, code: str) -> Tube:
    if code not in tubes:
        raise Invalid("rounds.tube_unknown", field="tube", tube=code)
    return tubes[code]


def _with_check(code: str) -> str:
    return code + str(mod_37_36.calc_check_digit(code))
