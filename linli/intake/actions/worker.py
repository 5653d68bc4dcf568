"""The three steps of the worker: read the file, check its rows, write them.

Each takes the import by a conditional update, reports progress outside the database, and either moves it to the next
state or leaves it for another worker. Writing is one transaction: everything or nothing.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from linli.intake import staging
from linli.intake.actions.memory import recall
from linli.intake.actions.states import job_of, problem_of, refused, take, three_starts, uncollected
from linli.intake.lists import Job, Line, list_of
from linli.intake.models import Intake
from linli.intake.returned import dump_returned
from linli.intake.rules import BUSY, KEPT_FOR, MOVES, SILENT_FOR, Deed, State, outcome, row_key
from linli.intake.vault import Vault
from linli.kernel.errors import Conflict, Invalid
from linli.kernel.facts import trail
from linli.kernel.sheets import DEFAULT, Limits, read_stream
from linli.places.actions.tree import lock_street
from linli.places.patterns import Chain
from linli.places.rules import DEPTH, PlaceKind, shown_name, sorting_number

SKIPPED = "不导入"  # a sheet whose name says that it is an example, as in our templates


def read(pk: UUID, now: datetime, limits: Limits = DEFAULT) -> State | None:
    """Parse the file into the vault. Returns the state afterwards; None when another worker took it."""
    work = take(pk, {State.RECEIVED, State.READING}, Deed.READ, now)
    if work is None:
        return None
    vault, of = Vault(pk), list_of(work)
    with uncollected(), refused(pk, State.READING, now), three_starts(vault):
        vault.tell(5)
        parts = read_stream(vault.pieces("file"), limits=limits)
        tables = staging.stage(vault, parts, of.synonyms, of.weak, of.header_mark)
        if not any(table["rows"] and table["names"] for table in tables):
            raise Invalid("sheets.no_rows")
        for table in tables:
            table["example"] = SKIPPED in table["name"]
            table["use"] = bool(table["columns"]) and not table["hidden"] and not table["example"]
        sure = recall(of.code, work.path, tables)
        mapping = work.mapping | {"tables": tables, "remembered": sure}
        return _moved(pk, State.READING, Deed.CHECK if sure else Deed.ASK, now, mapping=mapping)
    return State.FAILED


def _moved(pk: UUID, state: State, deed: Deed, now: datetime, **changes: Any) -> State | None:
    found = take(pk, {state}, deed, now, **changes)
    return State(found.state) if found else None


def check(pk: UUID, now: datetime) -> State | None:
    """Work out what would be written, for the preview. Nothing is changed."""
    work = _begun(pk, State.CHECKING, now)
    if work is None:
        return None
    with uncollected(), refused(pk, State.CHECKING, now), three_starts(Vault(pk)):
        job = job_of(work, now)
        found = job.of.check(job)
        if not found.counts["total"]:
            raise Invalid("intake.no_rows")
        job.tell(90)
        counts = found.counts | {"lines": len(found.lines)}
        mapping = work.mapping | {"places": dict(Counter(str(chain[-1][0]) for chain in found.places))}
        mapping["decisions"] = _still_asked(job, mapping.get("decisions", {}), found.lines)
        job.vault.write("lines", [tuple(line) for line in found.lines])
        asked = {row_key(*row): [_told(chain) for chain in chains] for row, chains in found.places_asked.items()}
        alike = [tuple(one) for one in found.alike]
        job.vault.write("places", {"named": _named(found.places), "asked": asked, "alike": alike})
        dump_returned(job.vault, found.returns, job.tables)
        return _moved(pk, State.CHECKING, Deed.SHOW, now, counts=counts, mapping=mapping)
    return State.MAPPING


MOST_FLOORS = 300


def _named(places: Collection[Chain]) -> dict[str, list[str]]:
    """Kind -> names of the places that would be made, but of stairwells and homes, which are too many; so are the
    floors of a whole street."""
    found: dict[str, list[str]] = {}
    for chain in sorted(
        places, key=lambda chain: (DEPTH[chain[-1][0]], [(sorting_number(*step), step[1]) for step in chain])
    ):
        if chain[-1][0] not in {PlaceKind.STAIRWELL, PlaceKind.DOOR}:
            found.setdefault(str(chain[-1][0]), []).append(_told(chain)[1])
    return {kind: names for kind, names in found.items() if kind != PlaceKind.FLOOR or len(names) <= MOST_FLOORS}


def _told(chain: Chain) -> tuple[str, str]:
    return str(chain[-1][0]), " ".join(shown_name(*step) for step in chain)


def _begun(pk: UUID, state: State, now: datetime) -> Intake | None:
    """The import in this state, with a sign of life; None when it is in another."""
    same = Intake.objects.filter(pk=pk, state=state)
    return same.first() if same.update(beat_at=now) else None


def _still_asked(job: Job, decisions: dict[str, str], lines: Sequence[Line]) -> dict[str, str]:
    """The decisions of rows that are asked what they were asked before: another home, or another question, is decided
    anew. `lines`: those of before are still in the vault."""
    if not decisions:
        return {}
    before, now = (_questions(job, some) for some in ([Line(*one) for one in job.vault.read("lines", [])], lines))
    return {key: what for key, what in decisions.items() if key in now and before.get(key, now[key]) == now[key]}


def _questions(job: Job, lines: Sequence[Line]) -> dict[str, tuple[Any, ...]]:
    asked = (line for line in lines if line.kind in job.of.questions and not job.of.questions[line.kind].offer)
    return {
        row_key(one.sheet, one.number): (
            one.who,
            one.kind,
            one.code,
            dict(one.told),
            one.path,
            tuple(map(tuple, one.changes)),
        )
        for one in asked
    }


def write(pk: UUID, now: datetime) -> State | None:
    """Write what was previewed, or check again when something has changed so that the preview no longer holds."""
    work = _begun(pk, State.WRITING, now)
    if work is None:
        return None
    with uncollected(), refused(pk, State.WRITING, now):
        Vault(pk).tell(1)
        try:
            with three_starts(Vault(pk)):
                return _write(work, now)
        except Conflict as conflict:
            _moved(pk, State.WRITING, Deed.CHECK, now, problem=problem_of(conflict))
            return check(pk, now)
    return State.PREVIEW


@transaction.atomic
def _write(work: Intake, now: datetime) -> State | None:
    """One transaction. It locks the street first, so the second of two imports sees what the first has written."""
    lock_street(work.path)
    job = job_of(work, now)
    done = job.of.write(job)
    counts = work.counts | outcome(work.counts, done.undecided, done.skipped)
    dump_returned(job.vault, done.returns, job.tables)
    ended = take(work.pk, {State.WRITING}, Deed.FINISH, now, counts=counts, ended_at=now, problem={}, progress=100)
    if ended is None:
        raise Conflict(MOVES.no_move)
    trail.record(job.of.facts.written, actor=job.actor, path=work.path, about=work.pk, at=now, data=counts)
    transaction.on_commit(lambda: job.vault.remove("file", "rows", "plan", "edits", "lines", "places"))
    return State.DONE


def silent(work: Intake, now: datetime) -> bool:
    """Whether there was no sign of life of the worker, in database and progress file, for SILENT_FOR."""
    _percent, told = Vault(work.pk).progress()
    last = max(work.beat_at.timestamp() if work.beat_at else work.started_at.timestamp(), told)
    return now.timestamp() - last > SILENT_FOR.total_seconds()


def take_stale(now: datetime) -> list[Intake]:
    """The imports whose worker has been silent; each is given to one caller alone, who queues its step again.

    If the worker is alive after all, this is harmless: reading and checking give the same result twice, and writing
    ends with a conditional update in its own transaction, so that only one of two can commit.
    """
    found = []
    for work in Intake.objects.filter(state__in=BUSY):
        with transaction.atomic():
            same = Intake.objects.filter(pk=work.pk, state=work.state, beat_at=work.beat_at)
            if silent(work, now) and same.update(beat_at=now):
                trail.record("intake.resumed", actor=None, path=work.path, about=work.pk, at=now)
                found.append(work)
    return found


def clean(now: datetime) -> None:
    """An import that is open for seven days is cancelled; what comes back lies ready for seven days after its end."""
    before = now - KEPT_FOR
    for work in Intake.objects.filter(started_at__lt=before, ended_at=None):
        with transaction.atomic():
            if take(work.pk, MOVES.states_for(Deed.EXPIRE), Deed.EXPIRE, now, ended_at=now):
                kind = list_of(work).facts.expired
                trail.record(kind, actor=None, path=work.path, about=work.pk, at=now)
    ended = Intake.objects.filter(Q(ended_at__lt=before) | Q(started_at__lt=before, state=State.CANCELLED))
    for pk in ended.values_list("pk", flat=True):
        Vault(pk).clear()
