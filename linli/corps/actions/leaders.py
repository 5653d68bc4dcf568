"""Importing a file of leaders: start, read and judge, confirm, write all or nothing.

The file and its parsed rows are stored sealed in a folder (`people.imports.vault`) until the import ends. The changes
are judged twice: for the preview, and again inside the transaction that writes, so that a change made meanwhile is
seen.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from linli.access.actor import Actor, system
from linli.access.models import Account, actor_of
from linli.access.permissions import Permission as P
from linli.corps.leaders import COLUMNS, NEEDED, TITLES, Row, parse_rows, unmapped
from linli.corps.leaders_moves import BUSY, MOVES, Deed, Role, State
from linli.corps.leaders_writing import write_judged
from linli.corps.models import LeaderImport
from linli.corps.queries.leaders import Judge, Judged, counts
from linli.kernel.errors import Conflict, Expected, Invalid, NotAllowed
from linli.kernel.facts import trail
from linli.kernel.sheets import Columns, SheetStart, read_stream
from linli.kernel.sheets.header import SEARCHED_ROWS
from linli.kernel.sheets.runs import shown_file_name
from linli.kernel.time import clock
from linli.kernel.work.queue import later
from linli.kernel.writes import once
from linli.kernel.writes.change import change_all
from linli.people.imports.memory import remember, remembered
from linli.people.imports.staging import digest, header_of
from linli.people.imports.vault import Vault, store
from linli.places.actions.growing import ensure_places
from linli.places.actions.tree import lock_street
from linli.places.models import Place

MOST_BYTES = 20 * 1024 * 1024
KEPT_FOR = timedelta(days=7)
SILENT_SECONDS = 120


@transaction.atomic
def start_import(
    *,
    root: Place,
    chunks: Iterable[bytes],
    file_name: str,
    make_places: bool,
    actor: Actor,
    key: UUID | None,
    now: datetime,
) -> LeaderImport:
    """Seal the upload and queue the reading. Raises Invalid at "file" beyond 20 MB or on a full disk."""
    if done := once.made(LeaderImport, key, "corps.leaders_uploaded", actor=actor):
        return done
    made = LeaderImport(
        place=root, path=root.path, state=State.READING, file_name=shown_file_name(file_name, "名册"),
        make_places=make_places,
    )  # fmt: skip
    made.by, made.by_name, made.started_at, made.beat_at = actor.account, actor.name, now, now
    made.file_size = store(Vault(made.pk), "file", chunks, MOST_BYTES)
    made.save(force_insert=True)
    trail.record("corps.leaders_uploaded", actor=actor, path=root.path, about=made.pk, key=key, at=now)
    later("corps.read_leaders", pk=made.pk)
    return made


def read_import(pk: UUID, now: datetime) -> None:
    """Parse and judge; then a person must confirm. A file that cannot be used ends the import with its reason."""
    run = LeaderImport.objects.select_related("place").get(pk=pk)
    if run.state != State.READING:
        return
    vault = Vault(pk)
    try:
        table = vault.read("table") or _table(vault, run.path)
        vault.write("table", table)
        vault.remove("file")
        if missing := unmapped(table["mapping"].values()):
            _ask_columns(run, missing)
            return
        vault.tell(60)
        _show(run, table, _judge(run, table), now)
    except Expected as refusal:
        _fail(run, refusal, now)


@transaction.atomic
def _show(run: LeaderImport, table: dict[str, Any], judged: Sequence[Judged], now: datetime) -> None:
    """Of two workers on one step only the first writes the preview: the second waits here, and is refused."""
    header, mapping = table["header"], table["mapping"]
    columns = {TITLES[known]: header[column] for column, known in mapping.items()}
    _move(run, Deed.SHOW, Role.WORKER, counts=counts(judged), columns=columns, progress=0, beat_at=now)
    Vault(run.pk).write("preview", [_line(item) for item in judged])


def _table(vault: Vault, path: str) -> dict[str, Any]:
    """The first sheet whose columns name a person and a post, as remembered for this place or by their headers.

    When there is none, the sheet with most known columns, whose meaning the user must assign. Raises Invalid when no
    sheet has a header.
    """
    tables: list[dict[str, Any]] = []
    for rows in _sheets(vault):
        head = header_of(rows[:SEARCHED_ROWS], COLUMNS)
        below = rows[head["row"] + 1 :]
        if head["names"]:
            tables.append(head | {"digest": header_digest(head["names"]), "below": below})
    known = remembered(path, tables)
    for table in tables:
        columns = known.get(table["digest"], table["columns"])
        table["mapping"] = {int(column): field for column, field in columns.items() if field in COLUMNS}
    best = max(tables, key=_usable, default=None)
    if best is None or (unmapped(best["mapping"].values()) and not best["below"]):
        raise Invalid("corps.import_columns", columns="、".join(TITLES[known] for known in NEEDED))
    return {"header": best["names"], "mapping": best["mapping"], "first": best["row"] + 2, "rows": best["below"]}


def _usable(table: dict[str, Any]) -> tuple[bool, bool, int]:
    return (not unmapped(table["mapping"].values()), bool(table["below"]), len(table["mapping"]))


def header_digest(names: Sequence[str]) -> str:
    """The key under which the columns are remembered, different from that of a register with the same headers."""
    return digest(["责任人", *names])


def _ask_columns(run: LeaderImport, missing: Sequence[str]) -> None:
    problem = {"code": "corps.columns_needed", "data": {"columns": "、".join(TITLES[known] for known in missing)}}
    _move(run, Deed.ASK, Role.WORKER, problem=problem, progress=0)


@transaction.atomic
def set_columns(
    *, run: LeaderImport, columns: Mapping[int, str], actor: Actor, key: UUID | None, now: datetime
) -> None:
    """Assign the meaning of each column; it is remembered for this place, and the rows are judged again.

    Raises Invalid when there is no column for names or posts or a field is given twice, Conflict once it is written.
    """
    if once.done(key, "corps.leaders_columns_set", actor=actor, about=run.pk):
        return
    twice = next((field for field, count in Counter(columns.values()).items() if count > 1), "")
    if twice:
        raise Invalid("imports.field_twice", field=twice, name=TITLES[twice])
    if missing := unmapped(columns.values()):
        raise Invalid("corps.columns_needed", columns="、".join(TITLES[known] for known in missing))
    vault = Vault(run.pk)
    table = vault.read("table")
    if table is None:
        raise Conflict("corps.import_changed")
    _move(run, Deed.READ, Role.PERSON, problem={}, beat_at=now)
    vault.write("table", table | {"mapping": dict(columns)})
    kept = {str(column): field for column, field in columns.items()}
    remember(run.path, [{"use": True, "columns": kept, "digest": header_digest(table["header"])}], now)
    trail.record("corps.leaders_columns_set", actor=actor, path=run.path, about=run.pk, key=key, at=now)
    later("corps.read_leaders", pk=run.pk)


def _sheets(vault: Vault) -> list[list[list[Any]]]:
    sheets: list[list[list[Any]]] = []
    for part in read_stream(vault.pieces("file")):
        if isinstance(part, SheetStart):
            sheets.append([])
        elif isinstance(part, Columns):
            sheets[-1].extend(map(list, zip(*part.columns, strict=True)))
    return sheets


def _rows(table: dict[str, Any]) -> list[Row]:
    rows = list(parse_rows(table["rows"], table["mapping"], table["first"]))
    if not rows:
        raise Invalid("corps.import_empty")
    return rows


def _judge(run: LeaderImport, table: dict[str, Any]) -> list[Judged]:
    judge = Judge(run.place, _actor_of(run), clock.today(), make_places=run.make_places)
    return judge.judge(_rows(table))


def _actor_of(run: LeaderImport) -> Actor:
    """The actor who started it, with the posts of today: a post lost meanwhile no longer counts."""
    account = Account.objects.filter(pk=run.by).first()
    return actor_of(account, clock.today()) if account else system(run.by_name)


def _line(item: Judged) -> tuple[Any, ...]:
    """A judged row as plain values for the preview, without the phone."""
    row = item.row
    title = item.post.title if item.post else row.title
    return (row.number, item.state, row.name, title, item.where, item.code, item.told, list(item.changes), row.warning)


def _fail(run: LeaderImport, refusal: Expected, now: datetime) -> None:
    """End the import with its reason; nothing when another worker or a person ended this step first."""
    if refusal.code == MOVES.no_move:
        return
    problem = {"code": refusal.code, "data": {key: str(value) for key, value in refusal.data.items()}}
    with suppress(Conflict):
        _move(run, Deed.FAIL, Role.WORKER, problem=problem, ended_at=now)
        Vault(run.pk).clear()


def _move(run: LeaderImport, deed: Deed, by: Role, **changes: object) -> None:
    """Raises Conflict when the state does not allow the deed, and when another request changed the state first."""
    new = MOVES.check(State(run.state), deed, {by})
    if not change_all(LeaderImport.objects.filter(pk=run.pk, state=run.state), state=new, **changes):
        raise Conflict("corps.import_changed")


@transaction.atomic
def confirm_import(*, run: LeaderImport, actor: Actor, key: UUID | None, now: datetime) -> None:
    """Write what the preview showed, in the background. Raises Conflict when it was confirmed or dropped already."""
    if once.done(key, "corps.leaders_confirmed", actor=actor, about=run.pk):
        return
    _move(run, Deed.CONFIRM, Role.PERSON, beat_at=now)
    trail.record("corps.leaders_confirmed", actor=actor, path=run.path, about=run.pk, key=key, at=now)
    later("corps.write_leaders", pk=run.pk)


@transaction.atomic
def drop_import(*, run: LeaderImport, actor: Actor, key: UUID | None, now: datetime) -> None:
    if once.done(key, "corps.leaders_dropped", actor=actor, about=run.pk):
        return
    _move(run, Deed.DROP, Role.PERSON, ended_at=now)
    trail.record("corps.leaders_dropped", actor=actor, path=run.path, about=run.pk, key=key, at=now)
    transaction.on_commit(Vault(run.pk).clear)


@transaction.atomic
def resume_import(*, run: LeaderImport, actor: Actor, key: UUID | None, now: datetime) -> None:
    """Start again a step that a stopped server left: both steps may run twice without harm."""
    if once.done(key, "corps.leaders_resumed", actor=actor, about=run.pk):
        return
    if run.state not in BUSY:
        raise Conflict("corps.import_changed")
    trail.record("corps.leaders_resumed", actor=actor, path=run.path, about=run.pk, key=key, at=now)
    _go_on(run)


def _go_on(run: LeaderImport) -> None:
    later("corps.read_leaders" if run.state == State.READING else "corps.write_leaders", pk=run.pk)


def write_import(pk: UUID, now: datetime) -> None:
    """All or nothing: members, terms, charges and grants in one transaction that also ends the import."""
    run = LeaderImport.objects.select_related("place").get(pk=pk)
    if run.state != State.WRITING:
        return
    vault = Vault(pk)
    try:
        with transaction.atomic():
            _write(run, vault, now)
    except Expected as refusal:
        _fail(run, refusal, now)
        return
    vault.remove("file", "progress")


def _write(run: LeaderImport, vault: Vault, now: datetime) -> None:
    actor = _actor_of(run)
    if actor.account is not None and not actor.may(P.CORPS_APPOINT, run.path):
        raise NotAllowed("access.not_allowed", permission=str(P.CORPS_APPOINT))
    lock_street(run.path)
    if not LeaderImport.objects.filter(pk=run.pk, state=run.state).exists():
        raise Conflict(MOVES.no_move)
    rows = _rows(vault.read("table"))
    vault.tell(10)
    judged = load_rows(run.place, rows, actor, now, make_places=run.make_places)
    vault.tell(95)
    _move(run, Deed.FINISH, Role.WORKER, counts=counts(judged), progress=100, ended_at=now)
    vault.write("preview", [_line(item) for item in judged])
    data = counts(judged)
    trail.record("corps.leaders_imported", actor=actor, path=run.path, about=run.pk, at=now, data=data)


def load_rows(root: Place, rows: Sequence[Row], actor: Actor, now: datetime, *, make_places: bool) -> list[Judged]:
    """Judge and write rows in the caller's transaction: for the import, and for callers that have rows already."""
    today = timezone.localdate(now)
    judged = Judge(root, actor, today, make_places=make_places).judge(rows)
    if make_places:
        _make_places(root, judged, actor, now)
    write_judged(judged, actor=actor, today=today, now=now)
    return judged


def _make_places(root: Place, judged: Sequence[Judged], actor: Actor, now: datetime) -> None:
    wanted = [item for item in judged if item.state in {"new", "changed"} and len(item.places) < len(item.row.chains)]
    chains = {chain for item in wanted for chain in item.row.chains if chain}
    if not chains:
        return
    if actor.account is not None and not actor.may(P.PLACES_EDIT, root.path):
        raise NotAllowed("access.not_allowed", permission=str(P.PLACES_EDIT))
    found = ensure_places(root=root, chains=chains, actor=actor, now=now)
    for item in wanted:
        item.places = tuple(found[chain] for chain in item.row.chains if chain)


@transaction.atomic
def tidy_imports(now: datetime) -> None:
    """After seven days only the counts of an import are kept: an open one is dropped, an ended one cleared."""
    old = LeaderImport.objects.filter(started_at__lt=now - KEPT_FOR)
    for run in old.filter(ended_at=None):
        with suppress(Conflict):  # it ended meanwhile
            _move(run, Deed.EXPIRE, Role.WORKER, ended_at=now)
            trail.record("corps.leaders_expired", actor=None, path=run.path, about=run.pk, at=now)
    for pk in old.values_list("pk", flat=True):
        Vault(pk).clear()


def resume_stale(now: datetime) -> None:
    """Start again what a stopped server left. If a worker is alive after all, it does no harm: each step may run
    twice."""
    for run in LeaderImport.objects.filter(state__in=BUSY):
        alive = max(Vault(run.pk).progress()[1], (run.beat_at or run.started_at).timestamp())
        same = LeaderImport.objects.filter(pk=run.pk, state=run.state, beat_at=run.beat_at)
        if now.timestamp() - alive > SILENT_SECONDS and same.update(beat_at=now):
            _go_on(run)
