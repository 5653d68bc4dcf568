"""Decides who is new, known, moved, or twice in the file. Values in, values out, except that sealed identity numbers
and phones are compared by blind index.

A blank cell never changes the register, and an import never removes anybody from it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from linli.kernel.sealing import crypto
from linli.people.imports.reading import Rows
from linli.people.imports.register import Known, Register
from linli.people.models import IDENTITY_COLUMN, NOTE_COLUMN, PHONE_COLUMN

NEW, CHANGED, SAME, MOVED, DUPLICATE, REJECTED = "new", "changed", "same", "moved", "duplicate", "rejected"
VERDICTS = (NEW, CHANGED, SAME, MOVED, DUPLICATE, REJECTED)


@dataclass
class Plan:
    """What would be written. One verdict for each row; the other fields only for rows that need them.

    `known`: row -> (resident id, revision, path, household id); `changes`: row -> fields that differ; `first`: row of a
    duplicate -> the row it repeats; `faults`: row -> why it is rejected.
    """

    verdicts: list[str]
    known: dict[int, tuple[str, int, str, str]] = field(default_factory=dict)
    changes: dict[int, list[str]] = field(default_factory=dict)
    first: dict[int, int] = field(default_factory=dict)
    faults: dict[int, str] = field(default_factory=dict)

    def counts(self) -> dict[str, int]:
        """The number of rows for each verdict; they always add up to the rows of the file."""
        found = {verdict: self.verdicts.count(verdict) for verdict in VERDICTS}
        found["total"] = len(self.verdicts)
        if sum(found[verdict] for verdict in VERDICTS) != found["total"]:
            raise AssertionError(found)
        return found


def match(
    rows: Rows, paths: Mapping[int, str], faults: Mapping[int, str], register: Register, may_move: Callable[[str], bool]
) -> Plan:
    """`paths`: index of a chain -> path of the door, if it exists; `faults`: index of a chain -> why it is not a valid
    place.

    `may_move(path)`: whether the user keeps the register of the place that somebody would move away from.
    """
    plan = Plan([NEW] * len(rows))
    _reject(rows, faults, plan)
    _find_duplicates(rows, plan)
    if not register.empty:
        _find_known(rows, paths, register, plan, may_move)
    return plan


def _reject(rows: Rows, faults: Mapping[int, str], plan: Plan) -> None:
    for row, (fault, place) in enumerate(zip(rows.fault, rows.place, strict=True)):
        why = fault or (faults.get(place, "") if faults else "")
        if why:
            plan.verdicts[row] = REJECTED
            plan.faults[row] = why


def _find_duplicates(rows: Rows, plan: Plan) -> None:
    """Finds duplicates: the same identity number, or the same name behind the same door with nothing to tell them
    apart.

    One pass after the other: for a million rows each of the two tables takes a tenth of the import's memory.
    """
    identities, born, verdicts = rows.identity, rows.born, plan.verdicts
    by_identity: dict[str, int] = {}
    for row, identity in enumerate(identities):
        if identity and verdicts[row] != REJECTED and by_identity.setdefault(identity, row) != row:
            plan.first[row] = by_identity[identity]
    del by_identity
    by_home: dict[tuple[int, str], int] = {}
    for row, home in enumerate(zip(rows.place, rows.name, strict=True)):
        if verdicts[row] == REJECTED or row in plan.first:
            continue
        namesake = by_home.setdefault(home, row)
        if namesake != row and not (identities[row] and identities[namesake]) and _agree(born[row], born[namesake]):
            plan.first[row] = namesake
    for row in plan.first:
        verdicts[row] = DUPLICATE


def _agree(one: str, other: str) -> bool:
    return not one or not other or one == other


def _find_known(
    rows: Rows, paths: Mapping[int, str], register: Register, plan: Plan, may_move: Callable[[str], bool]
) -> None:
    blinds = crypto.blind_many(rows.identity, column=IDENTITY_COLUMN)
    phones = crypto.blind_many(rows.phone, column=PHONE_COLUMN)
    taken: set[UUID] = set()
    later: list[int] = []
    for row, blind in enumerate(blinds):
        if plan.verdicts[row] == REJECTED or row in plan.first:
            continue
        known = register.by_identity.get(blind) if blind else None
        if known is None:
            later.append(row)
        else:
            taken.add(known.id)
            _judge(rows, row, known, paths, register, plan, blind, phones[row], may_move)
    for row in later:
        known = _at_home(rows, row, paths, register, taken)
        if known is not None:
            taken.add(known.id)
            _judge(rows, row, known, paths, register, plan, blinds[row], phones[row], may_move)


def _at_home(rows: Rows, row: int, paths: Mapping[int, str], register: Register, taken: set[UUID]) -> Known | None:
    """The resident of that name behind that door, unless number or birth show that it is another person."""
    path = paths.get(rows.place[row])
    if path is None:
        return None
    for known in register.by_home.get((path, rows.name[row]), ()):
        other_person = bool(rows.identity[row] and known.identity_blind) or not _agree(rows.born[row], known.born_on)
        if known.id not in taken and not other_person:
            return known
    return None


def _judge(  # noqa: PLR0913, PLR0917 (a row, what is known, and both sides' values)
    rows: Rows,
    row: int,
    known: Known,
    paths: Mapping[int, str],
    register: Register,
    plan: Plan,
    blind: bytes | None,
    phone: bytes | None,
    may_move: Callable[[str], bool],
) -> None:
    changes = _changes(rows, row, known, register, blind, phone)
    elsewhere = paths.get(rows.place[row]) != known.path
    if elsewhere and not may_move(known.path):
        plan.verdicts[row] = REJECTED
        plan.faults[row] = "imports.registered_elsewhere"
        return
    plan.known[row] = (known.id.hex, known.revision, known.path, known.household_id.hex)
    if changes:
        plan.changes[row] = changes
    plan.verdicts[row] = MOVED if elsewhere else CHANGED if changes else SAME


def _changes(
    rows: Rows, row: int, known: Known, register: Register, blind: bytes | None, phone: bytes | None
) -> list[str]:
    """Fields that have a value in the file that differs from the register."""
    found = [
        name
        for name, said, held in (
            ("name", rows.name[row], known.name),
            ("sex", rows.sex[row], known.sex),
            ("born_on", rows.born[row], known.born_on),
            ("relation", rows.relation[row], known.relation),
            ("residence", rows.residence[row], known.residence),
            ("reach", rows.reach[row], known.reach),
        )
        if said and said != held
    ]
    if blind and (blind != known.identity_blind or rows.kind[row] != known.identity_kind):
        found.append("identity")
    if phone and phone != known.phone_blind:
        found.append("phone")
    if rows.note[row] and rows.note[row] != _note(known):
        found.append("note")
    if rows.needs[row] and {kind for kind, _how in rows.needs[row]} - register.needs.get(known.id, set()):
        found.append("needs")
    return found


def _note(known: Known) -> str:
    return crypto.unseal(known.note_sealed, row=known.id, column=NOTE_COLUMN)


def as_dict(plan: Plan) -> dict[str, Any]:
    return vars(plan)
