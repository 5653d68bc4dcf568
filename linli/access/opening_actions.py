"""Accounts for many people at once, each with a one-time password that is printed on a slip and kept nowhere else."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.db import transaction

from linli.access.actions import ONCE_FOR, one_time_password, receipt_due
from linli.access.actor import Actor
from linli.access.models import Account
from linli.access.permissions import Permission
from linli.access.persons import Known
from linli.access.queries import may_open_for
from linli.kernel.facts import trail
from linli.kernel.facts.trail import NewFact
from linli.kernel.ids import new_id
from linli.kernel.writes.change import change
from linli.kernel.writes.turns import one_at_a_time

GROUPS = 3  # of four characters: 59 bits, for a password that is typed once on a phone


@dataclass(frozen=True)
class Wanted:
    """`initials` begin the user name; the account is kept at `known.path`."""

    known: Known
    initials: str


@dataclass(frozen=True)
class Opened:
    username: str
    password: str


def open_accounts(wanted: Sequence[Wanted], *, actor: Actor, now: datetime) -> dict[UUID, Opened]:
    """By person: an account for each who has none, a new password for each who never used theirs. Who has chosen a
    password of their own, whose account is closed, and who is not `actor`'s to open for, is left out.

    Call it with a few dozen at a time, outside a transaction: a password costs about 200 ms of hashing, and nobody else
    may write meanwhile.
    """
    passwords = {one.known.person: one_time_password(GROUPS) for one in wanted}
    hashes = {person: make_password(password) for person, password in passwords.items()}
    with transaction.atomic():
        named = _renew(hashes, actor, now) | _make(wanted, hashes, actor, now)
    return {person: Opened(name, passwords[person]) for person, name in named.items()}


def _renew(hashes: dict[UUID, str], actor: Actor, now: datetime) -> dict[UUID, str]:
    unused = Account.objects.reachable(actor, Permission.ACCESS_ACCOUNTS).filter(
        person__in=list(hashes), is_active=True, must_change_password=True
    )
    rows = list(unused.exclude(pk=actor.account))
    for row in rows:
        assert row.person is not None
        change(
            row, code="access.changed_meanwhile", where={"must_change_password": True}, password=hashes[row.person],
            once_until=now + ONCE_FOR, epoch=row.epoch + 1, receipt_due=receipt_due(actor, row.person),
            opened_by=actor.account,
        )  # fmt: skip
    facts = [NewFact(row.path, about=row.pk) for row in rows]
    trail.record_many("access.password_reset", facts, actor=actor, at=now)
    return {row.person: row.username for row in rows if row.person}


def _make(wanted: Sequence[Wanted], hashes: dict[UUID, str], actor: Actor, now: datetime) -> dict[UUID, str]:
    for person in sorted(one.known.person for one in wanted):
        one_at_a_time(person)
    allowed = may_open_for(actor, [one.known.person for one in wanted])
    new = [one for one in wanted if one.known.person in allowed]
    names = _free_names(new)
    rows = [
        Account(
            pk=new_id(), username=name, name=one.known.name, path=one.known.path, person=one.known.person,
            password=hashes[one.known.person], must_change_password=True, once_until=now + ONCE_FOR, created_at=now,
            receipt_due=receipt_due(actor, one.known.person), opened_by=actor.account,
        )
        for one, name in zip(new, names, strict=True)
    ]  # fmt: skip
    Account.objects.bulk_create(rows)
    facts = [NewFact(row.path, about=row.pk) for row in rows]
    trail.record_many("access.account_made", facts, actor=actor, at=now)
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
