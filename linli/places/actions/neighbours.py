"""Which grids are neighbours, as entered by the community; used by circles of neighbouring grids."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from linli.access.actor import Actor
from linli.access.permissions import Permission as P
from linli.access.queries import check_may
from linli.kernel.errors import Invalid
from linli.kernel.facts import trail
from linli.kernel.writes import once
from linli.kernel.writes.change import hold
from linli.places.actions.tree import hold_here
from linli.places.models import Border, Place
from linli.places.rules import PlaceKind


@transaction.atomic
def set_neighbours(
    *, grid: Place, beside: Sequence[Place] | None, actor: Actor, key: UUID | None, now: datetime
) -> None:
    """`grid` touches exactly these grids of its community; None: by the numbers again.

    Calls already offered keep their circle; those that widen from now on follow. Raises Invalid at "beside".
    """
    check_may(actor, P.PLACES_NEIGHBOURS, grid.path)
    if once.done(key, "places.neighbours_set", actor=actor, about=grid.pk):
        return
    wanted = {place.pk for place in beside or ()}
    if any(place.parent_id != grid.parent_id or place.kind != PlaceKind.GRID for place in beside or ()):
        raise Invalid("places.neighbour_elsewhere", field="beside")
    if grid.kind != PlaceKind.GRID or grid.parent_id is None or grid.pk in wanted:
        raise Invalid("places.neighbour_elsewhere", field="beside")
    hold(Place.objects.filter(pk=grid.parent_id))  # lock: one change at a time in a community
    hold_here(grid)
    Border.objects.filter(path=grid.path).delete()
    if beside is not None:
        _say(grid.path, wanted)
        _let_others_agree(grid, wanted)
    data = {"said": beside is not None, "count": len(wanted)}
    trail.record("places.neighbours_set", actor=actor, path=grid.path, about=grid.pk, key=key, at=now, data=data)


def _say(path: str, beside: set[UUID]) -> None:
    touched: list[UUID | None] = [*beside] or [None]
    Border.objects.bulk_create(Border(path=path, beside_id=pk) for pk in touched)


def _let_others_agree(grid: Place, wanted: set[UUID]) -> None:
    """Keep both sides equal: grids with entries of their own touch this grid exactly when it touches them."""
    family = Place.objects.filter(parent=grid.parent_id, kind=PlaceKind.GRID).exclude(pk=grid.pk)
    for other in family.filter(path__in=Border.objects.values("path")):
        rows = Border.objects.filter(path=other.path)
        told = {pk for pk in rows.values_list("beside", flat=True) if pk}
        agreed = told | {grid.pk} if other.pk in wanted else told - {grid.pk}
        if agreed != told:
            rows.delete()
            _say(other.path, agreed)
