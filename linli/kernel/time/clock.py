"""The only place that asks what time it is. Times are aware UTC; days are days in the zone of the deployment."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, tzinfo

from django.utils import timezone

# Days that a plan, a period or a search may name. Beyond them databases and calendars stop counting.
FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2100, 12, 31)


_STANDING: ContextVar[datetime | None] = ContextVar("standing", default=None)


def now() -> datetime:
    return _STANDING.get() or datetime.now(UTC)


@contextmanager
def standing_at(moment: datetime) -> Iterator[None]:
    """Within the block it is `moment`, in this thread alone: for the past days of a demonstration (`linli.demo.life`),
    which the actions record as if they had happened then."""
    before = _STANDING.set(moment)
    try:
        yield
    finally:
        _STANDING.reset(before)


def today() -> date:
    """Today's date in the zone of the deployment (settings.TIME_ZONE)."""
    return timezone.localtime(now()).date()


def local(at: datetime) -> datetime:
    """`at` as local time of the deployment."""
    return timezone.localtime(at)


def zone() -> tzinfo:
    """The deployment's zone, in which its days begin (settings.TIME_ZONE)."""
    return timezone.get_default_timezone()
