"""Pinyin of place names: their initials ("崇文路街道" is "cwljd"), and names found by full pinyin.

A table with one reading for each character is fast but wrong for some names (重庆, 单县, 六安). Phrases correct it:
those of pypinyin whose initials differ from the plain table, and the readings of place names below that pypinyin
misses.
"""

from functools import lru_cache
from unicodedata import normalize

# Official readings of place names that differ from the dictionary's characters or phrases.
PLACES: dict[str, str] = {
    "单县": "sx", "六安": "la", "六合": "lh", "乐亭": "lt", "乐清": "yq", "铅山": "ys", "番禺": "py", "尉犁": "yl",
    "筠连": "jl", "洪洞": "ht", "繁峙": "fs", "莘县": "sx", "荥经": "yj", "厦门": "xm", "枞阳": "zy", "重庆": "cq",
    "长子县": "zzx", "大埔县": "dpx", "石柱": "sz", "柞水": "zs", "监利": "jl", "蔚县": "yx", "会稽": "kj",
    "牟平": "mp", "中牟": "zm", "侯马": "hm", "解州": "xz", "郫县": "px", "盱眙": "xy", "曾都": "zd", "仇池": "qc",
    "朝阳": "cy", "朝天": "ct", "单城": "sc", "巷道": "xd", "柏乡": "bx", "阿城": "ac", "东阿": "de", "华阴": "hy",
    "万俟": "mq", "尉迟": "yc", "澹台": "tt", "单家": "sj", "单庄": "sz", "仇家": "qj", "仇庄": "qz", "曾家": "zj",
    "曾庄": "zz", "解家": "xj", "解庄": "xz", "查家": "zj", "盖家": "gj", "区家": "oj", "朴家": "pj", "覃家": "qj",
    "都匀": "dy", "行唐": "xt", "闵行": "mh", "太行": "th", "红旗渠": "hqq", "大厂": "dc", "车站": "cz", "校场": "jc",
    "长春": "cc", "长沙": "cs", "长安": "ca", "长江": "cj", "长城": "cc", "长治": "cz", "长征": "cz", "长宁": "cn",
    "长乐": "cl", "长兴": "cx", "长丰": "cf", "长岭": "cl", "长寿": "cs", "长虹": "ch", "长青": "cq", "长葛": "cg",
}  # fmt: skip
_LONGEST = 4
_MOST_WAYS = 16


@lru_cache(maxsize=16_384)
def initials(name: str) -> str:
    """Lower case; digits and Latin letters stay, everything else goes. At most 60 characters."""
    plain, phrases, triggers = _tables()
    if triggers.isdisjoint(name):
        return name.translate(plain)[:60].lower()
    parts = []
    at = 0
    while at < len(name):
        for length in range(min(_LONGEST, len(name) - at), 1, -1):
            known = phrases.get(name[at : at + length])
            if known is not None:
                parts.append(known)
                at += length
                break
        else:
            parts.append(name[at].translate(plain))
            at += 1
    return "".join(parts)[:60].lower()


class _Plain(dict[int, str]):
    """Characters without a reading are left out; they do not matter for search."""

    def __missing__(self, code: int) -> str:
        return chr(code) if 48 <= code < 58 or 65 <= code < 91 or 97 <= code < 123 else ""


@lru_cache(maxsize=1)
def _tables() -> tuple[_Plain, dict[str, str], frozenset[str]]:
    """(character -> initial, phrase -> initials where they differ, first characters of those phrases).

    Built from pypinyin's dictionaries once for each process that needs it.
    """
    from pypinyin.phrases_dict import phrases_dict
    from pypinyin.pinyin_dict import pinyin_dict

    plain = _Plain((code, _initial(readings.split(",")[0])) for code, readings in pinyin_dict.items())
    for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B)):  # full-width
        plain[code] = chr(code - 0xFEE0)
    phrases = {}
    for phrase, readings in phrases_dict.items():
        if 2 <= len(phrase) <= _LONGEST:
            right = "".join(_initial(reading[0]) for reading in readings)
            if right != phrase.translate(plain):
                phrases[phrase] = right
    phrases.update(PLACES)
    return plain, phrases, frozenset(phrase[0] for phrase in phrases)


def _initial(reading: str) -> str:
    """The Latin letter a reading starts with: "ā" is "a", "ń" is "n"."""
    first = reading[:1]
    return first if first.isascii() else normalize("NFD", first)[:1]


def shortened(typed: str) -> list[str]:
    """The initials that full pinyin in lower case may stand for: "xueyuan" is "xy", "xian" is "x" or "xa".

    The last syllable may be cut short. At most 16, the fewest syllables first; none where it is no pinyin.
    """
    syllables, beginnings = _syllables()
    ways: dict[int, set[str]] = {0: {""}}  # how much of `typed` is read -> the initials read
    found: set[str] = set()
    for at, character in enumerate(typed):
        begun = sorted(ways.get(at, ()), key=len)[:_MOST_WAYS]
        ends = [end for end in range(at + 1, min(at + 6, len(typed)) + 1) if typed[at:end] in syllables]
        for end in [at + 1] if character.isdigit() else ends:
            ways.setdefault(end, set()).update(short + character for short in begun)
        if typed[at:] in beginnings:
            found.update(short + character for short in begun)
    return sorted(found | ways.get(len(typed), set()), key=lambda short: (len(short), short))[:_MOST_WAYS]


def spells(name: str, typed: str) -> bool:
    """Whether `name` begins with what `typed` says in full pinyin, by any reading of each character."""
    read = {0}  # how much of `typed` is read
    for character in normalize("NFKC", name):
        readings = _readings(character)
        if any(reading.startswith(typed[at:]) for at in read for reading in readings):
            return True
        if readings:
            read = {at + len(reading) for at in read for reading in readings if typed.startswith(reading, at)}
    return False


@lru_cache(maxsize=16_384)
def _readings(character: str) -> frozenset[str]:
    """Without tones; ü as both "u" and "v". A digit or a Latin letter reads as itself, everything else vanishes."""
    from pypinyin.pinyin_dict import pinyin_dict

    if character.isascii():
        return frozenset({character.lower()} if character.isalnum() else ())
    said = pinyin_dict.get(ord(character), "")
    return frozenset(way for reading in said.split(",") if reading for way in _toneless(reading))


def _toneless(reading: str) -> set[str]:
    plain = normalize("NFD", reading)
    return {"".join(c for c in plain.replace("u\u0308", u) if c.isascii()) for u in "uv"}


@lru_cache(maxsize=1)
def _syllables() -> tuple[frozenset[str], frozenset[str]]:
    """(syllables, beginnings of syllables)."""
    from pypinyin.pinyin_dict import pinyin_dict

    readings = {reading for said in pinyin_dict.values() for reading in said.split(",")}
    syllables = {way for reading in readings for way in _toneless(reading)} - set("bcdfghjklmnpqrstvwxyz") - {""}
    return frozenset(syllables), frozenset(way[:end] for way in syllables for end in range(1, len(way) + 1))
