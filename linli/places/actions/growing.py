"""Adding places: one place, many by a pattern, or all that a register names."""

# ruff: noqa: SLF001 (`_meta` and `_default_manager` are documented names of Django)

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import connection, transaction

from linli.access.actor import Actor
from linli.access.rules import MOST_CHILDREN, segment
from linli.kernel.errors import Conflict, Invalid
from linli.kernel.facts import trail
from linli.kernel.ids import new_id, new_ids
from linli.kernel.time import clock
from linli.kernel.writes import once
from linli.places.actions.tree import add_event, lock_street, next_numbers
from linli.places.chains import Chain, Found, Index, resolve
from linli.places.models import Place
from linli.places.patterns import MOST_PLACES, Pattern
from linli.places.pinyin import initials
from linli.places.rules import (
    DEPTH,
    PlaceKind,
    kind_word,
    kinds_to_add,
    may_lie_in,
    name_fault,
    normal_name,
    shown_name,
    sorting_number,
)

_COLUMNS = (
    "id", "path", "parent_id", "kind", "name", "initials", "code", "number", "duty_phone", "supervision_phone", "area",
    "children_made", "opened_on", "revision",
)  # fmt: skip


@transaction.atomic
def add_place(
    *,
    parent: Place,
    kind: PlaceKind,
    name: str,
    actor: Actor,
    key: UUID | None,
    now: datetime,
    code: str = "",
    pk: UUID | None = None,
) -> Place | None:
    """Add one place to `parent`. None when `key` was used before.

    Raises Invalid for a name that is missing, too long, unprintable or taken among the siblings, and for a kind that
    cannot lie in `parent`; Conflict when `parent` was closed meanwhile.
    """
    if once.done(key, "places.opened", actor=actor):
        return None
    lock_street(parent.path)
    parent = _open_again(parent)
    check_fits(kind, name, parent)
    if kind not in kinds_to_add(PlaceKind(parent.kind)):
        raise Invalid("places.cannot_lie_in", field="kind", kind=kind_word(kind), parent=parent.get_kind_display())
    check_name_free(kind, name, parent.pk)
    if code and Place.objects.filter(code=code, closed_on=None).exists():
        raise Invalid("places.code_taken", field="code", number=code)
    path = parent.path + segment(next_numbers(parent, 1))
    place = _made(pk or new_id(), path, parent.pk, kind, name, code)
    place.save(force_insert=True)
    add_event(place, "opened", actor=actor, now=now, after={"name": place.name})
    trail.record(
        "places.opened",
        actor=actor,
        path=path,
        about=place.pk,
        key=key,
        at=now,
        data={"kind": kind, "in": str(parent.pk)},
    )
    return place


def check_fits(kind: PlaceKind, name: str, parent: Place) -> None:
    if not may_lie_in(kind, PlaceKind(parent.kind)):
        raise Invalid("places.cannot_lie_in", field="kind", kind=kind_word(kind), parent=parent.get_kind_display())
    fault = name_fault(shown_name(kind, name))
    if fault:
        raise Invalid(fault, field="name")


def check_name_free(kind: PlaceKind, name: str, parent: UUID | None, *, but: UUID | None = None) -> None:
    """Raises Invalid when an open sibling of the same kind has an equivalent name ("3栋" beside "3号楼")."""
    normal = normal_name(kind, name)
    rows = Place.objects.filter(parent=parent, kind=kind, closed_on=None)
    if but is not None:
        rows = rows.exclude(pk=but)
    for other in rows.values_list("name", flat=True):
        if normal_name(kind, other) == normal:
            raise Invalid("places.name_taken", field="name", name=other)


@transaction.atomic
def add_by_pattern(
    *, parent: Place, pattern: Pattern, actor: Actor, key: UUID | None, now: datetime
) -> tuple[int, int]:
    """Add what `pattern` describes below `parent`; existing places stay. Returns (made, already there).

    Raises Invalid when it is more than `patterns.MOST_PLACES`, or when its kinds cannot lie in `parent`.
    """
    if once.done(key, "places.ensured", actor=actor, about=parent.pk):
        return (0, 0)
    lock_street(parent.path)
    parent = _open_again(parent)
    check_pattern(parent, pattern)
    floor = normal_name(PlaceKind.FLOOR, parent.name) if parent.kind == PlaceKind.FLOOR else None
    made, _found = _ensure(parent, list(pattern.chains(floor)))
    add_event(parent, "children_added", actor=actor, now=now, after={"made": made})
    trail.record("places.ensured", actor=actor, path=parent.path, about=parent.pk, key=key, at=now, data={"made": made})
    return made, pattern.size() - made


def check_pattern(parent: Place, pattern: Pattern) -> None:
    """Raises Invalid, at the field `text`, for more than `MOST_PLACES`, and for kinds that cannot lie in `parent`."""
    if pattern.size() > MOST_PLACES:
        raise Invalid("places.pattern_too_big", field="text", count=pattern.size(), most=MOST_PLACES)
    kind = pattern.steps[0].kind
    if not may_lie_in(kind, PlaceKind(parent.kind)):
        words = {"kind": kind_word(kind), "parent": parent.get_kind_display()}
        raise Invalid("places.cannot_lie_in", field="text", **words)


def ensure_places(*, root: Place, chains: Iterable[Chain], actor: Actor, now: datetime) -> dict[Chain, Found]:
    """The place of every chain below `root`, made where it is missing, in the caller's transaction.

    Level by level, one bulk insert a level, one trail fact for all. Raises Invalid for an impossible name or nesting
    (`check_chain` says so beforehand, row by row), Conflict when `root` was closed meanwhile.
    """
    with transaction.atomic():
        lock_street(root.path)
        root = _open_again(root)
        made, found = _ensure(root, list(chains))
        if made:
            add_event(root, "children_added", actor=actor, now=now, after={"made": made})
            data = {"made": made}
            trail.record("places.ensured", actor=actor, path=root.path, about=root.pk, at=now, data=data)
    return found


def check_chain(root: PlaceKind, chain: Chain) -> None:
    """Raises Invalid for a chain that cannot be made below a place of kind `root`."""
    above = root
    for kind, name in chain:
        if not may_lie_in(kind, above):
            raise Invalid("places.cannot_lie_in", field="kind", kind=kind_word(kind), parent=kind_word(above))
        fault = name_fault(shown_name(kind, name))
        if fault:
            raise Invalid(fault, field="name")
        above = kind


def _ensure(root: Place, chains: Sequence[Chain]) -> tuple[int, dict[Chain, Found]]:
    """Returns how many places were made, and the place of every chain. The street is locked.

    Of several spellings of a new place the first one given becomes its name.
    """
    index = Index(root)
    found = resolve(root, chains, index)
    missing = dict.fromkeys(chain for chain in chains if chain not in found)
    for chain in missing:
        check_chain(PlaceKind(root.kind), chain)
    made = 0
    needed = dict.fromkeys(chain[:length] for chain in missing for length in range(1, len(chain) + 1))
    known: dict[Chain, Found] = {(): index.root}
    for length in range(1, max(map(len, missing), default=0) + 1):
        level = [chain for chain in needed if len(chain) == length]
        made += _make_level(level, known, index)
    found.update((chain, known[chain]) for chain in missing)
    return made, found


def _make_level(level: list[Chain], known: dict[Chain, Found], index: Index) -> int:
    """Make the last place of each chain, unless it is there; fills `known`. All chains are equally long.

    Returns how many were made. Siblings get their numbers in the order of their names, whatever the chains' order.
    """
    wanted: dict[_Wanted, list[Chain]] = defaultdict(list)
    for chain in level:
        above, (kind, name) = known[chain[:-1]], chain[-1]
        there = index.child(above.path, kind, name)
        if there:
            known[chain] = there
        else:
            number = sorting_number(kind, name)
            wanted[_Wanted(above.path, DEPTH[kind], number, normal_name(kind, name), kind)].append(chain)
    order = sorted(wanted)
    firsts = [wanted[key][0] for key in order]
    made = make_children([(known[chain[:-1]], *chain[-1]) for chain in firsts])
    for key, found in zip(order, made, strict=True):
        index.add(found, key.kind, wanted[key][0][-1][1])
        for chain in wanted[key]:
            known[chain] = found
    return len(made)


def make_children(wanted: Sequence[tuple[Found, PlaceKind, str]]) -> list[Found]:
    """Make a place of this kind and name in each parent named; none may exist yet. The street must be locked.

    Returns them in the order given, in which they also get their numbers. Three statements, however many.
    """
    numbers = take_numbers(Counter(above for above, _kind, _name in wanted))
    rows, made = [], []
    for (above, kind, name), pk in zip(wanted, new_ids(len(wanted)), strict=True):
        found = Found(pk, above.path + segment(next(numbers[above])))
        rows.append(_row(found, above.id, kind, shown_name(kind, name)))
        made.append(found)
    _insert(rows)
    return made


class _Wanted(NamedTuple):
    """A place to make, in the order in which siblings get their numbers."""

    above: str
    depth: int
    number: int
    normal: str
    kind: PlaceKind


def take_numbers(counts: Counter[Found]) -> dict[Found, Iterator[int]]:
    """Reserve that many segments below each parent, in two statements however many parents."""
    made: dict[UUID, int] = {}
    ids = [found.id for found in counts]
    for start in range(0, len(ids), 5_000):
        rows = Place.objects.filter(pk__in=ids[start : start + 5_000]).values_list("pk", "children_made")
        made.update(rows)
    if any(made[found.id] + count >= MOST_CHILDREN for found, count in counts.items()):
        raise Invalid("places.too_many_children")
    table = connection.ops.quote_name(Place._meta.db_table)
    as_id = Place._meta.pk.get_db_prep_value
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {table} SET children_made = children_made + %s WHERE id = %s",  # noqa: S608 (our own table's name)
            [(count, as_id(found.id, connection)) for found, count in counts.items()],
        )
    return {found: iter(range(made[found.id] + 1, made[found.id] + count + 1)) for found, count in counts.items()}


def _row(found: Found, parent: UUID, kind: PlaceKind, name: str) -> tuple[object, ...]:
    """The values of `_COLUMNS` for a new place; UUIDs are not converted yet."""
    spelled, number = initials(name), sorting_number(kind, name)
    return (found.id, found.path, parent, kind.value, name, spelled, "", number, "", "", "", 0, None, 1)


def _insert(rows: list[tuple[object, ...]]) -> None:
    """Write new places in one statement: for a street's doors the ORM takes six times as long."""
    if not rows:
        return
    table, columns = connection.ops.quote_name(Place._meta.db_table), ", ".join(_COLUMNS)
    today = connection.ops.adapt_datefield_value(clock.today())
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row((*row[:12], today, row[13]))
        return
    marks = ", ".join(["%s"] * len(_COLUMNS))
    values = [(row[0].hex, row[1], row[2].hex, *row[3:12], today, row[13]) for row in rows]  # type: ignore[attr-defined] # rows are tuples of mixed columns
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", values)  # noqa: S608 (our own names)


def _made(pk: UUID, path: str, parent: UUID | None, kind: PlaceKind, name: str, code: str) -> Place:
    shown = shown_name(kind, name)
    number = int(code[9:]) if len(code) == 12 and code.isdigit() else sorting_number(kind, shown)
    return Place(
        id=pk,
        path=path,
        parent_id=parent,
        kind=kind,
        name=shown,
        initials=initials(shown),
        code=code,
        number=number,
        opened_on=clock.today(),
    )


def _open_again(place: Place) -> Place:
    """The row as it is now, locked. Raises Conflict when it is closed or gone."""
    now = Place.objects.filter(pk=place.pk, closed_on=None).first()
    if now is None:
        raise Conflict("places.closed_meanwhile", name=place.name)
    return now
