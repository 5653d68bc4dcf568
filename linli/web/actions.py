"""The one write of this room: how an account's owner likes to read pages."""

from datetime import datetime

from django.db import transaction

from linli.access.actor import Actor
from linli.access.models import Account
from linli.kernel.facts import trail


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
