"""Which place a page is about."""

from uuid import UUID

from linli.access.marks import ActorRequest
from linli.access.permissions import Permission as P
from linli.access.queries import fetch
from linli.kernel.errors import NotFound
from linli.places.models import Place
from linli.places.queries import roots


def place_named(request: ActorRequest, permission: P) -> Place | None:
    """The place of `?at=`, None without it. Raises NotFound where the asker does not hold `permission`."""
    asked = request.GET.get("at", "")
    if not asked:
        return None
    try:
        return fetch(request.actor, permission, Place, UUID(asked))
    except ValueError:
        raise NotFound("access.not_found") from None


def place_asked(request: ActorRequest, permission: P) -> Place:
    """The place of `?at=`, else the first where the asker holds `permission`. Raises NotFound out of reach."""
    place = place_named(request, permission) or roots(request.actor, permission).first()
    if place is None:
        raise NotFound("access.not_found")
    return place
