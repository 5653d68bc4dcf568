"""Adding many places by one line: "1-12号楼,2单元,18层,每层3户".

A line has up to six steps, separated by commas, from the outside in. For kinds that carry a number (楼, 院, 巷, 网格,
门店) a number means that one ("3号楼" is building 3), and a range or list means each of them. For kinds that are
counted (单元, 层, 户) a number means how many. Doors on a floor are named 101, 102 … as usual.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from math import prod

from linli.kernel.errors import Invalid
from linli.places.rules import DEPTH, PlaceKind, numeral, shown_name

Chain = tuple[tuple[PlaceKind, str], ...]
MOST_PLACES = 20_000  # one line never makes more: a street of 18,000 homes is laid out compound by compound
EXAMPLE = "1-12号楼,2单元,18层,每层3户"

# The ending of a step -> its kind. Longer endings first.
_WORDS: list[tuple[str, PlaceKind]] = [
    ("网格", PlaceKind.GRID), ("片区", PlaceKind.SECTOR), ("楼组", PlaceKind.BUILDING_GROUP),
    ("号住宅楼", PlaceKind.BUILDING), ("号楼", PlaceKind.BUILDING), ("栋楼", PlaceKind.BUILDING),
    ("栋", PlaceKind.BUILDING), ("幢", PlaceKind.BUILDING), ("座", PlaceKind.BUILDING),
    ("单元", PlaceKind.STAIRWELL), ("楼道", PlaceKind.STAIRWELL), ("层", PlaceKind.FLOOR), ("楼", PlaceKind.FLOOR),
    ("号院落", PlaceKind.COURTYARD), ("号院", PlaceKind.COURTYARD), ("院落", PlaceKind.COURTYARD),
    ("院", PlaceKind.COURTYARD), ("号巷", PlaceKind.ALLEY), ("巷", PlaceKind.ALLEY),
    ("号门店", PlaceKind.SHOP), ("号商铺", PlaceKind.SHOP), ("门店", PlaceKind.SHOP), ("商铺", PlaceKind.SHOP),
    ("店", PlaceKind.SHOP), ("号铺", PlaceKind.SHOP), ("户", PlaceKind.DOOR), ("室", PlaceKind.DOOR),
]  # fmt: skip
_COUNTED = {PlaceKind.STAIRWELL, PlaceKind.FLOOR, PlaceKind.DOOR}
_FORMS = {
    PlaceKind.DOOR: "{}", PlaceKind.SHOP: "{}号门店", PlaceKind.COURTYARD: "{}号院", PlaceKind.ALLEY: "{}巷",
    PlaceKind.BUILDING: "{}号楼",
}  # fmt: skip
_MOST = {PlaceKind.FLOOR: 120, PlaceKind.STAIRWELL: 30, PlaceKind.DOOR: 200}
_MOST_OF_OTHERS = 1_000


@dataclass(frozen=True)
class PatternStep:
    """One level: places of `kind` with these labels ("1", "2", "A") in each place of the step before."""

    kind: PlaceKind
    labels: tuple[str, ...]

    def names_under(self, floor: str | None) -> list[str]:
        """Names of this step's places; `floor` is the label of the floor above a door, if any."""
        if self.kind is PlaceKind.DOOR and floor is not None and not floor.startswith("-"):
            return [f"{floor}{int(label):02d}" if label.isdigit() else floor + label for label in self.labels]
        form = _FORMS.get(self.kind)
        return [form.format(label) if form else shown_name(self.kind, label) for label in self.labels]


@dataclass(frozen=True)
class Pattern:
    steps: tuple[PatternStep, ...]

    def counts(self) -> list[tuple[PlaceKind, int]]:
        """How many places of each kind the line describes."""
        sizes = [len(step.labels) for step in self.steps]
        return [(step.kind, prod(sizes[: i + 1])) for i, step in enumerate(self.steps)]

    def size(self) -> int:
        return sum(count for _kind, count in self.counts())

    def chains(self, floor: str | None = None) -> Iterator[Chain]:
        """Every innermost place as a chain of names; the outer places are its prefixes.

        `floor` is the number of the floor that doors are added to ("5": 501, 502 …).
        """
        yield from self._below((), 0, floor)

    def _below(self, chain: Chain, at: int, floor: str | None) -> Iterator[Chain]:
        if at == len(self.steps):
            yield chain
            return
        step = self.steps[at]
        for label, name in zip(step.labels, step.names_under(floor), strict=True):
            inner = label if step.kind is PlaceKind.FLOOR else None
            yield from self._below((*chain, (step.kind, name)), at + 1, inner)


def read_pattern(text: str) -> Pattern:
    """Raises Invalid, naming the part that is not understood, out of order, or too many."""
    parts = [part for part in re.split(r"[,，;；。\n]+", _tidy(text)) if part]
    if not parts:
        raise Invalid("places.pattern_empty", field="text", example=EXAMPLE)
    steps = tuple(_read_step(part) for part in parts)
    for outer, inner in pairwise(steps):
        if DEPTH[inner.kind] <= DEPTH[outer.kind]:
            raise Invalid("places.pattern_order", field="text", part=parts[steps.index(inner)])
    return Pattern(steps)


def _tidy(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).upper()
    return re.sub(r"[~～—–至到]|--+", "-", re.sub(r"[ \t\r\f\v]+", "", text))


def _read_step(part: str) -> PatternStep:
    bare = re.sub(r"^(?:每(?:一)?(?:个)?(?:网格|楼组|号楼|单元|楼道|层|院|巷|栋|幢|座|楼)|各|共|第)", "", part)
    for word, kind in _WORDS:
        if bare.endswith(word) and len(bare) > len(word):
            body = bare.removesuffix(word).removesuffix("个").removesuffix("号")
            labels = _labels(body, kind, counted=kind in _COUNTED and not part.startswith("第"))
            if labels is None:
                break
            most = _MOST.get(kind, _MOST_OF_OTHERS)
            if len(labels) > most:
                raise Invalid("places.pattern_step_too_big", field="text", part=part, most=most)
            return PatternStep(kind, labels)
    raise Invalid("places.pattern_unread", field="text", part=part, example=EXAMPLE)


def _labels(body: str, kind: PlaceKind, *, counted: bool) -> tuple[str, ...] | None:
    """ "1-3" -> 1 2 3; "1、5" -> 1 5; "A-C" -> A B C; "2" -> 1 2 where things are counted. None: not understood."""
    if counted and (count := _number(body)) is not None and count > 0:
        return tuple(str(n) for n in range(1, min(count, _MOST[kind] + 1) + 1))
    labels: dict[str, None] = {}
    for piece in re.split(r"[、/和]", body):
        some = _range(piece)
        if some is None:
            return None
        labels.update(dict.fromkeys(some))
    return tuple(labels) or None


def _range(piece: str) -> list[str] | None:
    letters = re.fullmatch(r"([A-Z])(?:-([A-Z]))?", piece)
    if letters:
        first, last = ord(letters[1]), ord(letters[2] or letters[1])
        return [chr(n) for n in range(first, last + 1)] or None
    below, _dash, above = piece.lstrip("-").partition("-")
    first_number = _number(below)
    if first_number is None:
        return None
    if piece.startswith("-"):
        first_number = -first_number
    last_number = _number(above) if above else first_number
    if last_number is None or last_number < first_number:
        return None
    return [str(n) for n in range(first_number, min(last_number, first_number + _MOST_OF_OTHERS) + 1) if n]


def _number(text: str) -> int | None:
    if re.fullmatch(r"[0-9]{1,6}", text):
        return int(text)
    return numeral(text)
