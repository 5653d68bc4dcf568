"""From the address cells of a row to a chain of places, coarse to fine.

Communities write an address once and leave it blank for the rest of the household, or put it all into one cell, or into
a building column and "2-501". What is blank is taken from the row above only when that is certain (`Addresses.chain`);
a road and number before a compound ("崇文路12号阳光小区") is ignored, because the tree does not need it.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from linli.kernel.sheets import Cell, clean
from linli.places.rules import PlaceKind, normal_name, numeral

Chain = tuple[tuple[PlaceKind, str], ...]

LEVELS: tuple[str, ...] = (
    "community", "grid", "compound", "alley", "market", "courtyard", "building", "stairwell", "floor", "door", "shop",
)  # fmt: skip
_AT = {level: number for number, level in enumerate(LEVELS)}
_PLACE_KINDS = [PlaceKind(level) for level in LEVELS if level != "shop"]
_KINDS = [PlaceKind(level) for level in LEVELS]
_COMPOUND = _AT["compound"]
_STAIRWELL, _FLOOR, _DOOR, _SHOP = _AT["stairwell"], _AT["floor"], _AT["door"], _AT["shop"]
_COURTYARD, _BUILDING, _ALLEY = _AT["courtyard"], _AT["building"], _AT["alley"]
YARD_DOOR = "院内"  # the door of a courtyard's only home, written without a room number

_N = "[0-9A-Za-z〇零一二两三四五六七八九十百]"
_ESTATE = "小区|花园|家园|佳苑|苑|公寓|家属院|家属楼|大院|新村|雅居|嘉园|[府庭城园]"
_HEAD = re.compile(r"^.*?(?:街道办事处|街道|乡(?=.)|镇(?!.{0,2}[巷路街]))(?=.)")
_TOKENS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("community", re.compile(r"([^0-9\-]{2,12}?社区|[^0-9\-]{2,8}?(?<!新)村(?=[0-9一二三四五六七八九十]))")),
    ("grid", re.compile(rf"(第?{_N}{{1,4}}号?网格|网格{_N}{{1,4}})")),
    ("road", re.compile(r"([^0-9\-]{2,8}?(?:路|大街|大道|街)[0-9]{1,4}号)(?=[^0-9\-室户院楼])")),
    ("compound", re.compile(rf"([^0-9\-]{{2,12}}?(?:{_ESTATE})(?:[A-Z东南西北一二三]区)?|家属院)(?={_N}|平房|别墅|$)")),
    ("market", re.compile(r"([^0-9\-]{2,10}?(?:市场|商场|广场|商业街|商城))")),
    ("alley", re.compile(r"([^0-9\-]{1,8}?(?:巷|胡同|弄|路|街|里)|[^0-9\-]{1,8}?[0-9]{1,3}巷)")),
    ("courtyard", re.compile(rf"(附?{_N}{{1,4}}号?(?:大?院|院落))")),
    ("building", re.compile(rf"(第?{_N}{{1,4}}(?:号楼|栋楼?|幢|座|#楼?|住宅楼|楼(?!层)))")),
    ("stairwell", re.compile(rf"({_N}{{1,3}}(?:单元|号?楼道|门(?!牌)|梯))")),
    ("floor", re.compile(rf"((?:负|地下|-)?{_N}{{1,3}}(?:层|楼))")),
)  # fmt: skip
_DASHED = re.compile(
    r"^(.*?[^0-9A-Za-z\-])??([0-9A-Za-z]{1,4})-(?:([0-9A-Za-z]{1,3})-)?(?:([0-9]{1,2})-)?([0-9]{1,5}[A-Za-z]?)(?:室|号|户)?$"
)
_ROOM = re.compile(r"([0-9]{1,5}[A-Za-z]?)(?:室|号房?|房|户)?")
_YARD_NUMBER = re.compile(r"^附?([0-9]{1,4})号(?:附[0-9]+号?)?$")
_MARKS = ",，.。、;；-－—"
_APART = re.compile(r"(?<=[0-9A-Za-z])[\s.．/／—－]+(?=[0-9])")  # "3 2 501", "3.2.501", "3/2/501"
_ROAD_NUMBER = re.compile(r"([0-9]{1,4}号)")


def parse_address(text: str) -> dict[str, str]:
    """The levels found in an address in one cell; the rest at the end is the door. Empty when nothing is found."""
    rest = _HEAD.sub("", _APART.sub("-", text).replace(" ", ""), count=1).strip(_MARKS)
    found: dict[str, str] = {}
    for level, pattern in _TOKENS:
        match = pattern.match(rest)
        if match is None or level in found:
            continue
        if level != "road":
            found[level] = match[1]
        rest = rest[match.end() :].lstrip(_MARKS)
    _take_rest(found, rest)
    return found


def _take_rest(found: dict[str, str], rest: str) -> None:
    dashed = _DASHED.match(rest)
    if dashed and "building" not in found:
        parts = zip(("compound", "building", "stairwell", "floor", "door"), dashed.groups(), strict=True)
        for level, value in parts:
            if value and level not in found:
                found[level] = value
    elif dashed and "stairwell" not in found and dashed[3] is None:
        found["stairwell"], found["door"] = dashed[2], dashed[5]
    elif rest and "alley" in found and "courtyard" not in found and "building" not in found:
        number = _ROAD_NUMBER.match(rest)
        if number:
            found["courtyard"], rest = f"{number[1]}院", rest[number.end() :]
        if rest:
            found["door"] = _room(rest)
    elif rest:
        found["door"] = _room(rest)
    if "courtyard" in found and "door" not in found and "building" not in found:
        found["door"] = YARD_DOOR


def _room(text: str) -> str:
    """A numbered room without its word: "501室" is "501"; anything else stays as it is written."""
    match = _ROOM.fullmatch(text)
    if match:
        return match[1]
    bare = text.removesuffix("室")
    value = numeral(bare) if len(bare) > 2 else None  # 五〇一, 一百零二
    return text if value is None else str(value)


class Place(NamedTuple):
    """The place of one row, one value for each level, "" where nothing is known; `fault` is a refusal code or ""."""

    levels: tuple[str, ...]
    chain: Chain
    fault: str


class _Clean(dict[Cell, str]):
    """Raw cell -> text, cached: buildings, stairwells and rooms repeat throughout a register."""

    def __missing__(self, cell: Cell) -> str:
        text = clean(cell)
        text = "" if text in {"/", "-", "无"} else text
        if len(self) < 100_000:
            self[cell] = text
        return text


NOWHERE = Place(("",) * len(LEVELS), (), "imports.no_address")


class Addresses:
    """Turns rows of address cells into chains, remembering the row above within one sheet.

    `columns` is the level (or "address") of each cell passed to `place`. Different spellings of one address ("4栋",
    "4号楼") give one chain, the first that was met.
    """

    def __init__(self, columns: Sequence[str]) -> None:
        self.columns = list(columns)
        self._at = [_AT.get(column, -1) for column in columns]
        self._above_named = [at for at in (0, 1) if LEVELS[at] in columns or "address" in columns]
        self.above = NOWHERE
        self._by_column = [at for at in (0, 1) if LEVELS[at] in columns]
        self._clean = _Clean()
        self._spelt: dict[Chain, Chain] = {}
        self._whole: dict[tuple[Cell, ...], Place] = {}
        self._after: dict[tuple[tuple[str, ...], tuple[Cell, ...], bool], Place] = {}

    def new_sheet(self) -> None:
        self.above = NOWHERE

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
        own, written = self._own_levels(cells)
        above = self.above.levels
        if written:
            levels = self._whole_address(own)
        else:
            levels = above if member and _same_home(own, above) else inherited(own, above)
        chain, fault = chain_of(levels)
        found = Place(levels, self._spelt.setdefault(normal_chain(chain), chain), fault)
        alone = self._by_column if written else self._above_named
        if own[_DOOR] and any(own[_COMPOUND:_STAIRWELL]) and all(own[at] for at in alone):
            self._whole[cells] = found
        return found

    def _whole_address(self, own: Sequence[str]) -> tuple[str, ...]:
        """Somebody wrote an address: of the row above only its columns of community and grid are taken."""
        levels = list(own)
        for at in self._by_column:
            if not levels[at] and (at == 0 or not own[0] or _same(0, own[0], self.above.levels[0])):
                levels[at] = self.above.levels[at]
        return tuple(levels)

    def _own_levels(self, cells: tuple[Cell, ...]) -> tuple[list[str], bool]:
        """What the row itself says, and whether it has a cell with an address in it."""
        own = [""] * len(LEVELS)
        combined = ""
        for column, at, text in zip(self.columns, self._at, map(self._clean.__getitem__, cells), strict=True):
            if column == "address":
                combined = text
            elif text:
                own[at] = text
        for level, value in (parse_address(combined) if combined else {}).items():
            own[_AT[level]] = own[_AT[level]] or value
        _split_door(own)
        if own[_COMPOUND] and own[_ALLEY] and (own[_BUILDING] or own[_STAIRWELL]):
            own[_ALLEY] = ""  # the road that the compound lies at
        return own, bool(combined)


def _split_door(own: list[str]) -> None:
    """A door cell may contain more than the door: "3-2-501", "2-501", "2单元501"."""
    door = own[_DOOR]
    if not door:
        if own[_COURTYARD] and not own[_BUILDING] and not own[_SHOP]:
            own[_DOOR] = YARD_DOOR
        return
    if door.isascii() and door.isdigit():
        return
    parts = _DASHED.match(door)
    if parts and not own[_BUILDING] and not own[_ALLEY] and not own[_COURTYARD]:
        own[_BUILDING], own[_DOOR] = parts[2], parts[5]
        own[_STAIRWELL], own[_FLOOR] = own[_STAIRWELL] or parts[3] or "", own[_FLOOR] or parts[4] or ""
    elif parts and own[_BUILDING]:
        if own[_STAIRWELL] or not _names_stairwell(parts):
            return  # "5-1": the room's own number
        own[_STAIRWELL] = parts[2]
        own[_FLOOR] = own[_FLOOR] or parts[3] or ""
        own[_DOOR] = f"{parts[3]}{parts[5]}" if parts[3] and parts[5].startswith("0") else parts[5]
    elif "单元" in door or "层" in door or "楼" in door:
        for level, value in parse_address(door).items():
            if level == "door" or not own[_AT[level]]:
                own[_AT[level]] = value
    own[_DOOR] = _room(own[_DOOR])


def _names_stairwell(parts: re.Match[str]) -> bool:
    """Whether "2-501" or "2-5-01" begins with the stairwell; "5-1" and "605-1" are numbers of rooms."""
    return len(parts[2]) < 3 and (parts[3] is not None or len(parts[5]) > 2)


def _same(at: int, mine: str, theirs: str) -> bool:
    """Whether two names of one level are one place: "3" and "第三网格"."""
    return mine == theirs or normal_name(_KINDS[at], mine) == normal_name(_KINDS[at], theirs)


def _same_home(own: Sequence[str], above: tuple[str, ...]) -> bool:
    """Whether a row without a door repeats the row above, as merged cells and 同上 do."""
    return (
        not own[_DOOR]
        and not own[_SHOP]
        and all(not mine or _same(at, mine, theirs) for at, (mine, theirs) in enumerate(zip(own, above, strict=True)))
    )


def inherited(own: Sequence[str], above: tuple[str, ...]) -> tuple[str, ...]:
    """`own`, completed by the row above where that is certain.

    Without any address: the same home as above. Only a room: the same building or courtyard as above. With a building,
    courtyard, alley, market or compound of its own: only community and grid may come from above, the grid only while
    the community stays the same.
    """
    levels = list(own)
    middle, fine = any(own[_COMPOUND:_STAIRWELL]), any(own[_STAIRWELL:])
    same_community = not own[0] or _same(0, own[0], above[0])
    same_grid = same_community and (not own[1] or _same(1, own[1], above[1]))
    levels[0] = own[0] or above[0]
    if same_community:
        levels[1] = own[1] or above[1]
    if middle or not same_grid:
        return tuple(levels)
    levels[2 : _BUILDING + 1] = above[2 : _BUILDING + 1]
    if not fine:
        levels[_STAIRWELL:] = above[_STAIRWELL:]
    elif not own[_STAIRWELL]:
        levels[_STAIRWELL] = above[_STAIRWELL]
    return tuple(levels)


def chain_of(levels: Sequence[str]) -> tuple[Chain, str]:
    """(chain, "") or ((), refusal code). A shop without a door gets a door with the shop's name, because people live
    behind it."""
    if not any(levels):
        return (), "imports.no_address"
    named = list(levels)
    if named[_SHOP] and not named[_DOOR]:
        named[_DOOR] = named[_SHOP]
    if not named[_DOOR]:
        return (), "imports.no_door"
    if not any(named[_COMPOUND:_STAIRWELL]):  # a stairwell is in every building
        return (), "imports.no_building"
    return tuple([(kind, name) for kind, name in zip(_PLACE_KINDS, named, strict=False) if name]), ""


def normal_chain(chain: Chain) -> Chain:
    return tuple([(kind, normal_name(kind, name)) for kind, name in chain])
