"""A term whose giver lacks rights that it carries is asked for: it has no effect until a second person confirms it.

The auditors of the street, and whoever may be the second person, are told at once (`flows.second`); also when a street
that has no register yet is set up, where one person gives such posts alone (docs/decisions/028). It runs inside an
action's transaction.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from linli.access.actor import Actor
from linli.access.models import PostKind
from linli.access.rules import SEGMENT, common_path
from linli.corps.appointing import WAITS_DAYS
from linli.corps.models import Appointment, AwaitedTerm, Member
from linli.corps.queries.second import At, is_set_up, lacks
from linli.kernel.errors import Conflict
from linli.kernel.facts import trail
from linli.kernel.ids import new_id
from linli.kernel.work import outbox
from linli.kernel.writes import once
from linli.kernel.writes.turns import one_at_a_time
from linli.places.models import Place

ASKED = "corps.asked"
ALONE = "corps.given_alone"


@dataclass(frozen=True)
class Wanted:
    """A term as it would be written. `how`, `term` and `also` as in `AwaitedTerm`; `path` contains all `places`."""

    how: str
    member: UUID
    post: PostKind
    places: frozenset[UUID]
    path: str
    starts_on: date
    ends_on: date | None
    term: UUID | None = None
    also: tuple[UUID, ...] = ()

    def same(self, row: AwaitedTerm, today: date) -> bool:
        """Whether both would write the same. A new term begins today at the earliest, also one asked for long ago."""
        first, its = self.starts_on, row.starts_on
        if self.how != "extend":
            first, its = max(first, today), max(its, today)
        mine = (self.how, self.member, self.post.pk, first, self.ends_on)
        its_own = (row.how, row.member_id, row.post_id, its, row.ends_on)
        return mine == its_own and {*map(str, self.places)} == {*row.places}


def wanted_of(
    how: str, member: Member, post: PostKind, places: Sequence[Place], starts_on: date, ends_on: date | None,
    term: UUID | None = None,
) -> Wanted:  # fmt: skip
    path = common_path(place.path for place in places)
    return Wanted(how, member.pk, post, frozenset(place.pk for place in places), path, starts_on, ends_on, term)


def needs_second(actor: Actor, bundle: str, places: Sequence[At], now: datetime) -> bool:
    """Whether this post has to be asked for. Tells the auditors where it need not, though the giver lacks rights."""
    if not lacks(actor, bundle, places):
        return False
    if is_set_up(places[0].path):
        return True
    tell(ALONE, [common_path(place.path for place in places)], actor, now)
    return False


def ask(wanted: Wanted, *, actor: Actor, key: UUID | None, now: datetime) -> AwaitedTerm:
    """Raises Conflict when the same is being asked already."""
    if done := once.made(AwaitedTerm, key, ASKED, actor=actor):
        return done
    made = ask_many([wanted], actor=actor, now=now)
    if not made:
        name = Member.objects.values_list("name", flat=True).get(pk=wanted.member)
        raise Conflict("corps.asked_already", name=name, title=wanted.post.title)
    trail.record_many(ASKED, [replace(fact_of(made[0]), key=key)], actor=actor, at=now)
    return made[0]


@transaction.atomic
def ask_many(wanted: Iterable[Wanted], *, actor: Actor, now: datetime) -> list[AwaitedTerm]:
    """Those that are not being asked already. The caller records a fact for each (`fact_of`)."""
    today, rows = timezone.localdate(now), list(wanted)
    for street in sorted({one.path[:SEGMENT] for one in rows}):
        one_at_a_time(f"corps.awaited {street}")
    waiting = list(AwaitedTerm.objects.filter(state="waiting", member__in={one.member for one in rows}))
    standing = [row for row in waiting if row.lapses_on > today]
    made = [
        AwaitedTerm(
            pk=new_id(), path=one.path, how=one.how, member_id=one.member, post=one.post, term_id=one.term,
            also=[*map(str, one.also)], places=sorted(map(str, one.places)), starts_on=one.starts_on,
            ends_on=one.ends_on, recorded_by=actor.account, recorded_by_name=actor.name, recorded_at=now,
            lapses_on=today + timedelta(days=WAITS_DAYS),
        )
        for one in rows if not any(one.same(row, today) for row in standing)
    ]  # fmt: skip
    AwaitedTerm.objects.bulk_create(made, batch_size=500)
    tell(ASKED, [row.path for row in made], actor, now)
    return made


def fact_of(row: AwaitedTerm) -> trail.NewFact:
    data = {"member": str(row.member_id), "post": row.post.code, "how": row.how}
    return trail.NewFact(row.path, row.pk, data=data)


def tell(topic: str, paths: Iterable[str], actor: Actor, now: datetime) -> None:
    """One message for each place, so that nobody gets a letter for every row of a file."""
    for path in sorted(set(paths)):
        outbox.put(topic, {"path": path, "by": str(actor.person or ""), "about": str(new_id())}, at=now)


def written(pk: UUID) -> Appointment | AwaitedTerm:
    """What an earlier run with the same key wrote or asked for. Raises Conflict when that row is gone."""
    found = Appointment.objects.filter(pk=pk).first() or AwaitedTerm.objects.filter(pk=pk).first()
    if found is None:
        raise Conflict("kernel.key_used")
    return found
