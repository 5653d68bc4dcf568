"""Putting doors on the floors that their numbers name, where the mode has floor leaders but no floors were laid out.

A street whose doors were imported before such a mode was in force has them directly in buildings and stairwells. The
action makes the floors and moves the doors with everything that lies there, each with a line in its history. It can be
undone until somebody is appointed at one of the new floors, or one of the floors or doors is changed.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Length, Substr

from linli.access.actor import Actor
from linli.access.rules import SEGMENT, parent_path, segment
from linli.kernel.errors import Conflict, Invalid
from linli.kernel.facts import trail
from linli.kernel.ids import new_id
from linli.kernel.time import clock
from linli.kernel.writes import once
from linli.kernel.writes.change import change_all
from linli.places.actions.growing import make_children, take_numbers
from linli.places.actions.tree import add_event, add_events, lock_street, rewrite_many, scoped_models
from linli.places.chains import Found
from linli.places.floors import lacking
from linli.places.models import Place, PlaceEvent
from linli.places.rules import PlaceKind

_A_BATCH = 5_000  # ids in one query


class _Carried(NamedTuple):
    """A door, its present parent, and its future parent."""

    door: Found
    above: UUID
    to: Found


@transaction.atomic
def add_floors(*, place: Place, actor: Actor, key: UUID | None, now: datetime) -> tuple[int, int]:
    """Move every door below `place` that needs a floor to the floor named by its number. Returns (doors, floors made).

    About thirty statements, however many doors. Raises Invalid when no door can be given a floor, Conflict when `place`
    was closed meanwhile. (0, 0) for a used key.
    """
    if once.done(key, "places.floored", actor=actor, about=place.pk):
        return (0, 0)
    lock_street(place.path)
    here = Place.objects.filter(pk=place.pk, closed_on=None).first()
    if here is None:
        raise Conflict("places.closed_meanwhile", name=place.name)
    found = lacking(here)
    if not found.moves:
        raise Invalid("places.no_floors_to_add", name=here.name)
    new = found.missing()
    made = make_children([(above, PlaceKind.FLOOR, floor) for above, floor in new])
    floors = found.floors | {(above.path, floor): at for (above, floor), at in zip(new, made, strict=True)}
    counts = {"doors": len(found.moves), "floors": len(made)}
    event = add_event(
        here, "floored", actor=actor, now=now, after={**counts, "made": [str(floor.id) for floor in made]}
    )
    moves = [
        _Carried(Found(door.id, door.path), door.parent, floors[parent_path(door.path), door.floor])
        for door in found.moves
    ]
    _carry_doors(moves, actor, now, deed=event.pk)
    trail.record("places.floored", actor=actor, path=here.path, about=here.pk, key=key, at=now, data=counts)
    return len(moves), len(made)


@transaction.atomic
def take_floors_back(*, place: Place, event: PlaceEvent, actor: Actor, key: UUID | None, now: datetime) -> None:
    """Move the doors of that action back and close the floors that it made; called by `undo_last`, in its transaction.

    Raises Conflict when a door or a new floor was changed since, or when anything else now lies on a new floor.
    """
    if once.done(key, "places.unfloored", actor=actor, about=place.pk):
        return
    lock_street(place.path)
    rows = PlaceEvent.objects.under(place.path).filter(what="moved", at=event.at, after__deed=str(event.pk))
    moved = {row.place_id: (row.before["parent"], row.after["parent"]) for row in rows}
    doors = [
        (Found(pk, path), parent)
        for pk, path, parent in Place.objects.under(place.path)
        .filter(kind=PlaceKind.DOOR, closed_on=None)
        .values_list("pk", "path", "parent_id")
        if pk in moved and str(parent) == moved[pk][1]
    ]
    made = _untouched_floors(place, {UUID(pk) for pk in event.after["made"]}, {door.id for door, _parent in doors})
    former = _found({UUID(above) for above, _floor in moved.values()})
    if len(doors) != len(moved) or any(UUID(above) not in former for above, _floor in moved.values()):
        raise Conflict("places.not_undoable")
    moves = [_Carried(door, floor, former[UUID(moved[door.id][0])]) for door, floor in doors if floor]
    _carry_doors(moves, actor, now, deed=event.pk)
    change_all(Place.objects.under(place.path).filter(path__in=made), closed_on=clock.today(), closing=new_id())
    counts = {"doors": len(moves), "floors": len(made)}
    add_event(place, "unfloored", actor=actor, now=now, after=counts)
    trail.record("places.unfloored", actor=actor, path=place.path, about=place.pk, key=key, at=now, data=counts)


def _untouched_floors(place: Place, made: set[UUID], doors: set[UUID]) -> set[str]:
    """The paths of the floors `made` below `place`. Raises Conflict when anything but these doors lies on one."""
    below = Place.objects.under(place.path).filter(closed_on=None)
    rows = below.filter(kind=PlaceKind.FLOOR, revision=1).values_list("pk", "path")
    floors = {path for pk, path in rows if pk in made}
    on_floors = below.filter(parent__kind=PlaceKind.FLOOR).values_list("pk", "path")
    strangers = any(parent_path(path) in floors and pk not in doors for pk, path in on_floors)
    if len(floors) != len(made) or strangers or _anybody_at(floors, place.path):
        raise Conflict("places.not_undoable")
    return floors


def _anybody_at(paths: set[str], root: str) -> bool:
    """Whether any row of any table but the places themselves lies right at one of `paths`."""
    return any(
        path in paths
        for model in scoped_models()
        if model not in (Place, PlaceEvent)
        for path in model.objects.under(root).order_by().values_list("path", flat=True).distinct()
    )


def _found(ids: set[UUID]) -> dict[UUID, Found]:
    rows = Place.objects.filter(closed_on=None, pk__in=ids).values_list("pk", "path")
    return {pk: Found(pk, path) for pk, path in rows}


def _carry_doors(moves: Iterable[_Carried], actor: Actor, now: datetime, *, deed: UUID) -> None:
    """Give each door a fresh path in its new parent, with everything at it, and a line in its history."""
    moves = list(moves)
    numbers = take_numbers(Counter(move.to for move in moves))
    paths = {move.door.path: move.to.path + segment(next(numbers[move.to])) for move in moves}
    rewrite_many(paths)
    above = Place.objects.filter(path=Substr(OuterRef("path"), 1, Length(OuterRef("path")) - SEGMENT))
    ids = [move.door.id for move in moves]
    for start in range(0, len(ids), _A_BATCH):
        rows = Place.objects.filter(pk__in=ids[start : start + _A_BATCH])
        change_all(rows, parent=Subquery(above.values("pk")[:1]))
    add_events(
        (
            (move.door.id, paths[move.door.path], {"parent": str(move.above), "path": move.door.path},
             {"parent": str(move.to.id), "path": paths[move.door.path], "deed": str(deed)})
            for move in moves
        ),
        "moved", actor=actor, now=now,
    )  # fmt: skip
