"""The writes of this room: how an account's owner likes to read pages, and that they need its guide no longer."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from linli.access.actor import Actor
from linli.access.models import Account
from linli.kernel.facts import trail
from linli.kernel.writes import once


@transaction.atomic
def remember_reading(
    *, account: Account, language: str | None = None, large_print: bool | None = None, now: datetime
) -> None:
    """Only the values given are changed; nothing is recorded when they are the same as before."""
    wanted = {"language": language, "large_print": large_print}
    changed = {name: value for name, value in wanted.items() if value is not None and getattr(account, name) != value}
    if not changed:
        return
    Account.objects.filter(pk=account.pk).update(**changed)
    trail.record(
        "web.reading_changed",
        actor=Actor(account=account.pk, name=account.name),
        path="",
        at=now,
        about=account.pk,
        data=changed,
    )


@transaction.atomic
def put_guide_away(*, actor: Actor, key: UUID | None, now: datetime) -> None:
    """The home page opens without it from now on; put away already, nothing is recorded."""
    if once.done(key, "web.guide_put_away", actor=actor, about=actor.account):
        return
    if Account.objects.filter(pk=actor.account).exclude(guide="").update(guide=""):
        trail.record("web.guide_put_away", actor=actor, path="", at=now, about=actor.account, key=key)
