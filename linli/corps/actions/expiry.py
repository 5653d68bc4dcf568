"""Erases personal values when the days given in `corps.retention` are over. The rows stay: who held which post when can
still be answered as long as names are kept."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from linli.corps.models import Appointment, Member, PartnerUnit
from linli.corps.retention import RETENTION
from linli.kernel.facts.erased import record_erased
from linli.kernel.sealing.retention import ERASED


@transaction.atomic
def erase_expired(now: datetime) -> dict[str, int]:
    """Scheduled every night. Returns how many rows of each kind lost a value; one fact records them."""
    done = {
        "numbers": _numbers(now),
        "people": Member.objects.filter(until__lt=_since("Member.name", now).date())
        .exclude(name=ERASED)
        .update(name=ERASED, initials=""),
        "reasons": _reasons(now),
        "units": PartnerUnit.objects.filter(left_on__lt=_since("PartnerUnit.phone", now).date())
        .exclude(phone="")
        .update(phone=""),
    }
    return record_erased("corps.erased", done, now)


def _since(column: str, now: datetime) -> datetime:
    """In the zone of the deployment, so that its date is that of a term."""
    return timezone.localtime(now - timedelta(days=RETENTION[column].days))


def _numbers(now: datetime) -> int:
    left = Member.objects.filter(until__lt=_since("Member.phone_sealed", now).date())
    held = left.exclude(phone_sealed=b"", phone_blind=None, resident=None)
    return held.update(phone_sealed=b"", phone_blind=None, resident=None)


def _reasons(now: datetime) -> int:
    """A year after the end of the term, or after that end was recorded, whichever is later."""
    since = _since("Appointment.reason", now)
    over = Appointment.objects.filter(ends_on__lt=since.date()).exclude(ended_at__gte=since)
    return over.exclude(reason="").update(reason="")
