"""Writes the accepted rows into the register, in the caller's transaction: places, households, residents, needs,
moves."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, lru_cache
from itertools import repeat
from typing import Any
from uuid import UUID

from django.utils import timezone

from linli.access.actor import Actor
from linli.access.rules import SEGMENT, ancestors
from linli.intake.models import Intake
from linli.kernel.errors import Conflict
from linli.kernel.ids import new_id, new_ids
from linli.kernel.sealing import crypto
from linli.people import rules
from linli.people.imports import bulk
from linli.people.imports.matching import (
    CHANGED,
    DUPLICATE,
    EMPTY,
    GONE,
    LEFT,
    LEFT_MOVED,
    MOVED,
    NEW,
    NUMBER,
    ODD,
    OTHER,
    TOGETHER,
    Plan,
)
from linli.people.imports.register import Register
from linli.people.imports.rows import Rows
from linli.people.models import (
    IDENTITY_COLUMN,
    NOTE_COLUMN,
    PHONE_COLUMN,
    PHONE_TAIL_COLUMN,
    Household,
    Move,
    Need,
    Resident,
)
from linli.people.names import initials
from linli.places.actions.growing import ensure_places
from linli.places.chains import Found
from linli.places.models import Place
from linli.places.patterns import Chain

SLICE = 20_000
_RESIDENT = (
    "id", "path", "root", "household_id", "name", "initials", "sex", "born_on", "relation", "residence", "reach",
    "identity_kind", "identity_sealed", "identity_blind", "phone_sealed", "phone_blind", "phone_tail_blind",
    "note_sealed", "since", "until", "left", "merged_into_id", "recorded_by", "recorded_at", "source_id", "revision",
)  # fmt: skip


@dataclass
class ImportWrite:
    """One import being written. `decided`: row -> "move", "keep", "merge", … (`rules.QUESTIONS`). `noted`: rows
    whose notes become needs.

    `below` and `doors`: as in `Territory`, by the numbers in `rows.place`. `homes`: group of the file -> (household,
    path); `arrived`: existing household -> how many people more (or fewer).
    """

    work: Intake
    root: Place
    rows: Rows
    plan: Plan
    below: Sequence[Chain]
    doors: list[Found | None]
    shops: Sequence[Chain]
    decided: dict[int, str]
    noted: frozenset[int]
    register: Register
    actor: Actor
    now: datetime
    tell: Callable[[int], None] = lambda _percent: None
    homes: dict[int, tuple[str, str]] = field(default_factory=dict)
    arrived: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    @cached_property
    def day(self) -> str:
        return timezone.localtime(self.now).date().isoformat()

    def new_rows(self) -> list[int]:
        """New people, people of the same name that the user says are different, people who are back, and people of
        whom the user says that they live here."""
        verdicts, known = self.plan.verdicts, self.plan.known
        new = [row for row, verdict in enumerate(verdicts) if verdict == NEW]
        return new + [
            row
            for row, what in self.decided.items()
            if what in _ADDS.get(verdicts[row], ()) and row not in known and not self.plan.comes_back(row, self.decided)
        ]

    def moved_rows(self) -> list[int]:
        asked = {MOVED, LEFT_MOVED}
        return [row for row, what in self.decided.items() if what == "move" and self.plan.verdicts[row] in asked]

    def changed_rows(self) -> list[int]:
        verdicts = self.plan.verdicts
        kept = {row for row, what in self.decided.items() if what in _CHANGES.get(verdicts[row], ())}
        return [row for row in self.plan.changes if verdicts[row] == CHANGED or row in kept]

    def needs_of(self, row: int) -> tuple[tuple[str, str], ...]:
        """The needs of the row, with those that its note speaks of where the user agrees."""
        return self.rows.needs[row] + (self.plan.noted.get(row, ()) if row in self.noted else ())


_HERE = {"living", "lodger"}
_ADDS = {
    DUPLICATE: {"separate"}, GONE: {"again"}, LEFT: {"living"}, EMPTY: _HERE, ODD: {"person"}, NUMBER: {"apart"},
    TOGETHER: {"one", "each"},
}  # fmt: skip
_CHANGES = {
    MOVED: {"move", "keep"},
    OTHER: {"rename"},
    NUMBER: {"renumber"},
    LEFT: {"living"},
    EMPTY: _HERE,
    LEFT_MOVED: {"move", "keep"},
}


def write(deed: ImportWrite) -> None:
    """Write all of it; any exception undoes it. Raises Conflict when somebody changed a row in between."""
    new, moved = deed.new_rows(), deed.moved_rows()
    _make_places(deed, [*new, *moved])
    deed.tell(10)
    _make_households(deed, [*new, *moved])
    deed.tell(20)
    for start in range(0, len(new), SLICE):
        _add_residents(deed, new[start : start + SLICE])
        deed.tell(20 + 70 * min(start + SLICE, len(new)) // len(new))
    _change_residents(deed)
    _move_residents(deed, moved)
    _fill_households(deed)
    deed.tell(99)


def _make_places(deed: ImportWrite, rows: Sequence[int]) -> None:
    missing = {at: deed.below[at] for at in {deed.rows.place[row] for row in rows} if deed.doors[at] is None}
    if not missing and not deed.shops:
        return
    chains = [*missing.values(), *deed.shops]
    made = ensure_places(root=deed.root, chains=chains, actor=deed.actor, now=deed.now)
    for at, chain in missing.items():
        deed.doors[at] = made[chain]


def _make_households(deed: ImportWrite, rows: Sequence[int]) -> None:
    """One household for each group of the file, or the one that lives there already."""
    groups: dict[int, list[int]] = defaultdict(list)
    for row in rows:
        groups[deed.rows.home[row]].append(row)
    columns = ("id", "path", "root", "place_id", "door", "size", "since", "until", "revision")
    # worked out first, because it queries the database, which is busy while households are being copied into it
    labels = Labels(deed.root)
    bulk.insert(Household, columns, _fresh_homes(deed, groups, labels))


def _fresh_homes(deed: ImportWrite, groups: dict[int, list[int]], labels: "Labels") -> Iterator[tuple[Any, ...]]:
    """Yields the new households while they are written; fills `deed.homes` and `deed.arrived`."""
    settled = _homes_of_known(deed)
    ids = iter(new_ids(len(groups)))
    root = deed.root.path[:SEGMENT]
    for group in list(groups):
        members = groups.pop(group)  # freed as it is read, to save memory for a million rows
        at = deed.rows.place[members[0]]
        door = deed.doors[at]
        assert door
        there = settled.get(group) or _home_of_head(deed, door.path, group) or _only_home(deed, door.path, members)
        pk = there or next(ids).hex
        if there:
            deed.arrived[there] += len(members)
        else:
            label = labels.of(door, deed.below[at][-1][1])
            yield (pk, door.path, root, door.id.hex, label, len(members), deed.day, None, 1)
        deed.homes[group] = (pk, door.path)


def _homes_of_known(deed: ImportWrite) -> dict[int, str]:
    """Group of the file -> household of a member who lives behind that door already."""
    settled: dict[int, str] = {}
    for row, (_pk, _revision, path, household) in deed.plan.known.items():
        door = deed.doors[deed.rows.place[row]]
        if door and door.path == path:
            settled.setdefault(deed.rows.home[row], household)
    return settled


def _home_of_head(deed: ImportWrite, path: str, group: int) -> str | None:
    """The household behind the door of whom the file names as its head."""
    heads = deed.register.by_home.get((path, deed.rows.groups[group][1]), ())
    return next((one.household_id.hex for one in heads if one.relation == "head"), None)


def _only_home(deed: ImportWrite, path: str, members: Sequence[int]) -> str | None:
    """People join the one household behind the door, if there is exactly one, unless both have a head."""
    homes = deed.register.households.get(path, ())
    if deed.decided.get(members[0]) == "each":
        return None
    headed = any(deed.rows.relation[row] == "head" for row in members)
    return homes[0][0].hex if len(homes) == 1 and not (headed and homes[0][0] in deed.register.headed) else None


class Labels:
    """The short label of a door from the names of the places above it; the names are read once."""

    def __init__(self, root: Place) -> None:
        street = root.path[:SEGMENT]
        rows = Place.objects.under(street).exclude(kind="door").values_list("path", "kind", "name")
        self._names = {path: (kind, name) for path, kind, name in rows}
        self._above: dict[str, str] = {}
        self._part = lru_cache(maxsize=10_000)(rules.door_part)

    def of(self, door: Found, name: str) -> str:
        parent = door.path[:-SEGMENT]
        above = self._above.get(parent)
        if above is None:
            above = rules.door_label(self._names[path] for path in ancestors(parent) if path in self._names)
            self._above[parent] = above
        return f"{above}-{self._part(name)}"[:80] if above else self._part(name)[:80]


def _add_residents(deed: ImportWrite, picked: Sequence[int]) -> None:
    ids = new_ids(len(picked))
    homes = [deed.homes[deed.rows.home[row]] for row in picked]
    bulk.insert(Resident, _RESIDENT, _resident_rows(deed, picked, ids, homes))
    if any(deed.rows.needs) or deed.noted:
        _add_needs(
            (pk.hex, path, need)
            for pk, (_household, path), row in zip(ids, homes, picked, strict=True)
            for need in deed.needs_of(row)
        )


def _resident_rows(
    deed: ImportWrite, picked: Sequence[int], ids: Sequence[UUID], homes: Sequence[tuple[str, str]]
) -> Iterator[tuple[Any, ...]]:
    rows, separate = deed.rows, {row for row, what in deed.decided.items() if what == "separate"}
    names = [rows.name[row] for row in picked]
    identities = ["" if row in separate else rows.identity[row] for row in picked]
    sealed_identity, identity_blind = _sealed(ids, identities, IDENTITY_COLUMN)
    phones = [rows.phone[row] for row in picked]
    sealed_phone, phone_blind = _sealed(ids, phones, PHONE_COLUMN)
    tails = crypto.blind_many((phone[-4:] for phone in phones), column=PHONE_TAIL_COLUMN)
    notes = crypto.seal_many(zip(ids, (rows.note[row] for row in picked), strict=True), column=NOTE_COLUMN)
    actor = deed.actor.account.hex if deed.actor.account else None
    return zip(
        [pk.hex for pk in ids],
        [path for _household, path in homes],
        repeat(deed.root.path[:SEGMENT]),
        [household for household, _path in homes],
        names,
        map(initials, names),
        [rows.sex[row] or "0" for row in picked],
        [rows.born[row] or None for row in picked],
        [rows.relation[row] or "unknown" for row in picked],
        [rows.residence[row] or "owner" for row in picked],
        [rows.reach[row] or "call" for row in picked],
        [rows.kind[row] if number else "none" for row, number in zip(picked, identities, strict=True)],
        sealed_identity,
        identity_blind,
        sealed_phone,
        phone_blind,
        tails,
        notes,
        [rows.since[row] or None for row in picked],
        repeat(None),
        repeat(""),
        repeat(None),
        repeat(actor),
        repeat(bulk.moment(deed.now)),
        repeat(deed.work.pk.hex),
        repeat(1),
        strict=False,
    )


def _sealed(ids: Sequence[UUID], texts: Sequence[str], column: str) -> tuple[list[bytes], list[bytes | None]]:
    return (
        crypto.seal_many(zip(ids, texts, strict=True), column=column),
        crypto.blind_many(texts, column=column),
    )


def _add_needs(needs: Iterator[tuple[str, str, tuple[str, str]]]) -> None:
    found = list(needs)
    ids = new_ids(len(found))
    bulk.insert(
        Need,
        ("id", "path", "resident_id", "kind", "note"),
        ((pk.hex, path, resident, kind, how) for pk, (resident, path, (kind, how)) in zip(ids, found, strict=True)),
    )


def _change_residents(deed: ImportWrite) -> None:
    """Rows that change the same columns go in one statement. One row changed by somebody else undoes the whole
    import."""
    batches: dict[tuple[str, ...], list[tuple[Any, ...]]] = defaultdict(list)
    for row in deed.changed_rows():
        values = _changed_values(deed, row)
        pk, revision, path, _household = deed.plan.known[row]
        if values:
            batches[tuple(values)].append((*values.values(), pk, revision))
            deed.plan.known[row] = (pk, revision + 1, path, _household)
    raised, needs = {one[-2] for found in batches.values() for one in found}, list(_new_needs(deed))
    for row in dict.fromkeys(row for row, _need in needs):  # a need is written under the revision, as any change
        pk, revision, path, household = deed.plan.known[row]
        if pk not in raised:
            raised.add(pk)
            batches[()].append((pk, revision))
            deed.plan.known[row] = (pk, revision + 1, path, household)
    for columns, found in batches.items():
        if bulk.update(Resident, columns, found) != len(found):
            raise Conflict("intake.written_meanwhile")
    _add_needs(need for _row, need in needs)


def _new_needs(deed: ImportWrite) -> Iterator[tuple[int, tuple[str, str, tuple[str, str]]]]:
    """(row, need) of residents who are known; each need once, whatever the number of their rows."""
    changed = [row for row in deed.changed_rows() if "needs" in deed.plan.changes[row]]
    seen: set[tuple[str, str]] = set()
    for row in dict.fromkeys([*changed, *(row for row in deed.noted if row in deed.plan.known)]):
        pk, _revision, path, _household = deed.plan.known[row]
        held = deed.register.needs.get(UUID(pk), set())
        for need in deed.needs_of(row):
            if need[0] not in held and (pk, need[0]) not in seen:
                seen.add((pk, need[0]))
                yield row, (pk, path, need)


def _changed_values(deed: ImportWrite, row: int) -> dict[str, Any]:
    rows, pk = deed.rows, UUID(deed.plan.known[row][0])
    values: dict[str, Any] = {}
    for name in deed.plan.changes[row]:
        if name == "name":
            values |= {"name": rows.name[row], "initials": initials(rows.name[row])}
        elif name == "identity":
            ((sealed,), (blind,)) = _sealed([pk], [rows.identity[row]], IDENTITY_COLUMN)
            values |= {"identity_kind": rows.kind[row], "identity_sealed": sealed, "identity_blind": blind}
        elif name == "phone":
            ((sealed,), (blind,)) = _sealed([pk], [rows.phone[row]], PHONE_COLUMN)
            tail = crypto.blind(rows.phone[row][-4:], column=PHONE_TAIL_COLUMN)
            values |= {"phone_sealed": sealed, "phone_blind": blind, "phone_tail_blind": tail}
        elif name == "note":
            values["note_sealed"] = crypto.seal(rows.note[row], row=pk, column=NOTE_COLUMN)
        elif name != "needs":
            values[name] = {"born_on": rows.born}.get(name, getattr(rows, name, rows.born))[row]
    return values


def _move_residents(deed: ImportWrite, moved: Sequence[int]) -> None:
    """Confirmed moves: from the old household to the new one, with a dated `Move` that names who recorded it."""
    deeds: dict[tuple[str, str], UUID] = {}
    moves, updates, needs = [], [], []
    for row in moved:
        pk, revision, _path, old = deed.plan.known[row]
        new, path = deed.homes[deed.rows.home[row]]
        deed.arrived[old] -= 1
        together = deeds.setdefault((old, new), new_id())
        updates.append((new, path, deed.root.path[:SEGMENT], pk, revision))
        needs.append((path, pk))
        moves.append(
            Move(
                path=path, deed=together, resident_id=UUID(pk), what="within", came_from_id=UUID(old),
                went_to_id=UUID(new), on=timezone.localtime(deed.now).date(), reason="导入台账",
                recorded_by=deed.actor.account, recorded_by_name=deed.actor.name, recorded_at=deed.now,
            )
        )  # fmt: skip
    if updates and bulk.update(Resident, ("household_id", "path", "root"), updates) != len(updates):
        raise Conflict("intake.written_meanwhile")
    for path, pk in needs:
        Need.objects.filter(resident=UUID(pk)).update(path=path)
    Move.objects.bulk_create(moves)


def _fill_households(deed: ImportWrite) -> None:
    bulk.grow(Household, "size", [(count, pk) for pk, count in deed.arrived.items() if count])
    left = [UUID(pk) for pk, count in deed.arrived.items() if count < 0]
    for start in range(0, len(left), 500):
        emptied = Household.objects.filter(pk__in=left[start : start + 500], size=0, until=None)
        emptied.update(until=timezone.localtime(deed.now).date())
