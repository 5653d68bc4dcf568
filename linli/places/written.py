"""What an address says, however it is written: "3号楼2单元501室", "3#2-501", "崇文路12号阳光小区3号楼" as levels.

Values in, values out. Which place of the tree the levels name is answered by `chains`; what a row of a list takes from
the row above is the list's own affair.
"""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from unicodedata import normalize

from linli.places.patterns import Chain
from linli.places.rules import ROMAN, PlaceKind, floor_of, normal_name, numeral, simplified

LEVELS: tuple[str, ...] = (
    "community", "grid", "compound", "alley", "market", "courtyard", "building", "stairwell", "floor", "door", "shop",
)  # fmt: skip
AT = {level: number for number, level in enumerate(LEVELS)}
KINDS = [PlaceKind(level) for level in LEVELS]
COMPOUND, STAIRWELL, FLOOR = AT["compound"], AT["stairwell"], AT["floor"]
DOOR, SHOP = AT["door"], AT["shop"]
COURTYARD, BUILDING, ALLEY = AT["courtyard"], AT["building"], AT["alley"]
_PLACED = frozenset({"compound", "alley", "market", "courtyard"})
YARD_DOOR = "院内"  # the door of a courtyard's only home, written without a room number

_N = "[0-9A-Za-z〇零一二两三四五六七八九十百]"
_NF = f"{_N[:-1]}壹贰叁肆伍陆柒捌玖拾佰]"
_SIDE = "[甲乙丙丁戊己庚辛东西南北中]"
_ESTATE = "小区|花园|家园|佳苑|苑|公寓|公馆|家属院|家属楼|大院|新村|雅居|嘉园|大厦|[府庭城园]"
_MARKET = "市场|商场|广场|商业街|商街|商城"
_ROAD = "(?:路|大街|大道|(?<![沿临])街)(?:[东西南北中上下前后一二三四五六七八九十]段)?"
_LANE = "(?:巷|弄|胡同)"
_HEAD = re.compile(
    r"^.*?(?:街道办事处|街道|乡(?=.)|镇(?!.{0,2}[巷路街]))(?=.)"
    r"|^(?:[^0-9]{2,8}?(?:省|自治区))?[^0-9]{2,6}?[市州盟][^0-9市]{1,5}?(?:(?<![小社园片])区|县|旗)(?=.)"
    r"|^[^0-9]{2,8}?(?:省|自治区)[^0-9]{2,6}?[市州盟](?=.)"
    r"|^[^0-9A-Za-z]{1,6}?(?:(?<=..)(?<![小社园片厂院宅活属居辖期])区|县|(?<=..)旗)(?![路街巷道弄里])(?=[^0-9A-Za-z\-]{2})"
)
_NAMED_LIKE = "小区|花园|家园|佳苑|公寓|公馆|家属|大院|新村|雅居|嘉园|大厦|人家|市场"
# What looks like a town or a district and is the name of a compound: "水乡花园", "罗马城市花园B区", "农贸市场A区".
_NO_HEAD = re.compile(
    rf"^.*(?:{_NAMED_LIKE}|[A-Za-z]).*(?<!街道)(?<!办事处)\n|[乡镇区县旗]\n(?:{_NAMED_LIKE})(?!{_NAMED_LIKE})"
    rf"|^.[乡镇]\n(?:{_NAMED_LIKE})"
)
_PATTERNS = {
    "community": r"([^0-9\-]{2,12}?社区|[^0-9\-]{2,8}?(?<!新)村(?=[0-9一二三四五六七八九十]))",
    "grid": rf"(第?{_N}{{1,4}}号?网格|网格{_N}{{1,4}})",
    "road": rf"[^0-9\-]{{1,8}}?{_ROAD}(?:[0-9]{{1,4}}号(?:附[0-9]+号)?)?"
    rf"(?=[^0-9\-]{{2,12}}?(?:{_ESTATE}|{_MARKET}))",
    "compound": rf"([^0-9\-]{{2,12}}?(?:{_ESTATE})(?:第?{_N}{{1,2}}期|[A-Z东南西北中一二三四五六]区)*|家属院)"
    rf"(?={_N}|{_SIDE}|平房|别墅|地下|$)",
    "market": rf"([^0-9\-]{{2,10}}?(?:{_MARKET}))",
    "alley": rf"([^0-9\-]{{0,8}}?{_N}{{1,4}}{_LANE}|[^0-9\-]{{1,8}}?{_LANE}|[^0-9\-]{{1,8}}?(?:{_ROAD}|里)"
    rf"|第?{_N}{{1,3}}(?:村民小组|小组|组|队))",
    "courtyard": rf"(附?{_N}{{1,4}}号?(?:大?院|院落))",
    "gate": rf"([0-9]{{1,4}}号)(?=第?{_N}{{1,4}}(?:号楼|栋|幢|座|#|-[0-9]))",
    "numbered": rf"(第?{_NF}{{1,3}}号)(?=第?{_NF}{{1,2}}(?:单元|-[0-9]{{3}}))",
    "building": rf"(第?{_NF}{{1,4}}(?:号楼|栋楼?|幢楼?|座|#楼?|号?住宅楼|楼(?!层))|{_SIDE}(?:楼(?!层)|栋|幢|座))",
    "stairwell": rf"(第?(?:{_NF}{{1,3}}|{_SIDE})(?:单元门?|号?楼道|门洞?(?!牌)|梯)|单元[0-9]{{1,2}}(?![0-9]))",
    "floor": rf"((?:负|地下|-)?{_NF}{{1,3}}(?:层|楼|F(?![0-9A-Za-z])))",
}
_TOKENS = tuple((level, re.compile(pattern)) for level, pattern in _PATTERNS.items())
_DASHED = re.compile(
    r"^(.*?[^0-9A-Za-z\-])??([0-9A-Za-z]{1,4})-(?:([0-9A-Za-z]{1,2})-)?(?:([0-9]{1,2})-)?([0-9]{1,5}[A-Za-z]?)(?:室|号|户)?$"
)
_ROOM = re.compile(r"\(?(?:第|[Nn][Oo]\.?|#)?([0-9]{1,5}[A-Za-z]?)(?:室|号房?|房间?|户|#)?\)?")
# "2#501" and "二501" after a building are a stairwell and its room.
_SHORT_STAIRWELL = re.compile(
    rf"(?:第?({_NF}{{1,3}})(?:#|单|[uU]|号)-?|([一二三四五六七八九十]{{1,2}}))(?=[0-9]{{3,5}}[A-Za-z]?(?:室|号|户|房间?)?$)"
)
_NUMBERED_ROOM = re.compile(r"#?([0-9]{3,5})#")
LETTERS = frozenset("OoIl")  # which are typed for 0 and 1
_LETTERS = str.maketrans("OoIl", "0011")
_SPELT_ROOM = re.compile(r"(?<![0-9A-Za-z])(?=[0-9]*[OoIl])(?=[OoIl]*[0-9])[0-9OoIl]{3,4}(?=(?:室|号房?|房间?|户)?$)")
_LEVEL_WORDS = re.compile(r"单元|楼道|[层楼栋幢座#]|.院")
_ASIDE = re.compile(r"\((?:[^()]*[租空住户人售自闲][^()]*)\)$")  # "501(出租)"
# not one place
SEVERAL = re.compile(r"[、,;；~～]|^共|全部|所有|[0-9一二三四五六七八九十]+[至到][0-9一二三四五六七八九十]")
# what no door is called: the words of other levels, and several rooms in one cell
_NO_DOOR = re.compile(
    r"^[一二三四五六七八九十][0-9]{3,}|[0-9]室?(?:隔壁|对[面门]|旁|附近|斜对|楼[上下])|^(?:旁|对面|附近|隔壁|斜对|[前后背]面|[东南西北][侧边])|[0-9]室?\(|单元|楼道|(?<![顶阁底])[层楼]|[栋幢座#期弄巷、]|.院|[0-9]{3,}[^0-9]+[0-9]{3,}|[0-9][~至到,;和与及][0-9]"
)
_BASEMENT = re.compile(r"-[0-9]{1,2}[层楼]")
_MARKS = ",，.。、;；-－—/\\|"
_APART = re.compile(r"(?<=[0-9A-Za-z])(?<![Nn][Oo])[\s.．/／—－]+(?=[0-9])")  # "3 2 501", "3.2.501", "3/2/501"
_ROAD_NUMBER = re.compile(r"(?:[Nn][Oo]\.?|#)?((?:[0-9]{1,4}|[〇零一二两三四五六七八九十百]{1,5})(?:号|(?=#?$)))#?")
# Written in full in one cell and in short in another: "学院小区", "榆林学院小区".
_LOOSE = frozenset({AT[level] for level in ("compound", "alley", "market", "courtyard", "floor", "shop")})
TOWERS = ("大厦", "公寓", "公馆", "楼")  # whose rooms may lie in no building
_BARE_STOREY = re.compile(rf"第?{_NF}{{1,3}}楼")
_VILLA = re.compile(r"(?:(别墅|平房)([0-9]{1,3})号?|([0-9]{1,3})号?(别墅|平房))")
_CHINESE = str.maketrans("Oo〇零一二三四五六七八九壹贰叁肆伍陆柒捌玖", "0000123456789123456789")
_STAIRWELL_FIRST = re.compile("[一二三四五六七八九十][0-9]{3}")  # "三2501"


_CIRCLED = re.compile(r"(?<=[①-⑳Ⅰ-Ⅻⅰ-ⅻ])(?=[①-⑳Ⅰ-Ⅻⅰ-ⅻ])")


def apart(cell: str) -> str:
    """Numbers in circles, or Roman ones, side by side are several, though each becomes a digit: "①②号楼" is not
    building 12."""
    return simplified(_CIRCLED.sub("、", cell).translate(ROMAN))


def in_digits(text: str) -> str:
    """An address, or the name of a door, with the letters O, I and l of its room as the digits that are meant: "5O1" is
    501. Letters that make no room stay."""
    found = _SPELT_ROOM.search(text)
    room = found[0].translate(_LETTERS) if found else ""
    if found is None or not 0 < int(floor_of(room) or 0) <= 40:  # floors
        return text
    return text[: found.start()] + room + text[found.end() :]


def parse_address(text: str, *, building: bool = False, stairwell: bool = False) -> dict[str, str]:
    """The levels found in an address in one cell; the rest at the end is the door. Empty when nothing is found.

    `building`, `stairwell`: known from elsewhere, so that "2-501" begins with what comes next.
    """
    rest = _plain(text)
    rest = rest[len(_head(rest)) :].strip(_MARKS)
    found: dict[str, str] = {}
    for level, pattern in _TOKENS:
        if not stairwell and (building or "building" in found) and level in {"building", "stairwell"}:
            rest = _with_stairwell(rest)
        match = pattern.match(rest)
        if match is None or (level == "gate" and "alley" not in found):
            continue
        if level == "numbered" and (building or not {"alley", "courtyard"}.isdisjoint(found)):
            continue
        if level == "gate":
            found["courtyard"] = f"{match[1]}院"
        elif level == "numbered":
            found["building"] = match[1]
        elif level != "road":
            found[level] = match[1]
        rest = _after(rest, match.end())
    _take_rest(found, rest, building=building or "building" in found, stairwell=stairwell or "stairwell" in found)
    if not building and _is_storey(found):
        found["floor"] = found.pop("building")
    return found


def _is_storey(found: Mapping[str, str]) -> bool:
    """Whether the building "15楼" is the floor: in a tower, or where the door's number says the same."""
    storey = _BARE_STOREY.fullmatch(found.get("building", ""))
    if storey is None or not found.keys().isdisjoint({"stairwell", "floor", "courtyard"}):
        return False
    number = floor_of(found.get("door", ""))
    return same_name(FLOOR, storey[0], number) if number else found.get("compound", "").endswith(TOWERS)


def head_of(text: str) -> str:
    """What an address in one cell begins with and `parse_address` leaves out: the street and what it lies in,
    "榆林市榆阳区崇文路街道" (`heads`); "" where it names none."""
    return _head(_plain(text)) if len(text) > 4 else ""


def _plain(text: str) -> str:
    return re.sub("--+", "-", _APART.sub("-", _ASIDE.sub("", text)).replace(" ", "")).replace("(小区)", "小区")


def _head(text: str) -> str:
    head = _HEAD.match(text)
    return "" if head is None or _NO_HEAD.search(f"{head[0]}\n{text[head.end() :]}") else head[0]


def _with_stairwell(rest: str) -> str:
    match = _SHORT_STAIRWELL.match(rest)
    return f"{match[1] or match[2]}单元{rest[match.end() :]}" if match else rest


def _after(text: str, end: int) -> str:
    """The rest of an address; the dash of "3号楼-1层101" is a minus."""
    rest = text[end:]
    return rest if _BASEMENT.match(rest) else rest.lstrip(_MARKS)


def _take_rest(found: dict[str, str], rest: str, *, building: bool, stairwell: bool) -> None:
    if "courtyard" in found:
        rest = re.sub(r"^[内里](?!巷)", "", rest)  # "12号院内", "12号院内东房"
    dashed = _dashed(rest, building=building, stairwell=stairwell or "floor" in found)
    between = dashed.get("compound", "").strip("第#") and not _PLACED.isdisjoint(found)
    if dashed and not between:  # of "西湖花苑东苑3-2-101" nobody knows what 东苑 is
        found |= {level: value for level, value in dashed.items() if level not in found}
    elif rest and "alley" in found and "courtyard" not in found and not building:
        number = _ROAD_NUMBER.match(rest)
        if number and found["alley"].endswith("弄"):  # the numbers of a lane are its buildings
            found["building"], rest, building = f"{number[1]}楼", _after(rest, number.end()), True
        elif number:
            found["courtyard"], rest = f"{number[1]}院", _after(rest, number.end())
        if rest:
            found["door"] = room_of(rest)
    elif rest:
        found["door"] = room_on(found.get("floor", ""), room_of(rest))
    if "courtyard" in found and "door" not in found and not building:
        found["door"] = YARD_DOOR


def _dashed(text: str, *, building: bool, stairwell: bool) -> dict[str, str]:
    """Levels of "3-2-501", "2-501", "2-5-01" after what is known already. Empty where the whole text is the room's own
    number ("5-1", "605-1"), or where it is not numbers with dashes."""
    parts = _DASHED.match(text)
    if parts is None or (building and (stairwell or parts[1])):
        return {}
    before, first, second, third, door = parts.groups()
    short = len(door) < 3  # "01" on floor 5 is 501
    if not building:
        if short and not third:
            return {}
        named = {
            "compound": (before or "").strip("第#"),
            "building": first,
            "stairwell": second or "",
            "floor": third or "",
        }
        named["door"] = third + door.zfill(2) if third and short else door
        return {level: value for level, value in named.items() if value}
    if third or len(first) > 2 or (second is None and short):
        return {}
    if second is None:
        return {"stairwell": first, "door": door}
    if short or floor_of(door) == second:
        return {"stairwell": first, "floor": second, "door": second + door.zfill(2) if short else door}
    return {"building": first, "stairwell": second, "door": door}


def room_of(text: str) -> str:
    """A numbered room without its word: "501室" is "501"; anything else stays as it is written."""
    match = _ROOM.fullmatch(text)
    if match:
        return match[1]
    villa = _VILLA.fullmatch(text)
    if villa:  # "3号别墅" is "别墅3号"
        return f"{villa[1] or villa[4]}{villa[2] or villa[3]}号"
    bare = text.removesuffix("室").removesuffix("号")
    digits = bare.translate(_CHINESE)
    if len(bare) > 2 and digits.isdigit() and digits.strip("0") and not _STAIRWELL_FIRST.match(bare):  # 五〇一, 5〇1
        return digits
    value = numeral(bare) if len(bare) > 2 else None  # 一百零二
    return text if value is None else str(value)


def room_on(floor: str, room: str) -> str:
    """Room "01" of floor 5 is 501."""
    number = normal_name(PlaceKind.FLOOR, floor)
    return f"{number}{room}" if number.isdigit() and len(room) == 2 and room.isdigit() else room


def is_door(name: str) -> bool:
    """Whether a door may be called so: no words of other levels are left in it, and it is one."""
    return name == YARD_DOOR or (name.isascii() and name.isalnum()) or not _NO_DOOR.search(name)


def split_levels(own: list[str], *, building: str = "") -> bool:
    """A cell of one level may contain more than that: "3号楼2单元" among the buildings, "3-2-501" or "2单元501" among
    the doors. False when the cells contradict each other, or it cannot be told. `building`: known from elsewhere."""
    agree = True
    for at in (COMPOUND, BUILDING, STAIRWELL):
        if len(own[at]) > 3 and _LEVEL_WORDS.search(own[at]) and not SEVERAL.search(own[at]):
            agree &= _spread(own, at)
    door = own[DOOR] = _NUMBERED_ROOM.sub(r"\1", own[DOOR])
    if not door:
        if own[COURTYARD] and not own[BUILDING] and not own[SHOP]:
            own[DOOR] = YARD_DOOR
        return agree
    if door.isascii() and door.isdigit():
        own[DOOR] = room_on(own[FLOOR], door) if door[0] == "0" and len(door) == 2 else door
        return agree
    if _LEVEL_WORDS.search(door) and door != YARD_DOOR:
        floor = _leading_floor(door, own[BUILDING] or building)
        own[DOOR] = "" if floor else door
        agree &= put(own, floor) if floor else _spread(own, DOOR)
    elif own[STAIRWELL] and (room := _repeats(own, door)):
        own[DOOR] = room
    elif own[BUILDING] or not (own[ALLEY] or own[COURTYARD]):
        known = own[BUILDING] or building
        said = _dashed(_APART.sub("-", door), building=bool(known), stairwell=bool(own[STAIRWELL]))
        said = {} if _other_compound(said, own) else said
        if repeats_building(said, known):
            return False
        own[DOOR] = "" if said else door
        agree &= put(own, said)
    own[DOOR] = room_of(_ASIDE.sub("", own[DOOR]))
    own[DOOR] = room_on(own[FLOOR], own[DOOR]) if own[DOOR][:1] == "0" else own[DOOR]
    return agree


def _other_compound(said: Mapping[str, str], own: Sequence[str]) -> bool:
    """Whether "东苑3-2-101" stands beside 西湖花苑; "学院3-2-101" is of 学院小区."""
    inside, outside = said.get("compound", ""), own[COMPOUND]
    return bool(inside and outside) and inside not in outside and outside not in inside


def repeats_building(said: Mapping[str, str], building: str) -> bool:
    """Whether "2-1-102" in building 2 may be its stairwell 1 as well as its stairwell 2 and floor 1."""
    stairwell = said.get("stairwell", "")
    bare = "floor" in said and stairwell.isascii() and said["floor"].isascii()
    return bare and bool(stairwell and building) and same_name(BUILDING, building, stairwell)


def _repeats(own: list[str], door: str) -> str:
    """The room of "2-501" or "3-2-501" where the columns say stairwell 2 of building 3 already; else ""."""
    parts = _DASHED.match(_APART.sub("-", door))
    if parts is None or len(parts[5]) < 3 or parts[4] or not same_name(STAIRWELL, parts[3] or parts[2], own[STAIRWELL]):
        return ""
    return parts[5] if parts[3] is None or same_name(BUILDING, parts[2], own[BUILDING]) else ""


@lru_cache(maxsize=8_192)
def _said(text: str, building: bool, stairwell: bool) -> Mapping[str, str]:
    """Compounds and buildings repeat throughout a list."""
    return parse_address(text, building=building, stairwell=stairwell)


@lru_cache(maxsize=8_192)
def is_several(name: str) -> bool:
    """Whether a cell names more than one place."""
    return SEVERAL.search(name) is not None


def _spread(own: list[str], at: int) -> bool:
    said = _said(own[at], bool(own[BUILDING]) and at != BUILDING, bool(own[STAIRWELL]))
    if at != DOOR and (len(said) < 2 or LEVELS[at] not in said):
        return True
    own[at] = ""
    return put(own, said)


_FLOOR_FIRST = re.compile(rf"(负?{_NF}{{1,3}}楼)([^层楼栋幢座#-]*)")


def _leading_floor(door: str, building: str) -> dict[str, str]:
    """The levels of "5楼东户" in a building that is known, where 5楼 is its floor; empty where it may be a building."""
    found = _FLOOR_FIRST.fullmatch(door)
    if not (found and building) or "单元" in door or same_name(BUILDING, found[1], building):
        return {}
    room = room_on(found[1], room_of(found[2]))
    if (number := floor_of(room)) and not same_name(FLOOR, found[1], number):
        return {}
    return {"floor": found[1]} | ({"door": room} if room else {})


_TITLE = re.compile(rf"(?:^|(?<=[^0-9A-Za-z\-~至]))(?:第?{_N}{{1,4}}(?:号楼|栋|幢|座|#楼?)|{_SIDE}(?:楼|栋|幢|座))")
_ORDER = re.compile(
    r"^(?:\([0-9一二三四五六七八九十]{1,3}\)|[一二三四五六七八九十]{1,3}[、,.](?![一二三四五六七八九十]))"
)  # "一、4号楼"
_COUNT = re.compile(r"共|[0-9][-~至到、][0-9]+(?:号楼|栋|幢|座|#|单元)")
_TITLE_STAIRWELL = re.compile(rf"(?:^|(?<=[^0-9A-Za-z\-~至]))第?(?:{_N}{{1,3}}|{_SIDE})单元")
_TITLE_END = re.compile(
    r"(?:住户|居民|人员|户籍|常住)?(?:基本|人口)?(?:信息|情况)?(?:登记|统计|汇总|一览|花名)?(?:表|册|台账|名[单册])?(?:\([^()]*\))?$"
)
_COARSE = frozenset({"community", "grid", "compound", "alley", "market"})


def title_levels(title: str) -> dict[str, str]:
    """What the name of a sheet or a file, or a line across it, says that all its rows lie in: "1号楼", "学院小区3栋住户
    登记表", "1单元", "第三网格", "学院小区". Empty when it names none or several."""
    text = _title(title)
    named, stairwells = _TITLE.findall(text), _TITLE_STAIRWELL.findall(text)
    if title_names_several(title):
        return {}
    if not named and not stairwells:
        said = parse_address(_TITLE_END.sub("", text))
        return said if said.keys() <= _COARSE else {}
    said = parse_address(text[: text.index(named[0]) + len(named[0])]) if named else {}
    if named and not (said.keys() <= {"community", "grid", "compound", "building"} and "building" in said):
        return {}
    return said | ({"stairwell": stairwells[0]} if stairwells else {})


def title_names_several(title: str) -> bool:
    """Whether a title says that its rows lie in several buildings or stairwells."""
    text = _title(title)
    return len(_TITLE.findall(text)) > 1 or len(_TITLE_STAIRWELL.findall(text)) > 1 or bool(_COUNT.search(text))


def _title(title: str) -> str:
    text = re.sub(r"\.[A-Za-z]{2,4}$", "", normalize("NFKC", title.translate(ROMAN))).replace(" ", "")
    return _ORDER.sub("", re.sub(r"\(共[^()]*\)", "", text)).lstrip("【[(<《")


def put(own: list[str], said: Mapping[str, str]) -> bool:
    """Completes `own` by what another cell says. False when the two name different places."""
    agree = True
    for level, value in said.items():
        at = AT[level]
        agree &= not own[at] or at in _LOOSE or same_name(at, own[at], value)
        longer = at == COMPOUND and own[at] != value and value.startswith(own[at]) and "期" in value
        own[at] = value if longer else own[at] or value
    return agree


def same_name(at: int, mine: str, theirs: str) -> bool:
    """Whether two names of one level are one place: "3" and "第三网格"."""
    return mine == theirs or normal_name(KINDS[at], mine) == normal_name(KINDS[at], theirs)


def normal_chain(chain: Chain) -> Chain:
    return tuple([(kind, normal_name(kind, name)) for kind, name in chain])
