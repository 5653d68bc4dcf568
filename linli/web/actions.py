"""The one write of this room: an account remembers how its owner likes to read."""

from datetime import datetime

from django.db import transaction

from linli.access.actor import Actor
from linli.access.models import Account
from linli.kernel.facts import trail


@transaction.atomic
def remember_reading(
    *, account: Account, language: str | None = None, large_print: bool | None = None, now: datetime
) -> None:
    """Only what is given changes; nothing is recorded when it was so already. Setting it twice is the same as once."""
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
