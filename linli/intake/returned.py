"""The rows that come back to the user with a reason, as their own sheets; and one row of the file."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence

from django.utils.translation import gettext as _

from linli.intake import staging
from linli.intake.lists import Returns
from linli.intake.vault import Vault
from linli.kernel.sheets import Cell
from linli.kernel.sheets.cells import DITTO
from linli.kernel.sheets.workbooks import Value, WorkSheet

Back = tuple[int, bool, str, tuple[tuple[str, str], ...], list[Cell]]


def dump_returned(vault: Vault, returns: Returns, tables: Sequence[staging.Table]) -> None:
    """Keep only the returned rows with their reasons: sheet by sheet, sealed."""
    vault.write("returned", [] if not returns else [list(part) for part in _parts(vault, returns, tables)])


def _parts(
    vault: Vault, returns: Returns, tables: Sequence[staging.Table]
) -> Iterator[tuple[int, str, list[str], list[Back]]]:
    """Yields (sheet, its name, header, its rows)."""
    per_sheet: dict[int, list[Back]] = defaultdict(list)
    wanted = sorted(returns)
    typed = staging.by_row(vault.read("edits", {}))
    for sheet, first, columns in staging.chunks(vault):
        end = first + (len(columns[0]) if columns else 0)
        for key in wanted[bisect_left(wanted, (sheet, first)) : bisect_left(wanted, (sheet, end))]:
            one, at = returns[key], key[1] - first
            cells = staging.corrected([column[at] for column in columns], typed.get(key))
            cells = _alone(cells, columns, at, one.cells)
            per_sheet[sheet].append((key[1], one.rejected, one.why, tuple(one.extra), cells))
    for sheet, found in sorted(per_sheet.items()):
        yield sheet, tables[sheet]["name"], tables[sheet]["names"], found


def _alone(cells: list[Cell], columns: Sequence[Sequence[Cell]], at: int, stood_for: Mapping[int, str]) -> list[Cell]:
    """The cells of a row that must be understood without the row above."""
    for column, cell in enumerate(cells):
        if cell in DITTO or cell == "":
            above = (columns[column][row] for row in range(at, -1, -1)) if cell in DITTO else ()
            cells[column] = stood_for.get(column) or next((one for one in above if one not in DITTO), cell)
    return cells


def _returned(vault: Vault, but: Collection[tuple[int, int]]) -> list[tuple[str, list[str], list[Back]]]:
    parts = vault.read("returned", [])
    return [(name, header, [row for row in rows if (sheet, row[0]) not in but]) for sheet, name, header, rows in parts]


def returned_rows(vault: Vault, but: Collection[tuple[int, int]] = ()) -> tuple[int, int]:
    """(rejected rows, accepted ones with a value left out) in the workbook."""
    rejected = [row[1] for _name, _header, rows in _returned(vault, but) for row in rows]
    return sum(rejected), len(rejected) - sum(rejected)


def returned_sheets(vault: Vault, but: Collection[tuple[int, int]] = ()) -> list[WorkSheet]:
    """The user's own columns and cells, preceded by the reason, their row number and sheet, and what was understood.

    First the rejected rows, one sheet for each sheet of the file; then, on sheets of their own, accepted rows with a
    value left out. `but`: (sheet, number) of rows that no longer come back.
    """
    parts = _returned(vault, but)
    sheets = [
        _sheet(name, header, [row for row in rows if row[1] is rejected], rejected=rejected)
        for rejected in (True, False)
        for name, header, rows in parts
        if any(row[1] is rejected for row in rows)
    ]
    return sheets or [WorkSheet(_("没有退回的行"), [])]


def _sheet(name: str, header: list[str], rows: list[Back], *, rejected: bool) -> WorkSheet:
    title = name if rejected else f"{_('待补')}-{name}"
    extras = list(dict.fromkeys(label for row in rows for label, _value in row[3]))
    body: list[list[Value]] = []
    for number, _rejected, why, extra, cells in rows:
        understood = dict(extra)
        body.append([why, number, name, *(understood.get(label, "") for label in extras), *cells])
    shown = "".join(c for c in title if c not in "[]:*?/\\'")[:31] or "Sheet"
    first = [_("退回原因") if rejected else _("没有写入的内容"), _("原行号"), _("原工作表")]
    widths = [48, 8, 12, *([16] * (len(extras) + len(header)))]
    return WorkSheet(shown, body, header=[*first, *extras, *header], widths=widths, marked_columns=(0,))


def row_cells(vault: Vault, sheet: int, number: int) -> list[Cell]:
    """One row of the user's file, with corrections: shown by "改这一格"."""
    for of_sheet, first, columns in staging.chunks(vault):
        if of_sheet == sheet and columns and first <= number < first + len(columns[0]):
            typed = staging.by_row(vault.read("edits", {}))
            return staging.corrected([column[number - first] for column in columns], typed.get((sheet, number)))
    return []
