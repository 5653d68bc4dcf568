"""Making, revoking and counting keys. The secret is returned once and not stored."""

import secrets
from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Case, F, Q, Value, When
from django.utils import timezone

from linli.access.actor import Actor
from linli.access.api_keys import queries, rules
from linli.access.models import ApiKey
from linli.access.permissions import Permission as P
from linli.access.queries import check_may
from linli.kernel.errors import Conflict, Invalid, NotAllowed
from linli.kernel.facts import trail
from linli.kernel.sealing.tokens import digest_of
from linli.kernel.writes import once
from linli.kernel.writes.change import change, change_all


@transaction.atomic
def make_key(
    *,
    name: str,
    path: str,
    permissions: Collection[str],
    expires_on: date,
    per_minute: int,
    actor: Actor,
    key: UUID | None,
    now: datetime,
) -> str:
    """The secret of a new key; "" when `key` was used before: the secret cannot be shown again.

    Raises NotAllowed for a permission that the maker does not hold at the place: a key never carries more than they do.
    Raises Invalid at a field.
    """
    if once.done(key, "api.key_made", actor=actor):
        return ""
    check_may(actor, P.API_KEYS, path)
    wanted = [permission for permission in rules.OFFERED if permission in permissions]
    if not wanted:
        raise Invalid("api.no_permission", field="permissions")
    for permission in wanted:
        check_may(actor, rules.held_by_maker(permission), path)
    if not rules.is_good_end(expires_on, timezone.localdate(now)):
        raise Invalid("api.bad_end", field="expires_on", days=rules.LONGEST.days)
    secret = rules.new_secret(secrets.token_bytes(32))
    made = ApiKey.objects.create(
        path=path,
        name=name,
        digest=digest_of(secret),
        permissions=[str(permission) for permission in wanted],
        per_minute=per_minute,
        made_by=actor.account,
        made_by_name=actor.name,
        made_at=now,
        expires_on=expires_on,
    )
    told = {"permissions": made.permissions}
    trail.record("api.key_made", actor=actor, path=made.path, at=now, about=made.pk, key=key, data=told)
    return secret


@transaction.atomic
def revoke_key(*, api_key: ApiKey, actor: Actor, key: UUID | None, now: datetime) -> None:
    """From now on the key is refused, for good. Raises Conflict when it is revoked already."""
    if once.done(key, "api.key_revoked", actor=actor, about=api_key.pk):
        return
    check_may(actor, P.API_KEYS, api_key.path)
    standing = ApiKey.objects.filter(pk=api_key.pk, revoked_at=None)
    if not change_all(standing, revoked_at=now):
        raise Conflict("api.key_revoked_already")
    trail.record("api.key_revoked", actor=actor, path=api_key.path, at=now, about=api_key.pk, key=key)


@transaction.atomic
def adopt_key(*, api_key: ApiKey, actor: Actor, key: UUID | None, now: datetime) -> None:
    """The actor becomes responsible for a key that stopped because its maker left.

    Raises NotAllowed when the actor could not make such a key; Conflict when the key works, or is revoked.
    """
    if once.done(key, "api.key_adopted", actor=actor, about=api_key.pk):
        return
    if not queries.may_vouch(actor, api_key):
        raise NotAllowed("api.may_not_adopt")
    if queries.stands(api_key, timezone.localdate(now)):
        raise Conflict("api.key_stands")
    columns = {"made_by": actor.account, "made_by_name": actor.name}
    change(api_key, code="api.key_revoked_already", where={"revoked_at": None}, **columns)
    trail.record("api.key_adopted", actor=actor, path=api_key.path, at=now, about=api_key.pk, key=key)


def count_use(*, api_key: ApiKey, now: datetime) -> bool:
    """Count one request, in one conditional update; False when this minute's limit is reached."""
    minute = rules.minute_of(now)
    room = ApiKey.objects.filter(pk=api_key.pk).filter(~Q(minute=minute) | Q(used__lt=F("per_minute")))
    same = When(minute=minute, then=F("used") + 1)
    return bool(room.update(used=Case(same, default=Value(1)), minute=minute, last_used_at=now))
