"""The only place that asks what time it is. Times are aware UTC; days are days in the zone of the deployment."""

from datetime import UTC, date, datetime, tzinfo

from django.utils import timezone


def now() -> datetime:
    return datetime.now(UTC)


def today() -> date:
    """The calendar day where the neighbourhood is (settings.TIME_ZONE)."""
    return timezone.localtime(now()).date()


def local(at: datetime) -> datetime:
    """`at` on the clocks of the neighbourhood."""
    return timezone.localtime(at)


def zone() -> tzinfo:
    """In which the neighbourhood's days begin (settings.TIME_ZONE)."""
    return timezone.get_default_timezone()
