"""Deletes diary entries when the days given in `corps.retention` are over."""

from datetime import datetime, timedelta

from django.db import transaction

from linli.corps.models import DiaryEntry
from linli.corps.retention import RETENTION
from linli.kernel.facts import trail

BATCH = 5_000


def forget(now: datetime) -> int:
    """Returns how many were deleted. In batches, because a street's rounds may leave thousands a day."""
    total = 0
    while count := _forget(now):
        total += count
    return total


@transaction.atomic
def _forget(now: datetime) -> int:
    ended = DiaryEntry.objects.filter(ends_at__lt=now - timedelta(days=RETENTION["DiaryEntry.ends_at"].days))
    old = list(ended.order_by("ends_at").values_list("pk", flat=True)[:BATCH])
    count, _ = DiaryEntry.objects.filter(pk__in=old).delete()
    if count:
        trail.record("corps.diary_erased", actor=None, path="", at=now, data={"count": count})
    return count
