"""What a call may be corrected to: kinds in use at the place, places within the corrector's reach."""

from linli.access.actor import Actor
from linli.access.permissions import Permission as P
from linli.calls.models import Call, CallKind
from linli.calls.queries.kinds import kinds_at
from linli.places.choosing import Offer


def kinds_instead(call: Call) -> list[CallKind]:
    """A whistle stays a whistle, and other calls cannot become one; the call's own kind is offered even when no longer
    in use."""
    whistle = call.kind.family == "whistle"
    kinds = [kind for kind in kinds_at(call.path) if (kind.family == "whistle") == whistle]
    return kinds if any(kind.pk == call.kind_id for kind in kinds) else [call.kind, *kinds]


def place_instead(actor: Actor, call: Call) -> Offer:
    """Where the call may lie: in its own street, where the corrector receives calls."""
    return Offer(actor, P.CALLS_RECEIVE, within=call.root, near=call.path, here=call.place)
