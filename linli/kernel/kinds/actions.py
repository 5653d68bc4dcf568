"""What is done to kinds: loading those that ship; adding, changing, retiring and restoring a street's own.

A room's action asks for its permission and hands in its `KindTable`. `check` gets the row as it would be and raises
where the room does not allow it; it is asked after `once`, so that a second press is answered as the first was.
"""

from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar, cast
from uuid import UUID

from django.db import transaction

from linli.kernel.errors import Conflict, Invalid
from linli.kernel.facts import trail
from linli.kernel.facts.trail import Who
from linli.kernel.ids import new_id
from linli.kernel.kinds.rows import Kind
from linli.kernel.writes import once
from linli.kernel.writes.change import change, change_all, hold

K = TypeVar("K", bound=Kind)
Check = Callable[[K], None]


@dataclass(frozen=True)
class KindFacts:
    """The kinds of facts that a room declares for its kinds. Each keeps the name in its data."""

    added: str
    changed: str
    retired: str
    restored: str


@dataclass(frozen=True)
class KindTable(Generic[K]):
    """How a room's kinds are written. `stale`: the refusal to who saves what somebody changed meanwhile.

    `ships`: the refusal to who changes or retires a shipped kind; "": the street gets a copy of its own instead.
    """

    model: type[K]
    facts: KindFacts
    stale: str
    ships: str = ""


def load(model: type[Kind], shipped: Mapping[str, Mapping[str, object]]) -> int:
    """Bring the shipped kinds, code -> columns, into the database. Returns how many were new or different.

    One query when nothing changed; the transaction is the caller's. A street's own are never touched, nor those that
    ship no longer.
    """
    known = {row.code: row for row in model.objects.shipped()}
    changed = 0
    for code, want in shipped.items():
        row = known.get(code)
        if row is None:
            model.objects.create(path="", code=code, **want)
        elif any(getattr(row, name) != value for name, value in want.items()):
            change_all(model.objects.filter(pk=row.pk), **want)
        else:
            continue
        changed += 1
    return changed


@transaction.atomic
def add(
    table: KindTable[K], row: K, *, check: Check[K], actor: Who | None, key: UUID | None, now: datetime,
    data: Mapping[str, object] | None = None,
) -> K:  # fmt: skip
    """Write `row`, a street's own that is not saved yet; `data` goes into the fact. Raises what `check` raises."""
    done = cast("K | None", once.made(table.model, key, table.facts.added, actor=actor))
    if done is not None:
        return done
    check(row)
    _insert(row)
    told = {"name": _name(row), **(data or {})}
    trail.record(table.facts.added, actor=actor, path=row.path, about=row.pk, key=key, at=now, data=told)
    return row


@transaction.atomic
def edit(  # noqa: PLR0913 (every part named at the call)
    table: KindTable[K], kind: K, *, street: str, values: Mapping[str, Any], revision: int | None, check: Check[K],
    actor: Who | None, key: UUID | None, now: datetime,
) -> K:  # fmt: skip
    """Give `kind` these values, if it is at `revision` (None: as it was read). Returns the street's row.

    Raises what `check` raises; Conflict when somebody changed it meanwhile, or made the shipped one the street's own;
    Invalid for a shipped one where the room does not copy.
    """
    facts, own = table.facts, _own(table, kind, street)
    done = once.done(key, facts.changed, facts.added, actor=actor, about=_either(kind, own))
    if done:
        return cast("K", table.model._default_manager.get(pk=done))  # noqa: SLF001 (public in practice)
    _check_ships(table, kind)
    after = _as(own or kind, **values)
    check(after)
    if own is None:
        after = _copied(after, street)
        fact = facts.added
    elif own.pk != kind.pk:
        raise Conflict(table.stale)
    else:
        after.revision = change(kind, revision, code=table.stale, **values)
        fact = facts.changed
    told = {"name": _name(after)}
    trail.record(fact, actor=actor, path=street, about=after.pk, key=key, at=now, data=told)
    return after


@transaction.atomic
def retire_or_restore(
    table: KindTable[K], kind: K, *, retired: bool, street: str, check: Check[K], actor: Who | None, key: UUID | None,
    now: datetime,
) -> None:  # fmt: skip
    """Retire `kind` in the street, or restore it. A shipped one is retired in this street alone, as a copy of its own.

    Raises what `check` raises; Conflict when it is so already; Invalid for a shipped one where the room does not copy.
    """
    own = _own(table, kind, street)
    fact = table.facts.retired if retired else table.facts.restored
    if once.done(key, fact, actor=actor, about=_either(kind, own)):
        return
    _check_ships(table, kind)
    seen = own or kind
    if seen.retired == retired:
        raise Conflict(table.stale)
    after = _as(seen, retired=retired)
    check(after)
    if own is None:
        after = _copied(after, street)
    else:
        change(own, code=table.stale, retired=retired)
    told = {"name": _name(after)}
    trail.record(fact, actor=actor, path=street, about=after.pk, key=key, at=now, data=told)


def _own(table: KindTable[K], kind: K, street: str) -> K | None:
    """The street's row that stands for `kind`: itself, or the copy of a shipped one."""
    if kind.path:
        return kind
    rows = table.model._default_manager  # noqa: SLF001 (public in practice)
    hold(rows.filter(pk=kind.pk))  # two desks at once make one copy
    return cast("K | None", rows.filter(path=street, code=kind.code).first())


def _either(kind: Kind, own: Kind | None) -> set[UUID]:
    return {kind.pk, own.pk} if own else {kind.pk}


def _check_ships(table: KindTable[K], kind: K) -> None:
    if not kind.path and table.ships:
        raise Invalid(table.ships)


def _as(kind: K, **values: object) -> K:
    after = copy(kind)
    for name, value in values.items():
        setattr(after, name, value)
    return after


def _copied(after: K, street: str) -> K:
    made = _as(after, pk=new_id(), path=street, revision=1)
    _insert(made)
    return made


def _insert(row: Kind) -> None:
    row.save(force_insert=True)


def _name(kind: Kind) -> str:
    return str(getattr(kind, kind.CALLED))
