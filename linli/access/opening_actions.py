"""Accounts for many people at once, each with a one-time password that is printed on a slip and kept nowhere else."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.db import transaction

from linli.access.actions import ONCE_FOR, asks_receipt, one_time_password
from linli.access.actor import Actor
from linli.access.models import Account
from linli.access.persons import Known
from linli.access.queries import may_open_for, unused_of_many
from linli.kernel.facts import trail
from linli.kernel.facts.trail import NewFact
from linli.kernel.ids import new_id
from linli.kernel.models import Fact
from linli.kernel.writes.change import change, hold
from linli.kernel.writes.turns import one_at_a_time

GIVEN = ("access.account_made", "access.password_reset")  # a one-time password was given
GROUPS = 3  # of four characters: 59 bits, for a password that is typed once on a phone


@dataclass(frozen=True)
class Wanted:
    """`initials` begin the user name; the account is kept at `known.path`."""

    known: Known
    initials: str


@dataclass(frozen=True)
class Batch:
    """A run that gives passwords to many, a few dozen at a time: new ones to who never used theirs (`renews`), or an
    account to who has none. Its facts name it (`run`), which is how it knows its own when it is begun again."""

    run: UUID
    ordered_at: datetime
    renews: bool


@dataclass(frozen=True)
class Opened:
    username: str
    password: str


def open_accounts(wanted: Sequence[Wanted], batch: Batch, *, actor: Actor, now: datetime) -> dict[UUID, Opened]:
    """By person. Who has chosen a password of their own, who got another one since the order, whose account is closed,
    and who is not `actor`'s to open for, is left out.

    Call it with a few dozen at a time, outside a transaction: a password costs about 200 ms of hashing, and nobody else
    may write meanwhile.
    """
    passwords = {one.known.person: one_time_password(GROUPS) for one in wanted}
    hashes = {person: make_password(password) for person, password in passwords.items()}
    with transaction.atomic():
        for person in sorted(hashes):
            one_at_a_time(person)
        named = _renew(hashes, batch, actor, now)
        if not batch.renews:
            named |= _make(wanted, hashes, batch, actor, now)
    return {person: Opened(name, passwords[person]) for person, name in named.items()}


def _renew(hashes: dict[UUID, str], batch: Batch, actor: Actor, now: datetime) -> dict[UUID, str]:
    unused = unused_of_many(actor).filter(person__in=[one for one in hashes if one != actor.person])
    hold(unused)  # who chooses a password at this moment goes first, and is then left out
    rows = _not_given_otherwise(list(unused), batch)
    for row in rows:
        assert row.person is not None
        change(
            row, code="access.changed_meanwhile", password=hashes[row.person], once_until=now + ONCE_FOR,
            epoch=row.epoch + 1, receipt_due=asks_receipt(actor, row.person), opened_by=actor.account,
        )  # fmt: skip
    return _told("access.password_reset", rows, batch, actor, now)


def _not_given_otherwise(rows: list[Account], batch: Batch) -> list[Account]:
    """Those whose password is the run's own, or, where it renews, older than its order: one given singly since then may
    be in its owner's hands."""
    given = Fact.objects.filter(kind__in=GIVEN, about__in=[row.pk for row in rows]).order_by("seq")
    last = {fact.about: fact for fact in given}

    def ours(row: Account) -> bool:
        fact = last.get(row.pk)
        if fact is not None and fact.data.get("run") == str(batch.run):
            return True
        return batch.renews and (fact is None or fact.at <= batch.ordered_at)

    return [row for row in rows if ours(row)]


def _make(
    wanted: Sequence[Wanted], hashes: dict[UUID, str], batch: Batch, actor: Actor, now: datetime
) -> dict[UUID, str]:
    allowed = may_open_for(actor, [one.known.person for one in wanted])
    new = [one for one in wanted if one.known.person in allowed]
    names = _free_names(new)
    rows = [
        Account(
            pk=new_id(), username=name, name=one.known.name, path=one.known.path, person=one.known.person,
            password=hashes[one.known.person], must_change_password=True, once_until=now + ONCE_FOR, created_at=now,
            receipt_due=asks_receipt(actor, one.known.person), opened_by=actor.account,
        )
        for one, name in zip(new, names, strict=True)
    ]  # fmt: skip
    Account.objects.bulk_create(rows)
    return _told("access.account_made", rows, batch, actor, now)


def _told(kind: str, rows: Sequence[Account], batch: Batch, actor: Actor, now: datetime) -> dict[UUID, str]:
    """Person -> user name, recorded."""
    facts = [NewFact(row.path, about=row.pk, data={"run": str(batch.run)}) for row in rows]
    trail.record_many(kind, facts, actor=actor, at=now)
    return {row.person: row.username for row in rows if row.person}


def _free_names(wanted: Sequence[Wanted]) -> list[str]:
    """A user name for each: initials and five digits, as nobody remembers a long one. Most sign in by phone."""
    taken: set[str] = set()
    names: list[str] = []
    for one in wanted:
        name = ""
        while not name or name in taken or Account.objects.filter(username=name).exists():
            name = f"{one.initials[:8].lower() or 'll'}{10_000 + secrets.randbelow(90_000)}"
        taken.add(name)
        names.append(name)
    return names
