"""Which places a row of a leaders' list names: one level a column, or all of them in one cell. Values in, values out.

"2号楼1-3层" is three floors, "5号楼、6号楼" two buildings, "一至三层" three floors. A cell that is not understood is
refused, so that nothing is appointed to, and no place is made of, what was never a place ("共3栋", "全部").
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import pairwise, product

from linli.kernel.errors import Invalid
from linli.places.patterns import Chain
from linli.places.rules import PlaceKind, is_odd, normal_name, numeral
from linli.places.written import AT, KINDS, LEVELS, YARD_DOOR, head_of, parse_address

# The kinds of places that a row may name in a column of its own, outermost first.
_LINE = (
    PlaceKind.SUBDISTRICT, PlaceKind.COMMUNITY, PlaceKind.SECTOR, PlaceKind.GRID, PlaceKind.COMPOUND, PlaceKind.ALLEY,
    PlaceKind.MARKET, PlaceKind.COURTYARD, PlaceKind.BUILDING_GROUP, PlaceKind.BUILDING, PlaceKind.STAIRWELL,
    PlaceKind.FLOOR, PlaceKind.DOOR, PlaceKind.SHOP,
)  # fmt: skip
_INNERMOST = (PlaceKind.FLOOR, PlaceKind.DOOR, PlaceKind.SHOP)
_AND = r"(?<=[0-9号楼栋幢座层户室店院格])(?:和|及|与)(?=[第0-9一二三四五六七八九十])"
_SPLIT = re.compile(rf"[、,，;；/]+|{_AND}")
_SPLIT_AT_BLANKS = re.compile(rf"[、,，;；/\s]+|{_AND}")
_N = "[0-9零〇一二两三四五六七八九十百]{1,4}"
_WORD = "号门店|号商铺|门店|商铺|号楼|号院|号铺|号店|网格|单元|楼道|层|楼|F|号|室|户|店|栋|幢|座|院|巷|组"
_RANGE = re.compile(rf"(?P<before>.*?)(?P<low>{_N})(?:{_WORD})?(?:-|~|～|—|－|至|到)(?P<high>{_N})(?P<ending>{_WORD})?")
_BLANKS_IN_RANGE = re.compile(rf"\s*(-|~|～|—|－|至|到)\s*|(?<={_N[:-5]})\s+(?=(?:{_WORD}))")
_SIDE = "[东西南北中左右前后上下]{1,2}[户屋房门头间]"
_ROOM = re.compile(rf"[0-9]{{1,5}}[A-Za-z]?(?:-[0-9]{{1,3}})?(?:室|号)?|[0-9]{{3,5}}户|{_SIDE}")
_NONE = re.compile(r"[-—–_/\\\\.·]*|无|不限|空|空缺|不详|未知|暂无|N/?A|null", re.IGNORECASE)  # nothing is named
_FROM_DOOR_TO_DOOR = re.compile(r"[0-9]{3,}-[0-9]{3,}")  # "101-601"
_MANY_DOORS = re.compile(rf"{_FROM_DOOR_TO_DOOR.pattern}|(?<![0-9])[0-9]{{1,2}}户$")  # "12户"
_NUMBERS = re.compile(r"[0-9]+")
# Words of a level that lies inside one of this kind: "2号楼1单元" is no building.
_INSIDE = {
    PlaceKind.GRID: re.compile(r"[楼栋幢层室户]|单元"), PlaceKind.BUILDING: re.compile(r"单元|[层室户]"),
    PlaceKind.STAIRWELL: re.compile(r"[层室户]"), PlaceKind.COURTYARD: re.compile(r"单元|[层室]"),
    PlaceKind.FLOOR: re.compile(r"[室户]"),
}  # fmt: skip
_ONE_NUMBER = frozenset({*_INSIDE, PlaceKind.BUILDING_GROUP, PlaceKind.SHOP})
# A count, or a range that was not resolved: no name of one place.
_COUNTED = re.compile(
    rf"以[上下内外]$|[奇偶单双]数|^除|除外|^待(?:定|分配|安排|明确|确定|核实)|^其[他它余]|^[共计总]+{_N}|^整[栋楼幢层个]|全部|所有|^[全各][楼栋幢层户院]|{_N}[至到~～]{_N}"
)
_WHOLE = re.compile(r"(?<=.)的?(?:全部|所有|整栋|全楼)(?:住户|居民|楼层|单元|户)?$")  # "3号楼全部" is building 3
_BARE = re.compile(rf".*{_N}")
_SHOP = re.compile(r"[0-9]{1,4}号?(?:门店|商铺|铺|店)")
# "底商1号" is shop 1
_GROUND_SHOP = re.compile(r"(?:底商|(?:[沿临]街)?(?:门面房?|铺面|商铺|门店))(?=[0-9]{1,4}号?(?:门店|商铺|铺|店)?$)")
_STOREY = re.compile(rf"({_N})楼")  # "5楼" is the floor beside "3层"
_ENDS_AT_FLOOR = re.compile(rf"{_N}[层楼F]$")
_STARTS_WITH_STOREY = re.compile(rf"第?{_N}楼(?!.*(?:单元|楼道|[层梯]))")
_ENDS_NUMBERED = re.compile(rf".*{_N}({_WORD})")
_PLAIN = re.compile(rf"{_N}")
_BETWEEN_NUMBERS = re.compile(r"(?<=[0-9])\s+(?=[0-9])")  # "1 2号楼" are two
_ENDS_IN_NUMBER, _BUILDING = re.compile(rf"{_N}号$"), re.compile(rf"{_N}(?:号楼|栋|幢|座)")
_BELOW_GROUND = re.compile(r"(?:负|地下|(?<![0-9A-Za-z])B|-)$")
_LANE_NUMBER = re.compile(rf"{_N}号(?![楼院])")
_IN_YARD = frozenset({"building", "stairwell", "floor", "door", "shop"})
_COARSE = frozenset({"compound", "alley", "market"})
_HOLDS_DOORS = frozenset({"building", "stairwell", "floor", "courtyard", "alley", "compound", "market"})
_NUMBERED = re.compile(rf"{_N}({_WORD})")
_ENDING = {PlaceKind.FLOOR: "层"}
# Written in full in one cell and in short in another.
_IN_SHORT = frozenset(
    {PlaceKind.SUBDISTRICT, PlaceKind.COMPOUND, PlaceKind.ALLEY, PlaceKind.MARKET, PlaceKind.COURTYARD}
)
MOST_IN_RANGE = 60
NO_PLACE = "corps.row_no_place"
SCOPE = "scope"


def chains_of(text: Mapping[str, str]) -> tuple[Chain, ...]:
    """The places of a row: `text` is field → cell, a field being a kind of place or SCOPE.

    Raises Invalid when it names none, or when a cell is not understood.
    """
    text = {known: cell for known, cell in text.items() if not _NONE.fullmatch(cell)}
    levels = [(kind, expand(text[kind], kind)) for kind in _LINE if text.get(kind)]
    if text.get(SCOPE):
        return _with_columns(scopes_of(text[SCOPE], within=dict(levels)), levels)
    inner = [kind for kind, _names in levels if kind in _INNERMOST]
    if len(inner) > 1:  # of a floor and a door the door is meant; the floor only helps to find it
        levels = [(kind, names) for kind, names in levels if kind == inner[-1] or kind not in inner or len(names) == 1]
    if not levels:
        raise Invalid(NO_PLACE)
    if sum(len(names) > 1 for _kind, names in levels) > 1:
        raise Invalid("corps.row_scope_two", text=" ".join(text[kind] for kind, names in levels if len(names) > 1)[:40])
    kinds = [kind for kind, _names in levels]
    return tuple(tuple(zip(kinds, names, strict=True)) for names in product(*(names for _kind, names in levels)))


def _with_columns(chains: tuple[Chain, ...], columns: Sequence[tuple[PlaceKind, list[str]]]) -> tuple[Chain, ...]:
    """What the columns name besides goes before. Raises Invalid where cell and column name a level differently."""
    for kind, names in columns:
        said = {name for chain in chains for known, name in chain if known is kind}
        if said and not _agree(kind, said, names):
            raise Invalid("corps.row_scope_two", text="、".join([*names, *sorted(said)])[:40])
    found = []
    for chain in chains:
        named = {kind for kind, _name in chain}
        besides = [(kind, names) for kind, names in columns if kind not in named]
        if any(len(names) > 1 for _kind, names in besides):
            raise Invalid("corps.row_scope_two", text=" ".join("、".join(names) for _kind, names in besides)[:40])
        levels = [(kind, names[0]) for kind, names in besides] + list(chain)
        found.append(tuple(sorted(levels, key=lambda level: _LINE.index(level[0]))))
    return tuple(found)


def _agree(kind: PlaceKind, said: Collection[str], names: Collection[str]) -> bool:
    """Whether both name the same places; "学院小区" is "榆林学院小区" in short."""
    if {normal_name(kind, name) for name in said} == {normal_name(kind, name) for name in names}:
        return True
    if kind not in _IN_SHORT or len(said) != 1 or len(names) != 1:
        return False
    short, full = sorted((*said, *names), key=len)
    return re.search(rf"(?<!{_N[:-5]}){re.escape(short)}", full) is not None  # 1号院 is not 11号院


def scopes_of(text: str, within: Mapping[PlaceKind, Collection[str]] | None = None) -> tuple[Chain, ...]:
    """The places that one cell names: "学院小区3号楼2单元5-6层", "5、6号楼", "2号楼1单元、2单元".

    A later part takes what it leaves out at its beginning from the part before. `within`: what columns of the row name
    besides. Raises Invalid.
    """
    within = within or {}
    found: list[Chain] = []
    above: dict[str, str] = {}
    street = ""
    one_line = "".join(_BETWEEN_NUMBERS.sub("、", text).split())
    for part in _with_endings(_SPLIT.split(one_line), text):
        for one in _each(_WHOLE.sub("", part)):
            if _COUNTED.search(one) or _MANY_DOORS.search(one) or _is_unresolved(one):
                raise Invalid("corps.row_scope_unread", text=text[:40])
            address = _with_storey(_with_lane(one, above), above, within, text)
            if re.fullmatch(r"[0-9]{1,2}", one) and within.keys() & {PlaceKind.BUILDING, PlaceKind.STAIRWELL}:
                raise Invalid("corps.row_scope_unread", text=text[:40])  # "2" beside 7号楼: what of it?
            building = PlaceKind.BUILDING in within or (
                "building" in above and _COARSE.isdisjoint(parse_address(address))
            )
            said = _understood(parse_address(address, building=building), text)
            first = min(AT[level] for level in said)
            above = {level: name for level, name in above.items() if AT[level] < first} | said
            street = head_of(one) or street
            levels = [(PlaceKind.SUBDISTRICT, street)] * bool(street)
            levels += [(KINDS[AT[level]], above[level]) for level in LEVELS if level in above]
            found.append(tuple((kind, _plain_name(kind, name)) for kind, name in levels))
    for chain in found:
        if chain[-1][0] is PlaceKind.DOOR and not {*dict(chain), *within} & _HOLDS_DOORS:
            raise Invalid("corps.row_scope_unread", text=text[:40])
        _check_names(chain, text)
    if not found:
        raise Invalid(NO_PLACE)
    return tuple(dict.fromkeys(found))


def _with_lane(part: str, above: Mapping[str, str]) -> str:
    """ "3号" after "槐树巷1号", or after "12弄1号", is another number of that lane, and no home behind the first."""
    lane, inside = above.get("alley", ""), above.keys() & _IN_YARD
    if lane.endswith("弄"):
        numbered = bool(inside and _LANE_NUMBER.match(part))
    else:
        numbered = "courtyard" in above and not inside and bool(_LANE_NUMBER.fullmatch(part))
    return f"{lane}{part}" if numbered else part


def _with_storey(
    part: str, above: Mapping[str, str], within: Mapping[PlaceKind, Collection[str]], text: str
) -> str:  # fmt: skip
    """ "5楼" is floor 5 where a column says the building, or after a floor; it is building 5 after a building. Raises
    Invalid where it may be either."""
    beside, before = within.get(PlaceKind.BUILDING, ()), above.get("building", "")
    inside = before and above.keys() & {"stairwell", "floor", "door"}
    if not _STARTS_WITH_STOREY.match(part) or not (beside or inside):
        return part
    if any(map(_STOREY.fullmatch, (*beside, before))) or not (beside or "floor" in above):
        raise Invalid("corps.row_scope_unread", text=text[:40])
    return part.replace("楼", "层", 1)


def _with_endings(parts: list[str], text: str) -> list[str]:
    """ "5、6号楼" and "5号楼、6" are "5号楼、6号楼". Raises Invalid for "3、5号楼1-6层": what of 3?"""
    for at in range(len(parts) - 2, -1, -1):
        after = _NUMBERED.fullmatch(parts[at + 1])
        if after and _BARE.fullmatch(parts[at]):
            parts[at] += after[1]
        elif _BARE.fullmatch(parts[at]) and not _PLAIN.fullmatch(parts[at + 1]):
            raise Invalid("corps.row_scope_unread", text=text[:40])
    for number, building in pairwise(parts):
        if _ENDS_IN_NUMBER.search(number) and _BUILDING.fullmatch(building):  # "槐树巷1号、3号楼"
            raise Invalid("corps.row_scope_unread", text=text[:40])
    for at in range(1, len(parts)):
        before = _ENDS_NUMBERED.fullmatch(parts[at - 1])
        if before and _PLAIN.fullmatch(parts[at]):
            parts[at] += before[1]
    return parts


def _check_names(chain: Iterable[tuple[PlaceKind, str]], text: str) -> None:
    """Raises Invalid for a name that holds more than one place of its kind, or one inside it."""
    for kind, name in chain:
        inside = _INSIDE.get(kind)
        several = kind in _ONE_NUMBER and len(_NUMBERS.findall(name)) > 1
        if several or (inside and inside.search(name)) or re.search(r"[&+、,，;；=＝]", name):
            raise Invalid("corps.row_scope_unread", text=text[:40])


def _understood(said: dict[str, str], text: str) -> dict[str, str]:
    """The end of an address that no level claims is taken for a door; here it must look like one, or be the name of a
    building or the number of a shop."""
    door = said.get("door", "")
    above = {level: name for level, name in said.items() if level != "door"}
    if above and door in {"", YARD_DOOR}:  # a courtyard as a whole
        return above
    if door.endswith(("楼", "栋", "幢", "座")) and "building" not in above:
        return {**above, "building": door}
    ground = _GROUND_SHOP.match(door)
    door = door[ground.end() :] if ground else door
    if ground or _SHOP.fullmatch(door) or ("market" in above and re.fullmatch(r"[0-9]{1,4}号?", door)):
        return {**above, "shop": door if door.endswith(("店", "铺", "号")) else f"{door}号"}
    short = re.fullmatch(r"[0-9]{1,2}", door) and "building" in above  # "2号楼2": what of building 2?
    if short or not _ROOM.fullmatch(door) or ("-" in door and "building" not in above):
        raise Invalid("corps.row_scope_unread", text=text[:40])
    return said


def expand(text: str, kind: PlaceKind) -> list[str]:
    """The names in one column: "5-6层" is two floors, "501、502" two doors. Raises Invalid for what names no place."""
    names: list[str] = []
    for part in _parts(text):
        each = _each(part, _ENDING.get(kind, ""))
        if any(_COUNTED.search(name) or (kind is not PlaceKind.DOOR and _is_unresolved(name)) for name in each):
            raise Invalid("corps.row_scope_unread", text=text[:40])
        if kind is PlaceKind.FLOOR and any(is_odd(kind, name) for name in each):
            raise Invalid("corps.row_scope_unread", text=text[:40])
        floors = len(each) > 1 and _ENDS_AT_FLOOR.search(part)
        if kind is PlaceKind.DOOR and (floors or _FROM_DOOR_TO_DOOR.search(each[0])):
            raise Invalid("corps.row_scope_unread", text=text[:40])
        names += [_plain_name(kind, name) for name in each]
    _check_names([(kind, name) for name in names], text)
    return list(dict.fromkeys(names))


def _plain_name(kind: PlaceKind, name: str) -> str:
    if kind is PlaceKind.SHOP:
        return _GROUND_SHOP.sub("", name)
    return _STOREY.sub(r"\1层", name) if kind is PlaceKind.FLOOR and _STOREY.fullmatch(name) else name


def _parts(text: str) -> list[str]:
    return [part for part in _SPLIT_AT_BLANKS.split(_BLANKS_IN_RANGE.sub(r"\1", text)) if part]


def _is_unresolved(name: str) -> bool:
    """A range that is too long or runs backwards; "3-2-501" and "2-501" are none."""
    found = _RANGE.fullmatch(name)
    return found is not None and found["ending"] not in {None, "室", "号", "户"}


def _each(part: str, ending: str = "") -> list[str]:
    """ "2号楼1-3层" is "2号楼1层", "2号楼2层", "2号楼3层"; what is no range stays one."""
    found = _RANGE.fullmatch(part)
    if found is None:
        return [part]
    low, high = _number(found["low"]), _number(found["high"])
    if low is None or high is None or not low <= high < low + MOST_IN_RANGE:
        return [part]
    last = found["ending"] or ending
    if last in {"层", "楼", "F"} and _BELOW_GROUND.search(found["before"]):  # "-1-3层": from -1 to 3, or to -3
        raise Invalid("corps.row_scope_unread", text=part[:40])
    return [f"{found['before']}{number}{last}" for number in range(low, high + 1)]


def _number(text: str) -> int | None:
    return int(text) if text.isascii() else numeral(text)
