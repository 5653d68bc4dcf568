"""Writing and checking the audit trail. One action = one transaction = the row and its fact.

Since its second format a fact's MAC begins with a nonce of its own, and a seal's digest covers the time of the seal;
each begins with the byte 2. What an earlier version wrote stays as it is and is checked as it was: 32 bytes without a
beginning.
"""

import hashlib
import hmac
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import Any, Protocol
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Count, Max, Min, Q, QuerySet
from django.db.models.functions import Length

from linli.kernel.errors import Conflict
from linli.kernel.facts import declared
from linli.kernel.models import Fact, Seal
from linli.kernel.sealing import crypto
from linli.kernel.writes.prepared import insert, insert_many

FORMAT = b"\2"
_NONCE = 16  # bytes
_PLAIN = hashlib.sha256().digest_size  # the length of what the first format wrote
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


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
    head = FORMAT + os.urandom(_NONCE)
    fact.mac = head + _mac(fact, head)
    return fact


def _mac(fact: Fact, head: bytes) -> bytes:
    """`head`: the format and the nonce; nothing in the first format."""
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
    return hmac.digest(crypto.keyring().trail, head + text.encode(), hashlib.sha256)


def _chain(previous: bytes, facts: Iterable[tuple[int, bytes | memoryview]], at: datetime | None) -> bytes:
    """`at` None: as the first format did, without the time."""
    link = hmac.new(crypto.keyring().trail, previous, hashlib.sha256)
    for seq, mac in facts:
        link.update(seq.to_bytes(8, "big") + bytes(mac))
    if at is None:
        return link.digest()
    link.update(FORMAT + ((at - _EPOCH) // timedelta(microseconds=1)).to_bytes(8, "big", signed=True))
    return FORMAT + link.digest()


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
    seal = Seal.objects.create(number=last + 1, count=len(facts), digest=_chain(previous, facts, now), at=now)
    Fact.objects.filter(seal=None, seq__in=[seq for seq, _ in facts]).update(seal=seal)
    return seal


@dataclass(frozen=True)
class Break:
    """One place where the trail is not consistent. `where` is a seal's number or a fact's `seq`."""

    what: str
    where: int


def verify(kept_heads: Iterable[tuple[int, str]] = ()) -> Iterator[Break]:
    """Check the whole trail in a few streaming queries. Yields nothing when every fact and seal is as it was written.

    `kept_heads` are (number, hex digest) noted outside the database: only with them can it be seen that the last seals
    were deleted together with their facts.
    """
    sealed = Fact.objects.filter(seal__isnull=False).order_by("seal_id", "seq")
    seals = Seal.objects.order_by("number")
    yield from broken(seals.iterator(), sealed.iterator(chunk_size=5_000), kept_heads)
    for fact in Fact.objects.filter(seal=None).iterator():
        if not _is_its_own(fact):
            yield Break("fact_altered", fact.seq)
    yield from _copies()


def _copies() -> Iterator[Break]:
    """Genuine facts that stand under a second number: two with one nonce; one of the first format (which has none) that
    was numbered, or sealed, after the second began."""
    twice = Fact.objects.values("mac").annotate(last=Max("seq"), n=Count("seq")).filter(n__gt=1)
    first, second = _of_format(Fact.objects.all(), plain=True), _of_format(Fact.objects.all(), plain=False)
    yield from (Break("fact_copied", one["last"]) for one in _of_format(twice, plain=False).iterator())
    begun = second.aggregate(seq=Min("seq"), seal=Min("seal_id"))
    if begun["seq"] is not None:
        late = Q(seq__gt=begun["seq"])
        if begun["seal"] is not None:
            late |= Q(seal_id__gt=begun["seal"])
        yield from (
            Break("fact_copied", seq) for seq in first.filter(late).order_by("seq").values_list("seq", flat=True)
        )


def _of_format(facts: QuerySet[Fact, Any], *, plain: bool) -> QuerySet[Fact, Any]:
    found = facts.annotate(length=Length("mac"))
    return found.filter(length=_PLAIN) if plain else found.exclude(length=_PLAIN)


def broken(seals: Iterable[Seal], facts: Iterable[Fact], kept_heads: Iterable[tuple[int, str]] = ()) -> Iterator[Break]:
    """The check itself. `seals` in order of number, `facts` (sealed ones) in order of seal and seq."""
    kept = dict(kept_heads)
    groups = groupby(facts, key=lambda fact: fact.seal_id)
    waiting = next(groups, None)
    previous, expected, newest = b"", 1, False
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
        digest = bytes(seal.digest)
        older = len(digest) == _PLAIN
        newest = newest or not older
        wanted = _chain(previous, links, None if older else seal.at)
        if len(links) != seal.count or wanted != digest or (older and newest):
            yield Break("seal_broken", seal.number)
        previous = digest
        if kept.pop(seal.number, previous.hex()) != previous.hex():
            yield Break("head_differs", seal.number)
    if waiting is not None:
        yield Break("seal_missing", waiting[0] or 0)
    yield from (Break("cut_off", number) for number in kept if number)


def _is_its_own(fact: Fact) -> bool:
    mac = bytes(fact.mac)
    head = b"" if len(mac) == _PLAIN else mac[: len(FORMAT) + _NONCE]
    return hmac.compare_digest(head + _mac(fact, head), mac)


def head() -> tuple[int, str]:
    """(number, hex digest) of the last seal, to be published or kept outside. (0, "") before the first."""
    last = Seal.objects.order_by("-number").first()
    return (last.number, bytes(last.digest).hex()) if last else (0, "")
