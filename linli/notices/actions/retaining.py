"""What has served its time: letters after half a year, the delivery log after ninety days, abandoned drafts."""

from datetime import datetime, timedelta

from django.db import transaction

from linli.notices.models import Letter, Notice, Sending

LETTERS, LOG, DRAFTS = timedelta(days=180), timedelta(days=90), timedelta(days=30)
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
    Notice.objects.filter(published_at=None, made_at__lt=now - DRAFTS).delete()
