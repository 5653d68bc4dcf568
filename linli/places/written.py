"""What an address says, however it is written: "3号楼2单元501室", "3#2-501", "崇文路12号阳光小区3号楼" as levels.

Values in, values out. Which place of the tree the levels name is answered by `chains`; what a row of a list takes from
the row above is the list's own affair.
"""

import re

from linli.places.patterns import Chain
from linli.places.rules import PlaceKind, normal_name, numeral

LEVELS: tuple[str, ...] = (
    "community", "grid", "compound", "alley", "market", "courtyard", "building", "stairwell", "floor", "door", "shop",
)  # fmt: skip
AT = {level: number for number, level in enumerate(LEVELS)}
KINDS = [PlaceKind(level) for level in LEVELS]
COMPOUND, STAIRWELL, FLOOR = AT["compound"], AT["stairwell"], AT["floor"]
DOOR, SHOP = AT["door"], AT["shop"]
COURTYARD, BUILDING, ALLEY = AT["courtyard"], AT["building"], AT["alley"]
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
            found["door"] = room_of(rest)
    elif rest:
        found["door"] = room_of(rest)
    if "courtyard" in found and "door" not in found and "building" not in found:
        found["door"] = YARD_DOOR


def room_of(text: str) -> str:
    """A numbered room without its word: "501室" is "501"; anything else stays as it is written."""
    match = _ROOM.fullmatch(text)
    if match:
        return match[1]
    bare = text.removesuffix("室")
    value = numeral(bare) if len(bare) > 2 else None  # 五〇一, 一百零二
    return text if value is None else str(value)


def split_door(own: list[str]) -> None:
    """A door cell may contain more than the door: "3-2-501", "2-501", "2单元501"."""
    door = own[DOOR]
    if not door:
        if own[COURTYARD] and not own[BUILDING] and not own[SHOP]:
            own[DOOR] = YARD_DOOR
        return
    if door.isascii() and door.isdigit():
        return
    parts = _DASHED.match(door)
    if parts and not own[BUILDING] and not own[ALLEY] and not own[COURTYARD]:
        own[BUILDING], own[DOOR] = parts[2], parts[5]
        own[STAIRWELL], own[FLOOR] = own[STAIRWELL] or parts[3] or "", own[FLOOR] or parts[4] or ""
    elif parts and own[BUILDING]:
        if own[STAIRWELL] or not _names_stairwell(parts):
            return  # "5-1": the room's own number
        own[STAIRWELL] = parts[2]
        own[FLOOR] = own[FLOOR] or parts[3] or ""
        own[DOOR] = f"{parts[3]}{parts[5]}" if parts[3] and parts[5].startswith("0") else parts[5]
    elif "单元" in door or "层" in door or "楼" in door:
        for level, value in parse_address(door).items():
            if level == "door" or not own[AT[level]]:
                own[AT[level]] = value
    own[DOOR] = room_of(own[DOOR])


def _names_stairwell(parts: re.Match[str]) -> bool:
    """Whether "2-501" or "2-5-01" begins with the stairwell; "5-1" and "605-1" are numbers of rooms."""
    return len(parts[2]) < 3 and (parts[3] is not None or len(parts[5]) > 2)


def same_name(at: int, mine: str, theirs: str) -> bool:
    """Whether two names of one level are one place: "3" and "第三网格"."""
    return mine == theirs or normal_name(KINDS[at], mine) == normal_name(KINDS[at], theirs)


def normal_chain(chain: Chain) -> Chain:
    return tuple([(kind, normal_name(kind, name)) for kind, name in chain])
