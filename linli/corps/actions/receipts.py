"""Somebody who knows its owner says that they have the account that another opened (docs/decisions/029)."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from django.contrib.auth.hashers import make_password
from django.db import transaction

from linli.access.actions import deactivate
from linli.access.actor import Actor
from linli.access.models import Account, Grant
from linli.access.queries import standing_posts
from linli.access.second import Second
from linli.corps.queries.receipts import why_not_receipt
from linli.kernel.errors import Conflict, NotAllowed
from linli.kernel.facts import trail
from linli.kernel.writes import once
from linli.kernel.writes.change import change


@transaction.atomic
def confirm_receipt(*, account: Account, actor: Actor, key: UUID | None, now: datetime) -> None:
    """Its owner has the account, says somebody who knows them: from now on its posts count.

    Raises NotAllowed for who is no second person here, Conflict when nothing is due or nobody has used it yet.
    """
    if once.done(key, "corps.receipt_confirmed", actor=actor, about=account.pk):
        return
    _decide_receipt(account, actor, receipt_due=False)
    trail.record("corps.receipt_confirmed", actor=actor, path=account.path, at=now, about=account.pk, key=key)


def confirm_receipts(*, accounts: Sequence[Account], actor: Actor, key: UUID, now: datetime) -> tuple[int, int]:
    """Confirms each by itself. Returns how many were confirmed, and how many were refused and wait on."""
    done = 0
    for account in accounts:
        with suppress(NotAllowed, Conflict):
            confirm_receipt(account=account, actor=actor, key=uuid5(key, account.pk.hex), now=now)
            done += 1
    return done, len(accounts) - done


@transaction.atomic
def refuse_receipt(*, account: Account, actor: Actor, key: UUID | None, now: datetime) -> None:
    """Somebody else uses it: it is closed at once. Opened again, it waits as before; the password they chose is void.

    Raises what `confirm_receipt` raises.
    """
    if once.done(key, "corps.receipt_refused", actor=actor, about=account.pk):
        return
    _decide_receipt(account, actor, password=make_password(None), must_change_password=True)
    deactivate(account=account, actor=actor, key=None, now=now)
    trail.record("corps.receipt_refused", actor=actor, path=account.path, at=now, about=account.pk, key=key)


def _decide_receipt(account: Account, actor: Actor, **fields: Any) -> None:
    posts = standing_posts(account)
    if code := why_not_receipt(account, Second(actor), posts):
        raise NotAllowed(code)
    waiting = [post.pk for post in posts if post.receipt_due]
    if not account.is_active or not (account.receipt_due or waiting):
        raise Conflict("corps.receipt_over")
    if account.must_change_password:
        raise Conflict("corps.receipt_unused")
    where = {"receipt_due": account.receipt_due, "is_active": True}
    account.revision = change(account, code="access.changed_meanwhile", where=where, **fields)
    if not fields.get("receipt_due", True):
        Grant.objects.filter(pk__in=waiting).update(receipt_due=False)  # one given meanwhile was not asked about
