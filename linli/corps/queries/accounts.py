"""Members in office without an account, or with one they never used, and what a slip says of them."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, OuterRef, QuerySet, Subquery

from linli.access.actor import Actor
from linli.access.models import Account, Grant, under
from linli.access.permissions import Permission as P
from linli.access.queries import holders_to_open, holders_to_open_singly, unused_of_many
from linli.access.rules import SEGMENT
from linli.corps.models import Member, SlipRun
from linli.corps.queries.overview import where
from linli.corps.queries.roster import phone_of
from linli.kernel.time import clock
from linli.places.models import Place
from linli.places.queries import addresses

OPEN, RENEW = "open", "renew"
RUNS = 5


@dataclass(frozen=True)
class Line:
    """A member as the preview and the slip show them. `at` is the first place they answer for; `phone` is masked, ""
    where it does not sign them in."""

    member: Member
    at: str
    posts: str
    where: str
    phone: str


def without_account(actor: Actor, place: Place) -> QuerySet[Member]:
    """In office at `place` or below, and `actor` may open an account for them; in order of where they answer."""
    return _in_order(Member.objects.filter(until=None, pk__in=holders_to_open(actor, place.path)))


def to_open_singly(actor: Actor, place: Place) -> int:
    """How many have no account and hold a post that needs a second factor: they are met in person."""
    return Member.objects.filter(until=None, pk__in=holders_to_open_singly(actor, place.path)).count()


def never_signed_in(actor: Actor, place: Place) -> QuerySet[Member]:
    """In office at `place` or below, with an account whose one-time password they have not changed. Without those whose
    post needs a second factor: they are met in person."""
    held = Grant.objects.valid_on(clock.today()).filter(under([place.path])).values("person")
    unused = unused_of_many(actor).filter(person__in=held).values("person")
    return _in_order(Member.objects.filter(until=None, pk__in=unused))


def chosen(how: str, actor: Actor, place: Place) -> QuerySet[Member]:
    return without_account(actor, place) if how == OPEN else never_signed_in(actor, place)


def named(people: Iterable[str]) -> QuerySet[Member]:
    """These members, in order of where they answer."""
    return _in_order(Member.objects.filter(until=None, pk__in=list(people)))


def _in_order(rows: QuerySet[Member]) -> QuerySet[Member]:
    first = Grant.objects.filter(person=OuterRef("pk")).order_by("path").values("path")[:1]
    return rows.annotate(answers_at=Subquery(first)).order_by("answers_at", "name", "pk")


def by_community(actor: Actor, root: Place) -> list[tuple[Place, int]]:
    """The places right below `root`, each with how many there have no account."""
    size = len(root.path) + SEGMENT
    rows: QuerySet[Any, Any] = without_account(actor, root)
    paths = rows.values_list("answers_at", flat=True)
    counted = Counter(path[:size] for path in paths if path)
    below = Place.objects.filter(parent=root, closed_on=None).order_by("number", "path")
    return [(place, counted[place.path]) for place in below if counted[place.path]]


def lines(members: Sequence[Member]) -> list[Line]:
    """What is printed for each: four queries, however many."""
    held = defaultdict[UUID, list[tuple[str, str]]](list)
    standing = Grant.objects.valid_on(clock.today()).filter(person__in=[member.pk for member in members])
    for person, title, path in standing.order_by("path").values_list("person", "title", "path"):
        held[person].append((title, path))
    words = addresses({path for posts in held.values() for _title, path in posts}, from_kind="community")
    several = _several(member.phone_blind for member in members)
    return [_line(member, held[member.pk], words, several) for member in members]


def _line(member: Member, held: list[tuple[str, str]], words: dict[str, str], several: set[bytes]) -> Line:
    titles = "、".join(dict.fromkeys(title for title, _path in held))
    there = where(list(dict.fromkeys(path for _title, path in held)), words)
    alone = member.phone_blind is not None and bytes(member.phone_blind) not in several
    return Line(member, held[0][1] if held else "", titles, there, phone_of(member) if alone else "")


def _several(blinds: Iterable[bytes | memoryview | None]) -> set[bytes]:
    """The phones that more than one member has who signs in, or is to: they sign nobody in."""
    wanted = {bytes(blind) for blind in blinds if blind is not None}
    today = clock.today()
    served = Account.objects.filter(is_active=True).exclude(person=None).values("person")
    posted = Grant.objects.valid_on(today).values("person")
    rows = Member.objects.filter(until=None, phone_blind__in=list(wanted))
    shared = rows.filter(pk__in=served) | rows.filter(pk__in=posted)
    counts = shared.values("phone_blind").annotate(n=Count("pk")).filter(n__gt=1)
    return {bytes(blind) for blind in counts.values_list("phone_blind", flat=True)}


def runs(actor: Actor, place: Place) -> list[SlipRun]:
    rows = SlipRun.objects.reachable(actor, P.CORPS_ACCOUNTS).filter(under([place.path]))
    return list(rows.select_related("place").order_by("-ordered_at")[:RUNS])
