"""Who goes to which door: each due check to the lowest named leader whose place holds it.

Checks and seats both come in order of path, as an index gives them, and are walked side by side: above a door there are
at most as many seats as the tree has levels, so the memory needed is that of one line from the street to the door, and
a street or a city takes the same. Nothing is shuffled: whoever is first named at a place has its doors.

Somebody away is stood in for by a deputy of the same seat; without one, the check goes up. Where nobody of the whole
line is there, it stays with the first one named above, who is told why.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, TypeVar
from uuid import UUID

C = TypeVar("C")


class How(StrEnum):
    LEADER = "leader"
    DEPUTY = "deputy"
    ABOVE = "above"  # somebody lower should have it, and cannot
    AWAY = "away"  # everybody of the line is away: it stays with the first named
    NOBODY = "nobody"  # nobody is named at all


class Why(StrEnum):
    VACANT = "vacant"
    AWAY = "away"


@dataclass(frozen=True, slots=True)
class Seat:
    """A post at a place, held or not. `rank`: among posts of one place the lower comes first. `holders` and `deputies`
    in the order of their terms."""

    path: str
    rank: int
    post: UUID
    holders: tuple[UUID, ...] = ()
    deputies: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class Passed:
    """A seat that should have had the check, and why it has not."""

    path: str
    post: UUID
    why: Why


@dataclass(frozen=True, slots=True)
class Answer:
    """`to`: None where nobody is named. `at`: the path of the seat. `passed`: the seats below that were passed over,
    the lowest first: the reason shown beside the door."""

    to: UUID | None
    how: How
    at: str
    passed: tuple[Passed, ...] = ()


@dataclass(frozen=True, slots=True)
class Assigned(Generic[C]):
    path: str
    check: C
    answer: Answer


def assign(
    checks: Iterable[tuple[str, C]], seats: Iterable[Seat], away: Collection[UUID] = frozenset()
) -> Iterator[Assigned[C]]:
    """Each check with its answer, in the order given. `checks`: (path of the door, what it is), in order of path;
    `seats`: in order of path. Raises ValueError when either is not."""
    line = _Line(iter(seats), away)
    before = ""
    for path, check in checks:
        if path < before:
            raise ValueError(f"checks are not in order of path: {path} after {before}")
        before = path
        yield Assigned(path, check, line.answer(path))


class _Line:
    """The seats from the root down to the last door asked for."""

    def __init__(self, seats: Iterator[Seat], away: Collection[UUID]) -> None:
        self._seats, self._away = seats, away
        self._above: list[Seat] = []
        self._next = next(seats, None)
        self._answer: Answer | None = None

    def answer(self, path: str) -> Answer:
        """The same object for doors under the same seats."""
        while self._above and not path.startswith(self._above[-1].path):
            self._above.pop()
            self._answer = None
        while self._next is not None and self._next.path <= path:
            seat, self._next = self._next, next(self._seats, None)
            if self._next is not None and self._next.path < seat.path:
                raise ValueError(f"seats are not in order of path: {self._next.path} after {seat.path}")
            if path.startswith(seat.path):  # otherwise it holds none of the doors to come either
                self._above.append(seat)
                self._answer = None
        if self._answer is None:
            self._answer = self._found()
        return self._answer

    def _found(self) -> Answer:
        upwards = sorted(self._above, key=lambda seat: (-len(seat.path), seat.rank))
        passed: list[Passed] = []
        for seat in upwards:
            for people, how in ((seat.holders, How.LEADER), (seat.deputies, How.DEPUTY)):
                here = next((person for person in people if person not in self._away), None)
                if here is not None:
                    return Answer(here, How.ABOVE if passed else how, seat.path, tuple(passed))
            passed.append(Passed(seat.path, seat.post, Why.AWAY if seat.holders or seat.deputies else Why.VACANT))
        return self._left(upwards, tuple(passed))

    def _left(self, upwards: Iterable[Seat], passed: tuple[Passed, ...]) -> Answer:
        for seat in upwards:
            for person in (*seat.holders, *seat.deputies):
                return Answer(person, How.AWAY, seat.path, passed)
        return Answer(None, How.NOBODY, "", passed)


@dataclass(slots=True)
class Load:
    """What one person has to walk. `doors` in order of path, each once: a door has one card, however many checks."""

    person: UUID
    at: str
    doors: list[str] = field(default_factory=list)


def loads(assigned: Iterable[Assigned[C]]) -> dict[UUID, Load]:
    """Person -> load, in order of place. For one street at a time: the doors of a street are what it remembers."""
    found: dict[UUID, Load] = {}
    for one in assigned:
        if one.answer.to is None:
            continue
        load = found.setdefault(one.answer.to, Load(one.answer.to, one.answer.at))
        if not load.doors or load.doors[-1] != one.path:
            load.doors.append(one.path)
    return found
