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
    """An open row of the register."""

    id: UUID
    path: str
    household: UUID
    name: str
    sex: str
    born: str
    relation: str
    residence: str
    reach: str
    kind: str
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


_COLUMNS = (
    "id", "path", "household_id", "name", "sex", "born_on", "relation", "residence", "reach", "identity_kind",
    "identity_blind", "phone_blind", "note_sealed", "revision",
)  # fmt: skip


def register_of(path: str) -> Register:
    """Everybody now living in the street of `path`, because an identity number is unique in a street."""
    found = Register()
    root = path[:SEGMENT]
    rows = Resident.objects.filter(root=root, until=None).order_by().values_list(*_COLUMNS)
    for row in rows.iterator(chunk_size=20_000):
        known = Known(*_plain(row))
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


def _plain(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """SQLite gives bytes, PostgreSQL memoryviews."""
    born, identity, phone, note = row[5], row[10], row[11], row[12]
    return (
        *row[:5],
        born.isoformat() if born else "",
        *row[6:10],
        bytes(identity) if identity else None,
        bytes(phone) if phone else None,
        bytes(note) if note else b"",
        row[13],
    )


def fingerprint(path: str) -> list[int]:
    """Numbers that change with every change of the street's people and of the places below `path`.

    Every action on a resident or household raises its `revision`; every new place is counted.
    """
    root = path[:SEGMENT]
    people = Resident.objects.filter(root=root).aggregate(n=Count("*"), r=Sum("revision"))
    homes = Household.objects.under(root).aggregate(n=Count("*"), r=Sum("revision"))
    places = Place.objects.under(path).aggregate(n=Count("*"), r=Sum("revision"))
    return [int(part[key] or 0) for part in (people, homes, places) for key in ("n", "r")]
