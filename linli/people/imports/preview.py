"""The lines of a register's preview, masked as the page shows them, and the rows that come back with a reason."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from linli.intake.lists import AS_READ, PASSED, VALUES, Line, Returned
from linli.kernel.errors import Invalid
from linli.kernel.messages import message_of
from linli.people import rules as people_rules
from linli.people.imports.changes import Change
from linli.people.imports.columns import field_labels
from linli.people.imports.matching import (
    DUPLICATE,
    EMPTY,
    GONE,
    LEFT,
    LEFT_MOVED,
    LIVES,
    MOVED,
    NEW,
    NOTED,
    NUMBER,
    ODD,
    OTHER,
    REJECTED,
    SAME,
    TOGETHER,
    Plan,
)
from linli.people.imports.rows import Rows
from linli.people.rules import mask_name
from linli.places.written import LEVELS

READ = frozenset(
    {"imports.room_letters", "imports.phones_several", "imports.name_sex_age"}
)  # nothing of the cell is left out
_DOOR_KINDS = ("alley", "courtyard", "building", "stairwell", "door")


def lines_of(
    rows: Rows, plan: Plan, tables: Sequence[dict[str, Any]], told: Mapping[int, tuple[Change, ...]]
) -> Iterator[Line]:
    """What the preview shows, in the order of the file: rows that are rejected, asked, changed, or lost a value.

    `told`: row -> its changes in words, masked.
    """
    values: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for row, name, code in rows.value_faults:
        values[row].append((name, code))
    at = [{name: int(column) for column, name in table["columns"].items()} for table in tables]
    for row, verdict in enumerate(plan.verdicts):
        if verdict in {NEW, SAME} and row not in values and row not in plan.noted and row not in plan.lives:
            continue
        where = (rows.sheet[row], rows.number[row], _who(rows, row))
        columns = at[rows.sheet[row]]
        if verdict == REJECTED:
            code = plan.faults[row]
            if plan.is_passed(row):
                yield Line(*where[:2], "—", PASSED, "info", code)
                continue
            yield Line(*where, REJECTED, "bad", code, column=_fixable(code, columns))
            continue
        if verdict not in {NEW, SAME}:
            fixable = columns.get("name", -1) if verdict == ODD else -1
            line = Line(*where, verdict, "info", column=fixable, changes=told.get(row, ()))
            yield _of_verdict(rows, plan, row, line)
        if row in plan.noted:
            yield Line(
                *where, NOTED, "info", "imports.noted", {"needs": _need_words(plan.noted[row])}, alone=verdict == SAME
            )
        if row in plan.lives:
            alone = verdict == SAME and row not in plan.noted
            how = dict(people_rules.residence_choices())[plan.lives[row]]
            yield Line(*where, LIVES, "info", "imports.lives", {"how": how}, alone=alone)
        for name, code in values.get(row, ()):
            kind, sign = (AS_READ, "info") if code in READ else (VALUES, "bad" if name == "identity" else "warn")
            shown = {"said": said} if (said := rows.said.get((row, name))) else {}
            yield Line(*where, kind, sign, code, shown, name, columns.get(name, -1))


def _of_verdict(rows: Rows, plan: Plan, row: int, line: Line) -> Line:
    """`line` with the question of the row, where it asks one."""
    if line.kind == DUPLICATE:
        first = plan.first[row]
        code = "imports.duplicate" if rows.name[first] == rows.name[row] else "imports.duplicate_number"
        return line._replace(sign="warn", code=code, told={"other": f"{rows.number[first]}"})
    if line.kind in {GONE, LEFT, EMPTY}:
        code, told = _gone(plan.gone[row])
        return line._replace(sign="warn", code=code, told=told)
    if line.kind == LEFT_MOVED:
        _code, told = _gone(plan.gone[row])
        code = f"imports.{plan.gone[row][0]}_in_file_moved"
        return line._replace(sign="warn", code=code, told=told, path=plan.known[row][2])
    if line.kind == ODD:
        return line._replace(sign="warn", code="imports.name_odd", told={"name": rows.name[row][:20]})
    if line.kind == TOGETHER:
        return line._replace(sign="warn", code="imports.together")
    if line.kind == NUMBER:
        return line._replace(sign="warn", code="imports.other_number")
    if line.kind == OTHER:
        return line._replace(sign="warn", code="imports.other_name", path=plan.known[row][2])
    return line._replace(code="imports.moved", path=plan.known[row][2]) if line.kind == MOVED else line


def _gone(gone: tuple[str, str, str]) -> tuple[str, dict[str, str]]:
    """(code, what fills its sentence): what the register says with a day, what the file says without."""
    what, day, why = gone
    told = {"day": day, "why": _("（%(why)s）") % {"why": why} if why else ""}
    return f"imports.{what}_before" if day else f"imports.{what}_in_file", told


def _need_words(needs: tuple[tuple[str, str], ...]) -> str:
    words = dict(people_rules.need_choices())
    return "、".join(words[kind] for kind, _how in needs)


_WHERE = frozenset({"address", *LEVELS})
_FIXABLE = {
    "imports.no_name": "name", "imports.bad_name": "name", "imports.no_door": "door", "imports.no_address": "address",
    "imports.no_building": "building", "imports.no_such_community": "community", "imports.no_community": "community",
    "imports.out_of_scope": "community", "imports.other_street": "address", "imports.place_missing": "door",
    "imports.several_people": "name", "imports.name_number": "name",
    "imports.name_damaged": "name", "imports.to_verify": "name", "imports.let": "name",
    "imports.organisation": "name", "imports.name_place": "name", "imports.name_hidden": "name",
    "imports.name_symbol": "name", "imports.footer_person": "name",
    "imports.several_places": "building", "imports.which_door": "stairwell", "imports.address_differs": "door",
    "imports.which_place": "building", "imports.place_odd": "building", "imports.compound_blank": "compound",
    "imports.head_no_address": "address", "imports.floor_blank": "floor", "imports.place_alike": "compound",
    "imports.address_none": "door", "imports.address_unread": "door",
}  # fmt: skip


def _fixable(code: str, columns: Mapping[str, int]) -> int:
    """The column whose cell can be corrected; of an address the one of all levels, or that of the door."""
    name = _FIXABLE.get(code, "")
    if name not in columns and name in _WHERE:
        name = "address" if "address" in columns else "door"
    return columns.get(name, -1)


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
        "why": "",
        "said": "",
        **data,
    }
    return message_of(Invalid(code, **filled))


def sentence(line: Line) -> str:
    return reason(line.code, field=line.field, **line.told) if line.code else ""


def returns_of(
    rows: Rows, plan: Plan, decisions: Mapping[int, str], tables: Sequence[dict[str, Any]]
) -> dict[tuple[int, int], Returned]:
    """Rejected and undecided rows, and rows with values left out; each with the address that it was understood to
    have."""
    found: dict[tuple[int, int], Returned] = {}
    values: dict[int, list[str]] = defaultdict(list)
    for row, name, code in rows.value_faults:
        if code not in READ:
            values[row].append(reason(code, field=name))
    heads = _heads_of(rows)
    for row, verdict in enumerate(plan.verdicts):
        if plan.is_passed(row):
            continue
        why = [reason(plan.faults[row])] if verdict == REJECTED else []
        if plan.comes_back(row, decisions):
            why = [_undecided(rows, plan, row)]
        if why or row in values:
            told = "；".join([*why, *values.get(row, [])])
            columns = tables[rows.sheet[row]]["columns"]
            cells = _stood_for(rows, row, columns)
            beside = _beside(rows, row, columns)
            if "head_name" not in columns.values() and (head := heads.get(rows.home[row])):
                beside += ((str(field_labels()["head_name"]), head),)
            found[rows.sheet[row], rows.number[row]] = Returned(bool(why), told, beside, cells)
    return found


def _undecided(rows: Rows, plan: Plan, row: int) -> str:
    """Why an asked row is returned; what repeats a rejected row, for the reason of that one."""
    verdict = plan.verdicts[row]
    if verdict != DUPLICATE:
        return reason(f"imports.undecided_{verdict}")
    first, other = plan.first[row], str(rows.number[plan.first[row]])
    if first in plan.faults:
        return reason(plan.faults[first])
    return reason("imports.undecided_left") if row in plan.gone else reason("imports.undecided_duplicate", other=other)


def _stood_for(rows: Rows, row: int, columns: Mapping[str, str]) -> dict[int, str]:
    """Column -> the level of the row's address, and the head of its household, that belong there."""
    named = _levels_of(rows, row)
    if rows.home[row] < len(rows.groups) and not (head := rows.groups[rows.home[row]][1]).isdigit():
        named["head_name"] = head
    if "gate" in columns.values() and "courtyard" in named:
        named["gate"] = named["courtyard"] if "alley" in columns.values() else _joined(named, "alley", "courtyard")
    found = {int(at): named[field] for at, field in columns.items() if named.get(field)}
    rest = [name for level, name in named.items() if level in LEVELS and level not in columns.values()]
    address = next((int(at) for at, field in columns.items() if field == "address"), -1)
    if address >= 0 and rest and "door" not in columns.values():
        found[address] = " ".join(rest)
    return found


def _joined(named: Mapping[str, str], *levels: str) -> str:
    return "".join(named.get(level, "") for level in levels)


def _levels_of(rows: Rows, row: int) -> dict[str, str]:
    """Level -> name of the row's place, as far as it is known."""
    place = rows.place[row]
    chain = rows.chains[place] if place >= 0 else ()
    named = {str(kind): name for kind, name in chain}
    return named or dict(zip(LEVELS, rows.partial.get(row, ()), strict=False))


def _beside(rows: Rows, row: int, columns: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """What the name of the sheet or a title said of the place, which comes back as columns of its own."""
    fields = set(columns.values())
    if "address" in fields:
        return ()
    named, labels = _levels_of(rows, row), field_labels()
    said = [level for level in ("compound", "building", "stairwell") if level not in fields and named.get(level)]
    return tuple([(str(labels[level]), named[level]) for level in said])


def _heads_of(rows: Rows) -> dict[int, str]:
    """Home -> the name of its head, of homes that share a door: a row that comes back alone must say whose it is."""
    homes = Counter(place for place, _home in set(zip(rows.place, rows.home, strict=True)))
    heads = (row for row, relation in enumerate(rows.relation) if relation == "head" and not rows.fault[row])
    return {rows.home[row]: rows.name[row] for row in heads if homes[rows.place[row]] > 1}
