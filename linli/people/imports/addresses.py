"""From the address cells of a row to a chain of places, coarse to fine.

Communities write an address once and leave it blank for the rest of the household, or put it all into one cell, or into
a building column and "2-501". What is blank is taken from the row above only when that is certain (`Addresses.chain`);
a road and number before a compound ("崇文路12号阳光小区") is ignored, because the tree does not need it.
"""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from linli.kernel.sheets import Cell, clean
from linli.places.patterns import Chain
from linli.places.rules import PlaceKind, floor_of, normal_name
from linli.places.written import (
    ALLEY,
    AT,
    BUILDING,
    COMPOUND,
    COURTYARD,
    DOOR,
    FLOOR,
    KINDS,
    LETTERS,
    LEVELS,
    SHOP,
    STAIRWELL,
    TOWERS,
    apart,
    head_of,
    in_digits,
    is_door,
    is_several,
    normal_chain,
    parse_address,
    put,
    repeats_building,
    room_on,
    same_name,
    split_levels,
)

MARKET = AT["market"]
HEAD = len(LEVELS)  # behind the levels: what the address begins with (`written.head_of`)
_BEHIND_A_WORD = re.compile(r"[\u4e00-\u9fff][0-9A-Za-z]{1,4}(?:-[0-9]{1,2})*-[0-9]{1,5}[A-Za-z]?$")  # "东苑3-2-501"
_COARSE = frozenset({"compound", "alley", "market"})
# What a building, and what a courtyard, may lie in.
_WHERE = {True: frozenset({COMPOUND}), False: frozenset({ALLEY, MARKET})}
_ONE_EACH = tuple(AT[level] for level in ("community", "grid", "building", "stairwell", "floor"))


class Place(NamedTuple):
    """The place of one row, one value for each level and HEAD, "" where nothing is known; `fault` is a refusal code or
    ""; `lettered`: the letters of its room that were read as digits."""

    levels: tuple[str, ...]
    chain: Chain
    fault: str
    lettered: str = ""


class _Clean(dict[Cell, str]):
    """Raw cell -> text, cached: buildings, stairwells and rooms repeat throughout a register."""

    def __missing__(self, cell: Cell) -> str:
        text = _AFTER_NUMBER.sub(r"\1", clean(apart(cell) if type(cell) is str else cell))
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
    r"|[?？]+|#+|[·•]+)"
)
_AFTER_NUMBER = re.compile(r"^([0-9]{1,5})(?:\.0+|-+)$")  # "101.0", "101-"
_GRID_ASIDE = re.compile(r"\([^()0-9一二三四五六七八九十]*\)$")  # "03网格(王芳)": who works there
NOWHERE = Place(("",) * (HEAD + 1), (), "imports.no_address")


# Rows whose place depends on what nobody understood or wrote: nothing is taken from them.
_ASKED = frozenset({"imports.section_unread", "imports.compound_blank", "imports.floor_blank"})


class Addresses:
    """Turns rows of address cells into chains, remembering the row above within one sheet.

    `columns` is the level (or "address") of each cell passed to `place`. Different spellings of one address ("4栋",
    "4号楼") give one chain, the first that was met. `sheet`: levels that the sheet's name says of all its rows.
    """

    def __init__(self, columns: Sequence[str], sheet: Mapping[str, str] | None = None) -> None:
        self.columns = list(columns)
        self._sheet, self._part, self._unread = dict(sheet or {}), dict[str, str](), False
        self._standing = self._sheet
        self._at = [AT.get(column, -1) for column in columns]
        self._above_named = [at for at in (0, 1) if LEVELS[at] in columns or "address" in columns]
        self.above = NOWHERE
        self._by_column = [at for at in (0, 1) if LEVELS[at] in columns]
        self._coarse_columns = not _COARSE.isdisjoint(columns)
        self._lettered = ""
        self._met: set[int] = set()  # levels of compounds and alleys that rows above have named
        self._clean = _Clean()
        self._spelt: dict[Chain, Chain] = {}
        self._whole: dict[tuple[Cell, ...], Place] = {}
        self._after: dict[tuple[tuple[str, ...], tuple[Cell, ...], bool], Place] = {}

    def begin(self, levels: Mapping[str, str] | None) -> None:
        """Below a line across the table: nothing is of the row above it. `levels`: what the line says of the rows
        below, None where it is not understood; then they must name their compound or alley themselves, as below a
        total within a part that names it."""
        kept = 0
        if levels:
            first = min(AT[level] for level in levels)
            kept = min(first, COMPOUND)
            self._part = {level: name for level, name in self._part.items() if AT[level] < first} | dict(levels)
            self._unread = self._unread and first > MARKET
        else:
            self._unread |= levels is None or not _COARSE.isdisjoint(self._part)
            self._part = {}
        self._standing = {**self._sheet, **self._part}
        self.above = Place((*self.above.levels[:kept], *NOWHERE.levels[kept:]), (), "imports.no_door")
        self._forget()

    def part(self) -> None:
        """Below a row that is asked whether it belongs to the home above: nothing but the grid is of the rows above."""
        self.above = Place(_only_grid(self.above.levels), (), "imports.no_door")

    def _forget(self) -> None:
        self._whole.clear()
        self._after.clear()

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
        self.above = found if found.fault not in _ASKED else Place(_only_grid(found.levels), (), found.fault)
        return found

    def _read(self, cells: tuple[Cell, ...], *, member: bool) -> Place:
        self._lettered = ""
        own, written, agree, none = self._own_levels(cells)
        above = self.above.levels
        if not agree or UNKNOWN in own[COMPOUND:]:
            return Place(NOWHERE.levels, (), "imports.address_none" if agree else "imports.address_differs")
        if member and not (written or none) and _same_home(own, above):
            levels, asked = above, ""
        else:
            levels, asked = self._completed(own, whole=written or none)
        self._meet(own, written)
        if asked:
            return Place(levels, (), asked)
        chain, fault = chain_of(levels)
        if fault and none:
            return Place(NOWHERE.levels, (), "imports.address_none")
        found = Place(levels, self._spelt.setdefault(normal_chain(chain), chain), fault, self._lettered)
        alone = self._by_column if written or none else self._above_named
        if own[DOOR] and self._says_all(own) and all(own[at] for at in alone):
            self._whole[cells] = found
        return found

    def _says_all(self, own: Sequence[str]) -> bool:
        """Whether nothing of the place can come from the rows above."""
        coarse = any(own[COMPOUND:COURTYARD])
        return (
            any(own[COMPOUND:STAIRWELL])
            and (coarse or not self._met)
            and bool(own[FLOOR] or "floor" not in self.columns)
        )

    def _meet(self, own: Sequence[str], written: bool) -> None:
        if self._coarse_columns or not written:
            met = {at for at in range(COMPOUND, COURTYARD) if own[at]} - self._met
            if met:
                self._met |= met
                self._forget()

    def _completed(self, own: Sequence[str], *, whole: bool) -> tuple[tuple[str, ...], str]:
        """`own` with what the row above and the titles say of it, and why that cannot be told; "" where it can."""
        above = self.above.levels
        levels = self._whole_address(own) if whole else inherited(own, above, floors="floor" in self.columns)
        titled = by_title(levels, self._standing, bool(self._part), whole=whole)
        if titled is None:
            return levels, "imports.address_differs"
        named, own_building = any(titled[COMPOUND:COURTYARD]), any(own[COURTYARD:STAIRWELL])
        if self._unread and not named and any(titled[COURTYARD:STAIRWELL]):
            return levels, "imports.section_unread"
        if own_building and not named and self._met & _WHERE[bool(own[BUILDING])]:
            return levels, "imports.compound_blank"
        if not whole and not own[FLOOR] and above[FLOOR] and own[DOOR] and not (titled[FLOOR] or floor_of(own[DOOR])):
            return levels, "imports.floor_blank" if titled[BUILDING] else ""
        return titled, ""

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
        own, besides, none = self._by_cell(cells)
        combined, gate = besides.get("address", ""), besides.get("gate", "")
        if combined == UNKNOWN:
            own[DOOR], combined = UNKNOWN, ""
        agree = True
        own[HEAD] = head_of(combined or own[BUILDING] or own[DOOR])
        building = own[BUILDING] or (self._standing.get("building", "") if not any(own[ALLEY:BUILDING]) else "")
        if combined:
            said, building = _in_building(combined, own, building)
            agree = put(own, said) and not repeats_building(said, building)
        if gate and not _named(own[COMPOUND]):  # with a compound it is its number at the road
            put(own, _gate(gate))
        agree &= split_levels(own, building=building) and not _differs_from_floor(own)
        if _named(own[COMPOUND]) and own[ALLEY] and (own[BUILDING] or own[STAIRWELL]):
            own[ALLEY] = ""  # the road that the compound lies at
        return own, bool(combined), agree, none

    def _by_cell(self, cells: tuple[Cell, ...]) -> tuple[list[str], dict[str, str], bool]:
        """The levels that have a column, what stands in the others, and whether a cell says that there is none."""
        own, besides, none = [""] * (HEAD + 1), dict[str, str](), False
        for column, at, text in zip(self.columns, self._at, map(self._clean.__getitem__, cells), strict=True):
            if text == NONE and (at < 0 or at >= COMPOUND):
                none = True
                if column in _COARSE:
                    own[at] = NONE
            elif text and at < 0:
                besides[column] = self._in_digits(text) if column == "address" else text
            elif text:
                own[at] = self._in_digits(text) if at == DOOR else text
        own[1] = _GRID_ASIDE.sub("", own[1])
        return own, besides, none

    def _in_digits(self, text: str) -> str:
        if LETTERS.isdisjoint(text):
            return text
        read = in_digits(text)
        self._lettered += "".join(one for one, other in zip(text, read, strict=True) if one != other)
        return read


def _differs_from_floor(own: Sequence[str]) -> bool:
    """Whether the number of a door says another floor than the row does: 502 on floor 6. 2501 on floor 5 may be behind
    stairwell 2."""
    number, floor = floor_of(own[DOOR]), normal_name(PlaceKind.FLOOR, own[FLOOR])
    if not (number and floor.isdigit()) or number == floor:
        return False
    return not re.fullmatch(
        rf"{normal_name(PlaceKind.STAIRWELL, own[STAIRWELL]) or '[1-9]'}{floor}[0-9]{{2}}", own[DOOR]
    )


def _same_home(own: Sequence[str], above: tuple[str, ...]) -> bool:
    """Whether a row without a door repeats the row above, as merged cells and 同上 do."""
    if own[DOOR] or own[SHOP]:
        return False
    return all(not mine or same_name(at, mine, above[at]) for at, mine in enumerate(own[:HEAD]))


def _in_building(text: str, own: Sequence[str], building: str) -> tuple[Mapping[str, str], str]:
    """What an address in one cell says, and the building that it leaves out: "2-501" in the sheet of 3号楼, but not
    "阳光小区2-501"."""
    stairwell = bool(own[STAIRWELL])
    if building and not own[BUILDING]:
        said = parse_address(text, stairwell=stairwell)
        if not _COARSE.isdisjoint(said) or "courtyard" in said or not said.get("building", "0").isalnum():
            return said, ""
    return parse_address(text, building=bool(building), stairwell=stairwell), building


def _named(level: str) -> bool:
    return level not in {"", NONE}


def _gate(text: str) -> Mapping[str, str]:
    """The number over the gate, beside a column of the rooms behind it: "12号", "崇文路12号"."""
    said = parse_address(text)
    found = {level: name for level, name in said.items() if level in {"alley", "courtyard"}}
    return found if "courtyard" in found else {**found, "courtyard": said.get("door") or text}


def _only_grid(levels: tuple[str, ...]) -> tuple[str, ...]:
    return (*levels[:COMPOUND], *NOWHERE.levels[COMPOUND:])


def by_title(levels: Sequence[str], standing: Mapping[str, str], line: bool, *, whole: bool) -> tuple[str, ...] | None:
    """`levels`, completed by what a title says that all its rows lie in; None where they contradict each other.

    `line`: the title stands between the rows; `whole`: the row has an address in one cell.
    """
    if not standing:
        return tuple(levels)
    completed, other = list(levels), standing.get("building", "")
    for at in (0, 1):
        completed[at] = completed[at] or standing.get(LEVELS[at], "")
    if any(map(_named, levels[ALLEY:BUILDING])):
        return tuple(completed)
    if other and levels[BUILDING] and not same_name(BUILDING, other, levels[BUILDING]):
        return None if whole or "compound" in standing else tuple(completed)
    if levels[BUILDING] and not {"alley", "market"}.isdisjoint(standing):
        return None if line else tuple(completed)
    completed[COMPOUND:FLOOR] = [levels[at] or standing.get(LEVELS[at], "") for at in range(COMPOUND, FLOOR)]
    return tuple(completed)


def inherited(own: Sequence[str], above: tuple[str, ...], *, floors: bool = False) -> tuple[str, ...]:
    """`own`, completed by the row above where that is certain.

    Without any address: the same home as above. Only a room: the same building or courtyard as above, and the same
    floor where a column of `floors` is written once. With a building, courtyard, alley, market or compound of its own:
    only community and grid may come from above, the grid only while the community stays the same.
    """
    levels = list(own)
    middle, fine = any(own[COMPOUND:STAIRWELL]), any(own[STAIRWELL:HEAD])
    same_community = not own[0] or same_name(0, own[0], above[0])
    same_grid = same_community and (not own[1] or same_name(1, own[1], above[1]))
    levels[0] = own[0] or above[0]
    if same_community:
        levels[1] = own[1] or above[1]
    if middle or not same_grid:
        return tuple(levels)
    levels[COMPOUND:STAIRWELL], levels[HEAD] = above[COMPOUND:STAIRWELL], above[HEAD]
    if not fine:
        levels[STAIRWELL:] = above[STAIRWELL:]
    elif not own[STAIRWELL]:
        levels[STAIRWELL] = above[STAIRWELL]
        if floors and not own[FLOOR]:
            _take_floor(levels, above[FLOOR])
    return tuple(levels)


def _take_floor(levels: list[str], floor: str) -> None:
    """The floor of the row above, unless the number of the door says another."""
    number = floor_of(levels[DOOR])
    if floor:
        levels[FLOOR] = floor if not number or same_name(FLOOR, floor, number) else number
        levels[DOOR] = room_on(levels[FLOOR], levels[DOOR])


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
    if levels[COMPOUND] == NONE and named[BUILDING]:
        named[COMPOUND] = NONE  # it lies in no compound: of several that building, or of one, it is none of theirs
    levels_named = [(kind, name) for kind, name in zip(KINDS[:SHOP], named, strict=False) if name]
    return tuple([(PlaceKind.SUBDISTRICT, named[HEAD]), *levels_named] if named[HEAD] else levels_named), ""


def _lacks_building(named: Sequence[str]) -> bool:
    """Room 501 of a compound is in every building of it; villa 5 is not, nor is a room of a tower."""
    if any(named[ALLEY:STAIRWELL]) or named[STAIRWELL]:
        return bool(named[STAIRWELL]) and not any(named[COURTYARD:STAIRWELL])
    if _BEHIND_A_WORD.search(named[DOOR]) or named[DOOR].startswith(("临街", "沿街")):
        return True
    return bool(floor_of(named[DOOR])) and not named[COMPOUND].endswith(TOWERS)
