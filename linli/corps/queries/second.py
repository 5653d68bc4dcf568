"""Terms that wait for a second person, and who may be that person."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from django.db.models import QuerySet

from linli.access.actor import Actor
from linli.access.permissions import BUNDLES
from linli.access.permissions import Permission as P
from linli.access.rules import SEGMENT, covers
from linli.access.second import LACKS, OWN, SAME_LINE, Second
from linli.corps.appointing import REGISTER, lacked
from linli.corps.models import AwaitedTerm
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


def asked_by(actor: Actor, path: str) -> int:
    """How many terms below `path` that the actor gave wait for a second person."""
    rows = AwaitedTerm.objects.under(path).filter(state="waiting", lapses_on__gt=clock.today())
    return rows.filter(recorded_by=actor.account).count()


def waiting_at(path: str) -> int:
    """How many terms at and below `path` wait for a second person. The caller checks permissions: only a number."""
    return AwaitedTerm.objects.under(path).filter(state="waiting", lapses_on__gt=clock.today()).count()


def lines(rows: Iterable[AwaitedTerm], actor: Actor) -> list[Line]:
    found, second, shown = [], Second(actor), list(rows)
    known = _paths(shown)
    for row, at in _in_words(shown, known):
        code = why_not(row, second, _paths_among(row, known))
        found.append(Line(row, at, message_of(NotAllowed(code)) if code else ""))
    return found


def of_member(member: UUID) -> list[tuple[AwaitedTerm, str]]:
    """What waits for a member, each with where."""
    rows = AwaitedTerm.objects.filter(member=member, state="waiting", lapses_on__gt=clock.today())
    found = list(rows.select_related("post").order_by("recorded_at"))
    return _in_words(found, _paths(found))


def _paths(rows: list[AwaitedTerm]) -> dict[str, str]:
    """Place -> its path, of all places of the rows."""
    wanted = {pk for row in rows for pk in row.places}
    return {str(pk): path for pk, path in Place.objects.filter(pk__in=wanted).values_list("pk", "path")}


def _in_words(rows: list[AwaitedTerm], paths: dict[str, str]) -> list[tuple[AwaitedTerm, str]]:
    words = addresses(paths.values(), from_kind="community")
    return [(row, where(sorted(paths[pk] for pk in row.places if pk in paths), words)) for row in rows]


_REFUSED = {OWN: "corps.confirm_own", SAME_LINE: "corps.confirm_same_line", LACKS: "corps.confirm_lacks"}


def why_not(awaited: AwaitedTerm, second: Second, paths: list[str] | None = None) -> str:
    """The code of the refusal for somebody who reaches it: neither the giver, nor the appointed, nor anybody whose own
    post goes back to the giver; and only who has the post's rights over the register already, or audits. `paths`: those
    of the term, where they are known."""
    needed = REGISTER & BUNDLES[awaited.post.bundle]
    at = paths_of(awaited) if paths is None else paths
    found = second.why_not(asked_by=awaited.recorded_by, gets=awaited.member_id, needed=needed, paths=at)
    return _REFUSED.get(found, "")


def paths_of(awaited: AwaitedTerm) -> list[str]:
    """Of its places; of the place that contains all of them where one is gone."""
    return _paths_among(awaited, _paths([awaited]))


def _paths_among(awaited: AwaitedTerm, known: dict[str, str]) -> list[str]:
    found = [known[pk] for pk in awaited.places if pk in known]
    return found if found and len(found) == len(awaited.places) else [awaited.path]
