"""The rows from which the proof is made, as plain tuples by index scans, and a few small tables read each time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import CharField, Q, QuerySet
from django.db.models.functions import Cast

from linli.access.models import PostKind, under
from linli.access.rules import ancestors, parent_path, upper_end
from linli.corps import rules
from linli.corps.models import Charge
from linli.people.queries import leaf_counts
from linli.places.models import Level, Place
from linli.places.rules import PlaceKind

Standing = tuple[str, str, str | None]  # (path, kind, mode or None) of a place
Term = tuple[str, str, str]  # (path, post, appointment) of one charge; ids as the database writes them
Leaf = tuple[str, int, int]  # (path that doors hang on, households, residents)

NOT_A_DOOR = [kind for kind in PlaceKind if kind is not PlaceKind.DOOR]
UNIT_KINDS = frozenset({PlaceKind.DOOR, PlaceKind.SHOP})


@dataclass(frozen=True)
class Rows:
    """`places`: those above the root, the root, the open ones below without doors, in order of path. `outer`: charges
    of those in office above the root; `terms`: the same in its subtree, in order of path. `leaves`: as
    `people.queries.leaf_counts`; none for a root that is a unit itself.
    """

    places: list[Standing]
    outer: list[Term]
    terms: list[Term]
    leaves: list[Leaf]


def read_rows(path: str, day: date) -> Rows:
    places = read_places(path)
    return Rows(places, *read_terms(path, day), read_leaves(path, places))


def in_office(day: date, prefix: str = "") -> Q:
    """An appointment whose half-open term holds `day`."""
    return Q(**{f"{prefix}starts_on__lte": day}) & (
        Q(**{f"{prefix}ends_on": None}) | Q(**{f"{prefix}ends_on__gt": day})
    )


def read_places(path: str) -> list[Standing]:
    """Those above `path`, `path` itself in any case, the open places of its subtree without doors; in order of path."""
    columns = ("path", "kind", Cast("mode_id", CharField()))
    line = Place.objects.filter(path__in=ancestors(path)).values_list(*columns)
    below = Place.objects.filter(path__gt=path, path__lt=upper_end(path), kind__in=NOT_A_DOOR, closed_on=None)
    return sorted(_fetched(line) + _fetched(below.values_list(*columns)))


def read_terms(path: str, day: date) -> tuple[list[Term], list[Term]]:
    """Every charge of those in office: above `path`, and from `path` down."""
    above = ancestors(path)[:-1]
    return _terms(Q(path__in=above), day) if above else [], _terms(under([path]), day)


def _terms(where: Q, day: date) -> list[Term]:
    rows = (
        Charge.objects.filter(where)
        .filter(in_office(day, "appointment__"))
        .values_list("path", Cast("appointment__post_id", CharField()), Cast("appointment_id", CharField()))
    )
    return sorted(_fetched(rows))


def read_leaves(path: str, places: Iterable[Standing]) -> list[Leaf]:
    """Households counted per parent of their doors: a single door is asked for by itself."""
    return [] if is_unit(path, places) else leaf_counts(path)


def _fetched(rows: QuerySet[Any, tuple[Any, ...]]) -> list[Any]:
    """The rows as the driver gives them: for thousands of tuples the ORM takes as long again as the query itself."""
    sql, params = rows.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        found: list[Any] = cursor.fetchall()
        return found


def is_unit(path: str, places: Iterable[Standing]) -> bool:
    return next(kind for at, kind, _ in places if at == path) in UNIT_KINDS


def charged_units(rows: Rows) -> set[str]:
    """The doors and shops that have a charge of their own, if households live behind a door of the same parent."""
    coarser = {at for at, kind, _ in rows.places if kind not in UNIT_KINDS}
    lived_in = {parent for parent, _, _ in rows.leaves}
    return {at for at, _, _ in rows.terms if at not in coarser and parent_path(at) in lived_in}


def read_modes(modes: set[str]) -> dict[rules.ModeId, list[rules.Link]]:
    links: dict[rules.ModeId, list[rules.Link]] = {mode: [] for mode in modes}
    levels = Level.objects.filter(mode__in=[UUID(mode) for mode in modes]).order_by("mode", "order")
    spans = ("span_unit", "span_min", "span_max", "or_span_unit", "or_span_min", "or_span_max")
    named = {"in_mode": Cast("mode_id", CharField()), "by": Cast("post_id", CharField())}
    for mode, post, kind, duty, *span in levels.annotate(**named).values_list(
        "in_mode", "by", "place_kind", "duty", *spans
    ):
        advice = (rules.Advice(*span[:3]), rules.Advice(*span[3:]))
        links[mode].append(
            rules.Link(post, kind, duty, tuple(one for one in advice if one.unit != "none" and one.most))
        )
    return links


def read_posts() -> tuple[dict[str, str], dict[rules.Post, rules.Post]]:
    """Titles by post, and which post a deputy's stands in for: a few dozen rows."""
    rows = list(
        PostKind.objects.annotate(me=Cast("pk", CharField()), principal=Cast("deputy_of_id", CharField())).values_list(
            "me", "title", "principal"
        )
    )
    return {me: title for me, title, _ in rows}, {me: principal for me, _, principal in rows if principal}
