"""Where the rows of a file lie in the tree: which doors exist, which would be made, which cannot be made.

An import runs at a place and may write only below it. A community is never made by an import, because a typing error
would make one; communities come from the official codes on the page of places.
"""

from collections import defaultdict
from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from linli.access.rules import SEGMENT
from linli.kernel.errors import Invalid
from linli.people.imports.addresses import NONE
from linli.people.imports.rows import Rows
from linli.people.imports.streets import Streets
from linli.places.actions.growing import check_chain
from linli.places.alike import Alike
from linli.places.chains import Found, Index, resolve
from linli.places.floors import Floors
from linli.places.meanings import Meaning, Meanings
from linli.places.models import Place
from linli.places.patterns import Chain
from linli.places.queries import line
from linli.places.rules import DEPTH, PlaceKind, floor_of, is_odd, may_lie_in, name_fault, normal_name, shown_name
from linli.places.written import normal_chain


@dataclass
class Territory:
    """By index of a chain in `Rows.chains`: `below` is the chain from the root down, `doors` the place it names, None
    if it does not exist yet; `faults` why it cannot be used; `same_as` a fuller chain of the file that names its
    door; `alike` a name in it that is asked about."""

    root: Place
    index: Index
    below: list[Chain] = field(default_factory=list)
    doors: list[Found | None] = field(default_factory=list)
    faults: dict[int, str] = field(default_factory=dict)
    shops: list[Chain] = field(default_factory=list)
    same_as: dict[int, int] = field(default_factory=dict)
    alike: list[Alike | None] = field(default_factory=list)

    def paths(self) -> dict[int, str]:
        return {at: door.path for at, door in enumerate(self.doors) if door}

    def identities(self) -> dict[int, Hashable]:
        """Equal for two chains that lead to one door: its path, or for a door to be made its normal chain. The fullest
        chain of a door comes first."""
        usable = [at for at in range(len(self.doors)) if at not in self.faults]
        return {at: self.identity(at) for at in sorted(usable, key=self.same_as.__contains__)}

    def identity(self, at: int) -> Hashable:
        at = self.same_as.get(at, at)
        door = self.doors[at]
        return door.path if door else normal_chain(self.below[at])


class _Above(NamedTuple):
    """Values common to the doors of one floor, stairwell or building: worked out once for all of them.

    `floor`: the number of the floor that the chain ends with, `bare`: what it means without that floor; `floored`:
    doors with numbers lie on floors here.
    """

    meaning: Meaning
    fault: str
    floored: bool = False
    floor: str = ""
    bare: Meaning | None = None


def survey(root: Place, rows: Rows, said: Mapping[str, str], *, makes: bool = True) -> Territory:
    """Check every chain of the file once. Three queries, whatever the number of rows. `said`, `makes`: as in
    `Meanings`."""
    land = Territory(root, Index(root))
    lies_in = line(root)
    names = {place.kind: place.name for place in lies_in}
    streets = Streets(lies_in, land.index, rows.chains, said)
    below = {chain: _below(root, *streets.left_out(chain), names) for chain in {chain[:-1] for chain in rows.chains}}
    meanings = Meanings(
        land.index, [named for named, _alike, fault in below.values() if not fault], makes=makes, said=said
    )
    floors = Floors(root, land.index)
    known = {chain: _above(land, meanings, floors, *told) for chain, told in below.items()}
    known |= {chain: _in_no_compound(land, known[chain]) for chain in known if (PlaceKind.COMPOUND, NONE) in chain}
    for at, chain in enumerate(rows.chains):
        above, (kind, name) = known[chain[:-1]], chain[-1]
        door = _door(land, meanings, above, kind, name)
        land.below.append(chain if door.chain == chain else door.chain)  # one shared object, to save memory
        land.doors.append(door.found)
        land.alike.append(above.meaning.alike)
        fault = above.fault or _door_fault(door.chain[-2][0] if door.chain[1:] else PlaceKind(root.kind), kind, name)
        if fault or door.doubt:
            land.faults[at] = fault or "imports.which_door"
    _find_fuller(land)
    if not makes:
        _reject_missing(land)
        return land
    shops = (_below(root, *streets.left_out(chain), names) for chain in rows.shops)
    land.shops = [below for below, _alike, fault in shops if below and not fault]
    return land


def _above(
    land: Territory, meanings: Meanings, floors: Floors, below: Chain, alike: Alike | None, fault: str
) -> _Above:
    if fault:
        return _Above(Meaning(below, None, alike=alike), fault)
    meaning, floor, bare = meanings.of(below), "", None
    fault = _chain_fault(land.root, below, land.index)
    if meaning.doubt and not fault:
        fault = "imports.place_alike" if meanings.asks(meaning) else "imports.which_place"
    if not fault and meaning.found is None and any(is_odd(*step) for step in _missing(meanings, below)):
        fault = "imports.place_odd"
    floored = (meaning.found is not None and meaning.found.path in land.index.floored) or (
        not fault and floors.count_in(below)
    )
    if below and below[-1][0] is PlaceKind.FLOOR:
        floor, bare = normal_name(*below[-1]), meanings.of(below[:-1])
        fault = "" if bare.found and fault == "imports.which_place" else fault
    return _Above(meaning._replace(alike=meaning.alike or alike), fault, floored, floor, bare)


def _in_no_compound(land: Territory, above: _Above) -> _Above:
    """The file says that the building lies in no compound, so it is not the one of a compound."""
    meaning = above.meaning
    lies_in = set(land.index.line(meaning.found)) if meaning.found else {kind for kind, _name in meaning.chain}
    return above._replace(fault=above.fault or "imports.which_place") if PlaceKind.COMPOUND in lies_in else above


def _missing(meanings: Meanings, below: Chain) -> Chain:
    """The steps of a chain that would be made."""
    return tuple([step for at, step in enumerate(below) if meanings.of(below[: at + 1]).found is None])


def _door(land: Territory, meanings: Meanings, above: _Above, kind: PlaceKind, name: str) -> Meaning:
    """A numbered door says its floor: it is the one that lies on no floor, and lies on a floor where others do."""
    if above.fault:
        return Meaning((*above.meaning.chain, (kind, name)), None)
    door, number = meanings.within(above.meaning, (kind, name)), floor_of(name)
    if door.found or not number:
        return door._replace(doubt=door.doubt or _may_lie_elsewhere(land, above, door, number))
    if above.bare and above.floor == number:
        bare = meanings.within(above.bare, (kind, name))
        return bare if bare.found else door
    if above.floored:
        return meanings.within(meanings.within(above.meaning, (PlaceKind.FLOOR, number)), (kind, name))
    return door


def _may_lie_elsewhere(land: Territory, above: _Above, door: Meaning, number: str) -> bool:
    """东户 without a floor may be that of any floor, though only one of them is known."""
    if number or above.floor or door.found is None:
        return False
    lies_in = land.index.named(door.found.path[:-SEGMENT])
    return lies_in is not None and lies_in[0] is PlaceKind.FLOOR


_PASSED_OVER = frozenset({PlaceKind.STAIRWELL, PlaceKind.FLOOR})


def _find_fuller(land: Territory) -> None:
    """A door written without its stairwell or floor is the one that another row names in full: "3号楼101" is "3号楼
    1单元101". Where it may be several, the row is asked about."""
    if len({tuple([kind for kind, _name in below]) for below in land.below}) < 2:
        return
    fuller: dict[Chain, list[int]] = defaultdict(list)
    for at, below in enumerate(land.below):
        if at not in land.faults:
            for less in _shortened(below):
                fuller[less].append(at)
    short = [at for at, below in enumerate(land.below) if at not in land.faults and not _is_full(below)]
    for at in sorted(short, key=lambda at: -len(land.below[at])):
        _take_fuller(land, at, fuller.get(normal_chain(land.below[at]), []))


def _is_full(below: Chain) -> bool:
    return sum(kind in _PASSED_OVER for kind, _name in below) == len(_PASSED_OVER)


def _shortened(below: Chain) -> list[Chain]:
    """The normal chain without its stairwell, its floor, or both."""
    kinds = [kind for kind, _name in below if kind in _PASSED_OVER]
    if not kinds:
        return []
    chain = normal_chain(below)
    left_out = [{kind} for kind in kinds] + [set(kinds)] * (len(kinds) > 1)
    return [tuple([step for step in chain if step[0] not in out]) for out in left_out]


def _take_fuller(land: Territory, at: int, fuller: list[int]) -> None:
    door, above = land.doors[at], resolve_one(land.below[at][:-1], land.index)
    if door and above and door.path[:-SEGMENT] == above.path:
        return  # the tree has just this door
    candidates = {land.identity(other): land.same_as.get(other, other) for other in fuller if other not in land.faults}
    found = candidates.keys() | ({door.path} if door else set())
    if len(found) > 1 or any(_tells_more(land.below[at], land.below[other]) for other in candidates.values()):
        land.faults[at] = "imports.which_door"
    elif candidates and door is None:
        land.same_as[at] = next(iter(candidates.values()))


def _tells_more(below: Chain, fuller: Chain) -> bool:
    """Whether only `fuller` says on which floor the door is: 东户 without a floor may be that of any."""
    return not floor_of(below[-1][1]) and _has_floor(fuller) and not _has_floor(below)


def _has_floor(below: Chain) -> bool:
    return len(below) > 1 and below[-2][0] is PlaceKind.FLOOR


def _reject_missing(land: Territory) -> None:
    """Where nothing is to be made."""
    for at in range(len(land.doors)):
        if land.doors[land.same_as.get(at, at)] is None:
            land.faults.setdefault(at, "imports.place_missing")


def _below(
    root: Place, chain: Chain, alike: Alike | None, fault: str, names: dict[str, str]
) -> tuple[Chain, Alike | None, str]:
    """The part of `chain` below the root; the part at and above the root must match it. `alike`, `fault`: of the street
    that it names."""
    depth = DEPTH[PlaceKind(root.kind)]
    for kind, name in chain:
        mine = names.get(kind) if DEPTH[kind] <= depth else None
        if mine is not None and normal_name(kind, mine) != normal_name(kind, name):
            return chain, alike, fault or "imports.out_of_scope"
    return tuple([step for step in chain if DEPTH[step[0]] > depth and step[1] != NONE]), alike, fault


def resolve_one(chain: Chain, index: Index) -> Found | None:
    found: Found | None = index.root
    for kind, name in chain:
        found = index.child(found.path, kind, name) if found else None
    return found


def _chain_fault(root: Place, below: Chain, index: Index) -> str:
    """Why no door can be there; "" where one can."""
    first = below[0] if below else None
    if first and first[0] is PlaceKind.COMMUNITY and index.child(root.path, *first) is None:
        return "imports.no_such_community"
    if root.kind == PlaceKind.SUBDISTRICT and not (first and first[0] is PlaceKind.COMMUNITY):
        return "imports.no_community"
    try:
        check_chain(PlaceKind(root.kind), below)
    except Invalid as refusal:
        return refusal.code
    return ""


def _door_fault(above: PlaceKind, kind: PlaceKind, name: str) -> str:
    return name_fault(shown_name(kind, name)) if may_lie_in(kind, above) else "places.cannot_lie_in"


def to_be_made(land: Territory, wanted: set[int], shops: Collection[Chain] = ()) -> Collection[Chain]:
    """The places that the chains `wanted` (indexes) and `shops` would add, each once: shown in the preview."""
    level = {land.below[at] for at in wanted if land.doors[at] is None}
    level |= set(shops) - resolve(land.root, shops, land.index).keys()
    normals, made = dict[Chain, Chain](), dict[Chain, Chain]()
    while level:
        for chain in sorted(level):
            made.setdefault(_normal(chain, normals), chain)
        above = {chain[:-1] for chain in level if len(chain) > 1}
        level = above - resolve(land.root, above, land.index).keys()
    return made.values()


def _normal(chain: Chain, known: dict[Chain, Chain]) -> Chain:
    """The chain with normalised names: "3栋" and "3号楼" are one place to make."""
    if not chain:
        return ()
    above = known.get(chain[:-1])
    if above is None:
        above = known[chain[:-1]] = _normal(chain[:-1], known)
    kind, name = chain[-1]
    return (*above, (kind, normal_name(kind, name)))
