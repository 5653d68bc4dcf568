"""Exports that are asked for, granted or refused by a second person, and fetched (docs/decisions/030)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F

from linli.access.actor import Actor
from linli.access.second import Second
from linli.kernel.errors import Conflict, NotAllowed
from linli.kernel.facts import trail
from linli.kernel.ids import new_id
from linli.kernel.text import reason_of
from linli.kernel.work import outbox
from linli.kernel.writes import once
from linli.kernel.writes.change import change, change_all
from linli.people import rules
from linli.people.models import ExportRequest
from linli.people.queries.export import Wanted
from linli.people.queries.exports import wanted_of, why_not
from linli.people.queries.search import SearchQuery


@dataclass(frozen=True)
class Purpose:
    code: str
    words: str


@dataclass(frozen=True)
class Verdict:
    """`until`: after it the request is over."""

    state: str
    answer: str
    until: datetime


DECIDED = {"granted": "people.export_granted", "refused": "people.export_refused"}


@transaction.atomic
def ask(
    *, asked: SearchQuery, wanted: Wanted, path: str, rows: int, purpose: Purpose, actor: Actor, key: UUID | None,
    now: datetime,
) -> ExportRequest:  # fmt: skip
    """`path` contains all of it. Whoever may grant it is told. Raises Invalid without a reason."""
    if done := once.made(ExportRequest, key, "people.export_asked", actor=actor):
        return done
    why = reason_of(purpose.words, most=120)
    row = ExportRequest.objects.create(
        path=path, text=asked.text, place=asked.place, residence=asked.residence, need=asked.need,
        whole_phone=wanted.whole_phone, whole_identity=wanted.whole_identity, purpose=purpose.code, reason=why,
        rows=rows, made_by=actor.account, made_by_person=actor.person, made_by_name=actor.name, made_at=now,
        until=now + rules.EXPORT_WAITS,
    )  # fmt: skip
    data = {"reason": why, "purpose": purpose.code, "rows": rows, "columns": wanted.columns(), "request": row.number}
    trail.record("people.export_asked", actor=actor, path=path, about=row.pk, key=key, at=now, data=data)
    _tell("people.export_asked", row, now)
    return row


@transaction.atomic
def grant(*, row: ExportRequest, actor: Actor, key: UUID | None, now: datetime) -> None:
    """Who asked can fetch the file for EXPORT_OPEN. Raises NotAllowed for who is no second person here, Conflict when
    it is decided or lapsed."""
    _decide(Verdict("granted", "", now + rules.EXPORT_OPEN), row, actor, key, now)


@transaction.atomic
def refuse(*, row: ExportRequest, reason: str, actor: Actor, key: UUID | None, now: datetime) -> None:
    """Raises Invalid without a reason, and what `grant` raises."""
    _decide(Verdict("refused", reason_of(reason, most=120), now), row, actor, key, now)


def _decide(verdict: Verdict, row: ExportRequest, actor: Actor, key: UUID | None, now: datetime) -> None:
    kind = DECIDED[verdict.state]
    if once.done(key, kind, actor=actor, about=row.pk):
        return
    if code := why_not(row, Second(actor)):
        raise NotAllowed(code)
    if row.state != "waiting" or row.until <= now:
        raise Conflict("people.export_decided")
    change(
        row, code="people.export_decided", where={"state": "waiting"}, state=verdict.state, answer=verdict.answer,
        until=verdict.until, decided_by=actor.account, decided_by_name=actor.name, decided_at=now,
    )  # fmt: skip
    data = {"request": row.number, "rows": row.rows, "columns": wanted_of(row).columns()}
    trail.record(kind, actor=actor, path=row.path, about=row.pk, key=key, at=now, data=data)
    _tell("people.export_decided", row, now)


@transaction.atomic
def fetched(*, row: ExportRequest, rows: int, actor: Actor, key: UUID | None, now: datetime) -> None:
    """Counted, and on the trail with rows and columns, before the first row is sent; auditors are told. The view loads
    `row` by the actor's right of today to export it. Raises Conflict for who did not ask, when it is over, and for a
    key used before: a file is made once."""
    if once.done(key, "people.exported", actor=actor, about=row.pk):
        raise Conflict("people.export_once")
    if actor.account != row.made_by:
        raise Conflict("people.export_not_yours")
    open_now = ExportRequest.objects.filter(pk=row.pk, state="granted", until__gt=now, fetches__lt=rules.EXPORT_FETCHES)
    if not open_now.update(fetches=F("fetches") + 1):
        raise Conflict("people.export_over")
    data = {"request": row.number, "reason": row.reason, "rows": rows, "columns": wanted_of(row).columns()}
    trail.record("people.exported", actor=actor, path=row.path, about=row.pk, key=key, at=now, data=data)
    _tell("people.export_fetched", row, now)


@transaction.atomic
def lapse(now: datetime) -> int:
    """Scheduled every night. Returns how many nobody decided in time; one fact for each."""
    over = ExportRequest.objects.filter(state="waiting", until__lte=now)
    rows = list(over.values_list("pk", "path"))
    change_all(over.filter(pk__in=[pk for pk, _path in rows]), state="lapsed")
    for pk, path in rows:
        trail.record("people.export_lapsed", actor=None, path=path, about=pk, at=now)
    return len(rows)


def _tell(topic: str, row: ExportRequest, now: datetime) -> None:
    person = str(row.made_by_person or "")
    by = "" if topic == "people.export_decided" else person
    outbox.put(topic, {"path": row.path, "person": person, "by": by, "about": str(new_id())}, at=now)
