"""The three steps of the worker: read the file, check its rows, write them.

Each takes the import by a conditional update, reports progress outside the database, and either moves it to the next
state or leaves it for another worker. Writing is one transaction: everything or nothing.
"""

import gc
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import DatabaseError, transaction
from django.utils import timezone

from linli.access.actor import Actor, system
from linli.access.models import Account, actor_of
from linli.access.permissions import Permission as P
from linli.kernel.errors import Conflict, Expected, Invalid, NotAllowed
from linli.kernel.facts import trail
from linli.kernel.sheets import DEFAULT, Limits, read_stream
from linli.kernel.writes.change import change_all
from linli.kernel.writes.counted import count_again
from linli.people.imports import staging
from linli.people.imports.matching import Plan, match
from linli.people.imports.memory import remembered
from linli.people.imports.preview import dump_returned, dump_worries
from linli.people.imports.reading import Reader, Rows, join_doors
from linli.people.imports.register import Register, fingerprint, register_of
from linli.people.imports.rules import KEPT_FOR, MOVES, Deed, Role, State, decided, outcome
from linli.people.imports.staging import Staged
from linli.people.imports.territory import Territory, survey, to_be_made
from linli.people.imports.vault import Vault
from linli.people.imports.writing import ImportWrite, write
from linli.people.models import Household, RegisterImport, Resident
from linli.places.actions.tree import lock_street
from linli.places.models import Place
from linli.places.written import title_levels

SKIPPED = "不导入"  # a sheet whose name says that it is an example, as in our template


def take(
    pk: UUID, states: Iterable[State], deed: Deed, now: datetime, *, role: Role = Role.WORKER, **changes: Any
) -> RegisterImport | None:
    """Move the import on by `deed` if it is in one of `states`; None when it is not: somebody else moved it, or it
    ended."""
    leading: dict[State, list[State]] = {}
    for state in states:
        leading.setdefault(MOVES.check(state, deed, {role}), []).append(state)
    for target, from_here in leading.items():
        rows = RegisterImport.objects.filter(pk=pk, state__in=from_here)
        if change_all(rows, state=target, beat_at=now, **changes):
            return RegisterImport.objects.get(pk=pk)
    return None


@contextmanager
def refused(pk: UUID, state: State, now: datetime) -> Iterator[None]:
    """An expected refusal is stored with its reason, one step back where possible, so that nothing typed is lost.

    A full disk counts as expected; a bug crashes the task.
    """
    try:
        yield
    except Expected as refusal:
        _back_or_fail(pk, state, refusal, now)
    except DatabaseError as error:
        text = str(error).lower()
        if "full" not in text and "no space" not in text and "disk i/o" not in text:
            raise
        _back_or_fail(pk, state, Invalid("imports.disk_full"), now)


def _back_or_fail(pk: UUID, state: State, refusal: Expected, now: datetime) -> None:
    if state not in MOVES.states_for(Deed.BACK) or isinstance(refusal, NotAllowed):
        fail(pk, refusal, now)
    else:
        take(pk, {state}, Deed.BACK, now, problem=_problem(refusal))


def _problem(refusal: Expected) -> dict[str, Any]:
    return {"code": refusal.code, "data": {name: str(value) for name, value in refusal.data.items()}}


def fail(pk: UUID, refusal: Expected, now: datetime) -> None:
    work = take(pk, MOVES.states_for(Deed.FAIL), Deed.FAIL, now, problem=_problem(refusal), ended_at=now)
    if work is not None:
        trail.record(
            "people.import_failed",
            actor=importer(work, now),
            path=work.path,
            about=pk,
            at=now,
            data={"code": refusal.code},
        )
        Vault(pk).clear()


def importer(work: RegisterImport, now: datetime) -> Actor:
    """The actor who started it, with the posts they hold now; the system itself for the command line."""
    if work.by is None:
        return system(work.by_name or "系统")
    return actor_of(Account.objects.get(pk=work.by), timezone.localtime(now).date())


def _check_may(work: RegisterImport, actor: Actor) -> None:
    if actor.account is not None and not actor.may(P.PEOPLE_IMPORT, work.path):
        raise NotAllowed("access.not_allowed", permission=str(P.PEOPLE_IMPORT))


def read(pk: UUID, now: datetime, limits: Limits = DEFAULT) -> State | None:
    """Parse the file into the vault. Returns the state afterwards; None when another worker took it."""
    work = take(pk, {State.RECEIVED, State.READING}, Deed.READ, now)
    if work is None:
        return None
    vault = Vault(pk)
    with uncollected(), refused(pk, State.READING, now):
        vault.tell(5)
        tables = staging.stage(vault, read_stream(vault.pieces("file"), limits=limits))
        if not any(table["rows"] and table["names"] for table in tables):
            raise Invalid("sheets.no_rows")
        known = remembered(work.path, tables)
        for table in tables:
            table["columns"] = known.get(table["digest"], table["columns"])
            table["use"] = bool(table["columns"]) and not table["hidden"] and SKIPPED not in table["name"]
        sure = all(table["digest"] in known for table in tables if table["use"]) and any(t["use"] for t in tables)
        mapping = {"tables": tables, "remembered": sure}
        return _moved(pk, State.READING, Deed.CHECK if sure else Deed.ASK, now, mapping=mapping)
    return State.FAILED


def _moved(pk: UUID, state: State, deed: Deed, now: datetime, **changes: Any) -> State | None:
    found = take(pk, {state}, deed, now, **changes)
    return State(found.state) if found else None


def check(pk: UUID, now: datetime) -> State | None:
    """Work out what would be written, for the preview. The register is not changed."""
    work = RegisterImport.objects.filter(pk=pk, state=State.CHECKING).first()
    if work is None:
        return None
    RegisterImport.objects.filter(pk=pk, state=State.CHECKING).update(beat_at=now)
    vault = Vault(pk)
    with uncollected(), refused(pk, State.CHECKING, now):
        actor = importer(work, now)
        _check_may(work, actor)
        rows = read_rows(work, vault, now)
        if not len(rows):
            raise Invalid("imports.no_people")
        seen = fingerprint(work.path)
        plan, land, _register = plan_of(work, rows, actor)
        vault.tell(80)
        staging.dump_plan(vault, rows, plan, land, seen)
        dump_returned(vault, rows, plan, decided(plan.verdicts, work.mapping), work.mapping["tables"])
        counts = plan.counts() | {"worries": dump_worries(vault, rows, plan, work.mapping["tables"])}
        counts["values_left_out"] = len(
            {row for row, _name, _code in rows.value_faults if plan.verdicts[row] != "rejected"}
        )
        counts["doors"] = len({rows.place[at] for at, v in enumerate(plan.verdicts) if v not in {"rejected", "same"}})
        wanted = {rows.place[at] for at, verdict in enumerate(plan.verdicts) if verdict in {"new", "moved"}}
        mapping = work.mapping | {"places": to_be_made(land, wanted)}
        mapping["decisions"] = _still_asked(mapping.get("decisions", {}), plan)
        return _moved(pk, State.CHECKING, Deed.SHOW, now, counts=counts, mapping=mapping)
    return State.MAPPING


def _still_asked(decisions: dict[str, str], plan: Plan) -> dict[str, str]:
    return {row: what for row, what in decisions.items() if plan.verdicts[int(row)] in {"moved", "duplicate"}}


def read_rows(work: RegisterImport, vault: Vault, now: datetime) -> Rows:
    """The staged rows, with the user's corrections, as people."""
    tables = work.mapping["tables"]
    reader = Reader(timezone.localtime(now).date(), text_table=len(tables) == 1 and tables[0]["name"] == "CSV")
    edits: staging.Edits = vault.read("edits", {})
    current, total, done = -1, sum(table["rows"] for table in tables) or 1, 0
    for sheet, first, columns in staging.chunks(vault):
        table = tables[sheet]
        done += len(columns[0]) if columns else 0
        if not table.get("use"):
            continue
        if sheet != current:
            current = sheet
            reader.sheet({int(at): name for at, name in table["columns"].items()}, table["names"], _title(work, sheet))
        skip = max(table["row"] + 2 - first, 0)
        reader.add(sheet, first + skip, [column[skip:] for column in columns] if skip else columns, edits)
        vault.tell(5 + 55 * done // total)
    return reader.rows


def _title(work: RegisterImport, sheet: int) -> str:
    """The sheet's name; the file's where only one sheet is used and its own name says nothing."""
    tables = work.mapping["tables"]
    alone = sum(bool(table.get("use")) for table in tables) == 1
    return tables[sheet]["name"] if title_levels(tables[sheet]["name"]) or not alone else work.file_name


def plan_of(work: RegisterImport, rows: Rows, actor: Actor) -> tuple[Plan, Territory, Register]:
    root = Place.objects.get(path=work.path)
    land = survey(root, rows)
    join_doors(rows, land.identities())
    register = register_of(work.path)

    def may_move(path: str) -> bool:
        return actor.account is None or actor.may(P.PEOPLE_IMPORT, path)

    return match(rows, land.paths(), land.faults, register, may_move), land, register


@contextmanager
def uncollected() -> Iterator[None]:
    """No garbage collection here: a register is a million small objects that all stay alive, and it took a quarter of
    the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def write_rows(pk: UUID, now: datetime) -> State | None:
    """Write what was previewed, or check again when the register has changed so that the preview no longer holds."""
    work = RegisterImport.objects.filter(pk=pk, state=State.WRITING).first()
    if work is None:
        return None
    RegisterImport.objects.filter(pk=pk, state=State.WRITING).update(beat_at=now)
    vault = Vault(pk)
    with uncollected(), refused(pk, State.WRITING, now):
        vault.tell(1)
        staged = staging.load_plan(vault)
        try:
            return _write(work, staged, vault, now)
        except Conflict as conflict:
            _moved(pk, State.WRITING, Deed.CHECK, now, problem=_problem(conflict))
            return check(pk, now)
    return State.PREVIEW


@transaction.atomic
def _write(work: RegisterImport, staged: Staged, vault: Vault, now: datetime) -> State | None:
    """One transaction. It locks the street first, so the second of two imports sees what the first has written."""
    lock_street(work.path)
    actor = importer(work, now)
    _check_may(work, actor)
    decisions = decided(staged.plan.verdicts, work.mapping)
    register, plan = _verified(work, staged, actor)
    deed = ImportWrite(
        work=work, root=Place.objects.get(path=work.path), rows=staged.rows, plan=plan, below=staged.below,
        doors=staged.doors, shops=staged.shops, decided=decisions, register=register, actor=actor, now=now,
        tell=vault.tell,
    )  # fmt: skip
    write(deed)
    undecided = plan.verdicts.count("moved") + plan.verdicts.count("duplicate") - len(decisions)
    counts = work.counts | outcome(work.counts, undecided) | {"undecided": undecided, "at": int(now.timestamp())}
    dump_returned(vault, staged.rows, plan, decisions, work.mapping["tables"])
    ended = take(work.pk, {State.WRITING}, Deed.FINISH, now, counts=counts, ended_at=now, problem={}, progress=100)
    if ended is None:
        raise Conflict("imports.changed_meanwhile")
    trail.record("people.imported", actor=actor, path=work.path, about=work.pk, at=now, data=counts)
    count_again(Place, Household, Resident)
    transaction.on_commit(lambda: vault.remove("file", "rows", "plan", "edits", "worries"))
    return State.DONE


def _verified(work: RegisterImport, staged: Staged, actor: Actor) -> tuple[Register, Plan]:
    """The register, under the lock. Raises Conflict when it changed so that any row would now be judged differently."""
    if fingerprint(work.path) == staged.fingerprint:
        return (Register() if not staged.plan.known and not _has_homes(work) else register_of(work.path)), staged.plan
    plan, land, register = plan_of(work, staged.rows, actor)
    same = (plan.verdicts, plan.changes, plan.first) == (staged.plan.verdicts, staged.plan.changes, staged.plan.first)
    if not same or land.below != staged.below:
        raise Conflict("imports.register_changed")
    staged.doors = land.doors
    return register, plan


def _has_homes(work: RegisterImport) -> bool:
    from linli.people.models import Household

    return Household.objects.under(work.path).filter(until=None).exists()


def silent(work: RegisterImport, now: datetime, silence: timedelta) -> bool:
    """Whether there was no sign of life of the worker, in database and progress file, for that long."""
    _percent, told = Vault(work.pk).progress()
    last = max(work.beat_at.timestamp() if work.beat_at else work.started_at.timestamp(), told)
    return now.timestamp() - last > silence.total_seconds()


def clean(now: datetime) -> None:
    """After seven days only the counts of an import are kept: an open one is cancelled, an ended one is cleared."""
    old = RegisterImport.objects.filter(started_at__lt=now - KEPT_FOR)
    for work in old.filter(ended_at=None):
        with transaction.atomic():
            if take(work.pk, MOVES.states_for(Deed.EXPIRE), Deed.EXPIRE, now, ended_at=now):
                trail.record("people.import_expired", actor=None, path=work.path, about=work.pk, at=now)
    for pk in old.values_list("pk", flat=True):
        Vault(pk).clear()
