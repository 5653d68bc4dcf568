"""What a phone sends becomes one record of each door: in any order, sent twice, from several phones, by wrong clocks.

A door has a *trunk*: the pieces taken, each with the version it made, never changed and never taken out. A *branch* is
what one phone wrote of one door under one lease, its pieces numbered from 1. A piece says which version of the trunk
the phone had seen (`base`), and under which `epoch`: after a restore from a backup the trunk begins a new one, and a
base of another epoch counts as 0, so that rather too much is marked than too little.

- A piece is taken when the one before it in its branch is there. Until then it is held: safe, shown beside the door.
- After a set time it is taken without it, with a mark; when the missing one comes later it is taken and marked too.
- Two pieces of different branches, neither of whose phones had seen the other, are both kept and both marked.
- Every piece gets a receipt: taken, held, refused and why, or doubled.

What stands in the trunk at the end, in which order it is read (`in_order`) and what is marked does not depend on the
order of arrival; only the numbers of the versions do.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

FORCE_AFTER = timedelta(hours=24)
TOLERANCE = timedelta(minutes=10)  # how far a clock may be off before it is not believed


@dataclass(frozen=True, slots=True)
class Piece:
    """One visit of one door, as the phone made it. `id`: made by the phone. `number`: from 1 in its branch. `at`: by
    the phone's clock; `offset`: what the server's clock was ahead of it at the last contact; `listed_at`: when the
    server made the list that the phone walked by. `digest`: of all that the visit says."""

    id: UUID
    door: UUID
    branch: UUID
    number: int
    base: int
    epoch: int
    at: datetime
    offset: timedelta
    listed_at: datetime
    digest: str

    @property
    def when(self) -> datetime:
        """By the server's clock, as far as the phone can know it."""
        return self.at + self.offset


class Take(StrEnum):
    TAKEN = "taken"
    HELD = "held"
    REFUSED = "refused"
    DOUBLED = "doubled"


class Mark(StrEnum):
    """What a person looks at. The piece counts all the same."""

    CONCURRENT = "concurrent"  # somebody else was there too, and neither knew of it
    FORCED = "forced"  # taken without the one before it
    LATE = "late"  # came after one that was taken without it
    FORKED = "forked"  # two pieces of one branch have the same number
    CLOCK = "clock"  # the time cannot be true; the time of the list stands for it


@dataclass(frozen=True, slots=True)
class Receipt:
    """`stands`: what has become of the piece, for one that was sent twice: taken, held or refused. `code`: why it was
    refused. `version`: the one it made, 0 while it is not taken. A phone forgets a piece that stands taken, held or
    refused, and shows a refused one to whoever wrote it."""

    piece: UUID
    take: Take
    stands: Take
    code: str = ""
    version: int = 0


@dataclass(frozen=True, slots=True)
class Taken:
    """A piece in the trunk. `when`: by which it is read; see `believed`."""

    piece: Piece
    version: int
    when: datetime


@dataclass(frozen=True, slots=True)
class Held:
    piece: Piece
    since: datetime


@dataclass
class Door:
    """The record of one door. `marks`: piece -> its marks; a mark is never taken off by a later piece."""

    id: UUID
    epoch: int = 0
    trunk: list[Taken] = field(default_factory=list)
    backlog: dict[UUID, Held] = field(default_factory=dict)
    marks: dict[UUID, set[Mark]] = field(default_factory=dict)

    @property
    def version(self) -> int:
        return len(self.trunk)

    def find(self, piece: UUID) -> tuple[Piece, int] | None:
        """The piece of that id and the version that it made, 0 while it is held."""
        held = self.backlog.get(piece)
        if held:
            return held.piece, 0
        return next(((taken.piece, taken.version) for taken in self.trunk if taken.piece.id == piece), None)


Judge = Callable[[Piece], str]  # "" or the code of a refusal: the lease, the round, the form


def take(
    doors: Mapping[UUID, Door], pieces: Iterable[Piece], *, now: datetime, judge: Judge = lambda _: ""
) -> list[Receipt]:
    """Take a batch into the doors, which are changed. One receipt for each piece, in the order sent; a piece held by
    the first half of a batch and released by the second says taken."""
    sent = list(pieces)
    takes = [_take_one(doors, piece, now, judge) for piece in sent]
    return [_receipt(doors, piece, took) for piece, took in zip(sent, takes, strict=True)]


def force(door: Door, now: datetime, after: timedelta = FORCE_AFTER) -> list[Piece]:
    """Take what was held for so long, the lowest number of each branch first, with what follows on it. Returns what was
    taken."""
    before = len(door.trunk)
    for held in sorted(door.backlog.values(), key=lambda one: (one.piece.branch, one.piece.number, one.piece.id)):
        if held.piece.id in door.backlog and held.since + after <= now:
            _mark(door, held.piece, Mark.FORCED)
            _apply(door, held.piece, held.since)
    return [taken.piece for taken in door.trunk[before:]]


def _take_one(doors: Mapping[UUID, Door], piece: Piece, now: datetime, judge: Judge) -> tuple[Take, str]:
    door = doors.get(piece.door)
    if door is None:
        return Take.REFUSED, "rounds.sync_no_door"
    known = door.find(piece.id)
    if known:
        return (Take.DOUBLED, "") if known[0] == piece else (Take.REFUSED, "rounds.sync_changed")
    if code := _fault(door, piece) or judge(piece):
        return Take.REFUSED, code
    if _has_predecessor(door, piece):
        _apply(door, piece, now)
        return Take.TAKEN, ""
    door.backlog[piece.id] = Held(piece, now)
    return Take.HELD, ""


def _receipt(doors: Mapping[UUID, Door], piece: Piece, took: tuple[Take, str]) -> Receipt:
    take, code = took
    if take is Take.REFUSED:
        return Receipt(piece.id, take, take, code)
    found = doors[piece.door].find(piece.id)
    assert found is not None, "neither in the trunk nor in the backlog"
    stands = Take.TAKEN if found[1] else Take.HELD
    return Receipt(piece.id, take if take is Take.DOUBLED else stands, stands, version=found[1])


def _fault(door: Door, piece: Piece) -> str:
    if piece.number < 1 or piece.base < 0:
        return "rounds.sync_not_whole"
    if piece.epoch > door.epoch or (piece.epoch == door.epoch and piece.base > door.version):
        return "rounds.sync_ahead"
    return ""


def _has_predecessor(door: Door, piece: Piece) -> bool:
    before = piece.number - 1
    return before == 0 or any(t.piece.branch == piece.branch and t.piece.number == before for t in door.trunk)


def _apply(door: Door, piece: Piece, received: datetime) -> None:
    """Into the trunk, and after it whatever of its branch waited for it."""
    door.backlog.pop(piece.id, None)
    waiting = [(piece, received)]
    while waiting:
        piece, received = waiting.pop(0)
        _mark_against(door, piece)
        when = believed(piece, received)
        if when != piece.when:
            _mark(door, piece, Mark.CLOCK)
        door.trunk.append(Taken(piece, door.version + 1, when))
        waiting += _released(door, piece)


def _released(door: Door, by: Piece) -> list[tuple[Piece, datetime]]:
    """Those held for this piece, out of the backlog, so that the twin of the piece does not release them again."""
    found = [
        held for held in door.backlog.values() if held.piece.branch == by.branch and held.piece.number == by.number + 1
    ]
    for held in found:
        del door.backlog[held.piece.id]
    return [(held.piece, held.since) for held in sorted(found, key=lambda held: held.piece.id)]


def _mark_against(door: Door, piece: Piece) -> None:
    seen = piece.base if piece.epoch == door.epoch else 0
    own = [taken.piece for taken in door.trunk if taken.piece.branch == piece.branch]
    others = [t.piece for t in door.trunk if t.piece.branch != piece.branch and t.version > seen]
    twins = [other for other in own if other.number == piece.number]
    for others_of, mark in ((others, Mark.CONCURRENT), (twins, Mark.FORKED)):
        for one in (piece, *others_of) if others_of else ():
            _mark(door, one, mark)
    if not twins and any(other.number > piece.number for other in own):
        _mark(door, piece, Mark.LATE)


def _mark(door: Door, piece: Piece, mark: Mark) -> None:
    door.marks.setdefault(piece.id, set()).add(mark)


def believed(piece: Piece, received: datetime) -> datetime:
    """When it happened. A time before the list was made or after it came in cannot be true: then the time of the list,
    which the server itself wrote."""
    if piece.listed_at - TOLERANCE <= piece.when <= received + TOLERANCE:
        return piece.when
    return piece.listed_at


def in_order(door: Door) -> list[Taken]:
    """The trunk as it is read: by time, and inside a branch by number, whatever its clock did."""
    times: dict[UUID, datetime] = {}
    keyed = []
    for taken in sorted(door.trunk, key=lambda one: (one.piece.branch, one.piece.number, one.piece.id)):
        branch = taken.piece.branch
        times[branch] = max(taken.when, times.get(branch, taken.when))
        keyed.append((times[branch], branch, taken.piece.number, taken.piece.id, taken))
    return [row[-1] for row in sorted(keyed, key=lambda row: row[:-1])]


def together(door: Door) -> Iterator[tuple[Piece, Piece]]:
    """The pairs that neither knew of each other, for the card that shows both."""
    for number, taken in enumerate(door.trunk):
        seen = taken.piece.base if taken.piece.epoch == door.epoch else 0
        for other in door.trunk[:number]:
            if other.piece.branch != taken.piece.branch and other.version > seen:
                yield other.piece, taken.piece
