"""What a call may be corrected to: kinds in use at the place, places within the corrector's reach."""

from uuid import UUID

from linli.access.actor import Actor
from linli.access.permissions import Permission as P
from linli.access.queries import fetch
from linli.access.rules import SEGMENT, ancestors
from linli.calls.models import Call, CallKind
from linli.calls.queries.kinds import kinds_at
from linli.places.models import Place
from linli.places.queries import search_places

MOST = 60  # places offered to choose from


def kinds_instead(call: Call) -> list[CallKind]:
    """A whistle stays one, and nothing else becomes one; the call's own kind also where it is closed by now."""
    whistle = call.kind.family == "whistle"
    kinds = [kind for kind in kinds_at(call.path) if (kind.family == "whistle") == whistle]
    return kinds if any(kind.pk == call.kind_id for kind in kinds) else [call.kind, *kinds]


def places_instead(actor: Actor, call: Call, text: str) -> list[Place]:
    """The call's place, what lies above, beside and in it, and what `text` finds in the street: the reachable ones."""
    here = Place.objects.reachable(actor, P.CALLS_RECEIVE).filter(closed_on=None)
    near = here.filter(path__in=ancestors(call.path)) | here.filter(parent=call.place)
    if len(call.path) > SEGMENT:
        near |= here.filter(parent=call.place.parent_id)
    found = {place.pk: place for place in near.order_by("path")[:MOST]}
    for place in search_places(actor, text[:60]):
        if place.path[:SEGMENT] == call.root and actor.may(P.CALLS_RECEIVE, place.path):
            found[place.pk] = place
    return [call.place, *(place for pk, place in found.items() if pk != call.place_id)]


def place_instead(actor: Actor, call: Call, pk: UUID) -> Place:
    """The one chosen. Raises NotFound out of reach, as for an absent one."""
    return call.place if pk == call.place_id else fetch(actor, P.CALLS_RECEIVE, Place, pk)
