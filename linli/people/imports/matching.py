"""Decides who is new, known, moved, or twice in the file. Values in, values out, except that sealed identity numbers
and phones are compared by blind index.

A blank cell never changes the register, and an import never removes anybody from it.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from linli.intake.lists import PASSED
from linli.kernel.sealing import crypto
from linli.kernel.sheets import clean
from linli.people.imports.persons import PASSED_OVER
from linli.people.imports.register import Known, Register
from linli.people.imports.rows import Rows
from linli.people.imports.words import when_gone
from linli.people.models import IDENTITY_COLUMN, NOTE_COLUMN, PHONE_COLUMN
from linli.people.rules import normal_name

NEW, CHANGED, SAME, MOVED, DUPLICATE, REJECTED = "new", "changed", "same", "moved", "duplicate", "rejected"
OTHER, GONE, LEFT, LEFT_MOVED, NOTED, ODD, NUMBER = "other", "gone", "left", "left_moved", "noted", "odd", "number"
EMPTY, LIVES, TOGETHER = "empty", "lives", "together"
ASKED = frozenset({MOVED, DUPLICATE, OTHER, GONE, LEFT, LEFT_MOVED, EMPTY, ODD, NUMBER, TOGETHER})
VERDICTS = (NEW, CHANGED, SAME, *sorted(ASKED), REJECTED)


@dataclass
class Plan:
    """What would be written. One verdict for each row; the other fields only for rows that need them.

    OTHER: the number of somebody with another name. NUMBER: another number than that of their namesake behind the door.
    ODD: the name may be none. GONE: the register says that they moved out or died; LEFT: the file says so; LEFT_MOVED:
    and has them behind another door; EMPTY: it says that the home is empty or let; TOGETHER: several surnames share a
    door without a number, and nothing calls them one household. `known`: row -> (resident id, revision, path,
    household id); `changes`: row -> fields that differ; `first`: row of a duplicate -> the row it
    repeats; `faults`: row -> why it is rejected; `gone`: row -> ("moved" or "died", day, reason) as the register says,
    without day and reason, or "away", as the file does; `noted`: row -> needs that the note seems to speak of and
    nobody has recorded; `lives`: and residences; `odd`: duplicates whose name may be none.
    """

    verdicts: list[str]
    known: dict[int, tuple[str, int, str, str]] = field(default_factory=dict)
    changes: dict[int, list[str]] = field(default_factory=dict)
    first: dict[int, int] = field(default_factory=dict)
    faults: dict[int, str] = field(default_factory=dict)
    gone: dict[int, tuple[str, str, str]] = field(default_factory=dict)
    noted: dict[int, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    odd: set[int] = field(default_factory=set)
    lives: dict[int, str] = field(default_factory=dict)

    def comes_back(self, row: int, decided: Mapping[int, str]) -> bool:
        """Whether an asked row is returned: nobody decided, or it repeats a row that is rejected or comes back."""
        verdict, what = self.verdicts[row], decided.get(row, "")
        if verdict == DUPLICATE and what == "merge":
            first = self.first[row]
            return self.verdicts[first] == REJECTED or self.comes_back(first, decided)
        if verdict == DUPLICATE and (row in self.gone or row in self.odd):  # kept apart: asked anew
            return True
        return verdict in ASKED and what in {"", "return"}

    def set_apart(self, decided: Mapping[int, str]) -> None:
        """Whom the user calls somebody else than the resident of another number is new."""
        for row, what in decided.items():
            if what == "apart" and self.verdicts[row] == NUMBER:
                del self.known[row]
                self.changes.pop(row, None)

    def take_lives(self, rows: Rows, agreed: Collection[int]) -> None:
        """The residence that the note speaks of becomes that of the row, and a change of whom the register knows."""
        for row in agreed:
            rows.residence[row] = self.lives[row]
            if row in self.known:
                self.changes[row] = [*self.changes.get(row, ()), "residence"]
                self.verdicts[row] = CHANGED if self.verdicts[row] == SAME else self.verdicts[row]

    def part_homes(self, rows: Rows, decided: Mapping[int, str]) -> None:
        """Whom the user calls households of their own, and not one behind one door."""
        for row, what in decided.items():
            if what == "each" and self.verdicts[row] == TOGETHER:
                rows.home[row] = len(rows.groups)
                rows.groups.append((rows.place[row], rows.name[row]))

    def is_skipped(self, row: int, decided: Mapping[int, str]) -> bool:
        """Whether the user said that it is not to be written, of the row or of the one that it is merged with."""
        if self.verdicts[row] == DUPLICATE and decided.get(row) == "merge":
            return self.is_skipped(self.first[row], decided)
        return decided.get(row) == "skip"

    def is_written(self, row: int, decided: Mapping[int, str]) -> bool:
        """Whether the register says afterwards what the row says."""
        skipped = self.verdicts[row] == REJECTED or self.is_skipped(row, decided)
        return not skipped and not self.comes_back(row, decided)

    def is_passed(self, row: int) -> bool:
        """Whether it is a line across the table and no row of anybody."""
        return self.faults.get(row, "") in PASSED_OVER

    def counts(self) -> dict[str, int]:
        """The number of rows for each verdict; they always add up to the rows of the file."""
        found = {verdict: self.verdicts.count(verdict) for verdict in VERDICTS}
        found["total"] = len(self.verdicts)
        found[PASSED] = sum(map(self.is_passed, self.faults))
        found[REJECTED] -= found[PASSED]
        if sum(found[verdict] for verdict in (*VERDICTS, PASSED)) != found["total"]:
            raise AssertionError(found)
        return found


# Our own export hides most of a number: no loss for somebody whose number is known.
_PARTIAL = frozenset({"imports.phone_masked", "imports.identity_masked", "imports.born_year_only"})


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
        _Judge(rows, paths, register, plan, may_move).judge_all()
    rows.value_faults = [fault for fault in rows.value_faults if not (fault[2] in _PARTIAL and fault[0] in plan.known)]
    _ask_about_names(rows, plan)
    _ask_about_left(rows, plan)
    _ask_about_strangers(rows, plan)
    _note_needs(rows, register, plan)
    _note_lives(rows, register, plan)
    return plan


def _reject(rows: Rows, faults: Mapping[int, str], plan: Plan) -> None:
    for row, (fault, place) in enumerate(zip(rows.fault, rows.place, strict=True)):
        why = fault or (faults.get(place, "") if faults else "")
        if why in PASSED_OVER and (rows.phone[row] or rows.identity[row] or rows.relation[row]):
            why = "imports.footer_person"
        if why:
            plan.verdicts[row] = REJECTED
            plan.faults[row] = why


def _find_duplicates(rows: Rows, plan: Plan) -> None:
    """Finds duplicates: the same identity number, or the same name behind the same door with nothing to tell them
    apart. A row without a number repeats the one that has one, whichever stands first.

    One pass after the other: for a million rows each of the two tables takes a tenth of the import's memory.
    """
    identities, born, verdicts = rows.identity, rows.born, plan.verdicts
    by_identity: dict[str, int] = {}
    for row, identity in enumerate(identities):
        if identity and verdicts[row] != REJECTED and by_identity.setdefault(identity, row) != row:
            plan.first[row] = by_identity[identity]
    del by_identity
    by_home: dict[tuple[int, str], int] = {}
    for numbered in (True, False):
        for row, home in enumerate(zip(rows.place, rows.name, strict=True)):
            if bool(identities[row]) is not numbered or verdicts[row] == REJECTED or row in plan.first:
                continue
            namesake = by_home.setdefault(home, row)
            if namesake != row and not numbered and _agree(born[row], born[namesake]):
                plan.first[row] = namesake
    for row in plan.first:
        verdicts[row] = DUPLICATE


def _agree(one: str, other: str) -> bool:
    return not one or not other or one == other


class _Judge:
    """Compares the rows with the register; each resident is found for one row only."""

    def __init__(
        self,
        rows: Rows,
        paths: Mapping[int, str],
        register: Register,
        plan: Plan,
        may_move: Callable[[str], bool],
    ) -> None:
        self.rows, self.paths, self.register, self.plan, self.may_move = rows, paths, register, plan, may_move
        self.blinds = crypto.blind_many(rows.identity, column=IDENTITY_COLUMN)
        self.phones = crypto.blind_many(rows.phone, column=PHONE_COLUMN)
        self.taken: set[UUID] = set()

    def judge_all(self) -> None:
        later: list[int] = []
        for row, blind in enumerate(self.blinds):
            if self.plan.verdicts[row] == REJECTED or row in self.plan.first:
                continue
            known = self.register.by_identity.get(blind) if blind else None
            if known is None:
                later.append(row)
            else:
                self._judge(row, known)
        for find in (self._at_home, self._by_phone, self._who_lived_there):
            later = [row for row in later if not self._judge_found(row, find(row))]
        for row in later:
            if not self._renumbered(row):
                self._find_gone(row)
        for row in list(self.plan.first):  # once kept apart, they stay apart
            known = self._at_home(row)
            if known is not None and not known.identity_blind:
                del self.plan.first[row]
                self._judge(row, known, numbered=False)
        self._pass_what_is_known()

    def _pass_what_is_known(self) -> None:
        """A row that repeats another, of which the register says all: the two were merged before."""
        known = {one.id.hex: one for some in self.register.by_home.values() for one in some} if self.plan.first else {}
        for row, first in list(self.plan.first.items()):
            held = self.plan.known.get(first)
            if held is None or self.rows.gone[row] or self.plan.verdicts[first] not in {SAME, CHANGED}:
                continue
            if not self._new_in(row, known[held[0]]):
                del self.plan.first[row]
                self.plan.verdicts[row], self.plan.known[row] = SAME, held

    def _new_in(self, row: int, known: Known) -> list[str]:
        found = changes_of(self.rows, row, known, self.register, self.blinds[row], self.phones[row])
        said = {"phone": self.rows.phone[row], "name": self.rows.name[row]}  # what merging put into the note
        return [name for name in found if name not in said or said[name] not in _note(known)]

    def _judge_found(self, row: int, known: Known | None) -> bool:
        if known is not None:
            self._judge(row, known)
        return known is not None

    def _may_be(self, row: int, known: Known | None) -> Known | None:
        """Not when number or birth show that it is another person, or when they were found for another row."""
        if known is None or known.id in self.taken:
            return None
        numbers = self.rows.identity[row] and known.identity_blind and row not in self.plan.first
        return None if numbers or not _agree(self.rows.born[row], known.born_on) else known

    def _at_home(self, row: int) -> Known | None:
        """The resident of that name behind that door."""
        path = self.paths.get(self.rows.place[row])
        namesakes = self.register.by_home.get((path, self.rows.name[row]), ()) if path else ()
        found = [known for known in namesakes if self._may_be(row, known)]
        phone = self.phones[row]
        return next((known for known in found if phone and known.phone_blind == phone), found[0] if found else None)

    def _by_phone(self, row: int) -> Known | None:
        """The resident of that name with that phone, behind any door."""
        phone = self.phones[row]
        return self._may_be(row, self.register.by_phone.get((phone, self.rows.name[row]))) if phone else None

    def _who_lived_there(self, row: int) -> Known | None:
        """The resident of that name who has moved away from that door, within the street."""
        path = self.paths.get(self.rows.place[row])
        moved = self.register.lived.get((path, self.rows.name[row]), ()) if path else ()
        return next((known for known in moved if self._may_be(row, known)), None)

    def _renumbered(self, row: int) -> bool:
        """Whether somebody of that name behind that door has another number, which no row of the file has."""
        path, blind = self.paths.get(self.rows.place[row]), self.blinds[row]
        namesakes = self.register.by_home.get((path, self.rows.name[row]), ()) if path and blind else ()
        in_file = set(self.blinds) if namesakes else set()
        free = (one for one in namesakes if one.id not in self.taken and one.identity_blind not in {None, *in_file})
        if known := next(free, None):
            self._judge(row, known)
            self.plan.verdicts[row] = NUMBER
        return known is not None

    def _find_gone(self, row: int) -> None:
        path, blind = self.paths.get(self.rows.place[row]), self.blinds[row]
        by_number = self.register.gone.get(blind, []) if blind else []
        by_home = self.register.gone.get((path, self.rows.name[row]), []) if path else []
        same = [one for one in by_home if not (blind and one.identity_blind)]
        for one in (*reversed(by_number), *reversed(same)):
            if _agree(self.rows.born[row], one.born_on):
                self.plan.gone[row] = (one.left, one.until, one.reason if self.may_move(one.path) else "")
                self.plan.verdicts[row] = SAME if self.rows.gone[row] else GONE
                return

    def _judge(self, row: int, known: Known, *, numbered: bool = True) -> None:
        plan, rows = self.plan, self.rows
        self.taken.add(known.id)
        elsewhere = self.paths.get(rows.place[row]) != known.path
        if elsewhere and not self.may_move(known.path):
            plan.verdicts[row] = REJECTED
            plan.faults[row] = "imports.registered_elsewhere"
            return
        blind = self.blinds[row] if numbered else None
        changes = changes_of(rows, row, known, self.register, blind, self.phones[row])
        plan.known[row] = (known.id.hex, known.revision, known.path, known.household_id.hex)
        if changes:
            plan.changes[row] = changes
        other = rows.name[row] != known.name and rows.name[row] != normal_name(known.name)
        plan.verdicts[row] = OTHER if other else MOVED if elsewhere else CHANGED if changes else SAME


def _ask_about_names(rows: Rows, plan: Plan) -> None:
    """Whoever is not known by a name that may be none. One whom the file calls dead as well is not asked twice."""
    for row in rows.odd:
        if plan.verdicts[row] == DUPLICATE:
            plan.odd.add(row)
        elif plan.verdicts[row] == NEW and not rows.gone[row]:
            plan.verdicts[row] = ODD
        elif plan.verdicts[row] == NEW:
            plan.verdicts[row], plan.faults[row] = REJECTED, "imports.to_verify"


def _ask_about_left(rows: Rows, plan: Plan) -> None:
    """Whoever the file calls dead or moved away, in any of their rows, unless the register says so already."""
    said = {row: what for row, what in enumerate(rows.gone) if what}
    for row, first in plan.first.items():
        if row in said:
            said.setdefault(first, said[row])
            plan.gone[row] = (said[row], "", "")
    for row, what in said.items():
        if row not in plan.gone and plan.verdicts[row] not in {REJECTED, DUPLICATE, OTHER}:
            plan.verdicts[row] = LEFT_MOVED if plan.verdicts[row] == MOVED else EMPTY if what == "empty" else LEFT
            plan.gone[row] = (what, "", when_gone(rows.note[row]))


def _ask_about_strangers(rows: Rows, plan: Plan) -> None:
    """People of several surnames in one 院 or behind one 东户, without a head, a relation or a household's number."""
    bare = {at for at, chain in enumerate(rows.chains) if chain and not chain[-1][1][:1].isdigit()}
    homes: dict[int, list[int]] = defaultdict(list)
    for row, place in enumerate(rows.place) if bare else ():
        if place in bare and plan.verdicts[row] != REJECTED and not rows.groups[rows.home[row]][1]:
            homes[rows.home[row]].append(row)
    for members in homes.values():
        if any(rows.relation[row] for row in members) or len({rows.name[row][:1] for row in members}) < 2:
            continue
        for row in members:
            if plan.verdicts[row] == NEW:
                plan.verdicts[row] = TOGETHER


def _note_needs(rows: Rows, register: Register, plan: Plan) -> None:
    for row, noted in enumerate(rows.noted):
        if not noted or plan.verdicts[row] in {REJECTED, DUPLICATE}:
            continue
        held = {kind for kind, _how in rows.needs[row]}
        if row in plan.known:
            held |= register.needs.get(UUID(plan.known[row][0]), set())
        new = tuple(need for need in noted if need[0] not in held)
        if new:
            plan.noted[row] = new


def _note_lives(rows: Rows, register: Register, plan: Plan) -> None:
    said = {row: how for row, how in enumerate(rows.lives) if how and plan.verdicts[row] not in {REJECTED, DUPLICATE}}
    held = {one.id.hex: one.residence for some in register.by_home.values() for one in some} if said else {}
    for row, how in said.items():
        if row not in plan.known or held.get(plan.known[row][0]) != how:
            plan.lives[row] = how


def changes_of(
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
            ("since", rows.since[row], known.since),
        )
        if said and said != held
    ]
    if blind and (blind != known.identity_blind or rows.kind[row] != known.identity_kind):
        found.append("identity")
    if phone and phone != known.phone_blind:
        found.append("phone")
    if rows.note[row] and not is_part(rows.note[row], _note(known)):
        found.append("note")
    if rows.needs[row] and {kind for kind, _how in rows.needs[row]} - register.needs.get(known.id, set()):
        found.append("needs")
    return found


def is_part(note: str, held: str) -> bool:
    """Whether a note says nothing that `held` does not say word for word, between blanks or punctuation."""
    note, held = clean(note), clean(held)
    return note == held or re.search(rf"(?<![^\s,;:。、]){re.escape(note)}(?![^\s,;:。、])", held) is not None


def _note(known: Known) -> str:
    return crypto.unseal(known.note_sealed, row=known.id, column=NOTE_COLUMN)
