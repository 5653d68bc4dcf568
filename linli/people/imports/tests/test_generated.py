"""Five hundred registers with every habit: each row is written, returned or asked about; nobody is a resident who is no
person, no strangers share a home, and importing again changes nothing."""

from datetime import date
from uuid import uuid4

import pytest

from linli.kernel.sealing import crypto
from linli.people.imports import territory
from linli.people.imports.matching import ASKED, CHANGED, NEW, ODD, REJECTED, SAME, match
from linli.people.imports.reading import Reader
from linli.people.imports.register import Known, Register
from linli.people.imports.rows import join_doors
from linli.people.imports.tests.files import xlsx
from linli.people.imports.tests.generated import register
from linli.people.models import IDENTITY_COLUMN, NOTE_COLUMN, PHONE_COLUMN, Household, Resident

LISTS = 500


def read(made, root):
    reader = Reader(date(2022, 4, 1), text_table=False)
    from linli.kernel.sheets import find_header
    from linli.people.imports.columns import SYNONYMS, WEAK

    found = find_header([made.header], SYNONYMS, WEAK)
    reader.sheet(found.mapping, found.names)
    reader.add(0, 2, list(zip(*made.rows, strict=True)), {})
    land = territory.survey(root, reader.rows, {})
    join_doors(reader.rows, land.identities())
    return reader.rows, land


def known_after(rows, plan, doors):
    """The register after the new rows were written."""
    found = Register()
    for row, verdict in enumerate(plan.verdicts):
        if verdict != NEW:
            continue
        pk, number, phone, note = uuid4(), rows.identity[row], rows.phone[row], rows.note[row]
        one = Known(
            pk, doors[rows.place[row]], uuid4(), rows.name[row], rows.sex[row] or "0", rows.born[row],
            rows.relation[row] or "unknown", rows.residence[row] or "owner", rows.reach[row] or "call",
            rows.kind[row] if number else "none",
            crypto.blind(number, column=IDENTITY_COLUMN) if number else None,
            crypto.blind(phone, column=PHONE_COLUMN) if phone else None,
            crypto.seal(note, row=pk, column=NOTE_COLUMN), rows.since[row], 1,
        )  # fmt: skip
        found.by_home[one.path, one.name].append(one)
        if one.identity_blind:
            found.by_identity[one.identity_blind] = one
        if one.phone_blind:
            found.by_phone[one.phone_blind, one.name] = one
        found.needs[pk] = {kind for kind, _how in rows.needs[row]}
    return found


def truth_of(made, rows):
    """For each row that was read (blank ones are not) its home and who it is."""
    return [(made.doors[number - 2], made.people[number - 2]) for number in rows.number]


def check(made, rows, plan):
    truth = truth_of(made, rows)
    counts = plan.counts()
    asked = sum(counts[verdict] for verdict in ASKED)
    assert counts["total"] == counts[NEW] + counts[CHANGED] + counts[SAME] + counts[REJECTED] + counts["passed"] + asked
    homes = {}
    for row, verdict in enumerate(plan.verdicts):
        door, who = truth[row]
        if verdict in {REJECTED, ODD} or row in plan.odd:
            continue
        assert who, ("no person", made.header, made.rows[rows.number[row] - 2])
        homes.setdefault(rows.place[row], set()).add(door)
    for place, doors in homes.items():
        assert len(doors) == 1, ("strangers", rows.chains[place], doors)
    written = {}
    for row, verdict in enumerate(plan.verdicts):
        if verdict == NEW:
            written.setdefault(truth[row][0], set()).add(rows.place[row])
    apart = {door: [rows.chains[at] for at in places] for door, places in written.items() if len(places) > 1}
    assert not apart


@pytest.mark.one_database  # of the database only the tree is read, once; the lists are compared in memory
def test_five_hundred_registers(street, monkeypatch):
    root = street.places["jucai"]
    tree = territory.Index(root)  # stays as it is: nothing is written
    monkeypatch.setattr(territory, "Index", lambda _root: tree)
    accepted = total = 0
    for seed in range(LISTS):
        made = register(seed, 9)
        rows, land = read(made, root)
        plan = match(rows, land.paths(), land.faults, Register(), lambda _path: True)
        check(made, rows, plan)
        accepted, total = accepted + plan.verdicts.count(NEW), total + sum(map(bool, made.people))
        names = {}
        doors = {at: names.setdefault(door, f"{len(names):04d}") for at, door in land.identities().items()}
        again, land = read(made, root)
        second = match(again, doors, land.faults, known_after(rows, plan, doors), lambda _path: True)
        assert not second.changes, (seed, second.changes)
        assert NEW not in second.verdicts, (seed, made.rows[again.number[second.verdicts.index(NEW)] - 2])
    assert accepted > 0.7 * total, (accepted, total)  # most of what people write is understood


@pytest.mark.parametrize("seed", range(5000, 5006))
def test_whole_imports(desk, seed):
    made = register(seed, 40)
    counts = desk.load(xlsx(made.rows, made.header))
    assert counts["total"] == counts["accepted"] + counts["rejected"] + counts["passed"]
    assert counts["new"] == Resident.objects.count() == sum(Household.objects.values_list("size", flat=True))
    before = list(Resident.objects.order_by("id").values()), list(Household.objects.order_by("id").values())
    counts = desk.load(xlsx(made.rows, made.header))
    assert (counts["new"], counts["changed"]) == (0, 0)
    assert (list(Resident.objects.order_by("id").values()), list(Household.objects.order_by("id").values())) == before
