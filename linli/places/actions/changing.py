"""Changing one place: its name and public facts, closing, reopening, and undoing the last change."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from linli.access.actor import Actor
from linli.access.rules import parent_path
from linli.kernel.errors import Conflict, Invalid
from linli.kernel.facts import trail
from linli.kernel.ids import new_id
from linli.kernel.text import reason_of
from linli.kernel.time import clock
from linli.kernel.writes import once
from linli.kernel.writes.change import change, change_all, hold
from linli.places.actions.growing import check_name_free
from linli.places.actions.tree import add_event, lock_street, tell_names_changed
from linli.places.models import Place, PlaceEvent
from linli.places.pinyin import initials
from linli.places.rules import PlaceKind, name_fault, public_phone, sorting_number, tidy_name
from linli.places.standing import standing_below

FACTS = ("duty_phone", "supervision_phone", "area")
_CHANGED = "places.changed_meanwhile"
UNDOING = ("places.changed", "places.reopened", "places.moved", "places.unfloored")  # the event recorded by an undo


@transaction.atomic
def change_place(
    *, place: Place, name: str, facts: Mapping[str, str], actor: Actor, key: UUID | None, now: datetime
) -> None:
    """Rename a place and set what its public card says (`FACTS`).

    Raises Invalid for a bad or taken name, Conflict when somebody changed the place since `place` was read.
    """
    if once.done(key, "places.changed", actor=actor, about=place.pk):
        return
    kind, name = PlaceKind(place.kind), tidy_name(name)
    fault = name_fault(name)
    if fault:
        raise Invalid(fault, field="name")
    lock_street(place.path)
    if name != place.name:
        check_name_free(kind, name, place.parent_id, but=place.pk)
    new: dict[str, Any] = {"name": name} | _posted(place, facts)
    changed = {field: value for field, value in new.items() if getattr(place, field) != value}
    if not changed:
        return
    number = place.number if place.code else sorting_number(kind, name)
    derived: dict[str, Any] = {"initials": initials(name), "number": number} if "name" in changed else {}
    change(place, code=_CHANGED, **changed, **derived)
    before = {field: getattr(place, field) for field in changed}
    what = "renamed" if "name" in changed else "changed"
    if "name" in changed:
        tell_names_changed(place.pk, now)
    add_event(place, what, actor=actor, now=now, before=before, after=changed)
    data = {"fields": sorted(changed)}
    trail.record("places.changed", actor=actor, path=place.path, about=place.pk, key=key, at=now, data=data)


def _posted(place: Place, facts: Mapping[str, str]) -> dict[str, str]:
    """What the public card says. Raises Invalid for a changed number that nobody could ring."""
    new = {fact: facts[fact] for fact in FACTS if fact in facts}
    for fact in ("duty_phone", "supervision_phone"):
        if new.get(fact) and new[fact] != getattr(place, fact):
            new[fact] = public_phone(new[fact])
            if not new[fact]:
                raise Invalid("places.public_phone", field=fact)
    return new


@transaction.atomic
def close_place(
    *, place: Place, actor: Actor, key: UUID | None, now: datetime, with_children: bool = False, reason: str = ""
) -> int:
    """Close a place where nothing is left; with `with_children` its empty subtree too. Returns how many were closed.

    Raises Invalid naming what is still there: households, charges, members …, or places below.
    """
    if once.done(key, "places.closed", actor=actor, about=place.pk):
        return 0
    reason = reason_of(reason, least=0, most=120)
    lock_street(place.path)
    below = Place.objects.under(place.path).filter(closed_on=None).exclude(pk=place.pk)
    hold(Place.objects.under(place.path).filter(closed_on=None))  # what is being written there (`hold_here`) counts
    standing = standing_below(place.path, clock.today())
    if standing:
        words = "、".join(f"{some.count} {some.name}" for some in standing)
        raise Invalid("places.still_standing", name=place.name, what=words)
    count = below.count()
    if count and not with_children:
        raise Invalid("places.children_open", field="with_children", name=place.name, count=count)
    closing = new_id()
    change(place, code=_CHANGED, where={"closed_on": None}, closed_on=clock.today(), closing=closing)
    change_all(below, closed_on=clock.today(), closing=closing)
    add_event(place, "closed", actor=actor, now=now, after={"below": count, "reason": reason})
    data = {"below": count, "reason": reason}
    trail.record("places.closed", actor=actor, path=place.path, about=place.pk, key=key, at=now, data=data)
    return count + 1


@transaction.atomic
def reopen_place(*, place: Place, actor: Actor, key: UUID | None, now: datetime) -> int:
    """Open a closed place again, with everything that was closed together with it. Returns how many.

    Raises Invalid when it was merged away, when its parent is closed, or when its name is now taken.
    """
    if once.done(key, "places.reopened", actor=actor, about=place.pk):
        return 0
    lock_street(place.path)
    if place.closed_on is None:
        raise Conflict(_CHANGED)
    if place.merged_into_id is not None:
        raise Invalid("places.was_merged", name=place.name)
    if Place.objects.filter(path=parent_path(place.path)).exclude(closed_on=None).exists():
        raise Invalid("places.parent_closed", name=place.name)
    check_name_free(PlaceKind(place.kind), place.name, place.parent_id)
    together = Place.objects.under(place.path).filter(closing=place.closing).exclude(pk=place.pk).exclude(closing=None)
    change(place, code=_CHANGED, closed_on=None, closing=None)
    count = change_all(together, closed_on=None, closing=None) + 1
    add_event(place, "reopened", actor=actor, now=now, after={"below": count - 1})
    trail.record(
        "places.reopened", actor=actor, path=place.path, about=place.pk, key=key, at=now, data={"below": count - 1}
    )
    return count


def undoable(place: Place) -> PlaceEvent | None:
    """The last change of this place, if it can be undone: a rename or change, a closing, a move, floors."""
    last = PlaceEvent.objects.filter(place=place).order_by("-at", "-pk").first()
    return last if last and last.what in {"renamed", "changed", "closed", "moved", "floored"} else None


@transaction.atomic
def undo_last(*, place: Place, event: UUID, actor: Actor, key: UUID | None, now: datetime) -> None:
    """Undo the place's last change. Raises Conflict when something else happened to it since."""
    from linli.places.actions.flooring import take_floors_back
    from linli.places.actions.moving import move_place

    if once.done(key, *UNDOING, actor=actor, about=place.pk):
        return
    last = undoable(place)
    if last is None or last.pk != event:
        raise Conflict("places.not_undoable")
    if last.what == "closed":
        reopen_place(place=place, actor=actor, key=key, now=now)
    elif last.what == "moved":
        former = Place.objects.filter(pk=last.before["parent"], closed_on=None).first()
        if former is None:
            raise Conflict("places.not_undoable")
        move_place(place=place, to=former, actor=actor, key=key, now=now)
    elif last.what == "floored":
        take_floors_back(place=place, event=last, actor=actor, key=key, now=now)
    else:
        name = last.before.get("name", place.name)
        change_place(place=place, name=name, facts=last.before, actor=actor, key=key, now=now)
