"""Where doors are to lie on floors though nobody named any.

Floors count where a mode with leaders of floors is in force: without floors nobody could be their leader, and every
home of a freshly imported street would lack one. The import makes them for new doors; `lacking` finds the doors that
were there before such a mode was, by the same rule.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q, QuerySet

from linli.access.models import under
from linli.access.rules import ancestors, parent_path
from linli.places.chains import Chain, Found, Index
from linli.places.models import Level, Place
from linli.places.rules import DEPTH, PlaceKind, floor_of, normal_name

_INDOORS = (PlaceKind.BUILDING, PlaceKind.STAIRWELL)


class Led:
    """Whether a mode with leaders of floors is in force: known at, above and below `root`. Two queries."""

    def __init__(self, root: Place) -> None:
        here = Q(path__in=ancestors(root.path)) | under([root.path])
        led = set(Level.objects.filter(place_kind=PlaceKind.FLOOR).values_list("mode", flat=True))
        rows = Place.objects.filter(here).exclude(mode=None).values_list("path", "mode")
        self._at = {path: mode in led for path, mode in rows}

    def at(self, path: str) -> bool:
        return next((self._at[above] for above in reversed(ancestors(path)) if above in self._at), False)

    def anywhere(self) -> bool:
        return any(self._at.values())


class Floors:
    """For one import: whether a door that a file names belongs on a floor that it does not name."""

    def __init__(self, root: Place, index: Index) -> None:
        self._index = index
        self._indoors = DEPTH[PlaceKind(root.kind)] >= DEPTH[PlaceKind.BUILDING]
        self._led = Led(root)

    def count_in(self, above: Chain) -> bool:
        """Whether a numbered door in `above`, which need not exist yet, belongs on a floor."""
        kinds = {kind for kind, _name in above}
        if PlaceKind.FLOOR in kinds or not (self._indoors or PlaceKind.BUILDING in kinds):
            return False
        path = self._index.root.path
        for kind, name in above:  # what is still to be made will have the mode of the place that it stands in
            found = self._index.child(path, kind, name)
            if found is None:
                break
            path = found.path
        return self._led.at(path)


class Door(NamedTuple):
    """A door that lies in a building or stairwell though it belongs on a floor. `floor` is "" where its number
    does not say which.
    """

    id: UUID
    path: str
    name: str
    parent: UUID
    floor: str


@dataclass
class Lacking:
    """What giving floors to the doors below one place comes to.

    `moves` are those that get one. `floors` are the floors that are there already, by the path of the building or
    stairwell and their number. `unsaid` are doors whose number says no floor, `doubled` those whose floor already
    has a door of that name: both stay where they are.
    """

    moves: list[Door] = field(default_factory=list)
    unsaid: list[Door] = field(default_factory=list)
    doubled: list[Door] = field(default_factory=list)
    floors: dict[tuple[str, str], Found] = field(default_factory=dict)

    @property
    def stay(self) -> list[Door]:
        return self.unsaid + self.doubled

    def missing(self) -> list[tuple[Found, str]]:
        """(building or stairwell, number) of each floor to be made, from the ground up."""
        wanted = {(Found(door.parent, parent_path(door.path)), door.floor) for door in self.moves}
        new = [(above, floor) for above, floor in wanted if (above.path, floor) not in self.floors]
        return sorted(new, key=lambda pair: (pair[0].path, int(pair[1])))


def posts_of_floors() -> set[UUID]:
    """The posts that any mode has at floors: a gap of one of them, at a place without floors, asks for floors."""
    return set(Level.objects.filter(place_kind=PlaceKind.FLOOR).values_list("post", flat=True))


def doors_without(root: Place) -> QuerySet[Place]:
    """Open doors that lie right in a building or stairwell at or below `root`, whatever the mode there."""
    rows = Place.objects.under(root.path).filter(kind=PlaceKind.DOOR, closed_on=None)
    return rows.filter(parent__kind__in=_INDOORS)


def count_lacking(root: Place) -> int:
    """How many doors at and below `root` want a floor: two queries where no mode wants floors, else three."""
    led = Led(root)
    if not led.anywhere():
        return 0
    return sum(led.at(path) for path in doors_without(root).values_list("path", flat=True))


def lacking(root: Place) -> Lacking:
    """Five queries, however many doors there are."""
    led, found = Led(root), Lacking()
    if not led.anywhere():
        return found
    rows = doors_without(root).order_by("path").values_list("id", "path", "name", "parent_id")
    doors = [Door(pk, path, name, parent, floor_of(name)) for pk, path, name, parent in rows if parent and led.at(path)]
    below = Place.objects.under(root.path).filter(closed_on=None)
    floors = below.filter(kind=PlaceKind.FLOOR).order_by("path").values_list("id", "path", "name")
    for pk, path, name in floors:
        found.floors.setdefault((parent_path(path), normal_name(PlaceKind.FLOOR, name)), Found(pk, path))
    on_floors = below.filter(kind=PlaceKind.DOOR, parent__kind=PlaceKind.FLOOR)
    taken = _names(on_floors.values_list("path", "name"))
    for door in doors:
        floor = found.floors.get((parent_path(door.path), door.floor))
        if not door.floor:
            found.unsaid.append(door)
        elif floor and (floor.path, normal_name(PlaceKind.DOOR, door.name)) in taken:
            found.doubled.append(door)
        else:
            found.moves.append(door)
    return found


def _names(rows: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """(path of the floor, normal name) of each door."""
    return {(parent_path(path), normal_name(PlaceKind.DOOR, name)) for path, name in rows}
