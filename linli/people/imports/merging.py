"""Two rows of one person become one: what only one of them says is kept.

The row that is repeated leads; where both say different things, its value stays. The other phone goes into the note.
"""

from collections.abc import Mapping

from linli.kernel.sealing import crypto
from linli.people.imports.matching import CHANGED, DUPLICATE, SAME, Plan, changes_of, is_part
from linli.people.imports.register import Known, Register
from linli.people.imports.rows import Rows
from linli.people.models import IDENTITY_COLUMN, PHONE_COLUMN
from linli.people.rules import NOTE_LENGTH

_PLAIN = ("sex", "born", "relation", "residence", "reach", "since")


def merge_rows(rows: Rows, plan: Plan, decided: Mapping[int, str], register: Register) -> None:
    """Fills the rows that lead, for every duplicate that the user merges; the register's changes follow."""
    merged = [row for row, what in decided.items() if what == "merge" and plan.verdicts[row] == DUPLICATE]
    for row in merged:
        _fill(rows, plan.first[row], row)
        _join_needs(plan, plan.first[row], row, rows)
    known = {plan.first[row] for row in merged} & plan.known.keys()
    if known:
        by_id = {one.id.hex: one for some in register.by_home.values() for one in some}
        for first in known:
            _judge_again(rows, plan, first, by_id[plan.known[first][0]], register)


def _fill(rows: Rows, first: int, other: int) -> None:
    for name in _PLAIN:
        values = getattr(rows, name)
        values[first] = values[first] or values[other]
    if not rows.identity[first]:
        rows.identity[first], rows.kind[first] = rows.identity[other], rows.kind[other]
    phone, further = rows.phone[first], rows.phone[other]
    rows.phone[first] = phone or further
    notes = [rows.note[first], rows.note[other], f"其他电话：{further}" if phone and further not in {"", phone} else ""]
    if rows.name[other] != rows.name[first]:
        notes.append(f"又写作：{rows.name[other]}")
    rows.note[first] = _joined(notes)
    held = {kind for kind, _how in rows.needs[first]}
    rows.needs[first] += tuple(need for need in rows.needs[other] if need[0] not in held)


def _joined(notes: list[str]) -> str:
    found = ""
    for note in notes:
        if note and not is_part(note, found):
            found = f"{found} {note}".strip()
    return found[:NOTE_LENGTH]


def _join_needs(plan: Plan, first: int, other: int, rows: Rows) -> None:
    """The needs that the other's note speaks of are proposed with the leading row's."""
    held = {kind for kind, _how in (*rows.needs[first], *plan.noted.get(first, ()))}
    if more := tuple(need for need in rows.noted[other] if need[0] not in held):
        plan.noted[first] = plan.noted.get(first, ()) + more


def _judge_again(rows: Rows, plan: Plan, first: int, known: Known, register: Register) -> None:
    blind = crypto.blind(rows.identity[first], column=IDENTITY_COLUMN) if rows.identity[first] else None
    phone = crypto.blind(rows.phone[first], column=PHONE_COLUMN) if rows.phone[first] else None
    if changes := changes_of(rows, first, known, register, blind, phone):
        plan.changes[first] = changes
        plan.verdicts[first] = CHANGED if plan.verdicts[first] == SAME else plan.verdicts[first]
