"""What lies in the vault between the steps of an import, and the tables found in the file.

    file      the upload                            rows      ("sheet", name, hidden), ("columns", count, columns)
    edits     {(sheet, row, column): text}          plan      what would be written, see `dump_plan`
    worries   what the preview shows row by row     returned  the rejected rows with their reasons

"rows" are the bytes the parser sent, sheet by sheet; nothing is parsed twice.
"""

import hashlib
import marshal
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from linli.kernel.sheets import Cell, Columns, SheetStart, find_header
from linli.kernel.sheets.header import plain
from linli.people.imports.columns import SYNONYMS, WEAK
from linli.people.imports.matching import Plan
from linli.people.imports.reading import Rows, chunks_of
from linli.people.imports.territory import Territory
from linli.people.imports.vault import Sealer, Vault
from linli.places.chains import Found
from linli.places.patterns import Chain
from linli.places.rules import PlaceKind

HEAD_ROWS = 40
SAMPLES = 3
_AT_ONCE = 20_000
_TEXTS = ("name", "born", "identity", "phone", "note")
_NUMBERS = ("number", "place", "home")
_FEW = ("sheet", "sex", "relation", "residence", "reach", "kind", "needs", "fault")
_NO_REFERENCES = 2  # a marshal version that does not look for repeated objects: twice as fast

_WORDS = {kind: str(kind) for kind in PlaceKind}
_KINDS = {str(kind): kind for kind in PlaceKind}
Edits = dict[tuple[int, int, int], str]
Table = dict[str, Any]


def stage(vault: Vault, parts: Iterable[SheetStart | Columns]) -> list[Table]:
    """Seal the rows as they come. Returns one table a sheet: name, hidden, header row, its cells, row count, columns.

    `row` is the header's row from 0, -1 where none was recognised; `columns` maps "0", "1"… to a field.
    """
    tables: list[Table] = []
    heads: list[list[list[Cell]]] = []
    first = 1
    with vault.writing("rows") as sealer:
        for part in parts:
            if isinstance(part, SheetStart):
                tables.append({"name": part.name, "hidden": part.hidden, "rows": 0})
                heads.append([])
                first = 1
                sealer.add(marshal.dumps(("sheet", part.name, part.hidden)))
                continue
            sealer.add(part.raw)
            if len(heads[-1]) < HEAD_ROWS:
                heads[-1] += list(map(list, zip(*(c[:HEAD_ROWS] for c in part.columns), strict=True)))
            first += part.count
            tables[-1]["rows"] += part.count
            vault.tell(min(90, 10 + 80 * first // 60_000))
    for table, head in zip(tables, heads, strict=True):
        table.update(header_of(head, SYNONYMS))
    return tables


def header_of(head: Sequence[Sequence[Cell]], synonyms: Mapping[str, Sequence[str]]) -> Table:
    """row, names, columns and digest: of the recognised header, else of the first row that could be one."""
    found = find_header(head, synonyms, WEAK)
    if found:
        columns = {str(at): name for at, name in found.mapping.items()}
        return {"row": found.row, "names": found.names, "columns": columns, "digest": digest(found.names)}
    row = next((at for at, cells in enumerate(head) if sum(cell != "" for cell in cells) > 1), -1)
    names = [str(cell)[:60] for cell in head[row]] if row >= 0 else []
    return {"row": row, "names": names, "columns": {}, "digest": digest(names)}


def digest(names: Sequence[str]) -> str:
    """Two header rows with the same cells, apart from spaces and punctuation, have the same digest."""
    return hashlib.sha256("\0".join(map(plain, names)).encode()).hexdigest()


def chunks(vault: Vault) -> Iterator[tuple[int, int, list[list[Cell]]]]:
    """(sheet, the user's number of the first row, columns) of every chunk, in order."""
    sheet, first = -1, 1
    for value in vault.values("rows"):
        if value[0] == "sheet":
            sheet, first = sheet + 1, 1
        else:
            yield sheet, first, value[2]
            first += value[1]


def samples(vault: Vault, tables: Sequence[Table]) -> dict[int, list[list[str]]]:
    """Sheet -> for each column the first few different values below the header."""
    found: dict[int, list[list[str]]] = {}
    for sheet, first, columns in chunks(vault):
        if sheet not in found:
            start = max(tables[sheet]["row"] + 2 - first, 0)
            found[sheet] = [
                list(dict.fromkeys(str(c) for c in column[start : start + 60] if c != ""))[:SAMPLES]
                for column in columns
            ]
    return found


@dataclass
class Staged:
    rows: Rows
    plan: Plan
    below: list[Chain]
    doors: list[Found | None]
    shops: list[Chain]
    fingerprint: list[int]


def dump_plan(vault: Vault, rows: Rows, plan: Plan, land: Territory, fingerprint: list[int]) -> None:
    """Made for speed: by columns, no object twice, texts with few different values as numbers."""
    below = _Chains()
    head = {
        "plan": {
            "known": plan.known, "changes": plan.changes, "first": plan.first, "faults": plan.faults,
        },
        "value_faults": rows.value_faults,
        "chains": below.dumped(rows.chains) if rows.chains != land.below else None,
        "below": below.dumped(land.below),
        "shops": below.dumped(land.shops),
        "fingerprint": fingerprint,
    }  # fmt: skip
    steps = below.steps
    del below
    with vault.writing("plan") as sealer:
        sealer.add(marshal.dumps(head, _NO_REFERENCES))
        del head
        _add_parts(sealer, steps, lambda step: step)
        _add_parts(sealer, land.doors, lambda door: (door.id.bytes, door.path) if door else None)
        for start, end in chunks_of(rows):
            part = [getattr(rows, name)[start:end] for name in _TEXTS]
            part += [array("i", getattr(rows, name)[start:end]).tobytes() for name in _NUMBERS]
            part += [_few(values[start:end]) for values in (*(getattr(rows, name) for name in _FEW), plan.verdicts)]
            sealer.add(marshal.dumps(part, _NO_REFERENCES))


def _add_parts(sealer: Sealer, values: Sequence[Any], plain: Callable[[Any], Any]) -> None:
    """The number of parts, then the parts: all doors of a district in one piece would be in memory three times."""
    starts = range(0, len(values), _AT_ONCE)
    sealer.add(marshal.dumps(len(starts)))
    for start in starts:
        sealer.add(marshal.dumps([plain(value) for value in values[start : start + _AT_ONCE]], _NO_REFERENCES))


def _parts(pieces: Iterator[Any]) -> Iterator[Any]:
    for _ in range(next(pieces)):
        yield from next(pieces)


def load_plan(vault: Vault) -> Staged:
    pieces = vault.values("plan")
    head = next(pieces)
    chains = _chains(_parts(pieces))
    doors = [Found(UUID(bytes=door[0]), door[1]) if door else None for door in _parts(pieces)]
    rows, plan = Rows(), Plan([], **head["plan"])
    for part in pieces:
        columns = iter(part)
        for name in _TEXTS:
            getattr(rows, name).extend(next(columns))
        for name in _NUMBERS:
            getattr(rows, name).extend(array("i", next(columns)))
        for values in (*(getattr(rows, name) for name in _FEW), plan.verdicts):
            different, numbers = next(columns)
            values.extend(map(different.__getitem__, array("H", numbers)))
    rows.value_faults = head["value_faults"]
    below, shops = ([chains[at] for at in head[name]] for name in ("below", "shops"))
    rows.chains = below if head["chains"] is None else [chains[at] for at in head["chains"]]
    return Staged(rows, plan, below, doors, shops, head["fingerprint"])


def _few(values: Sequence[Any]) -> tuple[list[Any], bytes]:
    """The different values, and for each row which one; a part has fewer rows than two bytes can count."""
    numbers = {value: at for at, value in enumerate(dict.fromkeys(values))}
    found = array("H", map(numbers.__getitem__, values))
    return list(numbers), found.tobytes()


class _Chains:
    """Chains for staging: a step is (number of the step above, kind, name), a chain the number of its last step."""

    def __init__(self) -> None:
        self.steps: list[tuple[int, str, str]] = []
        self._known: dict[Chain, int] = {(): 0}

    def dumped(self, chains: Sequence[Chain]) -> list[int]:
        return list(map(self._number, chains))

    def _number(self, chain: Chain) -> int:
        number = self._known.get(chain)
        if number is None:
            kind, name = chain[-1]
            self.steps.append((self._number(chain[:-1]), _WORDS[kind], name))
            number = self._known[chain] = len(self.steps)
        return number


def _chains(steps: Iterable[tuple[int, str, str]]) -> list[Chain]:
    """By number; 0 is the empty chain."""
    found: list[Chain] = [()]
    for above, kind, name in steps:
        found.append((*found[above], (_KINDS[kind], name)))
    return found
