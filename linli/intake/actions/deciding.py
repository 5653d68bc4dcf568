"""What users do with an import: start it, assign the columns, name its place, decide, correct, confirm, cancel.

The worker does the work itself (`jobs`, `worker`); these actions queue it when the transaction commits.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction

from linli.access.actor import Actor
from linli.access.queries import check_may
from linli.intake.actions import worker
from linli.intake.actions.memory import remember
from linli.intake.actions.states import take
from linli.intake.lists import AlikePlaces, List, list_of
from linli.intake.models import Intake
from linli.intake.rules import MOVES, Deed, Role, State, row_key
from linli.intake.staging import Edits, Table
from linli.intake.vault import PIECE, Vault, store
from linli.kernel.errors import Conflict, Expected, Invalid
from linli.kernel.facts import trail
from linli.kernel.sheets import DEFAULT, Limits
from linli.kernel.sheets.runs import shown_file_name
from linli.kernel.work.queue import later
from linli.kernel.writes import once
from linli.kernel.writes.change import change
from linli.places.alike import OTHER, SAME
from linli.places.models import Place

_CHANGED = "intake.changed_meanwhile"


def start_import(  # noqa: PLR0913 (an upload is that many things)
    *, of: List, place: Place, file_name: str, pieces: Iterable[bytes], actor: Actor, key: UUID | None, now: datetime,
    options: Mapping[str, bool] | None = None, most: int = 0, enqueue: bool = True,
) -> Intake:  # fmt: skip
    """Seal the upload and queue the reading. The same key again gives the same import. `most`: bytes, 0 for the list's
    own limit.

    Raises Invalid at field "file" when it is too large or the disk is full; NotAllowed out of reach.
    """
    if actor.account is not None:
        check_may(actor, of.permission, place.path)
    if there := once.made(Intake, key, of.facts.started, actor=actor):
        return there
    made = Intake(
        list=of.code, path=place.path, state=State.RECEIVED, file_name=shown_file_name(file_name, of.words.unnamed),
        by=actor.account, by_name=actor.name, started_at=now, beat_at=now, mapping={"options": dict(options or {})},
    )  # fmt: skip
    vault = Vault(made.pk)
    try:
        made.file_size = store(vault, "file", pieces, most or of.largest)
        work = _registered(made, of, actor, key, now, enqueue=enqueue)
    except BaseException:
        vault.clear()
        raise
    if work.pk != made.pk:  # the same upload twice at once: the other one was first
        vault.clear()
    return work


@transaction.atomic
def _registered(made: Intake, of: List, actor: Actor, key: UUID | None, now: datetime, *, enqueue: bool) -> Intake:
    if there := once.made(Intake, key, of.facts.started, actor=actor):
        return there
    made.save(force_insert=True)
    told = {"size": made.file_size}
    trail.record(of.facts.started, actor=actor, path=made.path, about=made.pk, key=key, at=now, data=told)
    if enqueue:
        later("intake.read_file", pk=made.pk)
    return made


@transaction.atomic
def set_columns(
    *, work: Intake, tables: Mapping[int, tuple[bool, Mapping[int, str]]], actor: Actor, key: UUID | None, now: datetime
) -> None:
    """`tables`: sheet -> (is it used, column -> field). Remembered for this place; then the rows are checked.

    Raises Invalid when a field is given twice, or when there is no column for one that is needed.
    """
    of = list_of(work)
    if once.done(key, of.facts.columns_set, actor=actor, about=work.pk):
        return
    changed = [dict(table) for table in work.mapping["tables"]]
    for sheet, (used, columns) in tables.items():
        if used:
            of.check_columns(columns)
        changed[sheet] |= {"use": used, "columns": {str(at): name for at, name in columns.items()}}
    if not any(table.get("use") for table in changed):
        raise Invalid("intake.no_table_used")
    remember(of.code, work.path, [changed[sheet] for sheet in tables], now)
    _go(work, Deed.CHECK, actor, now, mapping=work.mapping | {"tables": changed, "remembered": True}, problem={})
    trail.record(of.facts.columns_set, actor=actor, path=work.path, about=work.pk, key=key, at=now)
    later("intake.check_rows", pk=work.pk)


def _go(work: Intake, deed: Deed, actor: Actor, now: datetime, **changes: Any) -> State:
    """Moves the import on by a conditional update: raises Conflict when it has changed since it was read.

    It is `actor`'s from now on: what follows is judged and written with their posts, never with those of whoever
    uploaded the file.
    """
    after = MOVES.check(State(work.state), deed, {Role.PERSON})
    hands = {"by": actor.account, "by_name": actor.name}
    change(work, code=_CHANGED, where={"state": work.state}, state=after, beat_at=now, **hands, **changes)
    return after


@transaction.atomic
def open_columns(*, work: Intake, actor: Actor, key: UUID | None, now: datetime) -> None:
    """Back from the preview to the columns."""
    kind = list_of(work).facts.columns_opened
    if once.done(key, kind, actor=actor, about=work.pk):
        return
    _go(work, Deed.REMAP, actor, now)
    trail.record(kind, actor=actor, path=work.path, about=work.pk, key=key, at=now)


@transaction.atomic
def change_place(*, work: Intake, place: Place, actor: Actor, key: UUID | None, now: datetime) -> None:
    """The list belongs to `place`. From the preview the rows are checked again, and what was decided is asked again."""
    of = list_of(work)
    check_may(actor, of.permission, place.path)
    if once.done(key, of.facts.place_changed, actor=actor, about=work.pk):
        return
    mapping = {name: said for name, said in work.mapping.items() if name not in {"decisions", "all", "alike"}}
    after = _go(work, Deed.PLACE, actor, now, path=place.path, mapping=mapping, problem={})
    trail.record(
        of.facts.place_changed, actor=actor, path=place.path, about=work.pk, key=key, at=now, data={"was": work.path}
    )
    if after == State.CHECKING:
        later("intake.check_rows", pk=work.pk)


@transaction.atomic
def decide(
    *, work: Intake, verdict: str, row: tuple[int, int] | None, what: str, actor: Actor, key: UUID | None, now: datetime
) -> None:
    """For one row (sheet, number), or for every row of `verdict` when `row` is None. An empty `what` leaves it open
    again."""
    of = list_of(work)
    if once.done(key, of.facts.decided, actor=actor, about=work.pk):
        return
    if verdict not in of.questions or what not in {"", *of.questions[verdict].choices}:
        raise Invalid("intake.not_decidable")
    mapping = dict(work.mapping)
    if row is None:
        mapping["all"] = mapping.get("all", {}) | {verdict: what}
    else:
        mapping["decisions"] = mapping.get("decisions", {}) | {row_key(*row): what}
    change(work, code=_CHANGED, where={"state": State.PREVIEW}, mapping=mapping)
    data = {"what": what, "rows": "all" if row is None else 1}
    trail.record(of.facts.decided, actor=actor, path=work.path, about=work.pk, key=key, at=now, data=data)


@transaction.atomic
def say_alike(*, work: Intake, pair: str, what: str, actor: Actor, key: UUID | None, now: datetime) -> None:
    """Whether two names are one place (`lists.AlikePlaces`), for every row; "" leaves it open again. The rows are
    checked again."""
    kind = list_of(work).facts.decided
    if once.done(key, kind, actor=actor, about=work.pk):
        return
    asked = {one[0] for one in Vault(work.pk).read("places", {}).get("alike", ())}
    if pair not in asked or what not in {"", SAME, OTHER}:
        raise Invalid("intake.not_decidable")
    said = {**work.mapping.get("alike", {}), pair: what}
    _go(
        work,
        Deed.CHECK,
        actor,
        now,
        mapping=work.mapping | {"alike": {one: word for one, word in said.items() if word}},
    )
    trail.record(kind, actor=actor, path=work.path, about=work.pk, key=key, at=now, data={"what": what, "rows": "all"})
    later("intake.check_rows", pk=work.pk)


@transaction.atomic
def set_option(*, work: Intake, name: str, on: bool, actor: Actor, key: UUID | None, now: datetime) -> None:
    """Tick an option of the list in the preview, or take the tick away. The rows are checked again."""
    of = list_of(work)
    if once.done(key, of.facts.decided, actor=actor, about=work.pk):
        return
    if name not in {option.name for option in of.options}:
        raise Invalid("intake.not_decidable")
    _go(work, Deed.CHECK, actor, now, mapping=work.mapping | {"options": work.mapping.get("options", {}) | {name: on}})
    data = {"what": name if on else f"no {name}", "rows": "all"}
    trail.record(of.facts.decided, actor=actor, path=work.path, about=work.pk, key=key, at=now, data=data)
    later("intake.check_rows", pk=work.pk)


@transaction.atomic
def correct_cell(
    *, work: Intake, cell: tuple[int, int, int], text: str, actor: Actor, key: UUID | None, now: datetime
) -> None:
    """Replace a cell (sheet, row, column) by the user's value, for this import only; the file is not changed.

    The rows are checked again.
    """
    kind = list_of(work).facts.corrected
    if once.done(key, kind, actor=actor, about=work.pk):
        return
    if not _has_cell(work.mapping["tables"], cell):
        raise Invalid("intake.cell_gone")
    _go(work, Deed.CHECK, actor, now)
    vault = Vault(work.pk)
    edits: Edits = vault.read("edits", {})
    edits[cell] = text.strip()[:500]
    vault.write("edits", edits)
    trail.record(kind, actor=actor, path=work.path, about=work.pk, key=key, at=now)
    later("intake.check_rows", pk=work.pk)


def _has_cell(tables: Sequence[Table], cell: tuple[int, int, int]) -> bool:
    sheet, number, column = cell
    if not 0 <= sheet < len(tables):
        return False
    return 0 <= column < len(tables[sheet]["names"]) and 0 < number <= tables[sheet]["rows"]


@transaction.atomic
def confirm(*, work: Intake, actor: Actor, key: UUID | None, now: datetime) -> None:
    """Confirm. The worker writes it, or returns it to the preview when something has changed.

    Somebody else's preview was judged with that person's posts: it is checked again for `actor`, who then confirms.
    """
    kind = list_of(work).facts.confirmed
    if once.done(key, kind, actor=actor, about=work.pk):
        return
    mine = work.by == actor.account
    if mine:
        _go(work, Deed.CONFIRM, actor, now, problem={})
        Vault(work.pk).tell(0)
    else:
        _go(work, Deed.CHECK, actor, now, problem={"code": "intake.checked_for_you", "data": {}})
    trail.record(kind, actor=actor, path=work.path, about=work.pk, key=key, at=now)
    later("intake.write_rows" if mine else "intake.check_rows", pk=work.pk)


@transaction.atomic
def give_up(*, work: Intake, actor: Actor, key: UUID | None, now: datetime) -> None:
    """Cancel: nothing was written and nothing is kept. An import that is being written can no longer be cancelled."""
    kind = list_of(work).facts.given_up
    if once.done(key, kind, actor=actor, about=work.pk):
        return
    open_ones = MOVES.states_for(Deed.GIVE_UP)
    if take(work.pk, open_ones, Deed.GIVE_UP, now, role=Role.PERSON, ended_at=now) is None:
        raise Conflict(_CHANGED)
    trail.record(kind, actor=actor, path=work.path, about=work.pk, key=key, at=now)
    transaction.on_commit(Vault(work.pk).clear)


def import_file(  # noqa: PLR0913 (all that a user says page by page)
    *, of: List, path: Path, place: Place, actor: Actor, now: datetime, decisions: Mapping[str, str] | None = None,
    alike: Mapping[str, str] | None = None, limits: Limits = DEFAULT, tell: Callable[[Intake], None] | None = None,
) -> Intake:  # fmt: skip
    """All steps at once, for the command line, as a user takes them page by page.

    `decisions`: verdict -> choice, such as {"moved": "move"}, for rows that wait for a decision; without one they are
    returned. `alike`: the name of a place -> SAME or OTHER, where it may be another's; "" for every name. `tell` is
    called with the import after reading and after checking. Raises the refusal that a user would see, and Invalid when
    the columns cannot be recognised automatically.
    """
    with path.open("rb") as file:
        pieces = iter(lambda: file.read(PIECE), b"")
        most = max(of.largest, limits.parts_bytes)
        work = start_import(
            of=of, place=place, file_name=path.name, pieces=pieces, actor=actor, key=None, now=now, most=most,
            enqueue=False,
        )  # fmt: skip
    worker.read(work.pk, now, limits)
    work = _looked_at(work, tell)
    if work.state == State.MAPPING:
        _take_columns(work, actor, now)
    worker.check(work.pk, now)
    if alike:
        _say_alike(work, alike, actor, now)
    work = _looked_at(work, tell)
    for verdict, what in (decisions or {}).items():
        decide(work=work, verdict=verdict, row=None, what=what, actor=actor, key=None, now=now)
        work.refresh_from_db()
    with transaction.atomic():
        _go(work, Deed.CONFIRM, actor, now, problem={})
    worker.write(work.pk, now)
    return _looked_at(work, None)


def _take_columns(work: Intake, actor: Actor, now: datetime) -> None:
    """The columns as they were recognised, because nobody corrects them at the command line."""
    of = list_of(work)
    used = [table for table in work.mapping["tables"] if table.get("use")]
    if not used:
        raise Invalid("intake.no_table_used")
    for table in used:
        of.check_columns({int(at): name for at, name in table["columns"].items()})
    with transaction.atomic():
        _go(work, Deed.CHECK, actor, now)
        trail.record(of.facts.columns_set, actor=actor, path=work.path, about=work.pk, at=now)


def _say_alike(work: Intake, named: Mapping[str, str], actor: Actor, now: datetime) -> None:
    """Until nothing is asked any more: when one name is no other place's, it may be that of a third."""
    while True:
        work.refresh_from_db()
        said = dict(work.mapping.get("alike", {}))
        pairs = [AlikePlaces(*one) for one in Vault(work.pk).read("places", {}).get("alike", ())]
        told = {pair.key: named.get(pair.name) or named.get(pair.other) or named.get("", "") for pair in pairs}
        new = {key: what for key, what in told.items() if what and key not in said}
        if work.state != State.PREVIEW or not new:
            return
        with transaction.atomic():
            _go(work, Deed.CHECK, actor, now, mapping=work.mapping | {"alike": said | new})
            data = {"what": ",".join(sorted(set(new.values()))), "rows": "all"}
            trail.record(list_of(work).facts.decided, actor=actor, path=work.path, about=work.pk, at=now, data=data)
        worker.check(work.pk, now)


def _looked_at(work: Intake, tell: Callable[[Intake], None] | None) -> Intake:
    work.refresh_from_db()
    if work.state == State.FAILED or work.problem:
        raise Refused(work.problem["code"], **work.problem["data"])
    if tell:
        tell(work)
    return work


class Refused(Expected):
    """Raise the refusal that the worker stored, for the caller at the command line."""

    status = 422


def note_seen(*, work: Intake, what: str, actor: Actor, now: datetime) -> None:
    """Record a look at the rows of a file, which are personal data: `what` is "preview", "row" or "returned"."""
    kind = list_of(work).facts.seen
    trail.record(kind, actor=actor, path=work.path, about=work.pk, at=now, data={"what": what})
