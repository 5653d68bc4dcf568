"""The only ways to an object: `fetch` returns it, or refuses in the same way for absent and out of reach. Also reads of
accounts and the trail."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, TypeVar
from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import models
from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, When
from django.utils import timezone

from linli.access.actor import Actor
from linli.access.models import Account, Grant, under
from linli.access.permissions import Permission
from linli.access.persons import Known, book
from linli.access.rules import SECOND_FACTOR_BUNDLES, conflicts, covers
from linli.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from linli.kernel.models import Fact
from linli.kernel.time import clock

M = TypeVar("M", bound=models.Model)
CANDIDATES = 20
COUNTED = 10_000


def fetch(actor: Actor, permission: Permission, model: type[M], pk: UUID | str, *, related: tuple[str, ...] = ()) -> M:
    """The row of `model` with this id, if `actor` holds `permission` where it lies.

    Raises the same NotFound for a row that is absent and for one out of reach.
    """
    rows = model._default_manager.reachable(actor, permission)  # type: ignore[attr-defined] # noqa: SLF001 (every placed model's manager is a PlaceQuerySet's; public in practice)
    found: M | None = rows.select_related(*related).filter(pk=pk).first() if related else rows.filter(pk=pk).first()
    if found is None:
        raise NotFound("access.not_found")
    return found


def check_may(actor: Actor, permission: Permission, path: str) -> None:
    """Raises NotAllowed when `actor` does not hold `permission` at `path`.

    The empty path is the deployment itself, which only a post there covers: `Actor.may` without a path asks whether
    there is anything at all to show, and must never decide about a write.
    """
    if not any(covers(held, path) for held in actor.paths(permission)):
        raise NotAllowed("access.not_allowed", permission=str(permission))


def check_no_conflict(person: UUID, bundle: str) -> None:
    """Raises Conflict when `person` would hold an auditor's post together with another one (docs/trust.md).

    Every action that gives a post calls this first. Posts that ended before today do not count; future posts do.
    """
    standing = Grant.objects.filter(person=person).filter(Q(ends_on=None) | Q(ends_on__gt=clock.today()))
    if conflicts({bundle, *standing.values_list("bundle", flat=True)}):
        raise Conflict("access.conflicting_posts")


def check_person(actor: Actor, person: UUID) -> None:
    """Raises Invalid when an account cannot be linked to `person`: unknown, out of the actor's reach, or linked
    already.

    An account of a person with a post outside the administrator's own area would let them act there. A person without a
    post must be a member known within reach: the account has no rights until somebody appoints them.
    """
    grants = Grant.objects.filter(person=person)
    known = book().person(person)
    if grants.count() != grants.reachable(actor, Permission.ACCESS_ACCOUNTS).count():
        raise Invalid("access.person_out_of_reach", field="person")
    if not grants.exists() and not (known and actor.may(Permission.ACCESS_ACCOUNTS, known.path)):
        raise Invalid("access.person_unknown", field="person")
    if with_account().filter(person=person).exists():
        raise Invalid("access.person_has_account", field="person")


def with_account() -> QuerySet[Any, Any]:
    """The persons who have an account, not yet asked for: also one that is closed, for it can be opened again."""
    found: QuerySet[Any, Any] = Account.objects.exclude(person=None).values("person")
    return found


def _to_open(actor: Actor) -> QuerySet[Grant]:
    """The posts, held today, of those without an account for whom `actor` may make one (`check_person`)."""
    reach = actor.paths(Permission.ACCESS_ACCOUNTS)
    elsewhere = Grant.objects.exclude(under(reach)).values("person")
    held = Grant.objects.valid_on(clock.today()).exclude(bundle="none")
    found: QuerySet[Grant] = held.filter(under(reach)).exclude(person__in=elsewhere).exclude(person__in=with_account())
    return found


def holders_to_open(actor: Actor, path: str) -> QuerySet[Any, Any]:
    """The persons, not yet asked for, who hold a post at `path` or below and have no account; those whose post needs a
    second factor are left out, as they are met in person (`holders_to_open_singly`)."""
    return _to_open(actor).filter(under([path])).exclude(person__in=_held_in_office()).values("person")


def holders_to_open_singly(actor: Actor, path: str) -> QuerySet[Any, Any]:
    return _to_open(actor).filter(under([path]), person__in=_held_in_office()).values("person")


def may_open_for(actor: Actor, people: Sequence[UUID]) -> set[UUID]:
    """Those of `people` who have no account and for whom `actor` may make one together with others."""
    found = _to_open(actor).filter(person__in=people).exclude(person__in=_held_in_office())
    return set(found.values_list("person", flat=True))


def _held_in_office() -> QuerySet[Any, Any]:
    return Grant.objects.valid_on(clock.today()).filter(bundle__in=SECOND_FACTOR_BUNDLES).values("person")


@dataclass(frozen=True)
class Candidate:
    """Somebody an account can be made for; `posts` are the titles of those held now or to come."""

    known: Known
    posts: list[str]


def candidates(actor: Actor, text: str) -> list[Candidate]:
    """Members within reach with the name `text` (or these initials) who have no account, CANDIDATES at most."""
    found = book().find(text, actor.paths(Permission.ACCESS_ACCOUNTS), CANDIDATES) if text else []
    people = [known.person for known in found]
    served = set(with_account().filter(person__in=people).values_list("person", flat=True))
    posts: dict[UUID, list[str]] = defaultdict(list)
    standing = Grant.objects.filter(Q(ends_on=None) | Q(ends_on__gt=clock.today()), person__in=people)
    for person, title in standing.order_by("title").values_list("person", "title").distinct():
        posts[person].append(title)
    return [Candidate(known, posts[known.person]) for known in found if known.person not in served]


def search_accounts(actor: Actor, text: str = "", *, state: str = "") -> QuerySet[Account]:
    """Accounts the actor looks after, with how many sessions each has open (`sessions`) and `second_factor`."""
    found: QuerySet[Account] = Account.objects.reachable(actor, Permission.ACCESS_ACCOUNTS)
    if text:
        found = found.filter(Q(username__icontains=text) | Q(name__icontains=text))
    if state in {"active", "inactive"}:
        found = found.filter(is_active=state == "active")
    totp = Authenticator.objects.filter(user=OuterRef("pk"), type=Authenticator.Type.TOTP)
    return found.annotate(sessions=Count("usersession"), second_factor=Exists(totp))


def name_to_sign_in(typed: str) -> str:
    """The user name of whoever types `typed`: a user name, or the phone of one member who has an account.

    A phone that several have, or nobody, comes back as it is kept, so that every way of writing it is tried, counted
    and refused like one unknown name. One query for what looks like a phone, whether somebody has it or not.
    """
    ringing = book().by_phone(typed)
    if ringing is None:
        return typed
    here = Q(username__iexact=typed) | Q(person__in=ringing.people, is_active=True)
    own_name_first = Case(When(username__iexact=typed, then=0), default=1)  # of many with that phone three are read
    names: list[str] = list(
        Account.objects.filter(here).order_by(own_name_first).values_list("username", flat=True)[:3]
    )
    if typed.lower() in names:
        return typed
    return names[0] if len(names) == 1 else ringing.number


def unused_accounts(actor: Actor) -> QuerySet[Account]:
    """Accounts the actor looks after whose one-time password nobody has changed yet."""
    found: QuerySet[Account] = Account.objects.reachable(actor, Permission.ACCESS_ACCOUNTS)
    return found.filter(is_active=True, must_change_password=True)


def unused_of_many(actor: Actor) -> QuerySet[Account]:
    """Those of `unused_accounts` who may get a new password together with others: not whose post needs a second factor
    (`holders_to_open`)."""
    return unused_accounts(actor).exclude(person__in=_held_in_office())


def has_second_factor(account: Account) -> bool:
    return bool(Authenticator.objects.filter(user=account, type=Authenticator.Type.TOTP).exists())


def posts_of(account: Account) -> list[Grant]:
    """The posts of an account's owner, those in force first."""
    if account.person is None:
        return []
    return list(Grant.objects.filter(person=account.person).order_by(F("ends_on").asc(nulls_first=True), "starts_on"))


def standing_posts(account: Account) -> list[Grant]:
    """The posts of an account's owner in force or to come."""
    if account.person is None:
        return []
    return list(Grant.objects.filter(person=account.person).not_over(clock.today()).order_by("path", "title"))


def posts_waiting(account: Account) -> bool:
    """Whether a post of the owner's gives nothing until somebody confirms that they have this account."""
    return any(post.receipt_due for post in standing_posts(account))


def who_confirms(account: Account) -> list[str]:
    """The names of those who appointed the owner, to be asked first."""
    if account.person is None:
        return []
    found = Account.objects.filter(pk__in=book().givers(account.person) - {account.opened_by}, is_active=True)
    return list(found.order_by("name").values_list("name", flat=True))


def sessions_of(account: Account) -> list[UserSession]:
    """Open sessions, last used first."""
    return list(UserSession.objects.filter(user=account).order_by("-last_seen_at"))


@dataclass(frozen=True)
class TrailFilter:
    """What of the trail to show. `kind` is a whole kind or a room; `actor` part of a name; `path` a place's path."""

    kind: str = ""
    actor: str = ""
    path: str = ""
    day: date | None = None


def facts(actor: Actor, chosen: TrailFilter) -> QuerySet[Fact]:
    """The facts an auditor may read: those at their places; at the deployment's root also facts without a place."""
    found = Fact.objects.filter(under(actor.paths(Permission.ACCESS_AUDIT)))
    if chosen.path:
        found = found.filter(under([chosen.path]))
    if chosen.kind:
        exact = "." in chosen.kind
        found = found.filter(kind=chosen.kind) if exact else found.filter(kind__startswith=f"{chosen.kind}.")
    if chosen.actor:
        found = found.filter(actor_name__icontains=chosen.actor)
    if chosen.day:
        midnight = timezone.make_aware(datetime.combine(chosen.day, time.min))
        found = found.filter(at__gte=midnight, at__lt=midnight + timedelta(days=1))
    return found


def reveals_since(actor: Actor, since: datetime) -> int:
    """How many whole numbers were looked at within the actor's reach."""
    kinds = ("people.revealed", "corps.phone_revealed")
    found = Fact.objects.filter(under(actor.paths(Permission.ACCESS_AUDIT)), kind__in=kinds, at__gte=since)
    return found.count()


def counts_by_kind(found: QuerySet[Fact]) -> tuple[list[tuple[str, int]], bool]:
    """(kind, how many), the most frequent first, of the newest COUNTED facts; and whether there are more facts.

    Limited, because the trail of a street grows by thousands a day and the first page must stay fast.
    """
    newest = found.order_by("-seq").values("seq")
    more = newest[: COUNTED + 1].count() > COUNTED
    rows = (
        Fact.objects.filter(pk__in=newest[:COUNTED])
        .order_by()
        .values_list("kind")
        .annotate(n=Count("seq"))
        .order_by("-n", "kind")
    )
    return [(kind, n) for kind, n in rows], more
