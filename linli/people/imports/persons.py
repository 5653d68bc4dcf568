"""Who is a person: names in the column of names, and what stands there instead of one. Values in, values out."""

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence

from linli.kernel.errors import Invalid
from linli.kernel.sheets import Cell, clean
from linli.people import rules
from linli.people.imports.words import NUMERAL, RELATIONS, RESIDENCES, pattern_of, patterns_in, words_in

plain_name = re.compile(r"[\u4e00-\u9fa5]{1,12}").fullmatch
_TOTAL, _SIGNED = pattern_of("total"), pattern_of("signed")
_FOOTER = re.compile(f"{_TOTAL}|{_SIGNED}")
# What makes a footer of a row in which a place is called so: a home may be 3户, a compound 领导家属院 or 2001年小区.
_PLACE_FOOTER = re.compile(
    rf"[合总共累]\s*计|小\s*计|^共\s*{NUMERAL}|^第\s*{NUMERAL}+\s*页|^(?:包[片联]|分管)?(?:领导|干部|人)\s*(?::|$)"
    f"|{pattern_of('signed', without=('包片', '包联', '领导'))}"
)
_ROOM_LAST = re.compile(r"[楼院元栋幢座弄巷层#号-][0-9]{1,5}[A-Za-z]?(?:室|号)?$")
_ROOM_ALONE = re.compile(r"[0-9]{1,5}[A-Za-z]?(?:室|号)?|[0-9]户")

# What stands in the column of names and is nobody, wherever in the cell: "岗位空缺", "空缺李四代管". None of the words
# is part of a name, and none that may stand anywhere is a single character ("王空").
_NOBODY = (
    ("imports.footer", f"{_TOTAL}|{_SIGNED}|^(?:备注|说明|序号)$"),
    *((f"imports.{code}", pattern) for code, pattern in patterns_in("nobody")),
)
_PATTERNS = tuple((code, re.compile(words)) for code, words in _NOBODY)
NOBODIES = frozenset(code for code, _words in _NOBODY)
_ANY_NOBODY = re.compile("|".join(words for _code, words in _NOBODY))
_WORDS = frozenset(word for word in (*RELATIONS, *RESIDENCES) if len(word) > 1 and not word.isdigit())  # 儿子, 学生
_AROUND = re.compile(r"[\s()（）\[\]【】〔〕、。,，—]+|^[:：/-]+|[:：/-]+$")


def no_person(text: str) -> str:
    """Why a cell in the column of names names nobody, as a code; "" where it may be a name."""
    bare = _AROUND.sub("", text).lower()
    if _ANY_NOBODY.search(bare):
        return next(code for code, words in _PATTERNS if words.search(bare))
    return "imports.to_verify" if bare in _WORDS else ""


_SURNAMES = frozenset("".join(words_in("surnames", "common")))
_S = f"[{''.join(sorted(_SURNAMES))}]"
_KIN = "|".join(words_in("kin"))
_ODD_WORDS = {where: "|".join(words_in("odd", where)) for where in ("before", "after", "called", "shops")}
# What may be a name and may be none: whoever knows the person says which.
_ODD = re.compile(
    rf"^无名氏?$|^未[取命起]名|新生儿|^[男女]?[婴孩]儿?$|^宝宝|^小孩|^[老小]{_S}$|^.家$|[、,;。]$"
    rf"|(?:{_ODD_WORDS['called']})$|^{_S}[师母父婆嫂姐哥姨爷奶总工]$|^老.头$|^故{_S}|..(?:{_ODD_WORDS['shops']})$"
    rf"|^(?:第.)?(?:{_ODD_WORDS['before']})..|.户主$|..(?:{_ODD_WORDS['after']})$|[\u4e00-\u9fa5][0-9-]$"
    rf"|^[死故亡殁]$|^亡..|.死$|[†✝]|.的|之[妻子女母父夫]$|..(?:{_KIN})$|..(?:妻子?|丈夫|儿子|女儿|配偶|老婆|老公|爱人|母亲|父亲).."
    rf"|^{_S}.{{1,2}}[-·]?{_S}[\u4e00-\u9fa5]{{1,2}}$|^{_S}.{{1,2}}[改换]{_S}|^原{_S}.{{1,2}}$"
)
_APART = re.compile(r"[、,;/&+|\\\n\t]+|(?<=[\u4e00-\u9fa5]{2})[和与及](?=[\u4e00-\u9fa5]{2})")
_SEVERAL = re.compile(
    r"等[0-9一二两三四五六七八九十几多]*[人口]|(?<=[\u4e00-\u9fa5]{2})等$|全家|一家|夫妇|夫妻|两口子?"
)
_NUMBER = re.compile(r"[0-9][0-9 -]{3,}[0-9Xx]|^[0-9]{1,3}[.、)]?\s*[\u4e00-\u9fa5]|[0-9]岁")
_HIDDEN = re.compile(r"[*＊×]|^.{0,2}某{1,2}$|某某|[\u4e00-\u9fa5][Xx]{1,2}$|^[A-Za-z]$")
_ASIDE = re.compile(r"(.+?)\s*[(\[【〔]([^()\[\]【】〔〕]*)[)\]】〕]")
_SEX_AGE = r"[男女]性?(?:[\s,/、]*[0-9]{1,3}岁?)?|[0-9]{1,3}岁?(?:[\s,/、]*[男女]性?)?"
sex_and_age = re.compile(_SEX_AGE).fullmatch
_SEX_BEHIND = re.compile(rf"(.{{2,}}?)[\s,/、;|:-]+({_SEX_AGE})")  # "张三 女", "王五 65岁"
_GONE_WORDS = "去[世逝]|死亡|[病亡]故|过[世逝]|搬[走离]|迁[出走]|[注销]销户?|销户|[亡殁]|死了"
_LEFT = re.compile(rf"(\S{{2,4}}?)(?:[\s,:|/-]*(已[死故亡逝]|已?(?:{_GONE_WORDS}))|[\s,:|/-]+([死故逝卒]))[†✝]?")
_ANOTHER = re.compile(rf"(?:[妻夫子女父母]|{_KIN})[:\s]*{_S}[\u4e00-\u9fa5]{{1,2}}")  # "张三(妻李四)"
_NAMED = re.compile(rf"{_S}[\u4e00-\u9fa5]{{1,2}}")

# A name that stands alone in its row and begins with no surname may be a word of the list: 采集人, 仅供参考.
_SURNAMED = _SURNAMES | frozenset("".join(words_in("surnames", "other")))


def odd_alone(name: str) -> bool:
    """Whether a name with nothing else in its row is asked about."""
    if "·" in name or not re.search("[\u4e00-\u9fff]", name):
        return "·" not in name and " " not in name
    return len(name) > 2 and name[0] not in _SURNAMED


class Names(dict[Cell, tuple[str, str, str]]):
    """Raw cell -> (name, fault, what else the cell says: "张三(已故)")."""

    def __missing__(self, cell: Cell) -> tuple[str, str, str]:
        if type(cell) is str and plain_name(cell) and not _doubtful(cell):
            return (cell, "", "")  # the usual case needs neither checks nor memory
        found = read_name(cell)
        if len(self) < 200_000:
            self[cell] = found
        return found


def _doubtful(text: str) -> bool:
    """Whether a text of characters alone must be looked at closely. None of the tables says anything of one that has no
    character of theirs: of most names."""
    if len(text) < 4 and _TELLING.isdisjoint(text):
        return False
    return len(text) > 4 or text in _WORDS or bool(_DOUBTS.search(text))


_DOUBTS = re.compile(f"{_ANY_NOBODY.pattern}|{_SEVERAL.pattern}|(?:{_GONE_WORDS}|已[死故亡逝])$|某|{_ODD.pattern}")
_TELLING = frozenset("".join(_WORDS)) | frozenset(re.findall("[\u4e00-\u9fa5]", _DOUBTS.pattern.replace(_S, "")))


def read_name(cell: Cell) -> tuple[str, str, str]:
    """(name, why it is nobody's or no whole name as a code, what else the cell says) of one cell."""
    text, aside = clean(cell), ""
    fault = no_person(text) if text else "imports.no_name"
    if more := _beside(text, fault):
        inside = no_person(more[0])
        if (
            inside or not fault or (fault == no_person(more[1]) and fault not in _WHATEVER_BESIDE)
        ):  # "空缺(李四代管)", "张三(已故)", "张三(租户)"
            text, aside, fault = *more, inside
    fault = fault or (_written_wrong(cell, text) if type(cell) is str else "")
    fault = fault or ("imports.several_people" if _ANOTHER.fullmatch(aside) else "")
    if fault:
        return (text[:60], fault, aside)
    try:
        name = rules.check_name(text)
    except Invalid as refusal:
        return (text[:60], _OURS.get(refusal.code, "imports.bad_name"), "")
    odd = (
        _ODD.search(name)
        or _TWO_NAMES.fullmatch(text)
        or (_NAMED.fullmatch(aside) and not no_person(aside))
        or aside in _SIGNED_FOR
    )
    return (name, ODD if odd else "", aside)


def _beside(text: str, fault: str) -> tuple[str, str] | None:
    """(the name, what is said of it) of a cell that says both."""
    found = _ASIDE.fullmatch(text) or (None if fault else _SEX_BEHIND.fullmatch(text) or _LEFT.fullmatch(text))
    return (found[1], next(filter(None, found.groups()[1:]), "").strip()) if found else None


_WHATEVER_BESIDE = frozenset({"imports.footer", "imports.example"})  # "王芳(填表人)"
_SIGNED_FOR = frozenset({"代", "代签", "代办"})
ODD = "imports.name_odd"  # whether it is a person's name is asked


_OURS = {"people.name_damaged": "imports.name_damaged", "people.name_number": "imports.name_number"}


def _written_wrong(cell: str, text: str) -> str:
    """Why a text with letters in it is not the name of one person; "" where it may be."""
    if _NUMBER.search(text) and any(map(str.isalpha, text)):
        return "imports.name_number"
    if _HIDDEN.search(text):
        return "imports.name_hidden"
    if any(unicodedata.category(c) in {"So", "Sk"} and c != "\ufffd" for c in text):
        return "imports.name_symbol"
    if _several(cell, text):
        return "imports.several_people"
    if any(unicodedata.category(c) == "Sm" for c in text):
        return "imports.name_symbol"
    return "imports.bad_name" if ":" in text else ""


def _several(cell: str, text: str) -> bool:
    if _SEVERAL.search(text):
        return True
    lines = [part for part in re.split(r"[\r\n\t]+", cell.strip()) if len(part.strip()) > 1]
    if len(lines) > 1:
        return True
    parts = [part.strip() for part in _APART.split(text) if part.strip()]
    if len(parts) > 1 and sum(len(part) > 1 for part in parts) > 1:
        return True
    words = text.split(" ")
    return len(words) > 1 and all(1 < len(word) < 5 and word[0] in _SURNAMES for word in words)


_TWO_NAMES = re.compile(
    "[\u4e00-\u9fa5]{2} [\u4e00-\u9fa5]{2}|[\u4e00-\u9fa5]{3} [\u4e00-\u9fa5]{3}"
)  # "共小华 难大勇": no list holds every surname


# Lines across the table: no rows of anybody.
NO_ROWS = frozenset({"imports.footer", "imports.section", "imports.header_again", "imports.nothing_mapped"})
PASSED_OVER = NO_ROWS - {"imports.nothing_mapped"}  # which nobody has to correct
# Words of a list in the place of a name, which stand alone in a line across the table.
_LINES = frozenset({"imports.no_name", "imports.name_place", "imports.bad_name"})


def row_fault(row: Sequence[Cell], fields: Mapping[int, str], places: Collection[int], fault: str) -> str:
    """Why a row without a usable name exists: a total, a signature line, a title, or a forgotten name; `fault`, the
    name's own, where it is a row of somebody. `fields`: column -> what it means; `places`: those of the address."""
    said = {at: text for at, cell in enumerate(row) if (text := clean(cell))}
    said = {at: text for at, text in said.items() if at in fields or not text.isdigit()}  # without the running number
    if fault == "imports.no_name" and _is_empty_home(said, fields):
        return fault
    if _is_footer(said, fields, places):
        return "imports.footer_person" if _lives_there(said, fields) else "imports.footer"
    if not said or said.keys().isdisjoint(fields):
        return "imports.section" if len(said) == 1 else "imports.nothing_mapped"
    apart = said.keys().isdisjoint(places)
    alone = len(set(said.values())) == 1 and (apart or fault == "imports.no_name")
    if alone and fault in _LINES and not _own_value(said, fields):
        return "imports.section"
    return "imports.section" if fault == "imports.name_place" and apart and len(said) < 4 else fault


def _is_empty_home(said: Mapping[int, str], fields: Mapping[int, str]) -> bool:
    """Whether a row holds the number of a room and nothing else: the rows below are of the same building."""
    return len(said) == 1 and all(fields.get(at) == "door" and _ROOM_ALONE.fullmatch(said[at]) for at in said)


def _lives_there(said: Mapping[int, str], fields: Mapping[int, str]) -> bool:
    """Whether a line like a total has a room, and a name in which more is said than that: 张制表 in 101, or 王芳 in the
    compound 合计小区."""
    room = any(
        (fields.get(at) == "door" and _ROOM_ALONE.fullmatch(text))
        or (fields.get(at) == "address" and _ROOM_LAST.search(text))
        for at, text in said.items()
    )
    names = (text for at, text in said.items() if fields.get(at) in NAME_FIELDS)
    return room and any(len(text) < 5 and plain_name(rest) for text in names if (rest := _FOOTER.sub("", text)))


def _own_value(said: Mapping[int, str], fields: Mapping[int, str]) -> bool:
    """A number of a person whose name was forgotten is no title."""
    return all(fields.get(at) in {"phone", "identity"} and any(map(str.isdigit, text)) for at, text in said.items())


def totals_in(columns: Sequence[Sequence[Cell]], fields: Mapping[int, str], places: Collection[int]) -> frozenset[int]:
    """The rows in which a total or a signature stands in the address or before the first column that is read, whatever
    the column of names holds."""
    before = range(min(fields, default=0))
    found: set[int] = set()
    for at in {*before, *places} & set(range(len(columns))):
        odd = {cell for cell in set(columns[at]) if type(cell) is str and _tells_footer(clean(cell), at in places)}
        found |= {row for row, cell in enumerate(columns[at]) if cell in odd} if odd else set()
    return frozenset(found)


def _tells_footer(text: str, in_place: bool) -> bool:
    return bool((_PLACE_FOOTER if in_place else _FOOTER).search(text))


def _is_footer(said: Mapping[int, str], fields: Mapping[int, str], places: Collection[int]) -> bool:
    """A total or a signature would look like a person behind the door above. Searched in the cells of name and address
    and in the first; a note may well speak of a 负责人."""
    if not said or len(said) > 6:
        return False
    first = min(said)
    where = [text for at, text in said.items() if at in places]
    asked = [text for at, text in said.items() if at not in places and fields.get(at) in NAME_FIELDS]
    narrow = bool(asked) or len(set(where)) > 1
    if first not in fields and not where:
        asked.append(said[first])
    if any(_tells_footer(text, narrow) for text in where):
        return True
    return any(_FOOTER.search(text) for text in asked or (() if where else said.values()))


NAME_FIELDS = frozenset({"name", "head_name", "tenant", "landlord"})
