"""Pinyin initials of people's names, for search: "单小明" is "sxm", because 单 as a surname is read shan.

One reading for each character from pypinyin's table, nearly always right for given names; family names with another
reading are listed, two-character ones first. Built once in a process that needs it; a name takes about a microsecond.
"""
# ruff: noqa: E501 (a table of names)

from functools import lru_cache

# Family names whose reading is not the dictionary's first one (GB 18030 characters, usual readings).
SURNAMES: dict[str, str] = {
    "单": "s", "仇": "q", "曾": "z", "解": "x", "查": "z", "区": "o", "盖": "g", "朴": "p", "任": "r", "翟": "z", "乐": "y",
    "缪": "m", "员": "y", "黑": "h", "折": "s", "种": "c", "秘": "b", "冼": "x", "召": "s", "覃": "q", "晁": "c", "繁": "p",
    "么": "y", "那": "n", "洗": "x", "尉": "w", "重": "c", "车": "c", "石": "s", "柏": "b", "薄": "b", "卜": "b", "宁": "n",
    "葛": "g", "华": "h", "纪": "j", "燕": "y", "应": "y", "郗": "x", "逄": "p", "佴": "n", "臧": "z", "隗": "w", "祭": "z",
    "撒": "s", "牟": "m", "费": "f", "句": "g", "谌": "c", "郇": "x", "褚": "c", "适": "k", "阚": "k", "邸": "d", "長": "z",
    "哈": "h", "曲": "q", "沈": "s", "夏": "x", "过": "g", "咸": "x", "载": "z", "訾": "z", "瞿": "q", "柯": "k", "厍": "s",
}  # fmt: skip
DOUBLE_SURNAMES: dict[str, str] = {
    "尉迟": "yc", "万俟": "mq", "单于": "cy", "长孙": "zs", "令狐": "lh", "澹台": "tt", "宰父": "zf", "呼延": "hy",
    "夏侯": "xh", "皇甫": "hf", "欧阳": "oy", "上官": "sg", "诸葛": "zg", "司马": "sm", "慕容": "mr", "东方": "df",
    "独孤": "dg", "南宫": "ng", "宇文": "yw", "轩辕": "xy", "钟离": "zl", "闾丘": "lq", "公孙": "gs", "鲜于": "xy",
}  # fmt: skip
LONGEST = 30


def initials(name: str) -> str:
    """Lower case, at most 30 characters. Latin letters and digits stay; dots, blanks and punctuation are removed."""
    table = _table()
    double = DOUBLE_SURNAMES.get(name[:2])
    if double and len(name) > 2:
        return (double + name[2:].translate(table))[:LONGEST]
    first = SURNAMES.get(name[:1])
    if first and len(name) > 1:
        return (first + name[1:].translate(table))[:LONGEST]
    return name.translate(table)[:LONGEST]


class _Readings(dict[int, str]):
    """Character code -> initial. A character without a reading is left out."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        kept = character.lower() if character.isascii() and character.isalnum() else ""
        self[code] = kept
        return kept


@lru_cache(maxsize=1)
def _table() -> _Readings:
    from unicodedata import normalize

    from pypinyin.pinyin_dict import pinyin_dict

    first_letters = {
        letter: normalize("NFD", letter)[0].lower() for letter in {reading[0] for reading in pinyin_dict.values()}
    }
    return _Readings({code: first_letters[reading[0]] for code, reading in pinyin_dict.items()})
