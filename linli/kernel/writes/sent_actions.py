"""What came with a key: the same key with other words is no repetition of the first request.

Beside `once`, which only knows that the key was used. Only a keyed digest is kept, for a month.
"""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from linli.kernel.errors import Invalid
from linli.kernel.models import Sent
from linli.kernel.sealing import tokens

REMEMBERED = timedelta(days=30)


def check_same(sent: UUID | None, said: Mapping[str, Any], *, code: str = "kernel.key_other", **data: str) -> None:
    """Raises Invalid(code) when the key `sent` came before with something else than `said`, values that JSON writes.

    Nobody can tell a report that was corrected from one that was sent again: it must not be answered as if it were
    saved.
    """
    before = Sent.objects.filter(pk=sent).values_list("digest", flat=True).first() if sent else None
    if sent and before is not None and not tokens.same(before, _digest(sent, said)):
        raise Invalid(code, **data)


def remember(sent: UUID | None, said: Mapping[str, Any], *, at: datetime) -> None:
    """What came with a key, for `check_same`; kept for a month."""
    if sent is not None:
        Sent.objects.bulk_create([Sent(key=sent, digest=_digest(sent, said), at=at)], ignore_conflicts=True)


def forget(now: datetime) -> None:
    Sent.objects.filter(at__lt=now - REMEMBERED).delete()


def _digest(sent: UUID, said: Mapping[str, Any]) -> bytes:
    return tokens.keyed("linli.kernel.sent", f"{sent}:{json.dumps(said, sort_keys=True, default=str)}")
