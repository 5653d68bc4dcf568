"""Who can take a call: posts, absence, how many calls they hold already."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from linli.access.models import Grant, under
from linli.access.permissions import BUNDLES
from linli.access.permissions import Permission as P
from linli.access.rules import ancestors
from linli.calls.models import Call, CallEvent
from linli.calls.queries.posts import part_around
from linli.calls.queries.standing import may_carry, may_receive, posts_on
from linli.calls.rules import WORKED
from linli.corps.models import Member
from linli.corps.queries.diary import next_within, standing
from linli.kernel.errors import Conflict, Invalid
from linli.kernel.reads.compiled import Select, given
from linli.kernel.writes.turns import one_at_a_time

SOON = timedelta(hours=2)
CARRIES_MUCH = 8  # calls of any kind held: a warning, no refusal
_TAKING = ["claim", "assign", "transfer"]  # deeds after which the person in `to` holds the call
_RESPONDING = [bundle for bundle, held in BUNDLES.items() if P.CALLS_CLAIM in held]


@dataclass(frozen=True)
class Warned:
    """A warning shown to who claims: `code` is "away_soon" or "carries_much"."""

    code: str
    at: datetime | None = None
    count: int = 0


def check_can_act(person: UUID, call: Call, now: datetime) -> None:
    """Raises Invalid at "to" for somebody who is no member, who has no post today that may carry this call, or who
    opened it for somebody and must not do it."""
    if not may_carry(person, _known(person, now), call):
        raise Invalid("calls.to_no_post", field="to")
    if kept_apart(call, person):
        raise Invalid("calls.to_opener", field="to")


def kept_apart(call: Call, person: UUID) -> bool:
    """An order that this person opened on somebody's behalf: another one does it."""
    return call.on_behalf and call.opened_by == person and call.kind.apart


def check_can_receive(person: UUID, call: Call, now: datetime) -> None:
    """Raises Invalid at "to" for somebody who is no member, or whose posts of today do not cover its place."""
    if not may_receive(person, _known(person, now), call):
        raise Invalid("calls.to_no_post", field="to")


def _known(person: UUID, now: datetime) -> list[str]:
    """Where their posts are; raises Invalid for somebody unknown."""
    posts = posts_on(person, timezone.localdate(now))
    if not posts and not Member.objects.filter(pk=person, until=None).exists():
        raise Invalid("calls.to_unknown", field="to")
    return posts


def released_from(person: UUID, since: datetime) -> list[Call]:
    """Calls that went back from this person to their receivers since then and that nobody moved after."""
    last_holder = CallEvent.objects.filter(call=OuterRef("pk"), deed__in=_TAKING).order_by("-revision", "-pk")
    let_go = CallEvent.objects.filter(call=OuterRef("pk"), deed="release", at__gte=since, revision=OuterRef("revision"))
    found = Call.objects.filter(Exists(let_go), state="opened", holder=None, ended_at=None)
    held = found.annotate(last=Subquery(last_holder.values("to")[:1])).filter(last=person)
    return list(held.select_related("kind", "place").order_by("opened_at", "pk"))


_IN_HAND = Select(lambda: in_hand(given("person")).values("holder").annotate(n=Count("pk")).values_list("n"))


def check_free(person: UUID, call: Call, now: datetime) -> None:
    """Raises Conflict for somebody on a shift or away, or who holds as many of this kind as one may."""
    if there := standing(person, now):
        until = timezone.localtime(there.ends_at)
        raise Conflict("calls.away", why=there.said, until=f"{until:%m-%d %H:%M}")
    most = call.kind.most_held
    if most:
        one_at_a_time(person)
    if most and in_hand(person).filter(kind=call.kind).exclude(pk=call.pk)[:most].count() >= most:
        raise Conflict("calls.at_limit", most=most, kind=call.kind.said)


def warnings_for(person: UUID, now: datetime) -> list[Warned]:
    found = []
    if soon := next_within(person, now, SOON):
        found.append(Warned("away_soon", at=soon.starts_at))
    (count,) = _IN_HAND.first(person=person) or (0,)
    if count >= CARRIES_MUCH:
        found.append(Warned("carries_much", count=count))
    return found


def in_hand(person: UUID) -> QuerySet[Call]:
    return Call.objects.filter(holder=person, ended_at=None, state__in=[str(state) for state in WORKED])


def open_work(person: UUID) -> int:
    """How many open calls are with this person: held by them, or theirs to pass on."""
    with_them = Q(holder=person) | Q(receiver=person, holder=None)
    return Call.objects.filter(with_them, ended_at=None).count()


def responders(call: Call, now: datetime, *, receiving: bool = False) -> list[tuple[UUID, str, str]]:
    """(person, name, post) of those the call may be given to: posts that may claim, at, above or below its place.

    `receiving`: of those who may be made responsible for it, whose posts cover the place. The nearest first; at most a
    hundred, for a select.
    """
    near = Q(path__in=["", *ancestors(call.path)])
    near = near if receiving else near | under([part_around(call.path)])
    rows = Grant.objects.valid_on(timezone.localdate(now)).filter(near, bundle__in=_RESPONDING)
    if not receiving and call.opened_by and kept_apart(call, call.opened_by):
        rows = rows.exclude(person=call.opened_by)
    posts: dict[UUID, tuple[int, str]] = {}
    for person, path, title in rows.values_list("person", "path", "title")[:2000]:
        depth = len(path) if call.path.startswith(path) else 0
        if person not in posts or posts[person][0] < depth:
            posts[person] = (depth, title)
    names = dict(Member.objects.filter(pk__in=list(posts), until=None).values_list("pk", "name"))
    found = sorted(((-posts[pk][0], name, pk) for pk, name in names.items()), key=lambda row: row[:2])
    return [(pk, name, posts[pk][1]) for _depth, name, pk in found[:100]]
