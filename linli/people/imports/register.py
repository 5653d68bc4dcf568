"""The current register of one street, for the import to compare with: plain tuples, a handful of queries."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Count, OuterRef, Subquery, Sum

from linli.access.rules import SEGMENT
from linli.people.models import Household, Move, Need, Resident
from linli.people.rules import normal_name
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
    since: str
    revision: int


class Gone(NamedTuple):
    """Somebody who moved out or died: `left` is "moved" or "died", `until` the day as ISO text."""

    path: str
    name: str
    born_on: str
    identity_blind: bytes | None
    left: str
    until: str
    reason: str


@dataclass
class Register:
    """`by_home`: (path of the door, name) -> residents; `by_phone`: (phone, name) -> one of them; `gone`: number or
    (path, name) -> who left; `lived`: (path of a door that they moved away from, name) -> residents; `needs`: id ->
    kinds; `headed`: households with a head; `households`: path -> [(id, size)]. Names are in their normal form."""

    by_identity: dict[bytes, Known] = field(default_factory=dict)
    by_home: dict[tuple[str, str], list[Known]] = field(default_factory=lambda: defaultdict(list))
    by_phone: dict[tuple[bytes, str], Known] = field(default_factory=dict)
    gone: dict[bytes | tuple[str, str], list[Gone]] = field(default_factory=lambda: defaultdict(list))
    lived: dict[tuple[str, str], list[Known]] = field(default_factory=lambda: defaultdict(list))
    headed: set[UUID] = field(default_factory=set)
    needs: dict[UUID, set[str]] = field(default_factory=lambda: defaultdict(set))
    households: dict[str, list[tuple[UUID, int]]] = field(default_factory=lambda: defaultdict(list))

    @property
    def empty(self) -> bool:
        return not self.by_home and not self.gone


_BORN, _NOTE, _SINCE = (Known._fields.index(name) for name in ("born_on", "note_sealed", "since"))
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
        name = _normal(known.name)
        found.by_home[known.path, name].append(known)
        if known.relation == "head":
            found.headed.add(known.household_id)
        if known.phone_blind:
            found.by_phone[known.phone_blind, name] = known
    _add_gone(found, root)
    if found.by_home:
        _add_lived(found, root)
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
    values[_SINCE] = values[_SINCE].isoformat() if values[_SINCE] else ""
    values[_NOTE] = bytes(note) if note else b""
    for at in _BLINDS:
        values[at] = bytes(values[at]) if values[at] else None
    return Known._make(values)


def _normal(name: str) -> str:
    """An older record may hold another spelling of the dot in a name."""
    return name if name.isalpha() else normal_name(name)


def _add_gone(found: Register, root: str) -> None:
    """Whoever moved out or died, with the reason given last."""
    left = Resident.objects.filter(root=root, left__in=("moved", "died")).order_by("until")
    why = Move.objects.filter(resident=OuterRef("pk"), what__in=("out", "death"), taken_back_at=None)
    last = Subquery(why.order_by("-recorded_at").values("reason")[:1])
    names = ("path", "name", "born_on", "identity_blind", "left", "until")
    for path, name, born, blind, what, until, reason in left.annotate(why=last).values_list(*names, "why").iterator():
        number = bytes(blind) if blind else None
        one = Gone(path, name, born.isoformat() if born else "", number, what, until.isoformat(), reason or "")
        found.gone[path, _normal(name)].append(one)
        if number:
            found.gone[number].append(one)


def _add_lived(found: Register, root: str) -> None:
    moves = Move.objects.filter(what="within", taken_back_at=None, resident__root=root, resident__until=None)
    by_id = None
    for resident, path in moves.values_list("resident_id", "came_from__path").iterator():
        by_id = by_id or {known.id: known for some in found.by_home.values() for known in some}
        if path and (known := by_id.get(resident)):
            found.lived[path, _normal(known.name)].append(known)


def fingerprint(path: str) -> list[int]:
    """Numbers that change with every change of the street's people and of the places below `path`.

    Every action on a resident or household raises its `revision`; every new place is counted.
    """
    root = path[:SEGMENT]
    people = Resident.objects.filter(root=root).aggregate(n=Count("*"), r=Sum("revision"))
    homes = Household.objects.under(root).aggregate(n=Count("*"), r=Sum("revision"))
    places = Place.objects.under(path).aggregate(n=Count("*"), r=Sum("revision"))
    return [int(part[key] or 0) for part in (people, homes, places) for key in ("n", "r")]
