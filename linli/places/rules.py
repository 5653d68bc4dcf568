"""Kinds of places, which kind may lie in which, and how a level of governance is responsible for its place."""

import re
import unicodedata
from enum import StrEnum
from functools import lru_cache


class PlaceKind(StrEnum):
    SUBDISTRICT = "subdistrict"
    COMMUNITY = "community"
    SECTOR = "sector"
    GRID = "grid"
    COMPOUND = "compound"
    ALLEY = "alley"
    MARKET = "market"
    COURTYARD = "courtyard"
    BUILDING_GROUP = "building_group"
    BUILDING = "building"
    STAIRWELL = "stairwell"
    FLOOR = "floor"
    DOOR = "door"
    SHOP = "shop"


def kind_choices() -> list[tuple[str, str]]:
    return [
        ("subdistrict", "街道"),
        ("community", "社区"),
        ("sector", "片区"),
        ("grid", "网格"),
        ("compound", "小区"),
        ("alley", "巷道"),
        ("market", "商区"),
        ("courtyard", "院落"),
        ("building_group", "楼组"),
        ("building", "楼栋"),
        ("stairwell", "单元"),
        ("floor", "楼层"),
        ("door", "户"),
        ("shop", "门店"),
    ]


def kind_word(kind: PlaceKind) -> str:
    return dict(kind_choices())[kind]


# A place lies in a place of a smaller number: a street has no parent, a door has no children.
DEPTH: dict[PlaceKind, int] = {
    PlaceKind.SUBDISTRICT: 0, PlaceKind.COMMUNITY: 10, PlaceKind.SECTOR: 20, PlaceKind.GRID: 30,
    PlaceKind.COMPOUND: 40, PlaceKind.ALLEY: 40, PlaceKind.MARKET: 40, PlaceKind.COURTYARD: 45,
    PlaceKind.BUILDING_GROUP: 50, PlaceKind.BUILDING: 55, PlaceKind.STAIRWELL: 60, PlaceKind.FLOOR: 70,
    PlaceKind.DOOR: 80, PlaceKind.SHOP: 80,
}  # fmt: skip

# The homes and shops themselves: the units that the coverage proof counts.
UNITS = frozenset({PlaceKind.DOOR, PlaceKind.SHOP})


class Duty(StrEnum):
    """What a level does for its place (the account of 崇文路: 指挥、主抓、负责、联络、包户)."""

    COMMAND = "command"
    CHARGE = "charge"
    RESPONSIBLE = "responsible"
    LIAISE = "liaise"
    COVER = "cover"


def duty_choices() -> list[tuple[str, str]]:
    return [("command", "指挥"), ("charge", "主抓"), ("responsible", "负责"), ("liaise", "联络"), ("cover", "包户")]


class SpanUnit(StrEnum):
    NONE = "none"
    HOUSEHOLDS = "households"
    FLOORS = "floors"
    SHOPS = "shops"
    BUILDINGS = "buildings"
    PEOPLE = "people"


def span_unit_choices() -> list[tuple[str, str]]:
    return [
        ("none", "不限"),
        ("households", "户"),
        ("floors", "层"),
        ("shops", "店"),
        ("buildings", "栋"),
        ("people", "人"),
    ]


def may_lie_in(kind: PlaceKind, parent: PlaceKind | None) -> bool:
    """A street stands alone; everything else lies in something coarser."""
    if parent is None:
        return kind is PlaceKind.SUBDISTRICT
    return DEPTH[kind] > DEPTH[parent]


def kinds_below(parent: PlaceKind) -> list[PlaceKind]:
    """The kinds that may be added to a place of kind `parent`, coarsest first."""
    return [kind for kind in PlaceKind if may_lie_in(kind, parent)]


def kinds_to_add(parent: PlaceKind) -> list[PlaceKind]:
    """The kinds that somebody may add to a place by hand: what is inside a house lies in a grid at least, so that no
    home lies in a community beside all its grids."""
    inside = (PlaceKind.STAIRWELL, PlaceKind.FLOOR, PlaceKind.DOOR)
    return [kind for kind in kinds_below(parent) if kind not in inside or DEPTH[parent] >= DEPTH[PlaceKind.GRID]]


# A chain of names may leave these out: "7号楼 101" in a register means the only 101 of that building.
PASSED_OVER = frozenset(
    {
        PlaceKind.SECTOR,
        PlaceKind.GRID,
        PlaceKind.COMPOUND,
        PlaceKind.BUILDING_GROUP,
        PlaceKind.STAIRWELL,
        PlaceKind.FLOOR,
    }
)


# ---- telephones that are posted in public ------------------------------------------------------------------------

_PUBLIC_PHONE = re.compile(
    r"1[3-9][0-9]{9}"  # a mobile
    r"|(?:0[0-9]{2,3}-?)?[2-8][0-9]{6,7}(?:(?:-|转)[0-9]{1,5})?"  # a landline, with or without area code, an extension
    r"|[48]00-?[0-9]{3}-?[0-9]{4}"
    r"|1(?:10|12|14|19|2[0-2])"  # 110, 119, 120 …
    r"|(?:0[0-9]{2,3}-?)?(?:12[0-9]{3}|9[56][0-9]{3,4})"  # 12345, 95598, 96110, also from elsewhere
)


def public_phone(text: str) -> str:
    """A number that residents can ring, as it is printed: half-width, without blanks. "" for anything else: a number
    cut short, an inner short number, two numbers in one."""
    plain = re.sub(r"[\s()]+", "", unicodedata.normalize("NFKC", text)).replace("—", "-").replace("–", "-")
    return plain if _PUBLIC_PHONE.fullmatch(plain) else ""


# ---- names -------------------------------------------------------------------------------------------------------

LONGEST_NAME = 60
_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_NUMERAL = "零〇一二两三四五六七八九十百"
_FORMAL_NUMERAL = "壹贰叁肆伍陆柒捌玖拾佰"
_FORMAL = str.maketrans(_FORMAL_NUMERAL, "一二三四五六七八九十百")
# Words after a number that add no meaning, for each kind: "3号楼", "3栋", "3#" and "3" are one building.
_ENDINGS: dict[PlaceKind, str] = {
    PlaceKind.GRID: r"(?:号?网格)",
    PlaceKind.SECTOR: r"(?:号?片区?)",
    PlaceKind.BUILDING_GROUP: r"(?:号?楼组|组)",
    PlaceKind.BUILDING: r"(?:号?住宅楼|#楼|号楼|号|#|栋楼?|幢|座|楼)",
    PlaceKind.STAIRWELL: r"(?:号?单元门?|号?楼道|#|号?门洞?|号?梯|号)",
    PlaceKind.FLOOR: r"(?:层楼?|楼|F)",
    PlaceKind.COURTYARD: r"(?:号?院落?|号大院|号|#)",
    PlaceKind.ALLEY: r"(?:号?巷道?|号?胡同|号)",
    PlaceKind.DOOR: r"(?:号?室|号?户|号)",
    PlaceKind.SHOP: r"(?:号?门店|号?商铺|号?店|号铺?|#)",
}
_NUMBER_SIGN = r"#|NO\.?"
# Words before a number that add no meaning: "网格3", "楼1", "单元1", "#1".
_BEGINNINGS: dict[PlaceKind, str] = {
    PlaceKind.GRID: "网格", PlaceKind.BUILDING: rf"(?:楼栋?|栋|幢)(?=[0-9])|{_NUMBER_SIGN}",
    PlaceKind.STAIRWELL: rf"单元|{_NUMBER_SIGN}", PlaceKind.COURTYARD: _NUMBER_SIGN,
}  # fmt: skip
_OFFERED: dict[PlaceKind, str] = {
    PlaceKind.GRID: "{:0>2}网格", PlaceKind.SECTOR: "{}片区", PlaceKind.BUILDING_GROUP: "{}楼组",
    PlaceKind.BUILDING: "{}号楼", PlaceKind.STAIRWELL: "{}单元", PlaceKind.FLOOR: "{}层", PlaceKind.COURTYARD: "{}号院",
    PlaceKind.ALLEY: "{}巷",
}  # fmt: skip


_ROMAN_KINDS = frozenset({PlaceKind.GRID, PlaceKind.COURTYARD, PlaceKind.BUILDING, PlaceKind.STAIRWELL})
_WITH_SIDES = frozenset({PlaceKind.BUILDING, PlaceKind.STAIRWELL, PlaceKind.DOOR})  # 甲单元, 东户


def numeral(text: str) -> int | None:
    """The value of a Chinese numeral below a thousand: "十二" is 12, "拾贰" too. None when it is not a numeral."""
    text = text.translate(_FORMAL)
    if not text or any(c not in _NUMERAL for c in text):
        return None
    if not any(c in "十百" for c in text):
        return int("".join(str(_DIGITS[c]) for c in text))
    total, digit = 0, 0
    for c in text:
        if c in "十百":
            total += (digit or 1) * (10 if c == "十" else 100)
            digit = 0
        else:
            digit = _DIGITS[c]
    return total + digit


# Roman numbers: as signs of their own, and as letters ("III号楼"). One letter is a number before 号 only: "V座" is V.
ROMAN = {first + value: str(value + 1) for first in (0x2160, 0x2170) for value in range(12)}
_IN_LETTERS = re.compile(r"(?<![0-9A-Z])(?:II|III|IV|VI|VII|VIII|IX|XI|XII|[IVX](?=号))(?=[^0-9A-Z-]|$)")
_LETTERS = {unicodedata.normalize("NFKC", chr(0x215F + value)): str(value) for value in range(1, 13)}


def _with_digits(text: str) -> str:
    """ "III号楼" as "3号楼"."""
    return _IN_LETTERS.sub(lambda found: _LETTERS[found[0]], text, count=1)


_TRADITIONAL = dict(zip("號樓棟層單戶", "号楼栋层单户", strict=True))
_LEVEL_WORD = re.compile(
    rf"(?<=[0-9A-Z{_NUMERAL}東西南北])[號棟層戶]|(?<=[0-9A-Z{_NUMERAL}號号东西南北東])樓|單(?=元)|单无(?=[0-9]|$)"
)


def simplified(text: str) -> str:
    """The words for levels in simplified characters, "3號樓2單元" as "3号楼2单元"; 单无 as the 单元 meant."""
    if _TRADITIONAL.keys().isdisjoint(text) and "无" not in text:
        return text
    return _LEVEL_WORD.sub(lambda found: _TRADITIONAL.get(found[0], "单元"), text)


_FLOOR_AND_ROOM = re.compile(r"0?([1-9][0-9]?)-(0[1-9])")  # "5-01", but neither "5-1" nor "605-1"


@lru_cache(maxsize=65_536)
def normal_name(kind: PlaceKind, name: str) -> str:
    """The normal form of a name, equal for different spellings of one place; used to compare, never shown.

    Full-width letters and digits become half-width, spaces go, Chinese numerals become digits, leading zeros go, and
    the word for the kind goes where only a number, a letter code or a side is left: "第三网格", "03网格" and "3" are
    equal, "甲单元" and "甲" too, but "槐树巷" keeps its 巷. Door "5-01" is 501. A residents' committee is its
    community, a villagers' committee its village.
    """
    text = "".join(unicodedata.normalize("NFKC", name.translate(ROMAN)).upper().split())
    if kind is PlaceKind.COMMUNITY:
        return _normal_community(text)
    ending = _ENDINGS.get(kind)
    if ending is None:
        return text
    text = simplified(text)
    text = _with_digits(text) if kind in _ROMAN_KINDS else text
    side = "|[甲乙丙丁戊己庚辛东西南北中]" if kind in _WITH_SIDES else ""
    number = re.fullmatch(
        rf"(?:第|{_BEGINNINGS.get(kind, '第')})?(负|地下|-|B)?"
        rf"([{_NUMERAL}{_FORMAL_NUMERAL}]+|[0-9A-Z]+?(?:-[0-9A-Z]+)*?{side}){ending}?",
        text,
    )
    if number is None:
        return text
    if kind is PlaceKind.DOOR and (split := _FLOOR_AND_ROOM.fullmatch(number[2])):
        return f"{number[1] or ''}{split[1]}{split[2]}"
    below = "-" if number[1] and (number[1] != "B" or kind is PlaceKind.FLOOR) else number[1] or ""
    value = numeral(number[2])
    return below + (str(value) if value is not None else number[2].lstrip("0") or "0")


_OFFICE = re.compile(r"(?:街道办事处|街道办|街道|镇人民政府|乡人民政府|镇|乡)$")


def street_name(name: str) -> str:
    """ "崇文路街道办事处", "崇文路街道" and "崇文路" are one street; a town keeps its name when it becomes one."""
    return _OFFICE.sub("", name) or name


def _normal_community(text: str) -> str:
    text = re.sub(r"(?:村村民委员会|村村委会|村民委员会|村委会)$", "村", text)
    return re.sub(r"(?<=.)(?:社区居民委员会|社区居委会|居民委员会|居委会|社区)$", "", text)


def tidy_name(name: str) -> str:
    """Single blanks, trimmed. Invisible characters stay, unlike in other texts: `name_fault` refuses them, because
    places are told apart by their names."""
    return " ".join(name.split())


@lru_cache(maxsize=16_384)
def shown_name(kind: PlaceKind, name: str) -> str:
    """The name stored for a new place: tidy spaces, and a bare number gets its word ("7" becomes "7号楼")."""
    text = tidy_name(unicodedata.normalize("NFKC", name))
    pattern = _OFFERED.get(kind)
    return pattern.format(text) if pattern and re.fullmatch(r"-?\d{1,4}", text) else text


@lru_cache(maxsize=16_384)
def name_fault(name: str) -> str:
    """The code of what is wrong with a place's name; empty when nothing is. Control characters are refused."""
    if not name.strip():
        return "places.name_missing"
    if len(name) > LONGEST_NAME:
        return "places.name_too_long"
    if any(unicodedata.category(c) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for c in name):
        return "places.name_unprintable"
    return ""


_PLAIN_GRID = re.compile(rf"第?(?:[0-9]{{1,4}}|[{_NUMERAL}]{{1,4}})号?网格?|网格(?:[0-9]{{1,4}}|[{_NUMERAL}]{{1,4}})")
_TO = r"\s*[-~至到—]\s*"
_RANGE = re.compile(rf"[0-9]{_TO}[0-9]")
_RANGE_OF_LETTERS = re.compile(rf"(?<![A-Za-z])[A-Za-z][0-9]*{_TO}[A-Za-z](?![A-Za-z])")  # "A-C座", not "A-1"
_MORE_THAN_ONE = re.compile(r"[()]|(?:号楼|栋|幢|[0-9]座)(?!楼$).")
# A pair of sides or of letters, "南北楼": 东南楼 is one.
_PAIR = re.compile(r"(?:南北|北南|东西|西东|前后|左右|[甲乙丙丁戊己]{2,})(?:楼|栋|幢|座|单元)?")
_APART = re.compile(r"[/、,;?!=+&|。:]")
# Words about a home, and for homes that lie in no compound: no name of one.
_NO_COMPOUND = re.compile(
    rf"^.?$|{_APART.pattern}|[0-9]-[0-9]|^(?:[现原曾暂居租借同]住|现[在租]|原[在址]|户[口籍]|住[在址]|本小区|[该此我]小区)"
    r"|(?:户[口籍]|[居租]住)在?$|^(?:其[他它余]|散[居户]|独[栋户]|零散|自建房?|单[体位]楼?|老旧楼院|无小区|非小区|多个|全部|所有|各小区|[东西南北]侧?边?|[^住]?现)$"
    rf"|^(?:待定|不限|待分配|暂无|不明)"
)
_PLAIN_FLOOR = re.compile(r"-?[0-9]{1,3}[A-Z]?|[A-Z]{1,2}[0-9]{0,2}")
_FLOOR_IN_WORDS = re.compile(
    r"(?:顶|底|首|阁|夹|跃|架空|设备|避难|转换|地下|半地下|地)(?:层|楼|室|面层?)?[0-9]?|地下(?:车库|停车场)|底商"
)


_LIKE_COMPOUNDS = frozenset({PlaceKind.ALLEY, PlaceKind.MARKET, PlaceKind.COURTYARD})


@lru_cache(maxsize=16_384)
def is_odd(kind: PlaceKind, name: str) -> bool:
    """Whether a list's cell may be no name of one place, so that no place is made of it: "1-2" buildings, "3网格王芳",
    散居 as a compound, 3层以上 as a floor.
    The tree may have places that are called so."""
    text = unicodedata.normalize("NFKC", name)
    if kind is PlaceKind.GRID:
        return bool(re.search(rf"[0-9()]|[{_NUMERAL}]号?网格", text)) and not (
            text.isdigit() or _PLAIN_GRID.fullmatch(text)
        )
    if kind is PlaceKind.BUILDING:
        signs = (_RANGE, _RANGE_OF_LETTERS, _MORE_THAN_ONE)
        return bool(_PAIR.fullmatch(text) or any(sign.search(text) for sign in signs))
    if kind is PlaceKind.STAIRWELL:
        return bool(_PAIR.fullmatch(text) or _RANGE.search(text))
    if kind is PlaceKind.FLOOR:
        return not (_PLAIN_FLOOR.fullmatch(normal_name(kind, text)) or _FLOOR_IN_WORDS.fullmatch(text))
    if kind is PlaceKind.COMPOUND:
        return bool(_NO_COMPOUND.search("".join(text.split())))
    return kind in _LIKE_COMPOUNDS and bool(_APART.search(text))


@lru_cache(maxsize=16_384)
def sorting_number(kind: PlaceKind, name: str) -> int:
    """The number by which siblings are sorted: 3 for "3号楼", -1 for "负1层", 0 when there is none."""
    found = re.match(r"-?\d{1,9}", normal_name(kind, name)) or re.search(r"\d{1,9}", name)
    return int(found[0]) if found else 0


_NUMBERED_DOOR = re.compile(r"-?([0-9]{1,2})(?:-(?=0[1-9]))?[0-9]{2}[A-Za-z]?(?:室|号房?|房|户)?")


def floor_of(door: str) -> str:
    """The floor of a numbered door: "501" is on 5, "1203室" on 12. "" when the number does not tell."""
    match = _NUMBERED_DOOR.fullmatch(door)
    return str(int(match[1])) if match and int(match[1]) else ""
