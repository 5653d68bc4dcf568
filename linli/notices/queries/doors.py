"""Who must still be told in person: everybody who has neither read a notice nor been told.

A resident without an account has an unread letter like everybody else; it stays unread until they open its personal
link and confirm, or until somebody tells them at the door.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.db.models.functions import Substr

from linli.access.actor import Actor
from linli.access.models import under
from linli.access.permissions import Permission as P
from linli.access.rules import SEGMENT, ancestors, covers, parent_path
from linli.corps.models import Member
from linli.kernel.errors import NotFound
from linli.notices.models import Letter, Notice
from linli.people.models import Need, Resident
from linli.people.rules import need_choices, reach_choices
from linli.places.models import Place
from linli.places.queries import addresses

AT_ONCE = 400
RECENT = timedelta(days=60)
SHOWN = 10
# Needs that matter for being understood at the door; illnesses are not shown there.
TO_BE_UNDERSTOOD = ("hearing", "sight", "speech", "language", "mobility")


def unanswered(notice: Notice) -> QuerySet[Letter]:
    """The letters of a notice that are neither read nor told."""
    return Letter.objects.filter(notice=notice, read_at=None, told_at=None)


def untold(notice: Notice) -> QuerySet[Letter]:
    """Those of them whose recipients can still be told: not to the dead, to who moved away, or has left the corps."""
    if notice.audience == "residents":
        return unanswered(notice).filter(_BEHIND_THAT_DOOR)
    gone = Member.objects.filter(pk=OuterRef("recipient"), until__isnull=False)
    return unanswered(notice).exclude(Exists(gone))


_BEHIND_THAT_DOOR = Exists(Resident.objects.filter(pk=OuterRef("recipient"), path=OuterRef("path"), until=None))


@dataclass(frozen=True)
class ToDo:
    """A notice and how many people behind the actor's doors do not know of it yet."""

    notice: Notice
    people: int


def none_lately(actor: Actor, now: datetime) -> bool:
    """Whether nothing was published to the actor's doors, so that there was nothing to tell."""
    return not _lately(actor, now).exists()


def _lately(actor: Actor, now: datetime) -> QuerySet[Notice]:
    paths = actor.paths(P.PEOPLE_READ)
    above = {path for held in paths for path in ancestors(held)}
    touching = Notice.objects.filter(under(paths)) | Notice.objects.filter(path__in=above)
    return touching.filter(audience="residents", withdrawn_at=None, published_at__gt=now - RECENT)


def to_do(actor: Actor, now: datetime) -> list[ToDo]:
    """The newest notices to residents that reach the actor's doors and are not yet known to everybody there."""
    paths = actor.paths(P.PEOPLE_READ)
    notices = {notice.pk: notice for notice in _lately(actor, now).order_by("-published_at")[:SHOWN]}
    left = Letter.objects.filter(under(paths), notice__in=list(notices), read_at=None, told_at=None)
    left = left.filter(_BEHIND_THAT_DOOR)
    counts = dict(left.order_by().values_list("notice").annotate(n=Count("pk")))
    return [ToDo(notice, counts[pk]) for pk, notice in notices.items() if pk in counts]


def notice_at_my_doors(actor: Actor, pk: UUID) -> Notice:
    """A notice to residents that was sent to one of the actor's doors. Raises NotFound."""
    found = Notice.objects.filter(pk=pk, audience="residents", published_at__isnull=False).first()
    paths = actor.paths(P.PEOPLE_READ)
    if found is None or not any(covers(found.path, path) or covers(path, found.path) for path in paths):
        raise NotFound("access.not_found")
    return found


def start_of(notice: Notice, actor: Actor) -> list[Place]:
    """The paths where the actor's part of a notice begins: their places inside it, or its own place inside theirs."""
    held = actor.paths(P.PEOPLE_READ)
    paths = {max(path, notice.path, key=len) for path in held if covers(path, notice.path) or covers(notice.path, path)}
    return list(Place.objects.filter(path__in=paths).order_by("path"))


def branches(notice: Notice, at: Place) -> list[tuple[Place, int]]:
    """(place directly below `at`, people to be told there), only where there are any."""
    length = len(at.path) + SEGMENT
    below = untold(notice).filter(under([at.path])).annotate(at_path=Substr("path", 1, length))
    counts = dict(below.order_by().values_list("at_path").annotate(n=Count("pk")))
    return [
        (place, counts[place.path])
        for place in Place.objects.filter(path__in=counts).exclude(pk=at.pk).order_by("path")
    ]


@dataclass
class Person:
    """`how`: what to know to be understood, in the register's words."""

    letter: UUID
    name: str
    how: list[str] = field(default_factory=list)


@dataclass
class Door:
    path: str
    name: str
    people: list[Person]


@dataclass
class Floor:
    """The doors of one floor, courtyard or lane; `address` says where it is."""

    address: str
    doors: list[Door]


def door_list(notice: Notice, at: Place) -> list[Floor]:
    """Floors with their doors and people, in walking order; the first AT_ONCE people."""
    left = untold(notice).filter(under([at.path])).order_by("path", "pk").values_list("pk", "recipient", "path")
    rows = list(left[:AT_ONCE])
    people = _people({recipient for _pk, recipient, _path in rows})
    doors: dict[str, list[Person]] = defaultdict(list)
    for pk, recipient, path in rows:
        name, how = people.get(recipient, ("", []))
        doors[path].append(Person(pk, name, how))
    return _floors(doors)


def people_left(notice: Notice, at: Place) -> int:
    return untold(notice).filter(under([at.path])).count()


def _people(residents: Iterable[UUID]) -> dict[UUID, tuple[str, list[str]]]:
    wanted = list(residents)
    reach, needs = dict(reach_choices()), dict(need_choices())
    rows = Resident.objects.filter(pk__in=wanted).values_list("pk", "name", "reach")
    found = {pk: (name, [reach[how]] if how != "call" else []) for pk, name, how in rows}
    special = Need.objects.filter(resident__in=wanted, kind__in=TO_BE_UNDERSTOOD).order_by("kind")
    for pk, kind, note in special.values_list("resident", "kind", "note"):
        found[pk][1].append(f"{needs[kind]}: {note}" if note else needs[kind])
    return found


def _floors(doors: dict[str, list[Person]]) -> list[Floor]:
    where = addresses({parent_path(path) for path in doors}, from_kind="grid")
    names = dict(Place.objects.filter(path__in=doors).values_list("path", "name"))
    floors: dict[str, list[Door]] = defaultdict(list)
    for path, people in doors.items():
        floors[parent_path(path)].append(Door(path, names.get(path, ""), people))
    return [Floor(where.get(above, ""), inside) for above, inside in floors.items()]


def unread_members(notice: Notice, limit: int = AT_ONCE) -> list[tuple[UUID, str, str]]:
    """(letter, name, address) of the members who have not read a notice to leaders yet."""
    left = list(untold(notice).order_by("path", "pk").values_list("pk", "recipient", "path")[:limit])
    names = dict(Member.objects.filter(pk__in=[row[1] for row in left]).values_list("pk", "name"))
    where = addresses({row[2] for row in left})
    return [(pk, names.get(recipient, ""), where.get(path, "")) for pk, recipient, path in left]
