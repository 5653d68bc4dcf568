"""Erases what is left of accounts and grants when the days given in `access.retention` are over.

The rows go: the trail has the id and the name of whoever did something, and who held which post is kept in `corps`.
"""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from linli.access.models import Account, Grant
from linli.access.retention import RETENTION
from linli.kernel.facts.erased import record_erased


@transaction.atomic
def erase_expired(now: datetime) -> dict[str, int]:
    """Scheduled every night. Returns how many rows of each kind were erased; one fact records them."""
    addresses = Account.objects.filter(deactivated_on__lt=_since("Account.email", now)).exclude(email="")
    over = Grant.objects.filter(ends_on__lt=_since("Grant.person", now))
    done = {"addresses": addresses.update(email=""), "accounts": _accounts(now), "grants": over.delete()[0]}
    return record_erased("access.erased", done, now)


def _since(column: str, now: datetime) -> date:
    """In the zone of the deployment, like the dates that it is compared with."""
    return timezone.localtime(now - timedelta(days=RETENTION[column].days)).date()


def _accounts(now: datetime) -> int:
    """With its sessions and its second factor, which hang on it."""
    gone = list(Account.objects.filter(deactivated_on__lt=_since("Account.name", now)).values_list("pk", flat=True))
    Account.objects.filter(pk__in=gone).delete()
    return len(gone)
