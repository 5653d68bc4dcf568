"""Writes to a person's diary, for rooms that plan something for somebody at a time.

The calling room has checked its actor's permission. The database itself refuses overlaps (`diary_constraint`); the
refusal says what is already there, as far as the actor may read it. PostgreSQL may end one of two writers that wait for
each other (`kernel.writes.deadlock`): a move to where a roster is being written, or two rosters with each other's rows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.models import F

from linli.access.actor import Actor
from linli.corps import spans
from linli.corps.models import DiaryEntry
from linli.corps.queries.diary import Standing, in_the_way
from linli.corps.words import diary_kind_choices
from linli.kernel.errors import Conflict, Invalid
from linli.kernel.facts import trail
from linli.kernel.messages import message_of
from linli.kernel.text import clean_text
from linli.kernel.writes import once
from linli.kernel.writes.change import change
from linli.kernel.writes.turns import one_at_a_time

A_STATEMENT = 1_000  # rows
LONGEST_TITLE = 80
CHANGED = "kernel.changed_meanwhile"


@dataclass(frozen=True)
class Planned:
    """What a room wants to enter. `source_id` is its own row: at most one entry for each.

    `title` is shown to whoever reads the corps at `path`: where or what, never an illness.
    """

    person: UUID
    kind: str
    starts_at: datetime
    ends_at: datetime
    source: str
    source_id: UUID
    path: str = ""
    title: str = ""


@dataclass(frozen=True)
class Refused:
    """One row of a roster that could not be entered: its number from 0, the refusal's code and sentence."""

    number: int
    code: str
    sentence: str


@transaction.atomic
def enter(*, planned: Planned, actor: Actor, key: UUID | None, now: datetime) -> DiaryEntry:
    """Enter one. The same again, for a `source_id` with the same times, returns the existing entry.

    Raises Invalid at "ends_at", "kind" or "title", Conflict: "corps.diary_taken" (`standing` says what is there),
    "corps.diary_known", "kernel.changed_meanwhile" when what was there has gone.
    """
    if made := once.made(DiaryEntry, key, "corps.diary_entered", actor=actor):
        return made
    row = _row(planned, actor, now)
    if not _insert([row]):
        standing = in_the_way([row], actor)[0]
        if standing.same:
            return standing.same
        raise standing.refusal()
    data = {"person": str(row.person), "kind": row.kind, "source": row.source}
    trail.record("corps.diary_entered", actor=actor, path=row.path, about=row.pk, key=key, at=now, data=data)
    return row


@transaction.atomic
def enter_many(
    *, planned: Sequence[Planned], path: str, actor: Actor, key: UUID | None, now: datetime
) -> list[DiaryEntry]:
    """A whole roster, all or none; `path` is where it is kept. Returns the entries, in the order of `planned`.

    Raises Conflict: "kernel.key_used" for the key of another roster; "corps.diary_rows", whose data has `rows`, a
    `Refused` for each row that cannot be entered; "kernel.changed_meanwhile" when nothing stands in their way any
    more.
    """
    if before := once.done(key, "corps.diary_entered", actor=actor):
        return _entered(planned, before)
    if not planned:
        return []
    rows = [_row(one, actor, now) for one in planned]
    if overlapping := spans.overlaps([(row.person, row.starts_at, row.ends_at) for row in rows if row.exclusive]):
        numbers = [number for number, row in enumerate(rows) if row.exclusive]
        raise _rows_refused([_twice(numbers[late], numbers[first]) for late, first in overlapping.items()])
    written = _insert(rows)
    left = [(number, row) for number, row in enumerate(rows) if row.pk not in written]
    found = in_the_way([row for _number, row in left], actor)
    refused = [_refused(number, one) for (number, _), one in zip(left, found, strict=True) if not one.same]
    if refused:
        raise _rows_refused(refused)
    for (number, _), one in zip(left, found, strict=True):
        rows[number] = one.same or rows[number]
    data = {"count": len(written), "sources": sorted({one.source for one in planned})}
    first = rows[0].pk  # a fact that many rows share is about the first
    trail.record("corps.diary_entered", actor=actor, path=path, about=first, key=key, at=now, data=data)
    return rows


@transaction.atomic
def move(
    *,
    entry: DiaryEntry,
    starts_at: datetime,
    ends_at: datetime,
    title: str | None = None,
    actor: Actor,
    key: UUID | None,
    now: datetime,
) -> None:
    """Other times, and another title when one is given.

    Raises Invalid at "ends_at" or "title", Conflict: "corps.diary_taken", or it was changed meanwhile.
    """
    if once.done(key, "corps.diary_moved", actor=actor, about=entry.pk):
        return
    spans.check_times(starts_at, ends_at)
    changes: dict[str, Any] = {"starts_at": starts_at, "ends_at": ends_at}
    changes |= {} if title is None else {"title": _clean(title)}
    before = {"from": entry.starts_at.isoformat(), "until": entry.ends_at.isoformat()}
    one_at_a_time(entry.person)  # on PostgreSQL two moves at the same time would wait for each other
    try:
        with transaction.atomic():
            change(entry, where={"cancelled_at": None}, **changes)
    except IntegrityError:
        wanted = DiaryEntry(pk=entry.pk, person=entry.person, exclusive=True, starts_at=starts_at, ends_at=ends_at)
        raise in_the_way([wanted], actor)[0].refusal() from None
    _tell("corps.diary_moved", entry, actor, key, now, before)


@transaction.atomic
def end_early(*, entry: DiaryEntry, actor: Actor, key: UUID | None, now: datetime) -> None:
    """The person is free from now on. An entry that has not begun is cancelled. Raises Conflict when it is over or
    cancelled."""
    if once.done(key, "corps.diary_ended", "corps.diary_cancelled", actor=actor, about=entry.pk):
        return
    if now <= entry.starts_at:
        _cancel(entry, actor, key, now)
        return
    if now >= entry.ends_at:
        raise Conflict("corps.diary_over")
    change(entry, where={"cancelled_at": None}, ends_at=now)
    _tell("corps.diary_ended", entry, actor, key, now, {"until": entry.ends_at.isoformat()})


@transaction.atomic
def cancel(*, entry: DiaryEntry, actor: Actor, key: UUID | None, now: datetime) -> None:
    """It does not take place; its room may enter another one for the same row. Raises Conflict when changed
    meanwhile."""
    if not once.done(key, "corps.diary_cancelled", actor=actor, about=entry.pk):
        _cancel(entry, actor, key, now)


def _cancel(entry: DiaryEntry, actor: Actor, key: UUID | None, now: datetime) -> None:
    change(entry, where={"cancelled_at": None}, cancelled_at=now)
    _tell("corps.diary_cancelled", entry, actor, key, now, {})


def _row(planned: Planned, actor: Actor, now: datetime) -> DiaryEntry:
    spans.check_times(planned.starts_at, planned.ends_at)
    if planned.kind not in dict(diary_kind_choices()):
        raise Invalid("corps.diary_kind", field="kind")
    return DiaryEntry(
        person=planned.person, kind=planned.kind, exclusive=planned.kind in spans.EXCLUSIVE,
        starts_at=planned.starts_at, ends_at=planned.ends_at, title=_clean(planned.title), path=planned.path,
        source=planned.source, source_id=planned.source_id, recorded_by=actor.account, recorded_at=now,
    )  # fmt: skip


def _clean(title: str) -> str:
    return clean_text(title, field="title", most=LONGEST_TITLE)


def _insert(rows: Sequence[DiaryEntry]) -> set[UUID]:
    """Writes the rows that overlap nothing, A_STATEMENT at a time; returns their ids.

    In order of person and time over all statements: two rosters that meet wait for each other at the first person they
    share, and neither holds what the other still needs.
    """
    ordered = sorted(rows, key=lambda row: (row.person, row.starts_at))
    parts = [ordered[first : first + A_STATEMENT] for first in range(0, len(ordered), A_STATEMENT)]
    return {pk for part in parts for pk in _insert_part(part)}


def _insert_part(rows: Sequence[DiaryEntry]) -> set[UUID]:
    fields = DiaryEntry._meta.concrete_fields  # noqa: SLF001 (public in practice)
    columns = ", ".join(str(field.column) for field in fields)
    values = [field.get_db_prep_save(getattr(row, field.attname), connection) for row in rows for field in fields]
    marks = ", ".join([f"({', '.join(['%s'] * len(fields))})"] * len(rows))
    table = DiaryEntry._meta.db_table  # noqa: SLF001 (public in practice)
    source = f"VALUES {marks}" if connection.vendor == "postgresql" else _FREE.format(columns=columns, marks=marks)
    statement = f"INSERT INTO {table} ({columns}) {source} ON CONFLICT DO NOTHING RETURNING id"
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return {pk if isinstance(pk, UUID) else UUID(pk) for (pk,) in cursor.fetchall()}


# ON CONFLICT skips an exclusion constraint on PostgreSQL as it does a unique one; SQLite's trigger would end the
# statement.
_FREE = """SELECT {columns} FROM (WITH fresh ({columns}) AS (VALUES {marks}) SELECT * FROM fresh) AS fresh
    WHERE NOT (fresh.exclusive AND EXISTS (SELECT 1 FROM corps_diaryentry AS other
        WHERE other.person = fresh.person AND other.exclusive AND other.cancelled_at IS NULL
            AND other.starts_at < fresh.ends_at AND other.ends_at > fresh.starts_at))"""


def _tell(kind: str, entry: DiaryEntry, actor: Actor, key: UUID | None, now: datetime, data: dict[str, str]) -> None:
    said = {"person": str(entry.person), "kind": entry.kind, "source": entry.source, **data}
    trail.record(kind, actor=actor, path=entry.path, about=entry.pk, key=key, at=now, data=said)


def _entered(planned: Sequence[Planned], first: UUID) -> list[DiaryEntry]:
    """What the roster made when it was sent before, also what was cancelled since; `first` is one of its entries.

    Raises Conflict("kernel.key_used") when the key belongs to another roster.
    """
    ids = [one.source_id for one in planned]
    rows = DiaryEntry.objects.filter(source_id__in=ids).order_by(F("cancelled_at").asc(nulls_last=True))
    found = {(row.source, row.source_id): row for row in rows}  # what stands comes last, and counts
    wanted = [(one.source, one.source_id) for one in planned]
    ours = DiaryEntry.objects.filter(pk=first).values_list("source", "source_id").first()
    if ours not in wanted or not found.keys() >= set(wanted):
        raise Conflict("kernel.key_used")
    return [found[at] for at in wanted]


def _twice(late: int, first: int) -> Refused:
    return _of_conflict(late, Conflict("corps.diary_twice", number=first + 1))


def _refused(number: int, standing: Standing) -> Refused:
    return _of_conflict(number, standing.refusal())


def _of_conflict(number: int, conflict: Conflict) -> Refused:
    return Refused(number, conflict.code, message_of(conflict))


def _rows_refused(refused: list[Refused]) -> Conflict:
    """What stood in a row's way may be cancelled before it is read: such a row could be entered now, and is not the
    one that is named."""
    refused.sort(key=lambda one: one.number)
    named = [one for one in refused if one.code != CHANGED]
    if not named:
        return Conflict(CHANGED)
    return Conflict("corps.diary_rows", count=len(refused), first=named[0].sentence, rows=refused)
