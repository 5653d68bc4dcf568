"""What the worker does with a register: read its rows as people, match them, write them.

The engine (`intake.actions.worker`) calls `check` and `write`, and does the rest of each step.
"""

from collections import Counter
from collections.abc import Collection

from django.utils import timezone

from linli.access.permissions import Permission as P
from linli.intake.lists import AlikePlaces, Checked, Job, Written
from linli.kernel.errors import Conflict, Invalid
from linli.kernel.writes.counted import count_again
from linli.people.imports import staging
from linli.people.imports.changes import told_changes
from linli.people.imports.matching import ASKED, EMPTY, LIVES, NOTED, Plan, match
from linli.people.imports.merging import merge_rows
from linli.people.imports.preview import READ, lines_of, returns_of
from linli.people.imports.reading import Reader
from linli.people.imports.register import Register, fingerprint, register_of
from linli.people.imports.rows import Rows, join_doors
from linli.people.imports.staging import Staged
from linli.people.imports.territory import Territory, survey, to_be_made
from linli.people.imports.titles import titles_of
from linli.people.imports.writing import ImportWrite
from linli.people.imports.writing import write as write_all
from linli.people.models import Household, Resident
from linli.places.models import Place
from linli.places.patterns import Chain
from linli.places.written import normal_chain

_MAY_BUILD = frozenset({"odd", "moved", "gone", "left", "left_moved", "empty", "together"})  # when the user says so


def check(job: Job) -> Checked:
    """Work out what would be written, for the preview."""
    rows = read_rows(job)
    if not len(rows):
        raise Invalid("imports.no_people")
    seen = fingerprint(job.work.path)
    plan, land, register = plan_of(job, rows)
    job.tell(80)
    staging.dump_plan(job.vault, rows, plan, land, seen)
    counts = plan.counts()
    counts["values_left_out"] = len(
        {row for row, _name, code in rows.value_faults if plan.verdicts[row] != "rejected" and code not in READ}
    )
    counts["doors"] = len({rows.place[at] for at, v in enumerate(plan.verdicts) if v not in {"rejected", "same"}})
    places, asked = _to_be_made(rows, plan, land)
    return Checked(
        counts=counts,
        lines=list(lines_of(rows, plan, job.tables, told_changes(rows, plan, register, job.actor))),
        returns=returns_of(rows, plan, decided(job, rows, plan), job.tables),
        places=places,
        places_asked=asked,
        alike=_alike(land, rows),
    )


def _to_be_made(
    rows: Rows, plan: Plan, land: Territory
) -> tuple[Collection[Chain], dict[tuple[int, int], Collection[Chain]]]:
    """The places that new people need, and by row those that others need besides, about whom the user is asked."""
    sure = to_be_made(land, {rows.place[row] for row, v in enumerate(plan.verdicts) if v == "new"}, land.shops)
    known, more = set(map(normal_chain, sure)), dict[int, Collection[Chain]]()
    asked = {row: rows.place[row] for row, verdict in enumerate(plan.verdicts) if verdict in _MAY_BUILD}
    for at in {at for at in asked.values() if land.doors[at] is None}:
        more[at] = [chain for chain in to_be_made(land, {at}) if normal_chain(chain) not in known]
    return sure, {(rows.sheet[row], rows.number[row]): more[at] for row, at in asked.items() if more.get(at)}


def _alike(land: Territory, rows: Rows) -> list[AlikePlaces]:
    """The names of places that are asked about, or were, with the number of their rows."""
    found = Counter(land.alike[place] for place in rows.place if place >= 0)
    return [AlikePlaces(one.key, str(one.kind), one.name, one.other, n) for one, n in found.items() if one]


def decided(job: Job, rows: Rows, plan: Plan) -> dict[int, str]:
    """Row -> decision, of every row that has one."""
    asked = ((row, verdict) for row, verdict in enumerate(plan.verdicts) if verdict in ASKED)
    found = {row: job.decision(verdict, rows.sheet[row], rows.number[row]) for row, verdict in asked}
    return {row: what for row, what in found.items() if what}


def agreed_rows(job: Job, rows: Rows, plan: Plan, decisions: dict[int, str], offer: str) -> frozenset[int]:
    """The rows whose notes become needs, or a residence, as the user agrees."""
    noted = plan.noted if offer == NOTED else plan.lives
    agreed = (row for row in noted if job.decision(offer, rows.sheet[row], rows.number[row]) == "write")
    return frozenset(row for row in agreed if plan.is_written(row, decisions))


def _take_lodgers(rows: Rows, plan: Plan, decisions: dict[int, str]) -> None:
    """Who is named in a home that is let, and is its tenant as the user says."""
    lodgers = [row for row, what in decisions.items() if what == "lodger" and plan.verdicts[row] == EMPTY]
    plan.lives |= dict.fromkeys(lodgers, "lodger")
    plan.take_lives(rows, lodgers)


def read_rows(job: Job) -> Rows:
    """The staged rows, with the user's corrections, as people."""
    text_table = len(job.tables) == 1 and job.tables[0]["name"] == "CSV"
    reader = Reader(timezone.localtime(job.now).date(), text_table=text_table)
    current = -1
    for sheet, first, columns in job.pieces():
        if sheet != current:
            current, table = sheet, job.tables[sheet]
            columns_of = {int(at): name for at, name in table["columns"].items()}
            reader.sheet(columns_of, table["names"], _titles(job, sheet))
        reader.add(sheet, first, columns, job.edits)
    return reader.rows


def _titles(job: Job, sheet: int) -> list[str]:
    alone = sum(bool(table.get("use")) for table in job.tables) == 1
    return titles_of(job.tables[sheet]["name"], job.work.file_name if alone else "", job.titles.get(sheet, ()))


def plan_of(job: Job, rows: Rows) -> tuple[Plan, Territory, Register]:
    land = survey(job.place, rows, job.said_alike, makes=job.option("make_places"))
    join_doors(rows, land.identities())
    register = register_of(job.work.path)
    actor = job.actor

    def may_move(path: str) -> bool:
        return actor.account is None or actor.may(P.PEOPLE_IMPORT, path)

    return match(rows, land.paths(), land.faults, register, may_move), land, register


def write(job: Job) -> Written:
    """Write what was previewed. Raises Conflict when the register changed so that any row would be judged otherwise."""
    staged = staging.load_plan(job.vault)
    register, plan = _verified(job, staged)
    decisions = decided(job, staged.rows, plan)
    back = sum(plan.comes_back(row, decisions) for row in range(len(staged.rows)))
    skipped = sum(plan.is_skipped(row, decisions) and not plan.comes_back(row, decisions) for row in decisions)
    returns = returns_of(staged.rows, plan, decisions, job.tables)
    merge_rows(staged.rows, plan, decisions, register)
    plan.set_apart(decisions)
    plan.part_homes(staged.rows, decisions)
    plan.take_lives(staged.rows, agreed_rows(job, staged.rows, plan, decisions, LIVES))
    _take_lodgers(staged.rows, plan, decisions)
    write_all(
        ImportWrite(
            work=job.work, root=job.place, rows=staged.rows, plan=plan, below=staged.below, doors=staged.doors,
            shops=staged.shops, decided=decisions, noted=agreed_rows(job, staged.rows, plan, decisions, NOTED),
            register=register, actor=job.actor, now=job.now, tell=job.tell,
        )
    )  # fmt: skip
    count_again(Place, Household, Resident)
    return Written(back, returns, skipped)


def _verified(job: Job, staged: Staged) -> tuple[Register, Plan]:
    """The register, under the lock."""
    path = job.work.path
    if fingerprint(path) == staged.fingerprint:
        return (Register() if not staged.plan.known and not _has_homes(path) else register_of(path)), staged.plan
    plan, land, register = plan_of(job, staged.rows)
    same = all(getattr(plan, part) == getattr(staged.plan, part) for part in ("verdicts", "changes", "first", "gone"))
    if not same or land.below != staged.below:
        raise Conflict("intake.written_meanwhile")
    staged.doors = land.doors
    return register, plan


def _has_homes(path: str) -> bool:
    return Household.objects.under(path).filter(until=None).exists()
