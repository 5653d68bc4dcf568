"""The same press again, where the form itself no longer fits what it changed: those who left are no longer a choice."""

from uuid import UUID

from django.db import transaction

from linli.access.actor import Actor
from linli.kernel.errors import Conflict
from linli.kernel.writes import once


@transaction.atomic
def pressed_before(key: UUID | None, deed: str, *, actor: Actor) -> UUID | None:
    """Whom the earlier press of `actor` with `key` was about; None when there was none."""
    try:
        return once.done(key, deed, actor=actor)
    except Conflict:
        return None
