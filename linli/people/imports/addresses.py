"""From the address cells of a row to a chain of places, coarse to fine.

Communities write an address once and leave it blank for the rest of the household, or put it all into one cell, or into
a building column and "2-501". What is blank is taken from the row above only when that is certain (`Addresses.chain`);
a road and number before a compound ("崇文路12号阳光小区") is ignored, because the tree does not need it.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from linli.kernel.sheets import Cell, clean
from linli.places.patterns import Chain
from linli.places.rules import floor_of
from linli.places.written import (
    ALLEY,
    AT,
    BUILDING,
    COMPOUND,
    DOOR,
    KINDS,
    LEVELS,
    SHOP,
    STAIRWELL,
    is_door,
    is_several,
    normal_chain,
    parse_address,
    put,
    same_name,
    split_levels,
    title_levels,
)

MARKET = AT["market"]
_TOWERS = ("大厦", "公寓", "公馆", "楼")
_ONE_EACH = tuple(AT[level] for level in ("community", "grid", "building", "stairwell", "floor"))


class Place(NamedTuple):
    """The place of one row, one value for each level, "" where nothing is known; `fault` is a refusal code or ""."""

    levels: tuple[str, ...]
    chain: Chain
    fault: str


_NAMES_BUILDING = frozenset({"building", "courtyard", "alley", "market", "shop"})


def title_of(sheet: str, file: str) -> str:
    """The sheet's name; the file's, where the sheet is the only one and its own name says nothing."""
    return sheet if not file or title_levels(sheet) else file


def standing_levels(title: str, fields: Collection[str]) -> Mapping[str, str]:
    """What the name of a sheet or a file says of all its rows, whose columns mean `fields`."""
    if "address" in fields:
        return {}
    said = title_levels(title)
    if not _NAMES_BUILDING.isdisjoint(fields):  # the columns say the building
        return {level: name for level, name in said.items() if level == "stairwell" and level not in fields}
    return said


class _Clean(dict[Cell, str]):
    """Raw cell -> text, cached: buildings, stairwells and rooms repeat throughout a register."""

    def __missing__(self, cell: Cell) -> str:
        text = clean(cell)
        text = NONE if _NONE.fullmatch(text) else UNKNOWN if _UNKNOWN.fullmatch(text) else text
        if len(self) < 100_000:
            self[cell] = text
        return text


NONE = "无"  # there is none, and none is taken from the row above
UNKNOWN = "不详"  # there is one, which nobody knows, or which stands in another row
_OF = "(?:单元|楼层|楼栋|楼号|栋号|房号|门牌号?|门牌|小区|住址|地址)"
_NONE = re.compile(rf"[-/\\_.*~]+|(?:无|没有|暂无){_OF}?")
_UNKNOWN = re.compile(
    rf"{_OF}?(?:不详|未知|待核实?|待查|待定|待补充?|待确认|未核实|不清楚?|不明|同一?户|同上户|同[一左]地?址?|[详请]?见上面?|未登记|未填写?"
    r"|[?？]+|#+)"
)
NOWHERE = Place(("",) * len(LEVELS), (), "imports.no_address")


class Addresses:
    """Turns rows of address cells into chains, remembering the row above within one sheet.

    `columns` is the level (or "address") of each cell passed to `place`. Different spellings of one address ("4栋",
    "4号楼") give one chain, the first that was met. `standing`: levels of every row that names no building of its
    own, as the sheet's name says them.
    """

    def __init__(self, columns: Sequence[str], standing: Mapping[str, str] | None = None) -> None:
        self.columns = list(columns)
        self._standing = dict(standing or {})
        self._at = [AT.get(column, -1) for column in columns]
        self._above_named = [at for at in (0, 1) if LEVELS[at] in columns or "address" in columns]
        self.above = NOWHERE
        self._by_column = [at for at in (0, 1) if LEVELS[at] in columns]
        self._clean = _Clean()
        self._spelt: dict[Chain, Chain] = {}
        self._whole: dict[tuple[Cell, ...], Place] = {}
        self._after: dict[tuple[tuple[str, ...], tuple[Cell, ...], bool], Place] = {}

    def begin(self, levels: Mapping[str, str]) -> None:
        """The rows from here on are of this building, until one says another; without `levels`, of none."""
        if not levels:
            self.above = NOWHERE
            return
        above = list(self.above.levels[:COMPOUND]) + [""] * (len(LEVELS) - COMPOUND)
        put(above, levels)
        self.above = Place(tuple(above), (), "imports.no_door")

    def place(self, cells: tuple[Cell, ...], *, member: bool = False) -> Place:
        """The place of one row. Repeated cells are looked up in the cache, because most rows repeat the row above.

        `member`: the row is somebody's spouse, child, …, so a blank door means the door above.
        """
        found = self._whole.get(cells)
        if found is None:
            key = (self.above.levels, cells, member)
            found = self._after.get(key)
            if found is None:
                found = self._read(cells, member=member)
                if cells not in self._whole:
                    self._after[key] = found
        self.above = found
        return found

    def _read(self, cells: tuple[Cell, ...], *, member: bool) -> Place:
        own, written, agree, none = self._own_levels(cells)
        above = self.above.levels
        if not agree or UNKNOWN in own[COMPOUND:]:
            return Place(NOWHERE.levels, (), "imports.address_none" if agree else "imports.address_differs")
        if written or none:
            levels = self._whole_address(own)
        else:
            levels = above if member and _same_home(own, above) else inherited(own, above)
        levels = self._by_title(levels) if self._standing else levels
        chain, fault = chain_of(levels)
        if fault and none:
            return Place(NOWHERE.levels, (), "imports.address_none")
        found = Place(levels, self._spelt.setdefault(normal_chain(chain), chain), fault)
        alone = self._by_column if written or none else self._above_named
        if own[DOOR] and any(own[COMPOUND:STAIRWELL]) and all(own[at] for at in alone):
            self._whole[cells] = found
        return found

    def _by_title(self, levels: tuple[str, ...]) -> tuple[str, ...]:
        """The building of the sheet's name for a row without one, its stairwell for a row with a building."""
        fits = bool(levels[BUILDING]) is ("building" not in self._standing) and not any(levels[ALLEY:BUILDING])
        completed = list(levels)
        if fits:
            put(completed, self._standing)
        return tuple(completed)

    def _whole_address(self, own: Sequence[str]) -> tuple[str, ...]:
        """Somebody wrote an address: of the row above only its columns of community and grid are taken."""
        levels = list(own)
        for at in self._by_column:
            if not levels[at] and (at == 0 or not own[0] or same_name(0, own[0], self.above.levels[0])):
                levels[at] = self.above.levels[at]
        return tuple(levels)

    def _own_levels(self, cells: tuple[Cell, ...]) -> tuple[list[str], bool, bool, bool]:
        """What the row itself says, whether it has a cell with an address in it, whether its cells agree, and whether
        one below the grid says that there is none."""
        own = [""] * len(LEVELS)
        combined, none = "", False
        for column, at, text in zip(self.columns, self._at, map(self._clean.__getitem__, cells), strict=True):
            if text == NONE and (at < 0 or at >= COMPOUND):
                none = True
            elif column == "address":
                combined = text
            elif text:
                own[at] = text
        if combined == UNKNOWN:
            own[DOOR], combined = UNKNOWN, ""
        agree = True
        building = own[BUILDING] or (self._standing.get("building", "") if not any(own[ALLEY:BUILDING]) else "")
        if combined:
            agree = put(own, parse_address(combined, building=bool(building), stairwell=bool(own[STAIRWELL])))
        agree &= split_levels(own, building=bool(building))
        if own[COMPOUND] and own[ALLEY] and (own[BUILDING] or own[STAIRWELL]):
            own[ALLEY] = ""  # the road that the compound lies at
        return own, bool(combined), agree, none


def _same_home(own: Sequence[str], above: tuple[str, ...]) -> bool:
    """Whether a row without a door repeats the row above, as merged cells and 同上 do."""
    if own[DOOR] or own[SHOP]:
        return False
    return all(not mine or same_name(at, mine, above[at]) for at, mine in enumerate(own))


def inherited(own: Sequence[str], above: tuple[str, ...]) -> tuple[str, ...]:
    """`own`, completed by the row above where that is certain.

    Without any address: the same home as above. Only a room: the same building or courtyard as above. With a building,
    courtyard, alley, market or compound of its own: only community and grid may come from above, the grid only while
    the community stays the same.
    """
    levels = list(own)
    middle, fine = any(own[COMPOUND:STAIRWELL]), any(own[STAIRWELL:])
    same_community = not own[0] or same_name(0, own[0], above[0])
    same_grid = same_community and (not own[1] or same_name(1, own[1], above[1]))
    levels[0] = own[0] or above[0]
    if same_community:
        levels[1] = own[1] or above[1]
    if middle or not same_grid:
        return tuple(levels)
    levels[2 : BUILDING + 1] = above[2 : BUILDING + 1]
    if not fine:
        levels[STAIRWELL:] = above[STAIRWELL:]
    elif not own[STAIRWELL]:
        levels[STAIRWELL] = above[STAIRWELL]
    return tuple(levels)


def chain_of(levels: Sequence[str]) -> tuple[Chain, str]:
    """(chain, "") or ((), refusal code). A shop without a door gets a door with the shop's name, because people live
    behind it."""
    if not any(levels):
        return (), "imports.no_address"
    named = ["" if name == NONE else name for name in levels] if NONE in levels else list(levels)
    if named[SHOP] and not named[DOOR]:
        named[DOOR] = named[SHOP]
    if not named[DOOR]:
        return (), "imports.no_door"
    if not is_door(named[DOOR]) and not named[SHOP] and not named[MARKET]:
        return (), "imports.address_unread"
    if not any(named[COMPOUND:STAIRWELL]) or _lacks_building(named):  # a stairwell is in every building
        return (), "imports.no_building"
    if any(named[at] and is_several(named[at]) for at in _ONE_EACH):
        return (), "imports.several_places"
    return tuple([(kind, name) for kind, name in zip(KINDS[:SHOP], named, strict=False) if name]), ""


def _lacks_building(named: Sequence[str]) -> bool:
    """Room 501 of a compound is in every building of it; villa 5 is not, nor is a room of a tower."""
    if any(named[ALLEY:STAIRWELL]) or named[STAIRWELL]:
        return not any(named[ALLEY:STAIRWELL])
    return bool(floor_of(named[DOOR])) and not named[COMPOUND].endswith(_TOWERS)
