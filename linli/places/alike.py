"""Names that may be one place: "锦绣家园小区" beside "锦绣家园", "锦秀家园" beside "锦绣家园". Values in, values out.

Two that are written alike are one place; two that sound alike, or end in another word for the kind, are asked about.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple

from linli.places.rules import PlaceKind, numeral

# Words at the end of a name that two spellings of it may differ by.
_ENDINGS: dict[PlaceKind, str] = {
    PlaceKind.COMPOUND: (
        "小区|社区|住宅区|生活区|家属区|家属院|家属楼|大院|小院|花园|雅居|名居|[家佳嘉雅华]园"
        "|[佳嘉新雅华]苑|新[村城]|[院苑园村庭府城居]"
    ),
    PlaceKind.ALLEY: "巷道|胡同|大街|大道|[巷弄里路街道]",
    PlaceKind.MARKET: "市场|商场|广场|商城|商业?街",
    PlaceKind.COURTYARD: "家属院|大院|小院|院落?",
    PlaceKind.BUILDING: "大楼|住宅楼|家属楼|大厦|公寓|[楼座栋幢]",
    PlaceKind.GRID: "网格",
}  # fmt: skip
# Those that add nothing: with them and without them it is one place.
_EMPTY: dict[PlaceKind, str] = {PlaceKind.COMPOUND: "(?:住宅|生活)?小区", PlaceKind.ALLEY: "(?<=巷)道"}
_NUMERALS = re.compile("[〇零一二三四五六七八九十百]+")
_M = r"[\s·•.,，。、\-—_()（）“”\"'《》]+"
_MARKS = re.compile(rf"(?<![0-9]){_M}|{_M}(?![0-9])")  # "1-2" is not 12


@lru_cache(maxsize=16_384)
def bare(kind: PlaceKind, normal: str) -> str:
    """Equal for two names that are one place: without words that add nothing, numbers in digits."""
    text = _NUMERALS.sub(lambda found: str(numeral(found[0])), _MARKS.sub("", normal))
    short = re.sub(f"{_EMPTY[kind]}$", "", text) if kind in _EMPTY else text
    return short if len(short) > 1 else text


@lru_cache(maxsize=16_384)
def sounds(kind: PlaceKind, normal: str) -> str:
    """Equal for two names that may be one place: how it sounds, without the words at its end. "" for a number, which is
    no other number, and for a kind whose names are not compared."""
    text = bare(kind, normal)
    if kind not in _ENDINGS or not re.search("[\u4e00-\u9fff]", text):
        return ""
    while len(shorter := re.sub(f"(?:{_ENDINGS[kind]})$", "", text)) > 1 and shorter != text:
        text = shorter
    return " ".join(_syllables(text)) if len(text) > 1 else ""


def _syllables(text: str) -> list[str]:
    from pypinyin import lazy_pinyin

    found: list[str] = lazy_pinyin(text)
    return found


class Alike(NamedTuple):
    """A name of a list, and another that may be the same place (normal names)."""

    kind: PlaceKind
    name: str
    other: str

    @property
    def key(self) -> str:
        """The same whichever of the two names a list has more often."""
        return "/".join((self.kind, *sorted(self[1:])))


SAME, OTHER = "same", "other"  # what a user says of two such names
Line = frozenset[tuple[int, PlaceKind, str]]  # what a place lies in: depth, kind and normal name


class Spellings:
    """The names of one kind, of the tree (`there`, each with what it lies in) and those that a list adds. `said`:
    `Alike.key` -> SAME or OTHER; `asks`: names that only may be one place are asked about."""

    def __init__(
        self, kind: PlaceKind, there: Iterable[tuple[str, Line]], said: Mapping[str, str], *, asks: bool
    ) -> None:
        self._kind, self._said, self._asks = kind, said, asks
        self._alike: dict[str, list[tuple[str, Line]]] = defaultdict(list)
        for normal, line in there:
            self._alike[sounds(kind, normal)].append((normal, line))

    def meant(self, normal: str, line: Line) -> tuple[str, Alike | None]:
        """The name that is meant by `normal`, and what the user is asked or has said of it."""
        near = self._alike.get(sounds(self._kind, normal), ())
        others = list(dict.fromkeys(other for other, lies_in in near if _may_lie_in_one(line, lies_in)))
        if normal in others:
            return normal, None
        certain = [other for other in others if bare(self._kind, other) == bare(self._kind, normal)]
        if len(certain) == 1:
            return certain[0], None
        pairs = [Alike(self._kind, normal, other) for other in others] if self._asks else []
        same = next((pair for pair in pairs if self._said.get(pair.key) == SAME), None)
        if same:
            return same.other, same
        if self._asks:
            self._alike[sounds(self._kind, normal)].append((normal, line))
        open_one = next((pair for pair in pairs if pair.key not in self._said), None)
        return normal, open_one or next(iter(pairs), None)


def _may_lie_in_one(line: Line, other: Line) -> bool:
    """Whether no level has two names in them."""
    depths = {depth: (kind, name) for depth, kind, name in line}
    return all(depths.get(depth, (kind, name)) == (kind, name) for depth, kind, name in other)
