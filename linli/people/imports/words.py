"""The words that communities write in the short columns, and what they mean (`words.toml`). Values in, values out.

An unknown word changes nothing and is reported with its row; its meaning is not guessed.
"""

import re
import tomllib
from collections.abc import Collection
from pathlib import Path
from typing import Any

from linli.kernel.sheets import Cell, clean
from linli.people import rules

_TABLES: dict[str, Any] = tomllib.loads((Path(__file__).parent / "words.toml").read_text("utf-8"))
NUMERAL = "[0-9〇零一二两三四五六七八九十百]"  # {N} in a pattern


def words_in(table: str, name: str = "words") -> list[str]:
    found: str = _TABLES[table][name]
    return found.split()


def _codes(table: str) -> dict[str, str]:
    """Word -> code."""
    return {word: code for code in _TABLES[table] for word in words_in(table, code)}


def patterns_in(table: str) -> list[tuple[str, str]]:
    """(code, pattern of its words), in their order."""
    return [(code, pattern_of(table, code)) for code in _TABLES[table]]


def pattern_of(*names: str, without: Collection[str] = ()) -> str:
    """The words of one table, each as it must stand in a text, as a pattern."""
    table = _TABLES
    for name in names:
        table = table[name]
    parts: list[str] = [pattern.replace("{N}", NUMERAL) for pattern in table.get("patterns", ())]
    for place, shape in (("anywhere", "{}"), ("whole", "^(?:{})$"), ("starts", "^(?:{})"), ("ends", "(?:{})$")):
        if found := [re.escape(word) for word in table.get(place, "").split() if word not in without]:
            parts.append(shape.format("|".join(found)))
    return "|".join(parts)


_BLANK_WORDS = frozenset({"", *words_in("blank")})
YES = frozenset(words_in("marks", "yes"))
YES_OR_NO = YES | {"", *words_in("marks", "no")}
SEXES = dict.fromkeys(words_in("sex", "male"), "1") | dict.fromkeys(words_in("sex", "female"), "2")
RELATIONS, RESIDENCES, IDENTITY_KINDS = _codes("relation"), _codes("residence"), _codes("identity_kind")
_REACH, _NEEDS, _GONE = patterns_in("reach"), patterns_in("needs"), patterns_in("gone")
_GONE_STATUS, _LIVES, _HERE = _codes("status"), _codes("lives"), frozenset(words_in("here"))
_REACH_PATTERNS = [(code, re.compile(pattern)) for code, pattern in _REACH]
_NEED_PATTERNS = [(code, re.compile(pattern)) for code, pattern in _NEEDS]
NEED_NOTE = 120


def is_blank(text: str) -> bool:
    return text.lower() in _BLANK_WORDS


class Words(dict[Cell, str]):
    """Raw cell -> code, cached: a register repeats the same ten words. "" for blank, "?" for unknown."""

    def __init__(self, meanings: dict[str, str]) -> None:
        super().__init__()
        self.meanings = meanings

    def __missing__(self, cell: Cell) -> str:
        text = clean(cell).replace(" ", "").lower()
        code = "" if is_blank(text) and text not in self.meanings else self._meaning(text)
        if len(self) < 100_000:
            self[cell] = code
        return code

    def _meaning(self, text: str) -> str:
        found = self.meanings.get(text)
        if found is None and "(" in text:
            found = self.meanings.get(text.split("(", 1)[0])
        return found or "?"


class Residences(Words):
    """How somebody lives there; "empty" where a home of which somebody is named is said to be empty."""

    def __init__(self) -> None:
        super().__init__(RESIDENCES)
        self._lives = Lives()

    def _meaning(self, text: str) -> str:
        found = super()._meaning(text)
        return "empty" if found == "?" and self._lives[text] == "empty" else found


# "不要打电话", "请勿上门", "没有微信", "除电话外"; and behind: "电话不通", "微信：无"
_REFUSED = re.compile(r"(?:[不勿别莫拒免非]|没有?|无|谢绝|禁止|除)(?:(?![请改])\S){0,3}$")
_FAILS = re.compile(
    r"(?:号码?)?(?:不(?![用要][打发请])|没有?|打?不通|联系不|无(?:人|法|效|$)|勿|停|拒|除外|[:=]+不|[:=(]+(?:否|无|没有?|[x×✗]))"
)


class Reach(Words):
    """How to reach somebody, from free text."""

    def _meaning(self, text: str) -> str:
        """ "refused" where the words only say how not to reach them."""
        said = [
            (code, one, at)
            for one in _CLAUSES.split(text)
            for code, pattern in _REACH_PATTERNS
            for at in pattern.finditer(one)
        ]
        wished = {
            code
            for code, one, at in said
            if not _REFUSED.search(one[: at.start()]) and not _FAILS.match(one[at.end() :])
        }
        return next((code for code, _pattern in _REACH_PATTERNS if code in wished), "refused" if said else "?")


_ALL_NEEDS = re.compile("|".join(pattern for _code, pattern in _NEEDS))
_NOT = re.compile(r"[无非不没未]\S{0,2}$")
# "无法行动", "不能说话" deny nothing
_DENIES = re.compile(r"(?:无(?!法)|[非未]|没(?!法)有?|不(?:是|属于?|再)|否认)[^\s,;，；、。]{0,2}$|不$")


class Noted(dict[str, tuple[tuple[str, str], ...]]):
    """Note -> the needs that it seems to speak of: proposed to the user, never written unasked."""

    def __missing__(self, text: str) -> tuple[tuple[str, str], ...]:
        found: tuple[tuple[str, str], ...] = ()
        if _ALL_NEEDS.search(text):
            found = tuple((kind, text[:NEED_NOTE]) for kind in _kinds(text))
        if len(self) < 100_000:
            self[text] = found
        return found


# "听力正常", "行动方便"; a hospital, or who works there, has no need
_FINE = re.compile(
    r"[^\s,;，；、。]{0,4}?(?<![不欠])(?<!不太)(?:正常|良好|还好|较好|好(?![^\s,;，；、。])|方便|自如|便利|自理|无碍|没问题)"
    r"|\S{0,2}?(?:家属|亲属|医?院|学?校|联合会|服务|志愿|教师|老师|医生|护士)"
)


_NO = r"(?:否|不是|没有|[x×✗✘]|n|no|0|[无非未]|不)(?![\w])"
_ANSWERED = re.compile(
    rf"[^\s,;，；、。:=?？]{{0,4}}?(?:[:：=(（/\-—]\s*{_NO}|\s*(?:否|不是|[x×✗✘]|no?\b|(?<![0-9])0)(?!\w))",
    re.IGNORECASE,
)
_BEFORE_DENIED = re.compile(r"否[(（:：]$")
# 疑似独居, 是否独居, 原独居; 老伴残疾, 与独居老人同住
_DOUBTED = re.compile(
    r"(?:疑似?|可能|是否|曾经?|原来?|以前|好像|也许|大概)\S{0,2}$|(?:照顾|看护|陪护?|与|和)\S{0,2}$"
    r"|(?<!无)(?<!没有)(?:老伴|配偶|丈夫|妻子?|爱人|老公|老婆|父亲?|母亲?|[儿子]子|女儿?|子女|家属|家人)[是有为系]?$"
)
_DOUBT = re.compile(
    r"[^\s,;，；、。]{0,4}?(?:[?？]|待[核定查确]|不详|未知|不明|不清|未核|未定|\s无(?!\w)|已(?:生|治?愈|治好|康复|好(?!\w)))"
)
_YES = re.compile(r"\S{0,4}?[:：=(（]\s*(?:是|有|√|✓|yes|y)(?!\w)", re.IGNORECASE)


def _standing(text: str, at: re.Match[str]) -> str:
    """Whether the words affirm the need: "yes", "no", or "doubt" where they leave it open or speak of another."""
    before, behind = text[: at.start()], text[at.end() :]
    if _ANSWERED.match(behind) or _BEFORE_DENIED.search(before) or _DENIES.search(before) or _FINE.match(behind):
        return "no"
    if _DOUBT.match(behind) or (_DOUBTED.search(before) and not _YES.match(behind)):
        return "doubt"
    return "yes"


_GONE_PATTERNS = [(code, re.compile(pattern)) for code, pattern in _GONE]
_ANY_GONE = re.compile("|".join(pattern for _code, pattern in _GONE))
_BRACKETS = re.compile(r"[()（）\[\]【】]")
_ANOTHER = re.compile(r"(?:[夫妻父母亲爷奶子女儿孙兄弟姐妹伴偶爸妈公婆舅姑姨叔伯嫂媳婿]|爱人|家属|亲人|家人)\S{0,8}$")
_CLAUSES = re.compile(r"[\s,;，；。、]+")


class Gone(dict[str, str]):
    """Note -> "died", "moved" or "away" (one of both, or missing) where it says so of the person themselves, in any of
    its clauses; "" otherwise."""

    def __missing__(self, text: str) -> str:
        found = ""
        if _ANY_GONE.search(text) or _BRACKETS.search(text):
            clauses = _CLAUSES.split(_BRACKETS.sub(" ", text))
            found = next(
                (code for code, pattern in _GONE_PATTERNS if any(_said_of_person(one, pattern) for one in clauses)), ""
            )
        if len(self) < 100_000:
            self[text] = found
        return found


_BEFORE_LIVES = re.compile(r"^(?:[本该此]?(?:房[屋子]|[户房人])|目前|现在?|已经?|长期|常年|一直|[是为系属])+")
_BESIDE_NAME = re.compile("[()]|姓名后注：")
_AFTER_LIVES = re.compile(r"(?:状态|中|的|给.{1,6}|[0-9]{4}年?[0-9.年月日-]*)$")


class Lives(dict[str, str]):
    """Note -> how they live there, as a residence code, or "empty"; "" where none of its clauses says so."""

    def __missing__(self, text: str) -> str:
        clauses = (_AFTER_LIVES.sub("", one) for one in _CLAUSES.split(_BESIDE_NAME.sub(",", text)))
        words = (word for one in clauses if one for word in (one, _BEFORE_LIVES.sub("", one)))
        found = next((_LIVES[word] for word in words if word in _LIVES), "")
        if len(self) < 100_000:
            self[text] = found
        return found


def _said_of_person(text: str, pattern: re.Pattern[str]) -> bool:
    said = [(text[: at.start()], text[at.end() :]) for at in pattern.finditer(text)]
    return any(
        not _NOT.search(before) and not _ANOTHER.search(before) and not _ANSWERED.match(behind)
        for before, behind in said
    )


_WHEN = re.compile(r"(?:19|20)[0-9]{2}(?:年(?:[0-9]{1,2}月(?:[0-9]{1,2}[日号])?)?|(?:[./-][0-9]{1,2}){1,2})?(?![0-9])")


def when_gone(note: str) -> str:
    """The day that a note names beside the word that they died or left, as it is written; "" for none."""
    clauses = _CLAUSES.split(_BRACKETS.sub(" ", note))
    said = (_WHEN.search(one) for one in clauses if _ANY_GONE.search(one) or _WHEN.fullmatch(one))
    return next((found[0] for found in said if found), "")


class Statuses(Words):
    """Whether somebody still lives here, by a column of their own: as in `Gone`, "" for here, "?" for anything else."""

    def __init__(self) -> None:
        super().__init__(dict.fromkeys(_HERE, "") | _GONE_STATUS)
        self._gone = Gone()

    def _meaning(self, text: str) -> str:
        return self.meanings[text] if text in self.meanings else self._gone[text] or "?"


_LABELS = {word: code for code, word in rules.need_choices()}
_ONE_NEED = re.compile(rf"({'|'.join(_LABELS)})(?:\((.*)\))?")
_BETWEEN_NEEDS = re.compile(rf"、(?=(?:{'|'.join(_LABELS)})(?:\(|、|$))")


def _as_exported(text: str) -> tuple[tuple[str, str], ...]:
    """The needs of a cell that our own export wrote ("听力(左耳可听见)、行动"); empty for any other."""
    parts = [_ONE_NEED.fullmatch(part) for part in _BETWEEN_NEEDS.split(text)]
    return tuple((_LABELS[part[1]], (part[2] or "")[:NEED_NOTE]) for part in parts if part) if all(parts) else ()


class Needs(dict[Cell, tuple[tuple[str, str], ...]]):
    """Raw cell -> ((need, note), …). Words that name no known need are kept as "other", so that nobody is
    overlooked."""

    def __missing__(self, cell: Cell) -> tuple[tuple[str, str], ...]:
        text = clean(cell)
        if is_blank(text):
            found: tuple[tuple[str, str], ...] = ()
        else:
            found = _as_exported(text) or tuple((kind, text[:NEED_NOTE]) for kind in _kinds(text, sure=True))
        if len(self) < 100_000:
            self[cell] = found
        return found


class Doubts(dict[Cell, bool]):
    """Raw cell -> whether it leaves a need open ("独居？", "老伴残疾")."""

    def __missing__(self, cell: Cell) -> bool:
        text = clean(cell)
        found = not _as_exported(text) and bool({*_kinds(text)} - {*_kinds(text, sure=True), "other"})
        if len(self) < 100_000:
            self[cell] = found
        return found


_NOTHING = re.compile(
    r"\S{1,8}[:：=]\s*(?:无|否|没有)|(?:无|没有|暂无)(?:[^\s,;，；、。]{0,4}(?:情况|需[要求]|疾病|困难|服务|人群|问题|障碍|病史))?|不需要?|无需\S{0,4}|0|[×x✗]"
    r"|(?:身体|状况|一切|均|基本)?(?:健康|正常|良好|还好)|普通(?:居民|人群|群众)?|一般"
)


def _kinds(text: str, *, sure: bool = False) -> list[str]:
    """Every need that the words speak of and do not deny: "无残疾" is none. `sure`: without those left open."""
    said = [(code, {_standing(text, at) for at in pattern.finditer(text)}) for code, pattern in _NEED_PATTERNS]
    kinds = [code for code, how in said if "yes" in how or (not sure and "doubt" in how)]
    spoken = any(how for _code, how in said) or _NOTHING.fullmatch(text.strip(" ,;，；、。").lower())
    return kinds or ([] if spoken else ["other"])


def reach_of_needs(needs: tuple[tuple[str, str], ...]) -> str:
    """The default channel from the needs: writing for who cannot hear or speak, unless the register says otherwise;
    else ""."""
    kinds = {kind for kind, _how in needs}
    return "text" if kinds & {"hearing", "speech"} else ""
