"""Moving an import from state to state by conditional updates, and ending it when a step is refused or crashes."""

import gc
import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import DatabaseError, InterfaceError, OperationalError
from django.utils import timezone

from linli.access.actor import Actor, system
from linli.access.models import Account, actor_of
from linli.intake.lists import Job, list_of
from linli.intake.models import Intake
from linli.intake.rules import ENDED, KEPT, MOVES, Deed, Role, State
from linli.intake.vault import Vault
from linli.kernel.errors import Expected, Invalid, NotAllowed
from linli.kernel.facts import trail
from linli.kernel.work.task_actions import MOST_STARTS
from linli.kernel.writes.change import change_all

log = logging.getLogger(__name__)
_FULL = ("full", "no space", "disk i/o")


def take(
    pk: UUID, states: Iterable[State], deed: Deed, now: datetime, *, role: Role = Role.WORKER, **changes: Any
) -> Intake | None:
    """Move the import on by `deed` if it is in one of `states`; None when it is not: somebody else moved it, or it
    ended."""
    leading: dict[State, list[State]] = {}
    for state in states:
        leading.setdefault(MOVES.check(state, deed, {role}), []).append(state)
    for target, from_here in leading.items():
        if target in ENDED:
            changes["mapping"] = _kept(pk)
        rows = Intake.objects.filter(pk=pk, state__in=from_here)
        if change_all(rows, state=target, beat_at=now, **changes):
            return Intake.objects.get(pk=pk)
    return None


def _kept(pk: UUID) -> dict[str, Any]:
    held = Intake.objects.filter(pk=pk).values_list("mapping", flat=True).first() or {}
    return {name: held[name] for name in KEPT if name in held}


@contextmanager
def refused(pk: UUID, state: State, now: datetime) -> Iterator[None]:
    """An expected refusal is stored with its reason, one step back where possible, so that nothing typed is lost. A
    full disk counts as expected.

    A bug ends the import with a sentence and crashes the task. A database that cannot be reached is neither: the import
    is taken up again (`jobs.resume_stale`).
    """
    try:
        yield
    except Expected as refusal:
        _back_or_fail(pk, state, refusal, now)
    except Exception as error:
        if isinstance(error, DatabaseError) and any(word in str(error).lower() for word in _FULL):
            _back_or_fail(pk, state, Invalid("intake.disk_full"), now)
            return
        if not isinstance(error, OperationalError | InterfaceError):
            log.exception("import %s crashed while %s", pk, state)
            fail(pk, Invalid("intake.crashed"), now)
        raise


def _back_or_fail(pk: UUID, state: State, refusal: Expected, now: datetime) -> None:
    if state not in MOVES.states_for(Deed.BACK) or isinstance(refusal, NotAllowed):
        fail(pk, refusal, now)
    else:
        take(pk, {state}, Deed.BACK, now, problem=problem_of(refusal))


def problem_of(refusal: Expected) -> dict[str, Any]:
    return {"code": refusal.code, "data": {name: str(value) for name, value in refusal.data.items()}}


def fail(pk: UUID, refusal: Expected, now: datetime) -> None:
    work = take(pk, MOVES.states_for(Deed.FAIL), Deed.FAIL, now, problem=problem_of(refusal), ended_at=now)
    if work is not None:
        told = {"code": refusal.code}
        actor = importer(work, now)
        trail.record(list_of(work).facts.failed, actor=actor, path=work.path, about=pk, at=now, data=told)
        Vault(pk).clear()


def importer(work: Intake, now: datetime) -> Actor:
    """The actor who started it, with the posts they hold now; the system itself for the command line."""
    account = Account.objects.filter(pk=work.by).first() if work.by else None
    return actor_of(account, timezone.localtime(now).date()) if account else system(work.by_name or "系统")


def job_of(work: Intake, now: datetime) -> Job:
    """Raises NotAllowed when whoever started it has lost the permission since."""
    job = Job(list_of(work), work, Vault(work.pk), importer(work, now), now)
    if job.actor.account is not None and not job.actor.may(job.of.permission, work.path):
        raise NotAllowed("access.not_allowed", permission=str(job.of.permission))
    return job


@contextmanager
def three_starts(vault: Vault) -> Iterator[None]:
    """Raises Invalid where three workers died at this step: the next one would die too. Forgotten once a worker gets
    to its end, whatever that is."""
    started = vault.read("starts", 0)
    if started >= MOST_STARTS:
        vault.remove("starts")
        raise Invalid("intake.set_aside")
    vault.write("starts", started + 1)
    try:
        yield
    finally:
        vault.remove("starts")


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
