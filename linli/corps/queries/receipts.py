"""Accounts that wait until somebody who knows the owner says that they have it, and who may say so."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from linli.access.actor import Actor
from linli.access.models import Account, Grant, actor_of, under
from linli.access.permissions import BUNDLES
from linli.access.permissions import Permission as P
from linli.access.rules import covers, outermost
from linli.access.second import OWN, SAME_LINE, Second, holds
from linli.corps.queries.persons import gives
from linli.kernel.errors import NotAllowed, NotFound
from linli.kernel.messages import message_of
from linli.kernel.time import clock
from linli.places.models import Place

CONFIRMS = (P.CORPS_APPOINT, P.CORPS_CONFIRM)


def receipts(actor: Actor) -> QuerySet[Account]:
    """Accounts that wait for a confirmation of who has them, or whose owner has a post that does, with a post where the
    actor appoints or confirms."""
    waiting = Grant.objects.filter(receipt_due=True).not_over(clock.today()).values("person")
    return _posted_near(actor).filter(Q(receipt_due=True) | Q(person__in=waiting), is_active=True)


def _posted_near(actor: Actor) -> QuerySet[Account]:
    paths = outermost(path for one in CONFIRMS for path in actor.paths(one))
    people = Grant.objects.filter(under(paths)).not_over(clock.today())
    found: QuerySet[Account] = Account.objects.filter(person__in=people.values("person"))
    return found


def receipt(actor: Actor, pk: UUID) -> Account:
    """One of them, decided or not. Raises NotFound for one out of reach."""
    found = _posted_near(actor).filter(pk=pk).first()
    if found is None:
        raise NotFound("access.not_found")
    return found


def used_receipts(actor: Actor) -> QuerySet[Account]:
    """Those of them that somebody has signed in to: they can be confirmed now."""
    return receipts(actor).filter(must_change_password=False)


@dataclass(frozen=True)
class ReceiptLine:
    """`why_not`: the refusal that its reader would get, "" when they may confirm it."""

    account: Account
    posts: list[Grant]
    opened_by: str
    why_not: str


def receipt_lines(rows: list[Account], actor: Actor) -> list[ReceiptLine]:
    posts: dict[UUID, list[Grant]] = defaultdict(list)
    standing = Grant.objects.filter(person__in=[row.person for row in rows]).not_over(clock.today())
    for post in standing.order_by("path", "title"):
        posts[post.person].append(post)
    names = dict(Account.objects.filter(pk__in={row.opened_by for row in rows}).values_list("pk", "name"))
    second = Second(actor)
    found = []
    for row in rows:
        own = posts[row.person] if row.person else []
        code = why_not_receipt(row, second, own)
        found.append(ReceiptLine(row, own, names.get(row.opened_by, ""), message_of(NotAllowed(code)) if code else ""))
    return found


def mark_asked(grants: Sequence[Grant]) -> list[Account]:
    """Marks those of these new grants that give nothing until it is confirmed who has the account: whoever opened it
    could not give them, and its owner does not hold as much there already. Returns the accounts, those in use."""
    today = clock.today()
    people = {grant.person for grant in grants}
    accounts = Account.objects.filter(person__in=people, receipt_due=False).exclude(opened_by=None)
    opened = {account.person: account for account in accounts}
    if not opened:
        return []
    openers = Account.objects.filter(pk__in={account.opened_by for account in opened.values()}, is_active=True)
    actors = {account.pk: actor_of(account, today) for account in openers}
    held = defaultdict[UUID, list[Grant]](list)
    for one in Grant.objects.filter(person__in=list(opened), receipt_due=False).not_over(today):
        held[one.person].append(one)
    kinds = dict(Place.objects.filter(path__in={grant.path for grant in grants}).values_list("path", "kind"))
    asked: dict[UUID, Account] = {}
    for grant in grants:
        account = opened.get(grant.person)
        if account is None or _holds_as_much(held[grant.person], grant):
            continue
        opener = actors.get(account.opened_by) or Actor(account=account.opened_by, name="")
        if not gives(opener, grant.bundle, grant.path, kinds.get(grant.path, "subdistrict")):
            grant.receipt_due = True
            asked[account.pk] = account
    return [account for account in asked.values() if not account.must_change_password]


def _holds_as_much(held: Iterable[Grant], new: Grant) -> bool:
    there = frozenset[P]().union(*(BUNDLES[one.bundle] for one in held if covers(one.path, new.path)))
    return BUNDLES[new.bundle] <= there


_NO_SECOND = {OWN: "corps.receipt_own", SAME_LINE: "corps.receipt_same_line"}


def why_not_receipt(account: Account, second: Second, posts: list[Grant]) -> str:
    """The code of the refusal: neither who opened the account, nor its owner, nor whose post goes back to who opened
    it; and only who appoints or confirms wherever the owner is posted."""
    found = second.why_not(asked_by=account.opened_by, gets=account.person, needed=[], paths=[])
    if found:
        return _NO_SECOND[found]
    reached = all(any(holds(second.actor, one, post.path) for one in CONFIRMS) for post in posts)
    return "" if posts and reached else "corps.receipt_lacks"
