"""The raw rows of a chunk made ready: blank ones dropped, corrections made, 同上 replaced, failed formulas emptied."""

from collections.abc import Mapping, Sequence
from itertools import compress
from typing import NamedTuple

from linli.kernel.sheets import Cell, clean
from linli.kernel.sheets.cells import DITTO, ERRORS
from linli.places.written import AT

Edits = Mapping[tuple[int, int, int], str]
_NEVER_ABOVE = frozenset({"name", "tenant", "identity"})


class Prepared(NamedTuple):
    """`numbers`: the user's number of each row; `typed`: rows corrected by hand; `errors`: (row, column) of formulas
    that failed."""

    columns: list[Sequence[Cell]]
    numbers: list[int]
    typed: frozenset[int]
    errors: list[tuple[int, int]]


class Preparer:
    """Remembers the row above within one sheet. `fields`: column -> what it means."""

    def __init__(self, fields: Mapping[int, str]) -> None:
        self._fields = fields
        self._last: dict[int, Cell] = {}
        levels = AT | {"gate": AT["courtyard"], "address": len(AT)}
        self._levels = {at: levels[name] for at, name in fields.items() if name in levels}

    def prepare(self, sheet: int, first: int, columns: Sequence[Sequence[Cell]], edits: Edits) -> Prepared:
        prepared = list(columns)
        kept = [any(row) for row in zip(*prepared, strict=True)]
        numbers = list(range(first, first + len(kept)))
        typed = _correct(prepared, numbers, sheet, edits) if edits else []
        self._drop_running_numbers(prepared, kept)
        if not all(kept):
            prepared = [list(compress(column, kept)) for column in prepared]
            numbers = list(compress(numbers, kept))
        errors = self._without_errors(prepared)
        self._without_ditto(prepared)
        places = {number: at for at, number in enumerate(numbers)} if typed else {}
        return Prepared(prepared, numbers, frozenset(places[one] for one in typed if one in places), errors)

    def _known(self, prepared: Sequence[Sequence[Cell]]) -> list[int]:
        return [at for at in self._fields if at < len(prepared)]

    def _drop_running_numbers(self, prepared: Sequence[Sequence[Cell]], kept: list[bool]) -> None:
        """Rows in which only a running number was filled down."""
        mapped = [prepared[at] for at in self._known(prepared)]
        said = list(map(any, zip(*mapped, strict=True))) if mapped else kept
        if all(said):
            return
        for row in [row for row, speaks in enumerate(said) if kept[row] and not speaks]:
            kept[row] = not all(clean(column[row]).isdigit() for column in prepared if column[row])

    def _without_errors(self, prepared: list[Sequence[Cell]]) -> list[tuple[int, int]]:
        found = []
        for at in self._known(prepared):
            if not ERRORS.isdisjoint(prepared[at]):
                found += [(row, at) for row, cell in enumerate(prepared[at]) if cell in ERRORS]
                prepared[at] = ["" if cell in ERRORS else cell for cell in prepared[at]]
        return found

    def _without_ditto(self, prepared: list[Sequence[Cell]]) -> None:
        known = self._known(prepared)
        marked = [at for at in known if self._fields[at] not in _NEVER_ABOVE and not DITTO.isdisjoint(prepared[at])]
        if marked:
            finest = self._finest(prepared, marked)
            alone = [sum(cell != "" for cell in row) == 1 for row in zip(*prepared, strict=True)]
            coarser = [at for at in self._levels if at in known and finest and self._levels[at] < max(finest.values())]
            for at in {*marked, *coarser}:
                prepared[at] = self._filled(prepared[at], at, finest, alone)
        for at in known:
            if prepared[at]:
                self._last[at] = prepared[at][-1]

    def _finest(self, prepared: Sequence[Sequence[Cell]], marked: Sequence[int]) -> dict[int, int]:
        """Row -> the finest level that is 同上 in it: then so is what stands blank before it."""
        found: dict[int, int] = {}
        for at in marked:
            if at in self._levels:
                for row, cell in enumerate(prepared[at]):
                    if cell in DITTO:
                        found[row] = max(found.get(row, -1), self._levels[at])
        return found

    def _filled(
        self, column: Sequence[Cell], at: int, finest: Mapping[int, int], alone: Sequence[bool]
    ) -> Sequence[Cell]:
        """A line across the table (a title, a total) is no row that others repeat."""
        above, level = self._last.get(at, ""), self._levels.get(at, len(AT))
        filled: list[Cell] = []
        for row, cell in enumerate(column):
            same = cell in DITTO or (cell == "" and level < finest.get(row, -1))
            filled.append(above if same else cell)
            above = above if same or alone[row] else cell
        return filled


def _correct(prepared: list[Sequence[Cell]], numbers: Sequence[int], sheet: int, edits: Edits) -> list[int]:
    """Puts the user's corrections into the columns; returns the numbers of their rows."""
    typed = []
    for (of_sheet, number, column), text in edits.items():
        if of_sheet == sheet and numbers and numbers[0] <= number <= numbers[-1] and column < len(prepared):
            changed = list(prepared[column])
            changed[number - numbers[0]] = text
            prepared[column] = changed
            typed.append(number)
    return typed
