"""Deletes what is no longer needed: letters after half a year, the delivery log after ninety days, abandoned drafts,
and the preferences of people who have left."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from linli.corps.models import Member
from linli.notices.models import Letter, Notice, Preference, Sending

LETTERS, LOG, DRAFTS = timedelta(days=180), timedelta(days=90), timedelta(days=30)
PREFERENCES = timedelta(days=30)  # after leaving the corps
BATCH = 2_000


def forget(now: datetime) -> None:
    while _forget_letters(now):
        pass
    _forget_rest(now)


@transaction.atomic
def _forget_letters(now: datetime) -> int:
    old = Letter.objects.filter(at__lt=now - LETTERS).order_by("at").values_list("pk", flat=True)[:BATCH]
    return Letter.objects.filter(pk__in=list(old)).delete()[0]


@transaction.atomic
def _forget_rest(now: datetime) -> None:
    Sending.objects.filter(made_at__lt=now - LOG).delete()
    gone = Member.objects.filter(until__lt=timezone.localdate(now - PREFERENCES)).values("pk")
    Preference.objects.filter(pk__in=gone).delete()
    Notice.objects.filter(published_at=None, made_at__lt=now - DRAFTS).delete()
