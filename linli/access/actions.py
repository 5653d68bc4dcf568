"""Every write to accounts. Administrators look after accounts; what an account may do comes from its posts alone.

A password made here is for one use: returned once, shown once, taken for fourteen days, and it must be changed at the
first sign-in.
"""

import secrets
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from linli.access.actor import Actor
from linli.access.models import Account, Grant, actor_of
from linli.access.permissions import Permission
from linli.access.persons import book
from linli.access.queries import check_may, check_no_conflict, check_person, standing_posts
from linli.access.session_store import SessionStore
from linli.kernel.errors import Conflict, Invalid
from linli.kernel.facts import trail
from linli.kernel.ids import new_id
from linli.kernel.time import clock
from linli.kernel.work import outbox
from linli.kernel.writes import once
from linli.kernel.writes.change import change
from linli.kernel.writes.turns import one_at_a_time

# No 0 O 1 l I: a one-time password is read aloud or copied by hand.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
ONCE_FOR = timedelta(days=14)


def one_time_password(groups: int = 4) -> str:
    """Groups of four characters, of 20 bits each."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(groups))


@transaction.atomic
def make_account(
    *, username: str, name: str, path: str, person: UUID | None, actor: Actor, key: UUID | None, now: datetime
) -> tuple[Account | None, str]:
    """A new account kept at `path`, with its one-time password. (None, "") when `key` was used before.

    Raises Invalid for a user name that is taken, NotAllowed when `actor` does not hold accounts at `path`, and what
    `check_person` raises.
    """
    if once.done(key, "access.account_made", actor=actor):
        return None, ""
    check_may(actor, Permission.ACCESS_ACCOUNTS, path)
    username = Account.normalize_username(username).strip().lower()
    one_at_a_time(f"access.username {username}")
    if Account.objects.filter(username__iexact=username).exists():
        raise Invalid("access.username_taken", field="username", username=username)
    if person is not None:
        one_at_a_time(person)
        check_person(actor, person)
    password = one_time_password()
    account = Account.objects.create_user(
        username, password, name=name, path=path, person=person, created_at=now, must_change_password=True,
        once_until=now + ONCE_FOR,
        receipt_due=asks_receipt(actor, person), opened_by=actor.account,
    )  # fmt: skip
    trail.record("access.account_made", actor=actor, path=path, at=now, about=account.pk, key=key)
    return account, password


@transaction.atomic
def link_person(
    *, account: Account, person: UUID | None, revision: int, actor: Actor, key: UUID | None, now: datetime
) -> None:
    """Link the account to a corps member, or unlink it (None). Its sessions end, because it now acts as another
    person, and it is confirmed anew who has it. Raises what `check_person` raises, Conflict when somebody changed the
    account since `revision`."""
    kind = "access.account_linked" if person else "access.account_unlinked"
    if once.done(key, kind, actor=actor, about=account.pk):
        return
    _check_not_oneself(account, actor)
    if person is not None:
        one_at_a_time(person)
        check_person(actor, person)
    due = asks_receipt(actor, person)
    change(account, revision, code="access.changed_meanwhile", person=person, receipt_due=due, opened_by=actor.account)
    _end(account)
    trail.record(kind, actor=actor, path=account.path, at=now, about=account.pk, key=key, data={"person": str(person)})


@transaction.atomic
def reset_password(*, account: Account, actor: Actor, key: UUID | None, now: datetime) -> str:
    """A one-time password, after which it is confirmed anew who has the account; every session of it ends. Returns ""
    when `key` was used before: then reset again."""
    if once.done(key, "access.password_reset", actor=actor, about=account.pk):
        return ""
    _check_not_oneself(account, actor)
    password = one_time_password()
    account.set_password(password)
    due = asks_receipt(actor, account.person)
    _change(
        account, password=account.password, must_change_password=True, once_until=now + ONCE_FOR, receipt_due=due,
        opened_by=actor.account,
    )  # fmt: skip
    _end(account)
    trail.record("access.password_reset", actor=actor, path=account.path, at=now, about=account.pk, key=key)
    return password


@transaction.atomic
def reset_second_factor(*, account: Account, actor: Actor, key: UUID | None, now: datetime) -> None:
    """For a lost phone: the account signs in by password alone until it sets a new one. Its sessions end."""
    if once.done(key, "access.second_factor_reset", actor=actor, about=account.pk):
        return
    _check_not_oneself(account, actor)
    Authenticator.objects.filter(user=account).delete()
    _end(account)
    trail.record("access.second_factor_reset", actor=actor, path=account.path, at=now, about=account.pk, key=key)


@transaction.atomic
def end_sessions(*, account: Account, actor: Actor, key: UUID | None, now: datetime, but: str = "") -> None:
    """`but`: the key of a session whose row is kept, because its owner goes on with it (`session_actions.renew`)."""
    if once.done(key, "access.sessions_ended", actor=actor, about=account.pk):
        return
    _end(account, but)
    trail.record("access.sessions_ended", actor=actor, path=account.path, at=now, about=account.pk, key=key)


@transaction.atomic
def end_session(*, account: Account, session: int, actor: Actor, key: UUID | None, now: datetime) -> None:
    """End one of the account's own sessions, by its number in the list."""
    if once.done(key, "access.session_ended", actor=actor, about=account.pk):
        return
    found = UserSession.objects.filter(user=account, pk=session).first()
    if found is None:
        raise Conflict("access.session_gone")
    SessionStore(found.session_key).delete()
    found.delete()
    trail.record("access.session_ended", actor=actor, path=account.path, at=now, about=account.pk, key=key)


@transaction.atomic
def deactivate(*, account: Account, actor: Actor, key: UUID | None, now: datetime) -> None:
    """No sign-in and no request from now on. Posts stay: relieving somebody is done in `corps`."""
    if once.done(key, "access.account_deactivated", actor=actor, about=account.pk):
        return
    if account.pk == actor.account:
        raise Conflict("access.not_oneself")
    _change(account, is_active=False, deactivated_on=timezone.localtime(now).date())
    _end(account)
    trail.record("access.account_deactivated", actor=actor, path=account.path, at=now, about=account.pk, key=key)


@transaction.atomic
def reactivate(*, account: Account, actor: Actor, key: UUID | None, now: datetime) -> None:
    if once.done(key, "access.account_reactivated", actor=actor, about=account.pk):
        return
    _change(account, is_active=True, deactivated_on=None)
    trail.record("access.account_reactivated", actor=actor, path=account.path, at=now, about=account.pk, key=key)


@transaction.atomic
def change_password(*, account: Account, old: str, new: str, actor: Actor, key: UUID | None, now: datetime) -> None:
    """The owner's own change of password. Every other session ends, because the session hash includes the password.

    Raises Invalid at field `old` for a wrong password, at `new` for one that is too weak or the same.
    """
    if once.done(key, "access.password_changed", actor=actor, about=account.pk):
        return
    if not account.check_password(old):
        raise Invalid("access.wrong_password", field="old")
    if old == new:
        raise Invalid("access.same_password", field="new")
    try:
        validate_password(new, account)
    except ValidationError as weak:
        raise Invalid("access.weak_password", field="new", why=" ".join(weak.messages)) from None
    account.set_password(new)
    due = account.receipt_due or (account.must_change_password and _was_not_the_openers(account))
    _change(account, password=account.password, must_change_password=False, once_until=None, receipt_due=due)
    trail.record("access.password_changed", actor=actor, path=account.path, at=now, about=account.pk, key=key)
    if account.receipt_due:
        tell_receipt_due(account, now)


@transaction.atomic
def give_post(
    *, account: Account, bundle: str, title: str, path: str, starts_on: date, actor: Actor, now: datetime
) -> Grant:
    """A grant without an appointment, for the first administrators, given at the machine's own console only.

    An account without a corps member gets a person id of its own. Raises Conflict for posts that exclude each other.
    """
    if account.person is None:
        account.person = new_id()
        _change(account, person=account.person)
    check_no_conflict(account.person, bundle)
    given = Grant.objects.create(
        person=account.person, bundle=bundle, title=title, path=path, source=new_id(), starts_on=starts_on
    )
    trail.record("access.post_given", actor=actor, path=path, at=now, about=given.pk, data={"bundle": bundle})
    return given


def asks_receipt(actor: Actor, person: UUID | None) -> bool:
    """Whether an account that `actor` opens for this person waits until somebody confirms that they have it. Where it
    does not, no post of theirs waits either."""
    if person is None:
        return False
    due = not book().vouches(actor, person)
    if not due:
        Grant.objects.filter(person=person, receipt_due=True).update(receipt_due=False)
    return due


def _was_not_the_openers(account: Account) -> bool:
    """Asked again when a one-time password is used: the owner may have other posts since, and whoever opened the
    account fewer. Also of accounts that were opened before this was asked at all."""
    if account.opened_by is None or account.person is None:
        return False
    opener = Account.objects.filter(pk=account.opened_by, is_active=True).first()
    actor = actor_of(opener, clock.today()) if opener else Actor(account=account.opened_by, name="")
    return not book().vouches(actor, account.person)


def tell_receipt_due(account: Account, now: datetime) -> None:
    """Whoever appointed the owner, or may confirm where they are posted, gets a letter (`flows.second`)."""
    posts = standing_posts(account)
    if posts:
        ids = {
            "path": posts[0].path,
            "person": str(account.person),
            "opened_by": str(account.opened_by or ""),
            "by": "",
            "about": str(new_id()),
        }
        outbox.put("access.receipt_due", ids, at=now)


def _check_not_oneself(account: Account, actor: Actor) -> None:
    """A session left open must not be enough to take over an administrator's account or to link it to somebody else."""
    if account.pk == actor.account:
        raise Conflict("access.not_ones_own")


def _change(account: Account, **fields: Any) -> None:
    """Changes the account at the revision that was read. Raises Conflict when somebody changed it meanwhile."""
    account.revision = change(account, code="access.changed_meanwhile", **fields)


def _end(account: Account, but: str = "") -> None:
    """End every session of the account at once: raising the epoch makes them invalid, and the rows are deleted."""
    Account.objects.filter(pk=account.pk).update(epoch=F("epoch") + 1)
    for session in UserSession.objects.filter(user=account).exclude(session_key=but):
        SessionStore(session.session_key).delete()
        session.delete()
