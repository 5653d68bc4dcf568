"""The days on which a street works or does not, where they differ from the week and the public holidays."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from linli.access.actor import Actor
from linli.access.permissions import Permission as P
from linli.access.queries import check_may
from linli.kernel.facts import trail
from linli.kernel.text import clean_text
from linli.kernel.writes import once
from linli.places.actions.tree import hold_here
from linli.places.models import CalendarDay, Place

LONGEST_NOTE = 40


@transaction.atomic
def set_day(
    *, street: Place, day: date, works: bool | None, note: str = "", actor: Actor, key: UUID | None, now: datetime
) -> None:
    """`works` None removes the street's own entry. Running deadlines keep the end that they were given."""
    check_may(actor, P.PLACES_CALENDAR, street.path)
    if once.done(key, "places.day_set", actor=actor, about=street.pk):
        return
    hold_here(street)  # two desks at once: the second replaces the first's entry
    note = clean_text(note, field="note", most=LONGEST_NOTE)
    CalendarDay.objects.filter(path=street.path, day=day).delete()
    if works is not None:
        CalendarDay.objects.create(path=street.path, day=day, works=works, note=note)
    data = {"on": day.isoformat(), "works": works}
    trail.record("places.day_set", actor=actor, path=street.path, about=street.pk, key=key, at=now, data=data)
