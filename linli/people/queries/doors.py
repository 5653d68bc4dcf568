"""Finding doors by what people call them, with who lives there already."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Q

from linli.access.actor import Actor
from linli.access.models import under
from linli.access.permissions import Permission as P
from linli.access.queries import fetch
from linli.access.rules import ancestors
from linli.kernel.errors import NotFound
from linli.people import rules
from linli.people.models import Household, Resident
from linli.people.queries import households_at as counts_at
from linli.people.queries.written import door_written
from linli.places.models import Place
from linli.places.queries import addresses

_MOST_LOOKED_AT = 400


def door(actor: Actor, pk: UUID | str) -> Place:
    """An open door where `actor` may edit. Raises NotFound, also for an invalid id."""
    try:
        place = fetch(actor, P.PEOPLE_EDIT, Place, UUID(str(pk)))
    except ValueError:
        raise NotFound("access.not_found") from None
    if place.kind != "door" or place.closed_on is not None:
        raise NotFound("access.not_found")
    return place


def matching(actor: Actor, text: str, limit: int = 30) -> list[tuple[Place, str, int]]:
    """(door, address, people living there) for what somebody typed: "3-2-501", "槐树巷 东屋", "501".

    The last part must be the beginning of a door's own name; the parts before must occur, in order, in its label. Only
    doors below the places where `actor` may edit: `door_written` names no others.
    """
    label, named = door_written(text, actor.paths(P.PEOPLE_EDIT))
    if not label:
        return []
    *before, last = label.split("-")
    open_doors = Place.objects.filter(under(named), kind="door", closed_on=None)
    begun = open_doors.filter(Q(name__istartswith=last) | Q(name__istartswith=f"0{last}"))
    near = list(begun.order_by("path")[:_MOST_LOOKED_AT])
    labels = labels_of(place.path for place in near)
    hits = [place for place in near if _says(labels[place.path].upper(), before, last)][:limit]
    where = addresses((place.path for place in hits), from_kind="community")
    living = counts_at(place.path for place in hits)
    return [(place, where[place.path], living.get(place.path, (0, 0))[1]) for place in hits]


def _says(label: str, before: list[str], last: str) -> bool:
    *above, own = label.split("-")
    rest = iter(above)
    return own.startswith(last) and all(part in rest for part in before)


def labels_of(paths: Iterable[str]) -> dict[str, str]:
    """Door path -> label, for many doors with one query."""
    wanted = list(dict.fromkeys(paths))
    above = sorted({ancestor for path in wanted for ancestor in ancestors(path)})
    known: dict[str, tuple[str, str]] = {}
    for start in range(0, len(above), 5_000):
        rows = Place.objects.filter(path__in=above[start : start + 5_000]).values_list("path", "kind", "name")
        known |= {path: (kind, name) for path, kind, name in rows}
    return {path: rules.door_label(known[a] for a in ancestors(path) if a in known) for path in wanted}


def households_behind(home: Household) -> list[tuple[Household, str]]:
    """The other households behind the same door now."""
    return [(other, who) for other, who in households_at(home.place) if other.pk != home.pk]


def households_at(place: Place) -> list[tuple[Household, str]]:
    """(household, name of its head or first resident) behind one door now."""
    homes = Household.objects.filter(place=place, until=None).order_by("since", "pk")
    people = Resident.objects.filter(household__in=homes, until=None)
    first: dict[UUID, str] = {}
    for one in sorted(people, key=lambda one: (one.relation != "head", one.since or date.min)):
        first.setdefault(one.household_id, one.name)
    return [(home, first.get(home.pk, "")) for home in homes]
