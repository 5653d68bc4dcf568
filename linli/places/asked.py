"""Which place a page is about."""

from uuid import UUID

from linli.access.marks import ActorRequest
from linli.access.permissions import Permission as P
from linli.access.queries import fetch
from linli.kernel.errors import NotFound
from linli.places.models import Place
from linli.places.queries import roots


def place_asked(request: ActorRequest, permission: P) -> Place:
    """The place of `?at=`, else the first where the asker holds `permission`. Raises NotFound out of reach."""
    asked = request.GET.get("at", "")
    if not asked:
        first = roots(request.actor, permission).first()
        if first is None:
            raise NotFound("access.not_found")
        return first
    try:
        return fetch(request.actor, permission, Place, UUID(asked))
    except ValueError:
        raise NotFound("access.not_found") from None
