"""Shared by every change of the tree: locking the street, and rewriting a path in all tables at once.

A path is stored in many tables (`access.PlaceScoped`). When a place moves, `rewrite` changes all of them in the same
transaction, one UPDATE for each table. The tables are found through the registry of models, so a room with a new table
need not register it.
"""

# ruff: noqa: SLF001 (`_meta` and `_default_manager` are documented names of Django)

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import connection
from django.db.models import F, Value
from django.db.models.functions import Concat, Substr

from linli.access.actor import Actor
from linli.access.models import PlaceScoped, under
from linli.access.rules import MOST_CHILDREN, SEGMENT, segment
from linli.kernel.errors import Conflict, Invalid
from linli.kernel.time import clock
from linli.kernel.work import outbox
from linli.kernel.writes.change import hold, hold_where
from linli.places.models import Place, PlaceEvent

_MOVING = "linli_moving"  # temporary table: old path -> new path, during one action
NAMES_CHANGED = "places.names_changed"  # topic of the outbox; rooms that listen say so in their `offers.py`


def scoped_models() -> Iterator[type[PlaceScoped]]:
    """Every table that carries a place's path."""
    for model in apps.get_models():
        if issubclass(model, PlaceScoped) and not model._meta.proxy:
            yield model


def lock_street(path: str) -> None:
    """Lock the street's row until the transaction ends, so that its tree is changed by one action at a time.

    SQLite has one writer anyway; on PostgreSQL the update takes the row's lock. Read what the action decides on after
    this call.
    """
    if not hold(Place.objects.filter(path=path[:SEGMENT])):
        raise Conflict("places.changed_meanwhile")


def hold_here(*places: Place) -> None:
    """For an action that writes rows at the paths of `places`: nobody moves, merges or closes them until it commits.

    Raises Conflict when one is no longer where, and as open, as it was read.
    """
    for place in sorted(places, key=lambda place: place.pk):  # in one order, so that two actions cannot deadlock
        if not hold_where(Place, {"pk": place.pk, "path": place.path, "closed_on": place.closed_on}):
            raise Conflict("places.changed_meanwhile")


def _places_first() -> list[type[PlaceScoped]]:
    """The places are rewritten first: that waits for whoever holds one (`hold_here`), and then finds their new rows."""
    return sorted(scoped_models(), key=lambda model: model is not Place)


def rewrite(old: str, new: str) -> None:
    """Replace path `old` by `new` in everything at and below it. Nothing may lie at or below `new` yet."""
    for model in _places_first():
        rows = model._default_manager.filter(under([old]))
        rows.update(path=Concat(Value(new), Substr("path", len(old) + 1)))


def rewrite_many(new_paths: Mapping[str, str]) -> None:
    """Replace each old path by its new one: one UPDATE for each table. Nothing may lie below the new ones."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE {_MOVING} (old varchar(80) PRIMARY KEY, new varchar(80) NOT NULL)")
        cursor.executemany(f"INSERT INTO {_MOVING} VALUES (%s, %s)", list(new_paths.items()))  # noqa: S608 (our name)
        if connection.vendor == "postgresql":
            cursor.execute(f"ANALYZE {_MOVING}")  # without its size the planner would scan every other table
        for model in _places_first():
            table = connection.ops.quote_name(model._meta.db_table)
            cursor.execute(
                f"UPDATE {table} SET path = (SELECT new FROM {_MOVING} WHERE old = path) "  # noqa: S608 (our own names)
                f"WHERE path IN (SELECT old FROM {_MOVING})"
            )
        cursor.execute(f"DROP TABLE {_MOVING}")


def next_numbers(parent: Place, count: int) -> int:
    """Reserve `count` fresh segments below `parent`; returns the first number. Segments are never reused."""
    Place.objects.filter(pk=parent.pk).update(children_made=F("children_made") + count)
    made = Place.objects.values_list("children_made", flat=True).get(pk=parent.pk)
    if made >= MOST_CHILDREN:
        raise Invalid("places.too_many_children")
    return made - count + 1


def next_path(parent: Place) -> str:
    return parent.path + segment(next_numbers(parent, 1))


def tell_names_changed(place: UUID, now: datetime) -> None:
    """Tell rooms that store addresses as text, once the action commits, that addresses at and below `place` changed."""
    outbox.put(NAMES_CHANGED, {"place": str(place)}, at=now)


def add_event(
    place: Place,
    what: str,
    *,
    actor: Actor,
    now: datetime,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> PlaceEvent:
    """A line of the place's own history, kept for ever. `what` is a key of `words.EVENTS`."""
    return PlaceEvent.objects.create(
        path=place.path,
        place=place,
        what=what,
        on=clock.today(),
        at=now,
        by=actor.account,
        by_name=actor.name,
        before=before or {},
        after=after or {},
    )


def add_events(
    lines: Iterable[tuple[UUID, str, dict[str, Any], dict[str, Any]]], what: str, *, actor: Actor, now: datetime
) -> None:
    """`add_event` for many places, (place, path, before, after) each, in one statement."""
    today = clock.today()
    rows = [
        PlaceEvent(
            place_id=place, path=path, what=what, on=today, at=now, by=actor.account, by_name=actor.name, before=before,
            after=after,
        )
        for place, path, before, after in lines
    ]  # fmt: skip
    fields = PlaceEvent._meta.concrete_fields
    table, columns = connection.ops.quote_name(PlaceEvent._meta.db_table), ", ".join(f'"{f.column}"' for f in fields)
    values = [[f.get_db_prep_save(getattr(row, f.attname), connection) for f in fields] for row in rows]
    with connection.cursor() as cursor:
        marks = ", ".join(["%s"] * len(fields))
        cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", values)  # noqa: S608 (our own names)
