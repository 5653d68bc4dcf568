"""Which doors must lie on a floor that nobody has named.

Floors matter where the mode in force has floor leaders: without floors nobody could be such a leader, and every home of
a freshly imported street would be reported as a gap. The import makes floors for new doors; `lacking` finds older doors
by the same rule.
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
    """Whether a mode with floor leaders is in force: loaded at, above and below `root`. Two queries."""

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
    """For one import: whether a door that the file names needs a floor that the file does not name."""

    def __init__(self, root: Place, index: Index) -> None:
        self._index = index
        self._indoors = DEPTH[PlaceKind(root.kind)] >= DEPTH[PlaceKind.BUILDING]
        self._led = Led(root)

    def count_in(self, above: Chain) -> bool:
        """Whether a numbered door in `above`, which need not exist yet, needs a floor."""
        kinds = {kind for kind, _name in above}
        if PlaceKind.FLOOR in kinds or not (self._indoors or PlaceKind.BUILDING in kinds):
            return False
        path = self._index.root.path
        for kind, name in above:  # a place that does not exist yet will have the mode of its parent
            found = self._index.child(path, kind, name)
            if found is None:
                break
            path = found.path
        return self._led.at(path)


class Door(NamedTuple):
    """A door in a building or stairwell that needs a floor. `floor` is "" when its number does not name one."""

    id: UUID
    path: str
    name: str
    parent: UUID
    floor: str


@dataclass
class Lacking:
    """What giving floors to the doors below one place would change.

    `moves`: doors that get a floor. `floors`: existing floors by (path of building or stairwell, number). `unsaid`:
    doors whose number names no floor; `doubled`: doors whose floor already has a door of that name; both stay where
    they are.
    """

    moves: list[Door] = field(default_factory=list)
    unsaid: list[Door] = field(default_factory=list)
    doubled: list[Door] = field(default_factory=list)
    floors: dict[tuple[str, str], Found] = field(default_factory=dict)

    @property
    def stay(self) -> list[Door]:
        return self.unsaid + self.doubled

    def missing(self) -> list[tuple[Found, str]]:
        """(building or stairwell, number) of each floor to make, from the lowest up."""
        wanted = {(Found(door.parent, parent_path(door.path)), door.floor) for door in self.moves}
        new = [(above, floor) for above, floor in wanted if (above.path, floor) not in self.floors]
        return sorted(new, key=lambda pair: (pair[0].path, int(pair[1])))


def posts_of_floors() -> set[UUID]:
    """The posts that some mode has at floors: a gap of such a post, at a place without floors, means that floors are
    missing."""
    return set(Level.objects.filter(place_kind=PlaceKind.FLOOR).values_list("post", flat=True))


def doors_without(root: Place) -> QuerySet[Place]:
    """Open doors directly in a building or stairwell at or below `root`, whatever the mode."""
    rows = Place.objects.under(root.path).filter(kind=PlaceKind.DOOR, closed_on=None)
    return rows.filter(parent__kind__in=_INDOORS)


def count_lacking(root: Place) -> int:
    """How many doors at and below `root` need a floor: two queries when no mode has floor leaders, else three."""
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
