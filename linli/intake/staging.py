"""What lies in the vault between the steps of an import, and the tables found in the file.

    file      the upload                            rows      ("sheet", name, hidden), ("columns", count, columns)
    edits     {(sheet, row, column): text}          plan      what would be written, as each list stages it
    lines     what the preview shows row by row     returned  the rejected rows with their reasons
    places    names to be made, and to be asked about

"rows" are the bytes the parser sent, sheet by sheet; nothing is parsed twice.
"""

import hashlib
import marshal
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import islice, zip_longest
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext

from linli.intake.vault import Vault
from linli.kernel.sheets import Cell, Columns, SheetStart, clean, find_header
from linli.kernel.sheets.header import NO_WEAK, Weak, plain

HEAD_ROWS = 40
SAMPLES = 3
Edits = dict[tuple[int, int, int], str]
Table = dict[str, Any]


def stage(
    vault: Vault,
    parts: Iterable[SheetStart | Columns],
    synonyms: Mapping[str, Sequence[str]],
    weak: Weak = NO_WEAK,
    mark: str = "",
) -> list[Table]:
    """Seal the rows as they come. Returns one table a sheet: name, hidden, row, names, row count, columns, filled.

    `row` is the header's row from 0; where none was recognised, the row above the first that holds something, because
    it may be somebody's. `names`: the header's cells, "" for a column without one; `columns` maps "0", "1"… to a field;
    `filled`: how many cells of each column hold something below the header.
    """
    tables: list[Table] = []
    heads: list[list[list[Cell]]] = []
    first = 1
    with vault.writing("rows") as sealer:
        for part in parts:
            if isinstance(part, SheetStart):
                tables.append({"name": part.name, "hidden": part.hidden, "rows": 0, "filled": []})
                heads.append([])
                first = 1
                sealer.add(marshal.dumps(("sheet", part.name, part.hidden)))
                continue
            sealer.add(part.raw)
            if len(heads[-1]) < HEAD_ROWS:
                heads[-1] += list(map(list, zip(*(c[:HEAD_ROWS] for c in part.columns), strict=True)))
            first += part.count
            tables[-1]["rows"] += part.count
            tables[-1]["filled"] = _added(tables[-1]["filled"], part.columns)
            vault.tell(min(90, 10 + 80 * first // 60_000))
    for table, head in zip(tables, heads, strict=True):
        table.update(header_of(head, synonyms, weak, mark))
        above = _added([], list(zip_longest(*head[: table["row"] + 1], fillvalue="")))
        table["filled"] = [n - said for n, said in zip_longest(table["filled"], above, fillvalue=0)]
        if table["names"]:
            table["names"] += [""] * (len(table["filled"]) - len(table["names"]))
    return tables


def _added(filled: Sequence[int], columns: Sequence[Sequence[Cell]]) -> list[int]:
    """`filled` and the cells of `columns` that hold something."""
    more = [len(column) - list(column).count("") for column in columns]
    return [n + m for n, m in zip_longest(filled, more, fillvalue=0)]


def header_of(head: Sequence[Sequence[Cell]], synonyms: Mapping[str, Sequence[str]], weak: Weak, mark: str) -> Table:
    """row, names, columns and digest: of the recognised header. Any other first row may be somebody's: only the digest
    of its cells is kept."""
    found = find_header(head, synonyms, weak)
    if found:
        columns = {str(at): name for at, name in found.mapping.items()}
        return {"row": found.row, "names": found.names, "columns": columns, "digest": digest(found.names, mark)}
    row = next((at for at, cells in enumerate(head) if sum(cell != "" for cell in cells) > 1), -1)
    names = [str(cell)[:60] for cell in head[row]] if row >= 0 else []
    return {"row": row - 1, "names": [""] * len(names), "columns": {}, "digest": digest(names, mark)}


def digest(names: Sequence[str], mark: str = "") -> str:
    """Two header rows with the same cells, apart from spaces and punctuation, have the same digest. `mark` as in
    `lists.List`."""
    return hashlib.sha256("\0".join(map(plain, [mark, *names] if mark else names)).encode()).hexdigest()


def chunks(vault: Vault) -> Iterator[tuple[int, int, list[list[Cell]]]]:
    """(sheet, the user's number of the first row, columns) of every chunk, in order."""
    sheet, first = -1, 1
    for value in vault.values("rows"):
        if value[0] == "sheet":
            sheet, first = sheet + 1, 1
        else:
            yield sheet, first, value[2]
            first += value[1]


# Headers of running numbers, and those of our own pages and workbooks in either language.
_SAYS_NOTHING = frozenset(
    {"序号", "编号", "行号", "no", "退回原因", "没有写入的内容", "原行号", "原工作表", "哪一行", "怎么办", "表", "行"}
)


def may_say(header: str) -> bool:
    """Whether a column with that header may say something of a row's person."""
    return plain(header) not in _SAYS_NOTHING | _ours()


@cache
def _ours() -> frozenset[str]:
    found = set()
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found |= {plain(gettext(word)) for word in ("退回原因", "没有写入的内容", "原行号", "原工作表")}
    return frozenset(found)


def titles(vault: Vault, tables: Sequence[Table]) -> dict[int, list[str]]:
    """Sheet -> the texts that stand above its header, each once: a title, who filled it in, a day."""
    found: dict[int, list[str]] = {}
    for sheet, first, columns in chunks(vault):
        rows = tables[sheet]["row"] if tables[sheet]["columns"] else 0
        if first == 1 and rows > 0:
            cells = (cell for row in zip(*(column[:rows] for column in columns), strict=True) for cell in row)
            found[sheet] = list(dict.fromkeys(text for cell in cells if (text := clean(cell))))
    return found


def by_row(edits: Edits) -> dict[tuple[int, int], dict[int, str]]:
    """(sheet, row) -> column -> what was typed there."""
    found: dict[tuple[int, int], dict[int, str]] = {}
    for (sheet, row, column), text in edits.items():
        found.setdefault((sheet, row), {})[column] = text
    return found


def corrected(cells: Sequence[Cell], typed: Mapping[int, str] | None) -> list[Cell]:
    return [typed.get(at, cell) for at, cell in enumerate(cells)] if typed else list(cells)


def samples(vault: Vault, tables: Sequence[Table]) -> dict[int, list[list[str]]]:
    """Sheet -> for each column the first few different values below the header."""
    found: dict[int, list[list[str]]] = {}
    for sheet, first, columns in chunks(vault):
        if sheet not in found:
            start = max(tables[sheet]["row"] + 2 - first, 0)
            found[sheet] = [
                list(dict.fromkeys(str(c) for c in islice((c for c in column[start:] if c != ""), 60)))[:SAMPLES]
                for column in columns
            ]
    return found
