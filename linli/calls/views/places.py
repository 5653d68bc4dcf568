"""Which place a page of calls is about."""

from uuid import UUID

from linli.access.marks import ActorRequest
from linli.access.permissions import Permission as P
from linli.access.queries import fetch
from linli.corps.queries.overview import roots
from linli.kernel.errors import NotFound
from linli.places.models import Place


def place_asked(request: ActorRequest, permission: P) -> Place:
    """The place of `?at=`, else the asker's first. Raises NotFound out of reach."""
    asked = request.GET.get("at", "")
    if not asked:
        first = roots(request.actor, permission)
        if not first:
            raise NotFound("access.not_found")
        return first[0]
    try:
        return fetch(request.actor, permission, Place, UUID(asked))
    except ValueError:
        raise NotFound("access.not_found") from None
