"""Finding the header row, and which column means what.

Communities put titles, dates and the name of whoever filled it in above the header, and split headers over two rows.
The header is the row among the first thirty in which the most known fields are named.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from linli.kernel.sheets.cells import Cell, clean

Weak = Mapping[str, str]  # a header -> the field that it means where another column has its first
SEARCHED_ROWS = 30
NO_WEAK: Weak = {}
_NOISE = re.compile(r"[\s:：*＊#\-_/\\()（）\[\]【】<>《》,,。.、;；?？!！'\"“”]+")
_OPENING, _CLOSING = re.compile(r"[(（\[【]"), re.compile(r"[)）\]】]")
LONGEST_NAME = 200  # of a cell so many characters are read: nobody names a column with more


@dataclass(frozen=True)
class Header:
    """`row` counts from 0; `names` are the header's cells; `mapping` is column -> field for those recognised."""

    row: int
    names: list[str]
    mapping: dict[int, str] = field(default_factory=dict)


def plain(name: Cell) -> str:
    """A header cell without spaces, punctuation and case: "姓 名*" and "姓名" are equal."""
    return _NOISE.sub("", _cut(name)).lower()


def _cut(name: Cell) -> str:
    return clean(name[:LONGEST_NAME] if isinstance(name, str) else name)


def _without_brackets(name: str) -> str:
    """Without what stands in brackets, each read to the first closing one."""
    kept, at = [], 0
    while (opening := _OPENING.search(name, at)) and (closing := _CLOSING.search(name, opening.end())):
        kept.append(name[at : opening.start()])
        at = closing.end()
    return "".join(kept) + name[at:]


def synonym_table(synonyms: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """{field: [names]} turned into {plain name: field}."""
    return {plain(name): known for known, names in synonyms.items() for name in names}


def match_names(names: Sequence[Cell], table: Mapping[str, str], weak: Weak = NO_WEAK) -> dict[int, str]:
    """Column -> field. The first column that names a field has it; the second of two equal headers stays free.

    `weak`: names that give way to a plainer one, and what they mean then: 门牌号 is the door where no column says 房号,
    else the number over the gate.
    """
    mapping: dict[int, str] = {}
    taken: dict[str, int] = {}
    for column, name in sorted(enumerate(names), key=lambda one: plain(one[1]) in weak):
        known = table.get(plain(name)) or table.get(plain(_without_brackets(_cut(name))))
        if known in taken:
            known = weak.get(plain(name))
        if known and known not in taken:
            mapping[column] = known
            taken[known] = column
    return dict(sorted(mapping.items()))


def find_header(
    rows: Sequence[Sequence[Cell]], synonyms: Mapping[str, Sequence[str]], weak: Weak = NO_WEAK
) -> Header | None:
    """The best of the first thirty rows; None when no row names two known fields (or the only one there is)."""
    table = synonym_table(synonyms)
    best: Header | None = None
    for number, row in enumerate(rows[:SEARCHED_ROWS]):
        mapping = match_names(row, table, weak)
        if len(mapping) > (len(best.mapping) if best else 0):
            best = Header(number, [_cut(cell) for cell in row], mapping)
    if best is None:
        return None
    filled = sum(1 for name in best.names if name)
    return best if len(best.mapping) >= 2 or filled == 1 else None
