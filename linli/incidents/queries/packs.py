"""The packs that a street may use, and the calendar that one gives a made-up person."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from linli.incidents.models import OwnPack
from linli.incidents.rules.calendars import Calendar, calendar_of
from linli.incidents.rules.packs import Pack, PersonClass, Status
from linli.incidents.shipped import shipped_packs
from linli.incidents.written import pack_of


def own_packs(street: str) -> list[OwnPack]:
    """The street's own, retired ones too."""
    return list(OwnPack.objects.filter(path=street).order_by("name", "pk"))


def usable(street: str, *, kept: Mapping[str, Any] | None = None) -> list[tuple[str, str]]:
    """(code, title) of what an incident may be drafted with: the street's own, as what ships is archived or a template;
    and what it has already, `kept`."""
    found = {row.code: row.name for row in own_packs(street) if not row.retired}
    return [*({kept["own"]: kept["title"]} | found if kept else found).items()]


def pack_for(street: str, code: str) -> Pack | None:
    """The pack with this code as it is now, the street's own or one that ships."""
    own = OwnPack.objects.filter(path=street, code=code).first()
    return pack_of(own.text) if own else shipped_packs().get(code)


@dataclass(frozen=True)
class Day:
    """One day of the calendar, for a page."""

    on: date
    kind: str
    tests: int
    vitals: int


@dataclass(frozen=True)
class Preview:
    person: PersonClass
    calendar: Calendar
    days: list[Day]


LONGEST = 60  # days shown


def preview(person: PersonClass, event: date, first_day: int) -> Preview:
    found = calendar_of(person, event, first_day=first_day)
    if not found.stretches:
        return Preview(person, found, [])
    first = found.stretches[0].first
    last = min(found.last_day or first + timedelta(days=13), first + timedelta(days=LONGEST - 1))
    every = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    days = [_day(found, day) for day in every]
    return Preview(person, found, days)


def _day(calendar: Calendar, day: date) -> Day:
    stretch = calendar.on(day)
    tests = sum(test.samples for test in calendar.tests_due(day) if test.first == test.last)
    return Day(day, str(stretch.kind) if stretch else "", tests, calendar.vitals_due(day))


def shipped() -> list[tuple[Pack, bool]]:
    """Each with whether it is a template."""
    return [(pack, pack.status is Status.TEMPLATE) for pack in shipped_packs().values()]
