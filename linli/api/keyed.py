"""Who a key is: an actor over its own place with its own permissions, so that every rule of `access` holds."""

from dataclasses import dataclass, field

from linli.access.actor import Actor
from linli.access.permissions import Permission
from linli.api.models import ApiKey


@dataclass(frozen=True)
class KeyActor(Actor):
    """`account` is the key's id: what the trail shows and finds again. No person stands behind it."""

    path: str = ""
    permissions: frozenset[str] = field(default=frozenset())

    def paths(self, permission: Permission) -> list[str]:
        return [self.path] if permission in self.permissions else []


def actor_of(key: ApiKey) -> KeyActor:
    return KeyActor(account=key.pk, name=key.name, path=key.path, permissions=frozenset(key.permissions))
