"""Writing the grants of new terms: the one way, for a single term and for a whole list."""

from collections.abc import Sequence
from datetime import datetime

from linli.access.actions import tell_receipt_due
from linli.access.models import Grant
from linli.corps.queries.receipts import mark_asked

AT_ONCE = 2_000


def write_grants(grants: Sequence[Grant], now: datetime) -> None:
    """In the caller's transaction. A post that waits for who has the account is told to whoever may confirm it.

    An account that is opened at this moment is not used yet: its posts are judged again when it is.
    """
    asked = mark_asked(grants)
    Grant.objects.bulk_create(grants, batch_size=AT_ONCE)
    for account in asked:
        tell_receipt_due(account, now)
