"""What users do with an import: start it, assign the columns, decide, correct, confirm, cancel.

The worker does the work itself (`jobs`, `steps`); these actions queue it when the transaction commits.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction

from linli.access.actor import Actor
from linli.access.permissions import Permission as P
from linli.access.queries import check_may
from linli.kernel.errors import Conflict, Expected, Invalid
from linli.kernel.facts import trail
from linli.kernel.ids import new_id
from linli.kernel.sheets import DEFAULT, Limits
from linli.kernel.sheets.runs import shown_file_name
from linli.kernel.work.queue import later
from linli.kernel.writes import once
from linli.kernel.writes.change import change
from linli.people.imports import staging, steps
from linli.people.imports.memory import remember
from linli.people.imports.rules import DECISIONS, LARGEST_UPLOAD, MOVES, Deed, Role, State, check_mapping
from linli.people.imports.vault import PIECE, Vault, store
from linli.people.models import RegisterImport
from linli.places.models import Place

_STARTED = "people.import_started"
_CHANGED = "imports.changed_meanwhile"


def start_import(
    *,
    place: Place,
    file_name: str,
    pieces: Iterable[bytes],
    actor: Actor,
    key: UUID | None,
    now: datetime,
    most: int = LARGEST_UPLOAD,
    enqueue: bool = True,
) -> RegisterImport:
    """Seal the upload and queue the reading. The same key again gives the same import.

    Raises Invalid at field "file" when it is too large or the disk is full; NotAllowed out of reach.
    """
    if actor.account is not None:
        check_may(actor, P.PEOPLE_IMPORT, place.path)
    if there := once.made(RegisterImport, key, _STARTED, actor=actor):
        return there
    pk = new_id()
    vault = Vault(pk)
    try:
        size = store(vault, "file", pieces, most)
        work = _registered(pk, place, file_name, size, actor, key, now, enqueue=enqueue)
    except BaseException:
        vault.clear()
        raise
    if work.pk != pk:  # the same upload twice at once: the other one was first
        vault.clear()
    return work


@transaction.atomic
def _registered(
    pk: UUID, place: Place, file_name: str, size: int, actor: Actor, key: UUID | None, now: datetime, *, enqueue: bool
) -> RegisterImport:
    if there := once.made(RegisterImport, key, _STARTED, actor=actor):
        return there
    work = RegisterImport.objects.create(
        id=pk, path=place.path, state=State.RECEIVED, file_name=shown_file_name(file_name, "台账"), file_size=size,
        by=actor.account, by_name=actor.name, started_at=now, beat_at=now,
    )  # fmt: skip
    trail.record(_STARTED, actor=actor, path=work.path, about=pk, key=key, at=now, data={"size": size})
    if enqueue:
        later("people.imports.read_file", pk=pk)
    return work


@transaction.atomic
def set_columns(
    *,
    work: RegisterImport,
    tables: Mapping[int, tuple[bool, Mapping[int, str]]],
    actor: Actor,
    key: UUID | None,
    now: datetime,
) -> None:
    """`tables`: sheet -> (is it used, column -> field). Remembered for this place; then the rows are checked.

    Raises Invalid when a field is given twice, or when there is no column for names or addresses.
    """
    if once.done(key, "people.import_columns_set", actor=actor, about=work.pk):
        return
    changed = [dict(table) for table in work.mapping["tables"]]
    for sheet, (used, columns) in tables.items():
        if used:
            check_mapping(columns)
        changed[sheet] |= {"use": used, "columns": {str(at): name for at, name in columns.items()}}
    if not any(table.get("use") for table in changed):
        raise Invalid("imports.no_table_used")
    remember(work.path, changed, now)
    mapping = work.mapping | {"tables": changed, "remembered": True}
    _go(work, Deed.CHECK, now, mapping=mapping, problem={})
    trail.record("people.import_columns_set", actor=actor, path=work.path, about=work.pk, key=key, at=now)
    later("people.imports.check_rows", pk=work.pk)


def _go(work: RegisterImport, deed: Deed, now: datetime, **changes: Any) -> None:
    """Moves the import on by a conditional update: raises Conflict when it has changed since it was read."""
    after = MOVES.check(State(work.state), deed, {Role.PERSON})
    change(work, code=_CHANGED, where={"state": work.state}, state=after, beat_at=now, **changes)


@transaction.atomic
def open_columns(*, work: RegisterImport, actor: Actor, key: UUID | None, now: datetime) -> None:
    """Back from the preview to the columns."""
    if once.done(key, "people.import_columns_opened", actor=actor, about=work.pk):
        return
    _go(work, Deed.REMAP, now)
    trail.record("people.import_columns_opened", actor=actor, path=work.path, about=work.pk, key=key, at=now)


@transaction.atomic
def decide(
    *, work: RegisterImport, verdict: str, row: int | None, what: str, actor: Actor, key: UUID | None, now: datetime
) -> None:
    """For one row, or for every row of `verdict` when `row` is None. An empty `what` leaves it open again."""
    if once.done(key, "people.import_decided", actor=actor, about=work.pk):
        return
    if verdict not in DECISIONS or what not in {"", *DECISIONS[verdict]}:
        raise Invalid("imports.not_decidable")
    mapping = dict(work.mapping)
    if row is None:
        mapping["all"] = mapping.get("all", {}) | {verdict: what}
    else:
        mapping["decisions"] = mapping.get("decisions", {}) | {str(row): what}
    change(work, code=_CHANGED, where={"state": State.PREVIEW}, mapping=mapping)
    data = {"what": what, "rows": "all" if row is None else 1}
    trail.record("people.import_decided", actor=actor, path=work.path, about=work.pk, key=key, at=now, data=data)


@transaction.atomic
def correct_cell(
    *,
    work: RegisterImport,
    cell: tuple[int, int, int],
    text: str,
    actor: Actor,
    key: UUID | None,
    now: datetime,
) -> None:
    """Replace a cell (sheet, row, column) by the user's value, for this import only; the file is not changed.

    The rows are checked again.
    """
    if once.done(key, "people.import_corrected", actor=actor, about=work.pk):
        return
    sheet, number, column = cell
    tables = work.mapping["tables"]
    known = (
        0 <= sheet < len(tables) and 0 <= column < len(tables[sheet]["names"]) and 0 < number <= tables[sheet]["rows"]
    )
    if not known:
        raise Invalid("imports.cell_gone")
    _go(work, Deed.CHECK, now)
    vault = Vault(work.pk)
    edits: staging.Edits = vault.read("edits", {})
    edits[cell] = text.strip()[:500]
    vault.write("edits", edits)
    trail.record("people.import_corrected", actor=actor, path=work.path, about=work.pk, key=key, at=now)
    later("people.imports.check_rows", pk=work.pk)


@transaction.atomic
def confirm(*, work: RegisterImport, actor: Actor, key: UUID | None, now: datetime) -> None:
    """Confirm. The worker writes it, or returns it to the preview when the register has changed."""
    if once.done(key, "people.import_confirmed", actor=actor, about=work.pk):
        return
    _go(work, Deed.CONFIRM, now, problem={})
    Vault(work.pk).tell(0)
    trail.record("people.import_confirmed", actor=actor, path=work.path, about=work.pk, key=key, at=now)
    later("people.imports.write_rows", pk=work.pk)


@transaction.atomic
def give_up(*, work: RegisterImport, actor: Actor, key: UUID | None, now: datetime) -> None:
    """Cancel: nothing was written and nothing is kept. An import that is being written can no longer be cancelled."""
    if once.done(key, "people.import_given_up", actor=actor, about=work.pk):
        return
    open_ones = MOVES.states_for(Deed.GIVE_UP)
    if steps.take(work.pk, open_ones, Deed.GIVE_UP, now, role=Role.PERSON, ended_at=now) is None:
        raise Conflict(_CHANGED)
    trail.record("people.import_given_up", actor=actor, path=work.path, about=work.pk, key=key, at=now)
    transaction.on_commit(Vault(work.pk).clear)


def import_file(
    *,
    path: Path,
    place: Place,
    actor: Actor,
    now: datetime,
    decisions: Mapping[str, str] | None = None,
    limits: Limits = DEFAULT,
    tell: Callable[[RegisterImport], None] | None = None,
) -> RegisterImport:
    """All steps at once, for the command line, as a user takes them page by page.

    `decisions`: {"moved": "move", "duplicate": "merge"} for rows that wait for a decision; without one they are
    returned. `tell` is called with the import after reading and after checking. Raises the refusal that a user would
    see, and Invalid("imports.name_not_mapped") when the columns cannot be recognised automatically.
    """
    with path.open("rb") as file:
        pieces = iter(lambda: file.read(PIECE), b"")
        most = max(LARGEST_UPLOAD, limits.parts_bytes)
        work = start_import(
            place=place, file_name=path.name, pieces=pieces, actor=actor, key=None, now=now, most=most, enqueue=False
        )
    steps.read(work.pk, now, limits)
    work = _looked_at(work, tell)
    if work.state == State.MAPPING:
        _take_columns(work, actor, now)
    steps.check(work.pk, now)
    work = _looked_at(work, tell)
    for verdict, what in (decisions or {}).items():
        decide(work=work, verdict=verdict, row=None, what=what, actor=actor, key=None, now=now)
        work.refresh_from_db()
    with transaction.atomic():
        _go(work, Deed.CONFIRM, now, problem={})
    steps.write_rows(work.pk, now)
    return _looked_at(work, None)


def _take_columns(work: RegisterImport, actor: Actor, now: datetime) -> None:
    """The columns as they were recognised, because nobody corrects them at the command line."""
    used = [table for table in work.mapping["tables"] if table.get("use")]
    if not used:
        raise Invalid("imports.no_table_used")
    for table in used:
        check_mapping({int(at): name for at, name in table["columns"].items()})
    with transaction.atomic():
        remember(work.path, used, now)
        _go(work, Deed.CHECK, now)
        trail.record("people.import_columns_set", actor=actor, path=work.path, about=work.pk, at=now)


def _looked_at(work: RegisterImport, tell: Callable[[RegisterImport], None] | None) -> RegisterImport:
    work.refresh_from_db()
    if work.state == State.FAILED or work.problem:
        raise Refused(work.problem["code"], **work.problem["data"])
    if tell:
        tell(work)
    return work


class Refused(Expected):
    """Raise the refusal that the worker stored, for the caller at the command line."""

    status = 422


def note_seen(*, work: RegisterImport, what: str, actor: Actor, now: datetime) -> None:
    """Record a look at the rows of a file, which are personal data: `what` is "preview", "row" or "returned"."""
    trail.record("people.import_seen", actor=actor, path=work.path, about=work.pk, at=now, data={"what": what})
