"""The actor of a key: over its own place, with its own permissions, so that every rule of `access` applies to it."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from linli.access.actor import Actor, Held
from linli.access.models import ApiKey, Grant
from linli.access.permissions import Permission
from linli.access.persons import book
from linli.access.rules import covers
from linli.kernel.errors import Invalid

LONGEST_NAME = 80  # in the trail


@dataclass(frozen=True)
class KeyActor(Actor):
    """`account` is the key's id, by which the trail shows and finds it. There is no person behind it."""

    path: str = ""
    permissions: frozenset[str] = field(default=frozenset())

    def paths(self, permission: Permission) -> list[str]:
        return [self.path] if permission in self.permissions else []


def actor_of(key: ApiKey) -> KeyActor:
    return KeyActor(account=key.pk, name=key.name, path=key.path, permissions=frozenset(key.permissions))


@dataclass(frozen=True)
class Acting(Actor):
    """The key acting in a member's name: only inside the key's place, with what makes the member a responder or
    receiver.

    The trail and the history show both: the member's id, and the name of the system that acted.
    """

    def paths(self, permission: Permission) -> list[str]:
        return super().paths(permission) if permission in {Permission.CALLS_CLAIM, Permission.CALLS_RECEIVE} else []


def acting_for(key: KeyActor, member: UUID, today: date) -> Acting:
    """Raises Invalid at "by" when the id is no member, or the member has no post there that may claim."""
    found = book().person(member)
    posts = Grant.objects.valid_on(today).filter(person=member).values_list("bundle", "path")
    inside = [row for row in posts if covers(row[1], key.path) or covers(key.path, row[1])]
    held = tuple(Held(bundle, max(path, key.path, key=len)) for bundle, path in inside)
    name = f"{found.name if found else ''}({key.name})"[:LONGEST_NAME]
    acting = Acting(account=key.account, name=name, person=member, held=held)
    if found is None or not acting.may(Permission.CALLS_CLAIM):
        raise Invalid("api.member_cannot", field="by")
    return acting
