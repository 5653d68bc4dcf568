"""Erases what `intake.retention` says ends. The rows stay, for the counts."""

from datetime import datetime, timedelta

from django.db import transaction

from linli.intake.models import Intake
from linli.intake.retention import RETENTION
from linli.kernel.facts.erased import record_erased


@transaction.atomic
def erase_expired(now: datetime) -> int:
    """Scheduled every night. Returns how many imports lost the name of their file; one fact records them."""
    old = Intake.objects.filter(ended_at__lt=now - timedelta(days=RETENTION["Intake.file_name"].days))
    done = old.exclude(file_name="", problem={}).update(file_name="", problem={})
    record_erased("intake.erased", {"imports": done}, now)
    return done
