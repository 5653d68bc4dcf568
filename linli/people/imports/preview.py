"""The lines of a register's preview, masked as the page shows them, and the rows that come back with a reason."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from linli.intake.lists import VALUES, Line, Returned
from linli.kernel.errors import Invalid
from linli.kernel.messages import message_of
from linli.people import rules as people_rules
from linli.people.imports.columns import field_labels
from linli.people.imports.matching import CHANGED, DUPLICATE, MOVED, REJECTED, Plan
from linli.people.imports.reading import Rows
from linli.people.rules import mask_name

_DOOR_KINDS = ("alley", "courtyard", "building", "stairwell", "door")


def lines_of(rows: Rows, plan: Plan, tables: Sequence[dict[str, Any]]) -> Iterator[Line]:
    """What the preview shows, in the order of the file: rows that are rejected, asked, changed, or lost a value."""
    values: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for row, name, code in rows.value_faults:
        values[row].append((name, code))
    at = [{name: int(column) for column, name in table["columns"].items()} for table in tables]
    for row, verdict in enumerate(plan.verdicts):
        if verdict in {"new", "same"} and row not in values:
            continue
        where = (rows.sheet[row], rows.number[row], _who(rows, row))
        columns, changes = at[rows.sheet[row]], _changes(plan, row)
        if verdict == REJECTED:
            code = plan.faults[row]
            yield Line(*where, REJECTED, "bad", code, column=columns.get(_FIXABLE.get(code, ""), -1))
            continue
        if verdict == DUPLICATE:
            first = plan.first[row]
            code = "imports.duplicate" if rows.name[first] == rows.name[row] else "imports.duplicate_number"
            told = {"other": f"{rows.number[first]}"}
            yield Line(*where, DUPLICATE, "warn", code, told, column=columns.get("identity", -1))
        elif verdict == MOVED:
            yield Line(*where, MOVED, "info", "imports.moved", path=plan.known[row][2], changes=changes)
        elif verdict == CHANGED:
            yield Line(*where, CHANGED, "info", changes=changes)
        for name, code in values.get(row, ()):
            sign = "bad" if name == "identity" else "warn"
            yield Line(*where, VALUES, sign, code, field=name, column=columns.get(name, -1))


def _changes(plan: Plan, row: int) -> tuple[tuple[str, str, str], ...]:
    return tuple((name, "", "") for name in plan.changes.get(row, ()))


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


def sentence(line: Line) -> str:
    return reason(line.code, field=line.field, **line.told) if line.code else ""


def remedy(line: Line) -> str:
    code, field = line.code, line.field
    if not code:
        return _("有变化的内容会写入")
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


def returns_of(rows: Rows, plan: Plan, decisions: Mapping[int, str]) -> dict[tuple[int, int], Returned]:
    """Rejected and undecided rows, and rows with values left out."""
    found: dict[tuple[int, int], Returned] = {}
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
            found[rows.sheet[row], rows.number[row]] = Returned(rejected=False, why="；".join(values[row]))
            continue
        else:
            continue
        found[rows.sheet[row], rows.number[row]] = Returned(rejected=True, why="；".join([*why, *values.get(row, [])]))
    return found
