"""Writing and checking the audit trail. One action = one transaction = the row and its fact."""

import hashlib
import hmac
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any, Protocol
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max

from linli.kernel.errors import Conflict
from linli.kernel.facts import declared
from linli.kernel.models import Fact, Seal
from linli.kernel.sealing import crypto
from linli.kernel.writes.prepared import insert, insert_many


class Who(Protocol):
    """What the trail needs of an actor."""

    @property
    def account(self) -> UUID | None: ...
    @property
    def name(self) -> str: ...


@dataclass(frozen=True)
class NewFact:
    """One of many facts of the same kind; the fields are those of `record`."""

    path: str
    about: UUID | None = None
    key: UUID | None = None
    data: dict[str, Any] = field(default_factory=dict)


def record(
    kind: str,
    *,
    actor: Who | None,
    path: str,
    at: datetime,
    about: UUID | None = None,
    key: UUID | None = None,
    data: dict[str, Any] | None = None,
) -> None:
    """Add a fact inside the caller's transaction. `kind` is one that a room declares in its `facts.py`, else KeyError.

    No personal content goes into `data`: names of fields that changed, counts, ids, reasons. A fact with a `key` must
    give `about`: `writes.once` compares it when the key comes again.
    """
    insert(_fact(kind, NewFact(path, about, key, data or {}), actor, at))


def record_many(kind: str, facts: Iterable[NewFact], *, actor: Who | None, at: datetime) -> None:
    """Add many facts of one kind at once. Raises Conflict("kernel.key_used") when one of the keys was used.

    `once.done_many` has checked the keys before, so this happens only when a key was also sent singly at the same
    moment.
    """
    rows = [_fact(kind, new, actor, at) for new in facts]
    try:
        with transaction.atomic():
            insert_many(Fact, rows)
    except IntegrityError:
        raise Conflict("kernel.key_used") from None


def _fact(kind: str, new: NewFact, actor: Who | None, at: datetime) -> Fact:
    assert new.key is None or new.about is not None, f"{kind}: a fact with a key says what it is about"
    said = declared.kind_of(kind)
    fact = Fact(
        kind=kind,
        at=at,
        actor=actor.account if actor else None,
        actor_name=actor.name if actor else "",
        path=new.path,
        about=new.about,
        key=new.key,
        data=new.data,
        touches=said.touches or None,
    )
    fact.mac = _mac(fact)
    return fact


def _mac(fact: Fact) -> bytes:
    parts = [
        fact.kind,
        fact.at.timestamp(),
        str(fact.actor),
        fact.actor_name,
        fact.path,
        str(fact.about),
        str(fact.key),
        fact.data,
    ]
    text = json.dumps(parts, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hmac.digest(crypto.keyring().trail, text.encode(), hashlib.sha256)


def _chain(previous: bytes, facts: Iterable[tuple[int, bytes | memoryview]]) -> bytes:
    link = hmac.new(crypto.keyring().trail, previous, hashlib.sha256)
    for seq, mac in facts:
        link.update(seq.to_bytes(8, "big") + bytes(mac))
    return link.digest()


@transaction.atomic
def seal_facts(now: datetime) -> Seal | None:
    """Chain every fact not yet sealed. The worker runs it each minute; None when there was nothing to seal.

    A fact belongs to the seal that points to it, not to a range of numbers: on PostgreSQL a slow transaction may commit
    a lower number later.
    """
    facts = list(Fact.objects.filter(seal=None).order_by("seq").values_list("seq", "mac")[:5_000])
    if not facts:
        return None
    last = Seal.objects.aggregate(n=Max("number"))["n"] or 0
    previous = bytes(Seal.objects.get(number=last).digest) if last else b""
    seal = Seal.objects.create(number=last + 1, count=len(facts), digest=_chain(previous, facts), at=now)
    Fact.objects.filter(seal=None, seq__in=[seq for seq, _ in facts]).update(seal=seal)
    return seal


@dataclass(frozen=True)
class Break:
    """One place where the trail is not consistent. `where` is a seal's number or a fact's `seq`."""

    what: str
    where: int


def verify(kept_heads: Iterable[tuple[int, str]] = ()) -> Iterator[Break]:
    """Check the whole trail in two streaming queries. Yields nothing when every fact and seal is as it was written.

    `kept_heads` are (number, hex digest) noted outside the database: only with them can it be seen that the last seals
    were deleted together with their facts.
    """
    sealed = Fact.objects.filter(seal__isnull=False).order_by("seal_id", "seq")
    seals = Seal.objects.order_by("number")
    yield from broken(seals.iterator(), sealed.iterator(chunk_size=5_000), kept_heads)
    for fact in Fact.objects.filter(seal=None).iterator():
        if not _is_its_own(fact):
            yield Break("fact_altered", fact.seq)


def broken(seals: Iterable[Seal], facts: Iterable[Fact], kept_heads: Iterable[tuple[int, str]] = ()) -> Iterator[Break]:
    """The check itself. `seals` in order of number, `facts` (sealed ones) in order of seal and seq."""
    kept = dict(kept_heads)
    groups = groupby(facts, key=lambda fact: fact.seal_id)
    waiting = next(groups, None)
    previous, expected = b"", 1
    for seal in seals:
        if seal.number != expected:
            yield Break("seal_missing", expected)
        expected = seal.number + 1
        members: list[Fact] = []
        if waiting is not None and waiting[0] == seal.number:
            members = list(waiting[1])
            waiting = next(groups, None)
        yield from (Break("fact_altered", fact.seq) for fact in members if not _is_its_own(fact))
        links = [(fact.seq, bytes(fact.mac)) for fact in members]
        if len(links) != seal.count or _chain(previous, links) != bytes(seal.digest):
            yield Break("seal_broken", seal.number)
        previous = bytes(seal.digest)
        if kept.pop(seal.number, previous.hex()) != previous.hex():
            yield Break("head_differs", seal.number)
    if waiting is not None:
        yield Break("seal_missing", waiting[0] or 0)
    yield from (Break("cut_off", number) for number in kept if number)


def _is_its_own(fact: Fact) -> bool:
    return hmac.compare_digest(_mac(fact), bytes(fact.mac))


def head() -> tuple[int, str]:
    """(number, hex digest) of the last seal, to be published or kept outside. (0, "") before the first."""
    last = Seal.objects.order_by("-number").first()
    return (last.number, bytes(last.digest).hex()) if last else (0, "")
