"""Moving, merging and splitting places; every row that lies at a place moves with it.

Whatever lies at or below a place goes with it (`tree.rewrite`). Merging also takes what lies exactly at a place to the
other place: rows whose path is that place's, and rows that point to it. The merged place keeps its row, closed, with
`merged_into`, and its history.
"""

# ruff: noqa: SLF001 (`_meta` and `_default_manager` are documented names of Django)

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import models, transaction
from django.db.models import Q

from linli.access.actor import Actor
from linli.access.models import PlaceScoped
from linli.access.rules import SEGMENT
from linli.kernel.errors import Conflict, Invalid
from linli.kernel.facts import trail
from linli.kernel.time import clock
from linli.kernel.writes import once
from linli.kernel.writes.change import change_all, hold
from linli.places.actions.growing import add_place, check_fits, check_name_free
from linli.places.actions.tree import (
    add_event,
    lock_street,
    next_path,
    rewrite,
    scoped_models,
    tell_names_changed,
)
from linli.places.models import Place, PlaceEvent
from linli.places.pinyin import initials
from linli.places.rules import LONGEST_NAME, PlaceKind, normal_name
from linli.places.standing import ENDS


@transaction.atomic
def move_place(*, place: Place, to: Place, actor: Actor, key: UUID | None, now: datetime) -> None:
    """Put `place`, with everything below it, into `to`, another place of the same street.

    Raises Invalid when it cannot lie there, lies there already, or its name is taken there; Conflict when either was
    changed meanwhile.
    """
    if once.done(key, "places.moved", actor=actor, about=place.pk):
        return
    lock_street(place.path)
    place, to = _as_now(place), _as_now(to)
    check_may_move(place, to)
    check_name_free(PlaceKind(place.kind), place.name, to.pk)
    before = {"parent": str(place.parent_id), "path": place.path}
    path = _carry(place, to)
    place.refresh_from_db()
    tell_names_changed(place.pk, now)
    add_event(place, "moved", actor=actor, now=now, before=before, after={"parent": str(to.pk), "path": path})
    trail.record("places.moved", actor=actor, path=path, about=place.pk, key=key, at=now, data=before)


def check_may_move(place: Place, to: Place) -> None:
    """Raises Invalid, at the field `to`, when `place` cannot be put into `to`."""
    if place.path[:SEGMENT] != to.path[:SEGMENT] or place.parent_id is None:
        raise Invalid("places.other_street", field="to")
    if to.path.startswith(place.path):
        raise Invalid("places.into_itself", field="to", name=place.name)
    if place.parent_id == to.pk:
        raise Invalid("places.already_there", field="to", name=to.name)
    check_fits(PlaceKind(place.kind), place.name, to)


def _carry(place: Place, to: Place) -> str:
    """Give `place` a fresh path in `to`, everything below included. The street is locked. Returns the path."""
    path = next_path(to)
    rewrite(place.path, path)
    change_all(Place.objects.filter(pk=place.pk), parent=to)
    return path


def same_names(place: Place, into: Place) -> list[str]:
    """The names of children of `place` that are equivalent to a child of `into`: the user must say what they are."""
    there = {_identity(child) for child in _open_children(into)}
    return [child.name for child in _open_children(place) if _identity(child) in there]


@transaction.atomic
def merge_places(
    *, place: Place, into: Place, actor: Actor, key: UUID | None, now: datetime, same_names_are: str = ""
) -> None:
    """Close `place` and move everything that lies there to `into`, a place of the same kind in the same street.

    When both have a child of the same name, `same_names_are` says what that means: "one" (the same building listed
    twice: merge them too) or "two" (different buildings: the moved one gets the old place's name added). Raises Invalid
    when it is needed and missing.
    """
    if once.done(key, "places.merged", actor=actor, about=place.pk):
        return
    lock_street(place.path)
    place, into = _as_now(place), _as_now(into)
    _check_may_merge(place, into)
    clashes = same_names(place, into)
    if clashes and same_names_are not in {"one", "two"}:
        raise Invalid("places.same_names", field="same_names_are", names="、".join(clashes[:5]), count=len(clashes))
    before = {"path": place.path, "name": place.name}
    _merge(place, into, same_names_are, actor, now)
    tell_names_changed(into.pk, now)
    trail.record("places.merged", actor=actor, path=into.path, about=place.pk, key=key, at=now, data=before)


def _check_may_merge(place: Place, into: Place) -> None:
    if place.pk == into.pk or place.kind != into.kind:
        raise Invalid("places.merge_kind", field="into", name=place.name, kind=place.get_kind_display())
    if place.path[:SEGMENT] != into.path[:SEGMENT] or place.parent_id is None:
        raise Invalid("places.other_street", field="into")


def _merge(place: Place, into: Place, same_names_are: str, actor: Actor, now: datetime) -> None:
    """Children first, depth first, then what lies exactly here. The street must be locked."""
    hold(Place.objects.filter(pk=place.pk))  # whoever writes a row here (`hold_here`) is waited for
    there = {_identity(child): child for child in _open_children(into)}
    for child in _open_children(place):
        twin = there.get(_identity(child))
        if twin and same_names_are == "one":
            _merge(child, twin, same_names_are, actor, now)
            continue
        if twin:
            _rename_apart(child, place, into)
        _carry(child, into)
    for closed in Place.objects.filter(parent=place):
        _carry(closed, into)
    _take_over(place, into)
    change_all(Place.objects.filter(pk=place.pk), closed_on=clock.today(), merged_into=into)
    Place.objects.filter(merged_into=place).update(merged_into=into)
    add_event(place, "merged", actor=actor, now=now, after={"into": str(into.pk), "name": into.name})
    add_event(into, "took_over", actor=actor, now=now, after={"from": str(place.pk), "name": place.name})


def _rename_apart(child: Place, place: Place, into: Place) -> None:
    """ "1号楼" of 03网格, moved beside another "1号楼", becomes "1号楼(03网格)": cut to fit, numbered if taken."""
    taken = {_identity(other) for other in _open_children(into)}
    for attempt in range(1, 100):
        note = f"({place.name})" if attempt == 1 else f"({place.name} {attempt})"
        name = child.name[: LONGEST_NAME - len(note)] + note[-LONGEST_NAME:]
        if (child.kind, normal_name(PlaceKind(child.kind), name)) not in taken:
            change_all(Place.objects.filter(pk=child.pk), name=name, initials=initials(name))
            return
    raise Invalid("places.name_taken", field="into", name=child.name)


def _take_over(place: Place, into: Place) -> None:
    """Everything that lies exactly at `place` now lies at `into`: by path, and by foreign key."""
    for model in scoped_models():
        if model in (Place, PlaceEvent):
            continue
        pointers = [
            field.name
            for field in model._meta.get_fields()
            if isinstance(field, models.ForeignKey) and field.related_model is Place
        ]
        here = Q(path=place.path)
        for pointer in pointers:
            here |= Q(**{pointer: place})
        for row in model._default_manager.filter(here):
            _hand(row, pointers, place, into)


def _hand(row: PlaceScoped, pointers: Sequence[str], place: Place, into: Place) -> None:
    """Change one row's path and pointers.

    When `into` already has an equal row, this one is dropped (the same leader's charge) or ended (the same unit's
    membership).
    """
    changes: dict[str, object] = {"path": into.path} if row.path == place.path else {}
    changes |= {pointer: into for pointer in pointers if getattr(row, f"{pointer}_id") == place.pk}
    rows = type(row)._default_manager
    if _is_double(row, changes):
        end = next((field.name for field in row._meta.get_fields() if field.name in ENDS), None)
        if end is None:
            row.delete()
            return
        changes[end] = clock.today()
    rows.filter(pk=row.pk).update(**changes)


def _is_double(row: PlaceScoped, changes: dict[str, object]) -> bool:
    """Whether another row is already equal to what this one would become, by a unique constraint over changed
    columns."""
    for constraint in row._meta.constraints:
        if not isinstance(constraint, models.UniqueConstraint) or not set(constraint.fields) & set(changes):
            continue
        wanted = {field: changes.get(field, getattr(row, field)) for field in constraint.fields}
        others = type(row)._default_manager.filter(**wanted).exclude(pk=row.pk)
        if constraint.condition is not None:
            others = others.filter(constraint.condition)
        if others.exists():
            return True
    return False


@transaction.atomic
def split_place(
    *, place: Place, name: str, children: Sequence[UUID], actor: Actor, key: UUID | None, now: datetime
) -> Place | None:
    """Make a new place of the same kind beside `place` and put these of its children there. None for a used key.

    Raises Invalid when no child or every child is chosen, when one is not a child of `place`, or for a bad name.
    """
    if once.done(key, "places.split", actor=actor, about=place.pk):
        return None
    lock_street(place.path)
    place = _as_now(place)
    if place.parent is None:
        raise Invalid("places.other_street", field="name")
    going = [child for child in _open_children(place) if child.pk in set(children)]
    if len(going) != len(set(children)):
        raise Conflict("places.changed_meanwhile")
    if not going or len(going) == len(_open_children(place)):
        raise Invalid("places.split_some", field="children")
    new = add_place(parent=place.parent, kind=PlaceKind(place.kind), name=name, actor=actor, key=None, now=now)
    assert new is not None
    Place.objects.filter(pk=new.pk).update(mode=place.mode)
    for child in going:
        _carry(child, new)
    tell_names_changed(new.pk, now)
    moved = {"to": str(new.pk), "name": new.name, "children": [str(child.pk) for child in going]}
    add_event(place, "split", actor=actor, now=now, after=moved)
    trail.record("places.split", actor=actor, path=place.path, about=place.pk, key=key, at=now, data=moved)
    return new


def _open_children(place: Place) -> list[Place]:
    return list(Place.objects.filter(parent=place, closed_on=None).order_by("number", "initials", "name"))


def _identity(place: Place) -> tuple[str, str]:
    return place.kind, normal_name(PlaceKind(place.kind), place.name)


def _as_now(place: Place) -> Place:
    """The row, locked. Raises Conflict when it was closed since it was read."""
    found = Place.objects.select_related("parent").filter(pk=place.pk, closed_on=None).first()
    if found is None:
        raise Conflict("places.closed_meanwhile", name=place.name)
    return found
