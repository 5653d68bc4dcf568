"""From rows of a register to people: column by column, each repeated value worked out once.

A fault of the row (no name, no address) rejects the row. A fault of a value (a wrong check digit, an impossible date)
leaves that value out and keeps the person; both are reported with the row.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from linli.kernel.sheets import Cell, clean
from linli.people.imports.addresses import Addresses
from linli.people.imports.columns import ADDRESS_FIELDS
from linli.people.imports.contacts import Contacts
from linli.people.imports.dates import Dates, births, since
from linli.people.imports.notes import Readings, Said, notes_of
from linli.people.imports.numbers import read_identities
from linli.people.imports.persons import NAME_FIELDS, NO_ROWS, ODD, Names, odd_alone, row_fault, sex_and_age, totals_in
from linli.people.imports.prepared import Preparer
from linli.people.imports.rows import Rows
from linli.people.imports.tenants import Tenancy, owners_columns
from linli.people.imports.titles import line_levels, standing_levels
from linli.people.imports.words import (
    IDENTITY_KINDS,
    RELATIONS,
    SEXES,
    YES,
    YES_OR_NO,
    Residences,
    Statuses,
    Words,
    reach_of_needs,
)
from linli.places.patterns import Chain
from linli.places.rules import PlaceKind
from linli.places.written import SHOP

_WHERE = {*ADDRESS_FIELDS, "gate", "address"}
_MAY_TITLE = NAME_FIELDS | {None}  # columns in which a title between the rows may stand, besides those of the address


class Reader:
    """Reads chunk after chunk into one `Rows`. `text_table`: the file was a .csv, whose numbers have no type."""

    def __init__(self, today: date, *, text_table: bool) -> None:
        self.rows = Rows()
        self.today, self.text_table = today, text_table
        self._names, self._dates, self._contacts = Names(), Dates(), Contacts()
        self._sexes, self._relations, self._residences = Words(SEXES), Words(RELATIONS), Residences()
        self._kinds = Words(IDENTITY_KINDS)
        self._statuses, self._readings = Statuses(), Readings()
        self._chain_ids: dict[Chain, int] = {}
        self._shop_set: set[Chain] = set()
        self._homes: dict[tuple[int, str], int] = {}
        self._start_sheet()

    def _start_sheet(self) -> None:
        self._head = self._household = self._family = ""
        self._door, self._heads_at = -1, 0
        self._marks: bool | None = None
        self._asides: dict[int, str] = {}
        self._errors: list[tuple[int, int]] = []

    def sheet(self, columns: dict[int, str], header: Sequence[str], titles: Sequence[str] = ()) -> None:
        """The next chunks come from another sheet, whose columns mean `columns`. `titles`: what it is called, and what
        stands above its header: the building where no column names one ("1号楼")."""
        self._start_sheet()
        self.columns, self._preparer = columns, Preparer(columns)
        at = next((at for at, name in columns.items() if name == "name"), -1)
        self._header_words = frozenset({"姓名", "户主姓名", *filter(None, header[at : at + 1] if at >= 0 else ())})
        self.where = [(at, name) for at, name in columns.items() if name in _WHERE]
        self._below_grid = [n for n, (_at, name) in enumerate(self.where) if name not in {"community", "grid"}]
        self._doors = [n for n, (_at, name) in enumerate(self.where) if name in {"door", "shop", "address", "gate"}]
        self._places_at = {at for at, _name in self.where}
        self.addresses = Addresses([name for _at, name in self.where], standing_levels(titles, columns.values()))
        self.at = {name: at for at, name in columns.items()}
        self._owners: dict[str, int] = {}
        self._tenancy = Tenancy(self.at, header) if {"tenant", "name"} <= self.at.keys() else None
        if "tenant" in self.at and "name" not in self.at:  # 房主姓名 beside 租户姓名 is the owner and no resident
            if "head_name" in self.at and "landlord" not in self.at:
                self.at["landlord"] = self.at.pop("head_name")
            self._owners = owners_columns(self.at, header, "landlord")
            self.at = {field: at for field, at in self.at.items() if field not in self._owners}
            self.at["name"] = self.at.pop("tenant")
            if "phone" in self._owners:
                self.at.setdefault("landlord_phone", self._owners.pop("phone"))

    def add(
        self, sheet: int, first: int, columns: Sequence[Sequence[Cell]], edits: dict[tuple[int, int, int], str]
    ) -> None:
        """A chunk of rows as columns; `first` is the user's number of its first row. `edits`: (sheet, row, column)."""
        columns, numbers, typed, self._errors = self._preparer.prepare(sheet, first, columns, edits)
        if not numbers:
            return
        start, rows = len(self.rows), self.rows
        count = len(numbers)
        rows.sheet += [sheet] * count
        rows.number += numbers
        self._landlords_of: Mapping[int, str] = {}
        lost = [(row, name) for name, at in self._owners.items() for row, cell in enumerate(columns[at]) if cell != ""]
        if self._tenancy:
            columns, self._landlords_of, lost = self._tenancy.put_in(columns)
        self._columns, self._count, self._start = columns, count, start
        for row, name in lost:
            self._value_fault(row, name, "imports.of_owner")
        self._read_names()
        self._read_places()
        self._note_errors()
        self._read_person(typed)
        self._read_contact()
        self._group_households()

    def _note_errors(self) -> None:
        """#N/A and the like: without a name or an address the row is rejected, elsewhere the value is left out."""
        for row, at in self._errors:
            name = self.columns[at]
            if name in NAME_FIELDS or at in self._places_at:
                self.rows.fault[self._start + row] = "imports.error_cell"
            else:
                self._value_fault(row, name, "imports.error_cell")

    def _cells(self, name: str) -> Sequence[Cell] | None:
        at = self.at.get(name)
        return self._columns[at] if at is not None and at < len(self._columns) else None

    def _read_names(self) -> None:
        cells = self._cells("name") or self._cells("head_name") or [""] * self._count
        found = list(map(self._names.__getitem__, cells))
        self.rows.name += [name for name, _fault, _aside in found]
        faults = ["" if fault == ODD else fault for _name, fault, _aside in found]
        self._ask_about_lone(found)
        self.rows.odd.update(self._start + row for row, (_n, fault, _a) in enumerate(found) if fault == ODD)
        self._asides = {row: aside for row, (_name, _fault, aside) in enumerate(found) if aside}
        totals = totals_in(self._columns, self.columns, self._places_at)
        for row, fault in enumerate(faults):
            if fault or row in totals:
                faults[row] = row_fault(self._row(row), self.columns, self._places_at, fault)
        words = self._header_words
        if not words.isdisjoint(rows_names := self.rows.name[self._start :]):
            faults = [
                "imports.header_again" if name in words else f for name, f in zip(rows_names, faults, strict=True)
            ]
        self.rows.fault += faults

    def _ask_about_lone(self, found: Sequence[tuple[str, str, str]]) -> None:
        """A cell in the column of names with nothing else in its row."""
        named = self.at.get("name", self.at.get("head_name"))
        others = [self._columns[at] for at in self.columns if at < len(self._columns) and at != named]
        spoken = map(any, zip(*others, strict=True)) if others else ()
        for row, (said, (name, fault, _aside)) in enumerate(zip(spoken, found, strict=False)):
            if not said and not fault and odd_alone(name):
                self.rows.odd.add(self._start + row)

    def _row(self, row: int) -> list[Cell]:
        return [column[row] for column in self._columns]

    def _read_places(self) -> None:
        cells = zip(*(self._columns[at] for at, _name in self.where), strict=True) if self.where else [()] * self._count
        faults, start = self.rows.fault, self._start
        ids, place_of, append = self._chain_ids, self.addresses.place, self.rows.place.append
        last, known = None, -1
        failed = {row + start for row, at in self._errors if at in self._places_at}
        families = self._families()
        for row, (cell, member) in enumerate(zip(cells, self._members(), strict=True), start):
            if faults[row] in NO_ROWS:
                self._pass_over(row, faults[row])
                append(-1)
                continue
            if row in failed:  # nobody knows what stood there
                self.addresses.begin({})
                append(-1)
                continue
            if self._is_of_another_family(families[row - start], cell, member=member):
                faults[row] = faults[row] or "imports.head_no_address"
                self.addresses.part()
                append(-1)
                continue
            found = place_of(cell, member=member)
            if found.lettered:
                self._value_fault(row - start, "door", "imports.room_letters")
                self.rows.said[row, "door"] = "、".join(dict.fromkeys(found.lettered))
            if found is last:  # most rows have the same place as the row above
                append(known)
                continue
            if found.fault:
                faults[row] = faults[row] or found.fault
                self.rows.partial[row] = found.levels
                append(-1)
                continue
            last, known = found, ids.setdefault(found.chain, len(ids))
            if known == len(self.rows.chains):
                self.rows.chains.append(found.chain)
                self._note_shop(found.chain, found.levels[SHOP])
            append(known)

    def _families(self) -> list[str]:
        """Whose family each row is of, as it says itself: the name of its head, "" where it does not say."""
        names, relations = self.rows.name[self._start :], self._cells("relation")
        said = list(map(clean, self._cells("head_name") or ())) if "name" in self.at else []
        found = [""] * self._count
        for row, head in enumerate(said):
            if head and head.lower() not in YES_OR_NO:
                found[row] = self._as_named(head)
            elif head.lower() in YES:
                found[row] = names[row]
        for row, word in (*enumerate(relations or ()), *self._asides.items()):
            if self._relations[word] == "head":
                found[row] = names[row]
        return found

    def _as_named(self, head: str) -> str:
        """The head of a household as the column of names would hold them."""
        name, fault, _aside = self._names[head]
        return head.replace(" ", "") if fault and fault != ODD else name

    def _is_of_another_family(self, family: str, cells: tuple[Cell, ...], *, member: bool) -> bool:
        """Whether a row without an address, or a member's without a door, is of another family than those above: who
        knows whether behind their door."""
        blank = not any(cells[n] for n in self._below_grid)
        doorless = member and not any(cells[n] for n in self._doors)
        if family and (blank or doorless) and self._family not in {"", family}:
            return True
        self._family = family or (self._family if blank else "")
        return False

    def _pass_over(self, row: int, why: str) -> None:
        """Below a line across the table nothing is of the row above it; the title of a part says the building of those
        below. A repeated header parts nothing."""
        if why == "imports.footer":
            self.addresses.begin({})
        elif why == "imports.section":
            cells = zip(range(len(self._columns)), self._row(row - self._start), strict=True)
            said = {clean(cell) for at, cell in cells if at in self._places_at or self.columns.get(at) in _MAY_TITLE}
            self.addresses.begin(line_levels(said))

    def _members(self) -> list[bool]:
        """Which rows are the spouse, child, … of the household's head."""
        cells = self._cells("relation")
        if cells is None:
            return [False] * self._count
        return [code not in {"", "?", "head"} for code in map(self._relations.__getitem__, cells)]

    def _note_shop(self, chain: Chain, shop: str) -> None:
        if shop:
            place = (*(step for step in chain if step[0] not in {"stairwell", "floor", "door"}), (PlaceKind.SHOP, shop))
            if place not in self._shop_set:
                self._shop_set.add(place)
                self.rows.shops.append(place)

    def _coded(self, name: str, words: dict[Cell, str], default: str = "") -> list[str]:
        cells = self._cells(name)
        if cells is None:
            return [default] * self._count
        found = list(map(words.__getitem__, cells))
        if "?" in found:
            for row, code in enumerate(found):
                if code == "?":
                    found[row] = ""
                    self._value_fault(row, name, f"imports.{name}_unknown")
        return [code or default for code in found] if default else found

    def _value_fault(self, row: int, name: str, code: str) -> None:
        self.rows.value_faults.append((self._start + row, name, code))

    def _read_person(self, typed: frozenset[int]) -> None:
        rows = self.rows
        kinds = self._coded("identity_kind", self._kinds)
        identities = read_identities(
            self._cells("identity") or [""] * self._count, kinds, self.today, text_table=self.text_table, typed=typed
        )
        for row, code in identities.refused.items():
            self._value_fault(row, "identity", code)
        rows.identity += identities.numbers
        rows.kind += [
            (kind or "id_card") if number else "" for kind, number in zip(kinds, identities.numbers, strict=True)
        ]
        sexes = self._coded("sex", self._sexes)
        self._take_sex_and_age(sexes)
        for row, (said, known) in enumerate(zip(sexes, identities.sexes, strict=True)):
            if known and said != known:
                sexes[row] = known
                if said:
                    self._value_fault(row, "sex", "imports.sex_differs")
        rows.sex += sexes
        self._read_days(identities.born)
        relations = self._coded("relation", self._relations)
        for row in [row for row, aside in self._asides.items() if self._relations[aside] not in {"", "?"}]:
            relations[row] = relations[row] or self._relations[self._asides.pop(row)]
        rows.relation += relations
        residences = self._coded("residence", self._residences, "lodger" if self._are_tenants() else "")
        self._empty = {row for row, said in enumerate(residences) if said == "empty"}
        rows.residence += [
            (said if said != "empty" else "") or "lodger" * (row in self._landlords_of)
            for row, said in enumerate(residences)
        ]

    def _take_sex_and_age(self, sexes: list[str]) -> None:
        """ "王芳(女)", "王五 65岁": taken off the name, and said; an age stays in the note."""
        for row in [row for row, aside in self._asides.items() if sex_and_age(aside)]:
            sexes[row] = sexes[row] or next((self._sexes[word] for word in "男女" if word in self._asides[row]), "")
            self._value_fault(row, "name", "imports.name_sex_age")
            if not any(map(str.isdigit, self._asides[row])):
                del self._asides[row]

    def _are_tenants(self) -> bool:
        return self.columns.get(self.at.get("name", -1)) == "tenant"

    def _read_days(self, in_numbers: list[str]) -> None:
        latest, read, rows = self.today.isoformat(), self._dates.__getitem__, self.rows
        blank: list[str] = [""] * self._count
        born, faults = births(list(map(read, self._cells("born_on") or blank)), in_numbers, latest)
        rows.born += born
        came, wrong = since(list(map(read, self._cells("since") or blank)), latest)
        rows.since += came
        for name, found in (("born_on", faults), ("since", wrong)):
            for row, code in found.items():
                self._value_fault(row, name, code)

    def _read_contact(self) -> None:
        rows, told = self.rows, self._contacts.read(self._cells, self._count)
        for fault in told.faults:
            self._value_fault(*fault)
        rows.said |= {(self._start + row, "phone"): number for row, number in told.taken.items()}
        rows.phone += told.phones
        said = Said(
            told.notes, self._asides, told.beside, self._landlords(), self._cells("landlord_phone") or (), told.open
        )
        notes = notes_of(said, rows.name[self._start :])
        rows.note += notes
        lives = self._readings.lives(notes, rows.residence[self._start :])
        for row in self._empty:
            lives[row] = "empty"
        rows.gone += self._readings.gone(notes, self._coded("status", self._statuses), lives)
        rows.lives += ["" if how == "empty" else how for how in lives]
        rows.needs += told.needs
        rows.noted += self._readings.needs(notes)
        rows.reach += [
            said or (reach_of_needs(need) if need else "") for said, need in zip(told.reach, told.needs, strict=True)
        ]

    def _landlords(self) -> Sequence[Cell]:
        cells = (self._cells("landlord") or ()) if "name" in self.at else ()
        if not self._landlords_of:
            return cells
        return [self._landlords_of.get(row, cells[row] if cells else "") for row in range(self._count)]

    def _group_households(self) -> None:
        """One household for each door and head (or household number); without either, a new one at each 户主 of a
        door."""
        rows, start = self.rows, self._start
        heads = self._cells("head_name") if "name" in self.at else None
        if heads is not None:
            heads = self._named_heads(list(map(clean, heads)))
        numbers = self._cells("household_no")
        homes, relations, places, names = self._homes, rows.relation, rows.place, rows.name
        for row in range(start, start + self._count):
            place = places[row]
            if place != self._door:
                self._door, self._heads_at, self._head, self._household = place, 0, "", ""
            self._household = clean(numbers[row - start]) or self._household if numbers is not None else ""
            group = self._household
            if heads is not None:
                self._head = self._as_named(heads[row - start]) if heads[row - start] else self._head
                if self._head == names[row] and not relations[row]:
                    relations[row] = "head"
                group = group or self._head
            if not group:
                if relations[row] == "head":
                    self._heads_at += 1
                group = str(self._heads_at) if self._heads_at > 1 else ""
            home = homes.setdefault((place, group), len(homes))
            if home == len(rows.groups):
                rows.groups.append((place, group))
            rows.home.append(home)

    def _named_heads(self, heads: list[str]) -> list[str] | None:
        """The heads by name; None where the column says 是 and 否, who is the head and not what they are called. Which
        of the two it is, its first rows decide for the whole sheet; what does not fit is a fault of the value."""
        said = [head for head in heads if head]
        if self._marks is None and said:
            self._marks = 2 * sum(head.lower() in YES_OR_NO for head in said) > len(said)
        for row, head in enumerate(heads):
            if head and (head.lower() in YES_OR_NO) is not self._marks:
                self._value_fault(row, "head_name", "imports.head_unknown")
                heads[row] = ""
        if not self._marks:
            return heads
        for row, head in enumerate(heads, self._start):
            if head.lower() in YES and not self.rows.relation[row]:
                self.rows.relation[row] = "head"
        return None
