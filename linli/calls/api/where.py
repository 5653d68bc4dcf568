"""Where a call is to be opened, as another system says it: by a place's id, or by an address in words."""

from uuid import UUID

from linli.access.actor import Actor
from linli.access.permissions import Permission as P
from linli.access.queries import fetch
from linli.access.rules import SEGMENT
from linli.kernel.errors import Invalid
from linli.places.models import Place
from linli.places.queries import Chain, resolve
from linli.places.rules import PlaceKind
from linli.places.written import LEVELS, parse_address

LONGEST_ADDRESS = 120


def place_of(actor: Actor, *, place: UUID | None, address: str) -> Place:
    """Where a call is to be opened, within the actor's reach.

    Raises Invalid at "place" or "address" for neither or for an address that names nothing; NotFound out of reach.
    """
    if place is None and not address:
        raise Invalid("api.no_place", field="place")
    found = fetch(actor, P.CALLS_OPEN, Place, place) if place is not None else _by_address(actor, address)
    if found.closed_on is not None:
        raise Invalid("api.place_closed", field="place")
    return found


def _by_address(actor: Actor, address: str) -> Place:
    for path in actor.paths(P.CALLS_OPEN):
        street = Place.objects.filter(path=path[:SEGMENT], parent=None).first()
        if street is not None:
            return fetch(actor, P.CALLS_OPEN, Place, place_in(street, address))
    raise Invalid("api.address_unknown", field="address", address=address)


def place_in(street: Place, address: str) -> UUID:
    """The innermost place of `street` that `address` names: the building when the door is not known.

    The community may be left out where only one has such a place. Raises Invalid at "address" for a name that is not
    there, or there more than once.
    """
    levels = parse_address(address)
    named = tuple((PlaceKind(level), levels[level]) for level in LEVELS if level in levels)
    beginnings: list[Chain] = [()]
    if named and named[0][0] is not PlaceKind.COMMUNITY:
        inside = Place.objects.filter(parent=street, closed_on=None).values_list("kind", "name")
        beginnings = [((PlaceKind(kind), name),) for kind, name in inside]
    known = resolve(street, [first + named[:end] for first in beginnings for end in range(1, len(named) + 1)])
    for end in range(len(named), 0, -1):
        found = {known[first + named[:end]].id for first in beginnings if first + named[:end] in known}
        if len(found) == 1:
            return found.pop()
        if found:
            raise Invalid("api.address_several", field="address", address=address)
    raise Invalid("api.address_unknown", field="address", address=address)
