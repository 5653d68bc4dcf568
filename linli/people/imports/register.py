"""The current register of one street, for the import to compare with: plain tuples, a handful of queries."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Count, Sum

from linli.access.rules import SEGMENT
from linli.people.models import Household, Need, Resident
from linli.places.models import Place


class Known(NamedTuple):
    """An open row of the register. A field is a column of that name; `born_on` is ISO text, "" for unknown."""

    id: UUID
    path: str
    household_id: UUID
    name: str
    sex: str
    born_on: str
    relation: str
    residence: str
    reach: str
    identity_kind: str
    identity_blind: bytes | None
    phone_blind: bytes | None
    note_sealed: bytes
    revision: int


@dataclass
class Register:
    """`by_home`: (path of the door, name) -> residents; `needs`: id -> kinds; `households`: path -> [(id, size)]."""

    by_identity: dict[bytes, Known] = field(default_factory=dict)
    by_home: dict[tuple[str, str], list[Known]] = field(default_factory=lambda: defaultdict(list))
    needs: dict[UUID, set[str]] = field(default_factory=lambda: defaultdict(set))
    households: dict[str, list[tuple[UUID, int]]] = field(default_factory=lambda: defaultdict(list))

    @property
    def empty(self) -> bool:
        return not self.by_home


_BORN, _NOTE = Known._fields.index("born_on"), Known._fields.index("note_sealed")
_BLINDS = (Known._fields.index("identity_blind"), Known._fields.index("phone_blind"))


def register_of(path: str) -> Register:
    """Everybody now living in the street of `path`, because an identity number is unique in a street."""
    found = Register()
    root = path[:SEGMENT]
    rows = Resident.objects.filter(root=root, until=None).order_by().values_list(*Known._fields)
    for row in rows.iterator(chunk_size=20_000):
        known = _known(row)
        if known.identity_blind:
            found.by_identity[known.identity_blind] = known
        found.by_home[known.path, known.name].append(known)
    if not found.empty:
        for resident, kind in Need.objects.under(root).values_list("resident_id", "kind").iterator(chunk_size=20_000):
            found.needs[resident].add(kind)
    homes = Household.objects.under(path).filter(until=None).values_list("path", "id", "size")
    for door, pk, size in homes.order_by("id").iterator(chunk_size=20_000):
        found.households[door].append((pk, size))
    return found


def _known(row: tuple[Any, ...]) -> Known:
    """SQLite gives bytes, PostgreSQL memoryviews."""
    values = list(row)
    born, note = values[_BORN], values[_NOTE]
    values[_BORN] = born.isoformat() if born else ""
    values[_NOTE] = bytes(note) if note else b""
    for at in _BLINDS:
        values[at] = bytes(values[at]) if values[at] else None
    return Known._make(values)


def fingerprint(path: str) -> list[int]:
    """Numbers that change with every change of the street's people and of the places below `path`.

    Every action on a resident or household raises its `revision`; every new place is counted.
    """
    root = path[:SEGMENT]
    people = Resident.objects.filter(root=root).aggregate(n=Count("*"), r=Sum("revision"))
    homes = Household.objects.under(root).aggregate(n=Count("*"), r=Sum("revision"))
    places = Place.objects.under(path).aggregate(n=Count("*"), r=Sum("revision"))
    return [int(part[key] or 0) for part in (people, homes, places) for key in ("n", "r")]
