"""The territory of a case before it is loaded: a tree of places, the people behind the doors, the leaders.

Nothing here touches the database. A case builds a `Street` from its tables; `register` and `roster` write it down as
workbooks, and `load` brings those in the way a user would.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import NamedTuple

from linli.places.rules import PlaceKind

AS_OF = date(2022, 3, 1)  # the day on which every demonstration register was "kept": ages count from here
Chain = tuple[tuple[PlaceKind, str], ...]


class CasePlace:
    """A place of the case. `chain` names it from below the street down; `mode` is the code of the mode it runs."""

    __slots__ = ("chain", "children", "kind", "mode", "name", "parent")

    def __init__(self, kind: PlaceKind, name: str, parent: "CasePlace | None" = None, mode: str = "") -> None:
        self.kind, self.name, self.parent, self.mode = kind, name, parent, mode
        self.children: list[CasePlace] = []
        self.chain: Chain = (*parent.chain, (kind, name)) if parent else ()
        if parent:
            parent.children.append(self)

    def add(self, kind: PlaceKind, name: str, mode: str = "") -> "CasePlace":
        return CasePlace(kind, name, self, mode)

    def walk(self) -> Iterator["CasePlace"]:
        """This place and everything below it, parents first."""
        yield self
        for child in self.children:
            yield from child.walk()

    def of_kind(self, kind: PlaceKind) -> "list[CasePlace]":
        return [place for place in self.walk() if place.kind is kind]

    def above(self, kind: PlaceKind) -> "CasePlace | None":
        """The nearest place of `kind` at or above this one."""
        place: CasePlace | None = self
        while place and place.kind is not kind:
            place = place.parent
        return place


@dataclass(slots=True)
class Person:
    name: str
    sex: str
    born: date
    relation: str
    residence: str
    identity: str = ""
    phone: str = ""
    reach: str = "call"
    needs: tuple[str, ...] = ()

    @property
    def age(self) -> int:
        return AS_OF.year - self.born.year - ((AS_OF.month, AS_OF.day) < (self.born.month, self.born.day))


class Home(NamedTuple):
    door: CasePlace
    people: list[Person]


class Leader(NamedTuple):
    """Somebody in a post (its code) who answers for `charges`."""

    post: str
    name: str
    phone: str
    charges: list[CasePlace]
    unit: str = ""


class Partner(NamedTuple):
    """A unit that works with a place; `seat` is what it does in the place's alliance, "" when it has none."""

    name: str
    kind: str
    place: CasePlace
    seat: str = ""


class Union(NamedTuple):
    """A standing alliance of a place; its seats are the partners that name one."""

    name: str
    kind: str
    place: CasePlace


@dataclass
class Street:
    """One sub-district of a case: `code` is its official statistical code, `ground` its root."""

    code: str
    ground: CasePlace
    homes: list[Home] = field(default_factory=list)
    leaders: list[Leader] = field(default_factory=list)
    partners: list[Partner] = field(default_factory=list)
    unions: list[Union] = field(default_factory=list)
    whole: bool = True  # False: only the communities named in `ground` are set up, not the others of the official list

    @property
    def residents(self) -> int:
        return sum(len(home.people) for home in self.homes)

    def in_post(self, post: str) -> list[Leader]:
        return [leader for leader in self.leaders if leader.post == post]


class BuildingType(NamedTuple):
    """`charges`: the runs of floors that a leader each takes in every stairwell; empty: `doors_each` doors each."""

    floors: int
    stairwells: int
    doors: int  # on one landing of one stairwell
    charges: tuple[int, ...] = ()
    doors_each: int = 0

    @property
    def homes(self) -> int:
        return self.floors * self.stairwells * self.doors

    @property
    def leaders(self) -> int:
        return self.stairwells * len(self.charges) or self.homes // self.doors_each


def raise_building(parent: CasePlace, name: str, form: BuildingType) -> CasePlace:
    """Add a building with its stairwells, floors and doors ("301" is the first door of the third floor)."""
    building = parent.add(PlaceKind.BUILDING, name)
    for stair in range(1, form.stairwells + 1):
        stairwell = building.add(PlaceKind.STAIRWELL, f"{stair}单元")
        for number in range(1, form.floors + 1):
            floor = stairwell.add(PlaceKind.FLOOR, f"{number}层")
            for door in range(1, form.doors + 1):
                floor.add(PlaceKind.DOOR, f"{number}{door:02d}")
    return building


def floor_charges(building: CasePlace, form: BuildingType) -> list[list[CasePlace]]:
    """What each floor leader of the building answers for: a run of floors, or of doors, in one stairwell."""
    charges: list[list[CasePlace]] = []
    for stairwell in building.children:
        parts = stairwell.of_kind(PlaceKind.DOOR) if form.doors_each else stairwell.children
        first = 0
        for run in form.charges or (form.doors_each,) * (len(parts) // form.doors_each):
            charges.append(parts[first : first + run])
            first += run
    return charges


def spread(total: int, parts: int, low: int, high: int, rng: Random) -> list[int]:
    """`parts` whole numbers of [low, high] that sum to `total`, scattered about their mean.

    Raises ValueError when no such numbers exist.
    """
    if not low * parts <= total <= high * parts:
        raise ValueError((total, parts, low, high))
    mean = total / parts
    shares = [min(high, max(low, round(rng.gauss(mean, (high - low) / 5)))) for _ in range(parts)]
    missing = total - sum(shares)
    while missing:
        step = 1 if missing > 0 else -1
        at = rng.randrange(parts)
        if low <= shares[at] + step <= high:
            shares[at] += step
            missing -= step
    return shares


def deal(sizes: Sequence[int], weights: Sequence[int]) -> list[list[int]]:
    """Distribute things of `sizes` to holders of `weights`, the largest first to whoever has least for their weight.

    Returns the positions in `sizes` that each holder got, in ascending order.
    """
    held: list[list[int]] = [[] for _ in weights]
    loads = [0.0] * len(weights)
    for position in sorted(range(len(sizes)), key=lambda p: (-sizes[p], p)):
        holder = min(range(len(weights)), key=lambda h: (loads[h], h))
        held[holder].append(position)
        loads[holder] += sizes[position] / weights[holder]
    return [sorted(positions) for positions in held]


def words(text: str) -> tuple[str, ...]:
    """A table of names written as running text."""
    return tuple(text.split())


def check(figure: str, found: int, wanted: int) -> None:
    """Every published figure of a case is checked when the case is built. Raises ValueError naming the figure."""
    if found != wanted:
        raise ValueError(f"{figure}: {found} instead of {wanted}")
