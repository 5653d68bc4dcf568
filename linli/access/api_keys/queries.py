"""Keys as shown to those who manage them, and the key behind a request."""

from datetime import date, datetime

from django.db.models import QuerySet
from django.utils import timezone

from linli.access.actor import Actor
from linli.access.api_keys.rules import PREFIX, held_by_maker
from linli.access.models import Account, ApiKey, actor_of
from linli.access.permissions import Permission as P
from linli.access.rules import covers
from linli.kernel.sealing.tokens import digest_of


def keys(actor: Actor) -> QuerySet[ApiKey]:
    """Newest first; revoked ones too, so that entries of the trail can be explained."""
    return ApiKey.objects.reachable(actor, P.API_KEYS).order_by("-made_at")


def stands(key: ApiKey, day: date) -> bool:
    """Whether the account responsible for the key may still make such a key on `day`; if not, the key stops working."""
    maker = Account.objects.filter(pk=key.made_by, is_active=True).first()
    return maker is not None and may_vouch(actor_of(maker, day), key)


def may_vouch(actor: Actor, key: ApiKey) -> bool:
    """Whether `actor` holds at the key's place what is needed to make such a key."""
    needed = {P.API_KEYS, *(held_by_maker(P(name)) for name in key.permissions)}
    return all(any(covers(held, key.path) for held in actor.paths(permission)) for permission in needed)


def key_behind(secret: str, now: datetime) -> ApiKey | None:
    """The key with this secret, if it is neither revoked nor expired."""
    if not secret.startswith(PREFIX):
        return None
    found = ApiKey.objects.filter(digest=digest_of(secret), revoked_at=None)
    return found.filter(expires_on__gt=timezone.localdate(now)).first()
