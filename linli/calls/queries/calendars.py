"""Which days a street works."""

from linli.calls.models import CalendarDay
from linli.kernel.time.deadlines import Works
from linli.places.calendar import works_by


def working_days(root: str) -> Works:
    return works_by(dict(CalendarDay.objects.filter(path=root).values_list("day", "works")))
