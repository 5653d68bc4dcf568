"""The preview before anything is written, and the rows returned to the user with a reason.

The list of worries is staged when the rows are checked: one entry for each row that is rejected, has moved, is a
duplicate, or has a value left out, already masked as the page shows it. A page of it needs neither the plan nor the
rows.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from linli.kernel.errors import Invalid
from linli.kernel.messages import message_of
from linli.kernel.sheets import Cell
from linli.kernel.sheets.workbooks import Value, WorkSheet
from linli.people import rules as people_rules
from linli.people.imports import staging
from linli.people.imports.columns import field_labels
from linli.people.imports.matching import DUPLICATE, MOVED, REJECTED, Plan
from linli.people.imports.reading import Rows
from linli.people.imports.vault import Vault
from linli.people.rules import mask_name

PAGE = 50
_DOOR_KINDS = ("alley", "courtyard", "building", "stairwell", "door")


@dataclass(frozen=True)
class Worry:
    """`row` is the index in the plan; `number` the user's row number. `sign` and `what` make the tag, `remedy` what
    happens.

    `column` is the column that can be corrected in place, -1 for none; `asks` the decision needed: "moved", "duplicate"
    or "".
    """

    row: int
    sheet: int
    number: int
    who: str
    sign: str
    code: str
    field: str
    column: int
    asks: str
    other: str

    @property
    def what(self) -> str:
        return reason(self.code, field=self.field, other=self.other)

    @property
    def remedy(self) -> str:
        return remedy(self.code, self.field)

    @property
    def rejected(self) -> bool:
        return self.sign == "bad" and not self.field


def dump_worries(vault: Vault, rows: Rows, plan: Plan, tables: Sequence[dict[str, Any]]) -> int:
    """Seal the list, worst first within the order of the file; returns how many there are."""
    found = list(_worries(rows, plan, tables))
    vault.write("worries", found)
    return len(found)


def _worries(rows: Rows, plan: Plan, tables: Sequence[dict[str, Any]]) -> Iterator[tuple[Any, ...]]:
    values: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for row, name, code in rows.value_faults:
        values[row].append((name, code))
    at = [{name: int(column) for column, name in table["columns"].items()} for table in tables]
    for row, verdict in enumerate(plan.verdicts):
        if verdict in {"new", "changed", "same"} and row not in values:
            continue
        where = (row, rows.sheet[row], rows.number[row], _who(rows, row))
        columns = at[rows.sheet[row]]
        if verdict == REJECTED:
            name = _FIXABLE.get(plan.faults[row], "")
            yield (*where, "bad", plan.faults[row], "", columns.get(name, -1), "", "")
        elif verdict == DUPLICATE:
            first = plan.first[row]
            code = "imports.duplicate" if rows.name[first] == rows.name[row] else "imports.duplicate_number"
            yield (*where, "warn", code, "", columns.get("identity", -1), "duplicate", f"{rows.number[first]}")
        elif verdict == MOVED:
            yield (*where, "info", "imports.moved", "", -1, "moved", plan.known[row][2])
        if verdict != REJECTED:
            for name, code in values.get(row, ()):
                yield (*where, "bad" if name == "identity" else "warn", code, name, columns.get(name, -1), "", "")


_FIXABLE = {
    "imports.no_name": "name", "imports.bad_name": "name", "imports.no_door": "door", "imports.no_address": "address",
    "imports.no_building": "building", "imports.no_such_community": "community", "imports.no_community": "community",
    "imports.out_of_scope": "community",
}  # fmt: skip


def _who(rows: Rows, row: int) -> str:
    """李 ** · 3-2-501"""
    name = mask_name(rows.name[row]) if rows.name[row] else "（无姓名）"
    place = rows.place[row]
    chain = rows.chains[place] if place >= 0 else ()
    door = "-".join(people_rules.door_part(part) for kind, part in chain if kind in _DOOR_KINDS)
    return f"{name} · {door}" if door else name


def worries(vault: Vault, kind: str = "") -> list[Worry]:
    """`kind`: "" for all, or "rejected", "moved", "duplicate", "values"."""
    found = [Worry(*entry) for entry in vault.read("worries", [])]
    if kind in {"moved", "duplicate"}:
        return [worry for worry in found if worry.asks == kind]
    if kind == "rejected":
        return [worry for worry in found if worry.rejected]
    return [worry for worry in found if worry.field] if kind == "values" else found


def reason(code: str, *, field: str = "", **data: object) -> str:
    """The message for a fault, in the active language, naming the field."""
    label = str(field_labels().get(field, field))
    filled: dict[str, Any] = {
        "field": label,
        "length": "",
        "region": "",
        "born": "",
        "kind": "",
        "parent": "",
        "number": "",
        **data,
    }
    return message_of(Invalid(code, **filled))


def remedy(code: str, field: str) -> str:
    if code in {"imports.identity_number_cell", "imports.identity_scientific", "imports.identity_rounded"}:
        return _("人照常导入，证件号留空。不猜：请从原件重录")
    if field == "identity":
        return _("人照常导入，证件号留空待补")
    if code == "imports.phones_several":
        return _("取第一个号码，其余写进备注")
    if code == "imports.sex_differs":
        return _("按表里的性别写入，请核对")
    if code == "imports.born_differs":
        return _("以证件号里的出生日期为准")
    if field:
        return _("人照常导入，这一格不写入")
    if code == "imports.moved":
        return _("确认搬家：旧门牌今日起少一人；不搬：住址不变")
    if code in {"imports.duplicate", "imports.duplicate_number"}:
        return _("合并：以先出现的一行为准；分开：另记一人，不写证件号")
    return _("退回，写进退回表")


# --- what comes back -------------------------------------------------------------------------------------------


def dump_returned(
    vault: Vault, rows: Rows, plan: Plan, decisions: Mapping[int, str], tables: Sequence[dict[str, Any]]
) -> None:
    """After the import has ended, keep only the returned rows with their reasons: sheet by sheet, sealed."""
    reasons = reasons_of(rows, plan, decisions)
    vault.write("returned", [] if not reasons else [list(part) for part in _returned(vault, reasons, tables)])


def reasons_of(rows: Rows, plan: Plan, decisions: Mapping[int, str]) -> dict[tuple[int, int], tuple[bool, str]]:
    """(sheet, number) -> (was the row rejected, why): rejected and undecided rows, and rows with values left out."""
    found: dict[tuple[int, int], tuple[bool, str]] = {}
    values: dict[int, list[str]] = defaultdict(list)
    for row, name, code in rows.value_faults:
        values[row].append(reason(code, field=name))
    for row, verdict in enumerate(plan.verdicts):
        if verdict == REJECTED:
            why = [reason(plan.faults[row])]
        elif verdict in {MOVED, DUPLICATE} and row not in decisions:
            other = str(rows.number[plan.first[row]]) if verdict == DUPLICATE else ""
            why = [reason("imports.undecided_move" if verdict == MOVED else "imports.undecided_duplicate", other=other)]
        elif row in values:
            found[rows.sheet[row], rows.number[row]] = (False, "；".join(values[row]))
            continue
        else:
            continue
        found[rows.sheet[row], rows.number[row]] = (True, "；".join([*why, *values.get(row, [])]))
    return found


def _returned(
    vault: Vault, reasons: Mapping[tuple[int, int], tuple[bool, str]], tables: Sequence[dict[str, Any]]
) -> Iterator[tuple[Any, ...]]:
    """Yields (sheet's name, header, [(number, rejected, why, cells)])."""
    per_sheet: dict[int, list[tuple[int, bool, str, list[Cell]]]] = defaultdict(list)
    wanted: dict[int, list[int]] = defaultdict(list)
    for sheet, number in reasons:
        wanted[sheet].append(number)
    for sheet, first, columns in staging.chunks(vault):
        last = first + len(columns[0]) - 1 if columns else first
        for number in wanted.get(sheet, ()):
            if first <= number <= last:
                rejected, why = reasons[sheet, number]
                cells = [column[number - first] for column in columns]
                per_sheet[sheet].append((number, rejected, why, cells))
    for sheet, found in sorted(per_sheet.items()):
        yield tables[sheet]["name"], tables[sheet]["names"], found


def returned_sheets(vault: Vault) -> list[WorkSheet]:
    """The user's own columns and cells, preceded by their row number and the reason.

    First the rejected rows, one sheet for each sheet of the file; then, on sheets of their own, accepted rows with a
    value left out.
    """
    parts = vault.read("returned", [])
    sheets = [
        _sheet(name, header, rows, wanted)
        for wanted in (True, False)
        for name, header, rows in parts
        if any(rejected is wanted for _number, rejected, _why, _cells in rows)
    ]
    return sheets or [WorkSheet(_("没有退回的行"), [])]


def _sheet(name: str, header: list[str], rows: list[Any], wanted: bool) -> WorkSheet:
    title = name if wanted else f"{_('待补')}-{name}"
    body: list[list[Value]] = [[why, number, *cells] for number, rejected, why, cells in rows if rejected is wanted]
    return WorkSheet(
        "".join(c for c in title if c not in "[]:*?/\\'")[:31] or "Sheet",
        body,
        header=[_("退回原因") if wanted else _("没有写入的内容"), _("原行号"), *header],
        widths=[48, 8, *([16] * len(header))],
        marked_columns=(0,),
    )


def row_cells(vault: Vault, sheet: int, number: int) -> list[Cell]:
    """One row of the user's file, with corrections: shown by "改这一格"."""
    edits: staging.Edits = vault.read("edits", {})
    for of_sheet, first, columns in staging.chunks(vault):
        if of_sheet == sheet and columns and first <= number < first + len(columns[0]):
            cells = [column[number - first] for column in columns]
            for (s, n, at), text in edits.items():
                if (s, n) == (sheet, number) and at < len(cells):
                    cells[at] = text
            return cells
    return []
