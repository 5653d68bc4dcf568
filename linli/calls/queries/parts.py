"""The parts of a whistle: which units it names, and the running clock of each."""

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from linli.access.models import under
from linli.access.rules import SEGMENT
from linli.calls.models import Call, Clock, Slot
from linli.corps.models import PartnerUnit


def parts_of(calls: Iterable[Call], *, removed: bool = False) -> dict[UUID, list[Slot]]:
    """Call -> the parts of its whistle, by the unit's name, each with `running` = its clock that is due first."""
    rows = Slot.objects.filter(call__in=[call.pk for call in calls]).select_related("unit")
    shown = list((rows if removed else rows.exclude(state="removed")).order_by("unit__name"))
    found: dict[UUID, list[Slot]] = defaultdict(list)
    for slot in with_running(shown):
        found[slot.call_id].append(slot)
    return found


def with_running(slots: list[Slot]) -> list[Slot]:
    """Each with `running`: its clock that is due first, or None."""
    running: dict[UUID | None, Clock] = {}
    for clock in Clock.objects.filter(slot__in=slots, stopped_at=None).order_by("-due_at"):
        running[clock.slot_id] = clock
    for slot in slots:
        slot.running = running.get(slot.pk)  # type: ignore[attr-defined] # an answer of this query, not a column
    return slots


def units_to_call(path: str) -> QuerySet[PartnerUnit]:
    """The units of the street around `path`, those nearest to it first."""
    return PartnerUnit.objects.filter(under([path[:SEGMENT]]), left_on=None).order_by("-path", "name")
