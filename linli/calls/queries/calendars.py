"""Which days a street works, and in which zone its days begin."""

from datetime import tzinfo

from django.utils import timezone

from linli.calls.models import CalendarDay
from linli.calls.timing import Works, works_by


def working_days(root: str) -> Works:
    return works_by(dict(CalendarDay.objects.filter(path=root).values_list("day", "works")))


def zone() -> tzinfo:
    return timezone.get_default_timezone()
