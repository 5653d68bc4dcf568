"""Reading the key from a request. Sessions and cookies are not accepted here, and a key opens no page."""

from typing import Annotated, Any
from uuid import UUID, uuid5

from django.http import HttpRequest
from django.utils import timezone
from ninja import Header
from ninja.security import HttpBearer

from linli.access.api_keys.actions import count_use
from linli.access.api_keys.keyed import KeyActor, actor_of
from linli.access.api_keys.queries import key_behind, stands
from linli.access.api_keys.rules import seconds_left
from linli.access.permissions import Permission
from linli.kernel.api.problems import NoKey, TooMany
from linli.kernel.errors import NotAllowed
from linli.kernel.time import clock

MOST_OF_A_KEY = 200  # characters
IdempotencyKey = Annotated[str | None, Header(alias="Idempotency-Key", max_length=MOST_OF_A_KEY)]


class KeyedRequest(HttpRequest):
    actor: KeyActor


def enter(request: Any, secret: str) -> KeyActor:
    """The actor of the key; the request is counted.

    Raises NoKey, also when its maker has left the post, and TooMany when this minute's limit is reached.
    """
    now = clock.now()
    found = key_behind(secret, now)
    if found is None:
        raise NoKey("api.no_key")
    if not count_use(api_key=found, now=now):
        raise TooMany("api.too_many", seconds=seconds_left(now))
    if not stands(found, timezone.localdate(now)):
        raise NoKey("api.maker_gone")
    request.actor = actor_of(found)
    actor: KeyActor = request.actor
    return actor


class Bearer(HttpBearer):
    """`Authorization: Bearer linli_…`"""

    def authenticate(self, request: HttpRequest, token: str) -> KeyActor:
        return enter(request, token)


def check_carries(key: KeyActor, *permissions: Permission) -> None:
    """Raises NotAllowed for a key with none of `permissions`, naming the first."""
    if not any(map(key.may, permissions)):
        raise NotAllowed("api.not_for_this", permission=str(permissions[0]))


def deed_key(actor: KeyActor, given: str | None) -> UUID | None:
    """The action's key made from the client's `Idempotency-Key` and the API key, so that two clients can never share
    one."""
    return uuid5(actor.account, given[:MOST_OF_A_KEY]) if given and actor.account else None
