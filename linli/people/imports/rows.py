"""The rows of a register as people: one list for each field."""

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, field

from linli.places.patterns import Chain


@dataclass
class Rows:
    """One entry for each row of the user's file, in order. `place` is an index into `chains`, -1 for none.

    `home` numbers the households of the file; `groups` says of each its place and its group there. `fault` is the code
    that rejects the row, or "". `value_faults` are (row, field, code) of values left out. `noted`: needs that the note
    seems to speak of; `partial`: row -> the levels that it says or takes from above, where they are no whole address;
    `gone`: "died", "moved" or "away" where the row says that they no longer live here, "empty" where it says that the
    home is empty or let; `lives`: the residence that the note seems to speak of; `odd`: rows whose name may be
    none; `said`: (row, field) -> what fills the sentence of its value fault.
    """

    sheet: list[int] = field(default_factory=list)
    number: list[int] = field(default_factory=list)
    name: list[str] = field(default_factory=list)
    sex: list[str] = field(default_factory=list)
    born: list[str] = field(default_factory=list)
    relation: list[str] = field(default_factory=list)
    residence: list[str] = field(default_factory=list)
    reach: list[str] = field(default_factory=list)
    kind: list[str] = field(default_factory=list)
    identity: list[str] = field(default_factory=list)
    phone: list[str] = field(default_factory=list)
    note: list[str] = field(default_factory=list)
    needs: list[tuple[tuple[str, str], ...]] = field(default_factory=list)
    noted: list[tuple[tuple[str, str], ...]] = field(default_factory=list)
    since: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    lives: list[str] = field(default_factory=list)
    place: list[int] = field(default_factory=list)
    home: list[int] = field(default_factory=list)
    groups: list[tuple[int, str]] = field(default_factory=list)
    fault: list[str] = field(default_factory=list)
    value_faults: list[tuple[int, str, str]] = field(default_factory=list)
    chains: list[Chain] = field(default_factory=list)
    shops: list[Chain] = field(default_factory=list)
    partial: dict[int, tuple[str, ...]] = field(default_factory=dict)
    odd: set[int] = field(default_factory=set)
    said: dict[tuple[int, str], str] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.number)


def join_doors(rows: Rows, doors: Mapping[int, Hashable]) -> None:
    """One place and its households once, however many addresses led to it: "3号楼 101" is "3号楼 1单元 101" where that
    is the only 101. `doors`: index of a chain -> its door, the chain to keep first."""
    first: dict[Hashable, int] = {}
    same = {at: first.setdefault(door, at) for at, door in doors.items()}
    if all(at == other for at, other in same.items()):
        return
    rows.place = [same.get(at, at) for at in rows.place]
    homes: dict[tuple[int, str], int] = {}
    joined = [homes.setdefault((same.get(at, at), group), home) for home, (at, group) in enumerate(rows.groups)]
    rows.home = [joined[home] for home in rows.home]


def chunks_of(rows: Rows, size: int = 20_000) -> Iterator[tuple[int, int]]:
    for start in range(0, len(rows), size):
        yield start, min(start + size, len(rows))
