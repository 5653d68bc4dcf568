"""Terms that wait for a second person, and who may be that person."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from django.db.models import QuerySet

from linli.access.actor import Actor
from linli.access.models import Account
from linli.access.permissions import BUNDLES
from linli.access.permissions import Permission as P
from linli.access.rules import SEGMENT, covers
from linli.corps.appointing import ALONE, REGISTER, lacked
from linli.corps.models import Appointment, AwaitedTerm
from linli.corps.queries.ground import in_office
from linli.corps.queries.overview import where
from linli.kernel.errors import NotAllowed
from linli.kernel.messages import message_of
from linli.kernel.time import clock
from linli.people.models import Resident
from linli.places.models import Place
from linli.places.queries import addresses


class At(NamedTuple):
    """A place, as far as it decides what a post there may do."""

    path: str
    kind: str


def lacks(actor: Actor, bundle: str, places: Iterable[At]) -> bool:
    """Whether the post would give rights over the register that the actor does not have there. The system has all."""
    if actor.account is None:
        return False
    return any(lacked(bundles_at(actor, place.path), bundle, place.kind) for place in places)


def is_set_up(path: str) -> bool:
    """Whether the street has a register. Before, one person sets it up, and there is nobody to read about."""
    return Resident.objects.under(path[:SEGMENT]).exists()


def bundles_at(actor: Actor, path: str) -> list[str]:
    return [held.bundle for held in actor.held if covers(held.path, path)]


@dataclass(frozen=True)
class Line:
    """A term that waits, in words. `why_not`: the refusal that its reader would get, "" when they may confirm it."""

    row: AwaitedTerm
    where: str
    why_not: str


def waiting(actor: Actor) -> QuerySet[AwaitedTerm]:
    rows = AwaitedTerm.objects.reachable(actor, P.CORPS_CONFIRM)
    return rows.filter(state="waiting", lapses_on__gt=clock.today())


def waiting_count(actor: Actor) -> int:
    return waiting(actor).count()


def asked_by(actor: Actor, path: str) -> int:
    """How many terms below `path` that the actor gave wait for a second person."""
    rows = AwaitedTerm.objects.under(path).filter(state="waiting", lapses_on__gt=clock.today())
    return rows.filter(recorded_by=actor.account).count()


def lines(rows: Iterable[AwaitedTerm], actor: Actor) -> list[Line]:
    found, givers = [], line_of(actor.person)
    for row, at in _in_words(list(rows)):
        code = why_not(row, actor, givers)
        found.append(Line(row, at, message_of(NotAllowed(code)) if code else ""))
    return found


def of_member(member: UUID) -> list[tuple[AwaitedTerm, str]]:
    """What waits for a member, each with where."""
    rows = AwaitedTerm.objects.filter(member=member, state="waiting", lapses_on__gt=clock.today())
    return _in_words(list(rows.select_related("post").order_by("recorded_at")))


def _in_words(rows: list[AwaitedTerm]) -> list[tuple[AwaitedTerm, str]]:
    wanted = {pk for row in rows for pk in row.places}
    paths = {str(pk): path for pk, path in Place.objects.filter(pk__in=wanted).values_list("pk", "path")}
    words = addresses(paths.values(), from_kind="community")
    return [(row, where(sorted(paths[pk] for pk in row.places if pk in paths), words)) for row in rows]


def why_not(awaited: AwaitedTerm, actor: Actor, givers: Collection[UUID]) -> str:
    """The code of the refusal for somebody who reaches it: neither the giver, nor the appointed, nor anybody whose own
    post goes back to the giver; and only who has the post's rights over the register already, or audits. `givers` is
    the actor's line (`line_of`)."""
    if actor.account == awaited.recorded_by or actor.person == awaited.member_id:
        return "corps.confirm_own"
    if awaited.recorded_by in givers:
        return "corps.confirm_same_line"
    audits = any(held.bundle == ALONE for held in actor.held)
    needed = REGISTER & BUNDLES[awaited.post.bundle]
    if audits or all(actor.may(one, path) for path in paths_of(awaited) for one in needed):
        return ""
    return "corps.confirm_lacks"


def paths_of(awaited: AwaitedTerm) -> list[str]:
    """Of its places; of the place that contains all of them where one is gone."""
    found = list(Place.objects.filter(pk__in=awaited.places).values_list("path", flat=True))
    return found if found and len(found) == len(awaited.places) else [awaited.path]


def line_of(person: UUID | None) -> set[UUID]:
    """The accounts that the posts of this person go back to: who gave them, who gave those their posts, and so on."""
    found: set[UUID] = set()
    people: set[UUID | None] = {person} - {None}
    while people:
        terms = Appointment.objects.filter(in_office(clock.today()), member__in=people).exclude(recorded_by=None)
        givers = {giver for giver in terms.values_list("recorded_by", flat=True) if giver} - found
        found |= givers
        people = set(Account.objects.filter(pk__in=givers).values_list("person", flat=True)) - {None}
    return found
