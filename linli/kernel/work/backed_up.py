"""When the database was last backed up: `linli backup` and the nightly job leave a fact."""

from datetime import datetime, timedelta

from django.db.models import Max, Min

from linli.kernel.models import Fact

LATE = timedelta(days=2)


def last_backup() -> datetime | None:
    at: datetime | None = Fact.objects.filter(kind="kernel.backed_up").aggregate(at=Max("at"))["at"]
    return at


def is_late(now: datetime) -> bool:
    """Nothing was backed up for two days, though there was something."""
    since = last_backup() or Fact.objects.aggregate(at=Min("at"))["at"]
    return since is not None and now - since > LATE
