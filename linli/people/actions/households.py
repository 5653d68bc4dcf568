"""Changes of households shared by the other actions: who lives in one, how many, and its end with the last resident.

`size` and `revision` change only here, by conditional updates, so that the board need not count people and two editors
cannot overwrite each other without noticing.
"""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db.models import F

from linli.access.rules import SEGMENT
from linli.kernel.errors import Conflict, Invalid
from linli.kernel.writes.change import change_all, hold
from linli.people.models import Household, Need, Resident
from linli.people.queries.records import label_of
from linli.places.actions.tree import hold_here
from linli.places.models import Place
from linli.places.rules import PlaceKind


def open_at(place: Place, on: date) -> Household:
    """A new, empty household behind a door. Raises Invalid when `place` is no door or is closed."""
    if place.kind != PlaceKind.DOOR or place.closed_on is not None:
        raise Invalid("people.not_a_door", field="door", name=place.name)
    hold_here(place)
    return Household.objects.create(
        path=place.path, root=place.path[:SEGMENT], place=place, door=label_of(place), since=on
    )


def hold_homes(*homes: UUID) -> None:
    """Before an action reads who lives here, or changes them: nobody else does until it is committed.

    Every action that sets a head or changes residents begins with this, in one order, so that two cannot deadlock.
    """
    for home in sorted(set(homes)):
        hold(Household.objects.filter(pk=home))


def welcome(household: Household, count: int) -> None:
    """`count` more live here. Raises Conflict when the household has ended, or its door has moved, meanwhile."""
    grown = Household.objects.filter(pk=household.pk, until=None)
    if not change_all(grown.filter(path=household.path), size=F("size") + count):
        raise Conflict("places.changed_meanwhile" if grown.exists() else "people.household_ended")


def farewell(household: Household | UUID, gone: int, on: date) -> None:
    """`gone` people fewer live here; an empty household ends."""
    pk = household.pk if isinstance(household, Household) else household
    change_all(Household.objects.filter(pk=pk), size=F("size") - gone)
    Household.objects.filter(pk=pk, size=0, until=None).update(until=on)


def reopen(household: Household) -> None:
    """Somebody is put back where they lived; a household that had ended is reopened. Raises Conflict without a door."""
    if Place.objects.filter(pk=household.place_id, closed_on__isnull=False).exists():
        raise Conflict("people.door_closed")
    Household.objects.filter(pk=household.pk).update(until=None)


def settle(residents: Collection[Resident], household: Household) -> None:
    """Move these rows behind the household's door, with their needs. The caller has already changed the rows
    conditionally."""
    ids = [resident.pk for resident in residents]
    Resident.objects.filter(pk__in=ids).update(household=household, path=household.path, root=household.root)
    Need.objects.filter(resident__in=ids).update(path=household.path)
