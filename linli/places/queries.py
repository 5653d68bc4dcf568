"""Reads of the tree. Nothing here writes.

Names of places are public in their neighbourhood: an address shows the names above a place to whoever may see the place
itself. Lists and searches contain only what the actor reaches.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from linli.access.actor import Actor
from linli.access.models import under
from linli.access.permissions import Permission as P
from linli.access.rules import SEGMENT, ancestors
from linli.kernel.errors import NotFound
from linli.kernel.time.deadlines import Works
from linli.places.calendar import state_of, works_by
from linli.places.chains import Chain, Found, resolve
from linli.places.models import CalendarDay, Mode, Place, PlaceEvent
from linli.places.pinyin import shortened, spells
from linli.places.rules import DEPTH, PlaceKind

_CHUNK = 5_000  # names in one query

__all__ = ["Chain", "Found", "resolve"]  # re-exported besides what is defined here


def is_empty() -> bool:
    """No street exists in this deployment yet."""
    return not Place.objects.exists()


def roots(actor: Actor, permission: P = P.PLACES_READ) -> QuerySet[Place]:
    """The outermost open places where the actor holds `permission`: streets for the street office, floors for a floor
    leader."""
    paths = actor.paths(permission)
    if "" in paths:
        return Place.objects.filter(parent=None, closed_on=None).order_by("path")
    return Place.objects.filter(path__in=paths, closed_on=None).order_by("path")


def children(actor: Actor, place: Place, *, closed: bool = False, permission: P = P.PLACES_READ) -> QuerySet[Place]:
    """The children of `place` where the actor holds `permission`, each with `below` = the number of its own open
    children."""
    rows = Place.objects.reachable(actor, permission).filter(parent=place)
    rows = rows.exclude(closed_on=None) if closed else rows.filter(closed_on=None)
    return rows.annotate(below=Count("children", filter=Q(children__closed_on=None))).order_by(
        "number", "kind", "initials", "name"
    )


def doors_in(place: Place) -> QuerySet[Place]:
    """The open doors directly in a place that the caller has fetched: whoever reaches it reaches them."""
    return Place.objects.filter(parent=place, kind=PlaceKind.DOOR, closed_on=None).order_by("number", "name")


def kinds_below(place: Place) -> list[tuple[str, int]]:
    """(kind, how many open places) below `place`, coarsest kind first: one grouped query."""
    rows = Place.objects.under(place.path).exclude(pk=place.pk).filter(closed_on=None)
    counts = rows.values_list("kind").annotate(n=Count("pk")).order_by()
    return sorted(counts, key=lambda row: DEPTH[PlaceKind(row[0])])


def line(place: Place) -> list[Place]:
    """The ancestors of `place` and itself, from the street down: one query."""
    return list(Place.objects.filter(path__in=ancestors(place.path)).order_by("path"))


def street_of(place: Place) -> Place:
    return Place.objects.get(path=place.path[:SEGMENT])


def address(place: Place, *, from_kind: str = "grid") -> str:
    """Where a place is, in words: "03网格 7号楼 1单元 101"."""
    return addresses([place.path], from_kind=from_kind).get(place.path, place.name)


def addresses(paths: Iterable[str], *, from_kind: str = "grid") -> dict[str, str]:
    """The address of each path that exists: names from `from_kind` down; one query for each 5,000 places.

    The floor above a door is left out, because the door's number says it. For a place coarser than `from_kind` the
    address is its own name.
    """
    wanted = list(dict.fromkeys(paths))
    known = _named(wanted)
    return {path: _address(path, known, DEPTH[PlaceKind(from_kind)]) for path in wanted if path in known}


def levels(paths: Iterable[str]) -> dict[str, dict[PlaceKind, str]]:
    """Of each path that exists its own name and those of the places that it lies in, by kind."""
    wanted = list(dict.fromkeys(paths))
    known = _named(wanted)
    return {path: dict(known[above] for above in ancestors(path) if above in known) for path in wanted if path in known}


def _named(paths: Iterable[str]) -> dict[str, tuple[PlaceKind, str]]:
    needed = sorted({above for path in paths for above in ancestors(path)})
    known: dict[str, tuple[PlaceKind, str]] = {}
    for start in range(0, len(needed), _CHUNK):
        rows = Place.objects.filter(path__in=needed[start : start + _CHUNK]).values_list("path", "kind", "name")
        known.update((path, (PlaceKind(kind), name)) for path, kind, name in rows)
    return known


def _address(path: str, known: dict[str, tuple[PlaceKind, str]], depth: int) -> str:
    kind, name = known[path]
    above = [known[p] for p in ancestors(path)[:-1] if p in known]
    leave_out = {PlaceKind.FLOOR} if kind is PlaceKind.DOOR else set()
    return " ".join([n for k, n in above if DEPTH[k] >= depth and k not in leave_out] + [name])


def mode_of(path: str) -> Mode | None:
    """The mode in force at `path`: the one named by the nearest place at or above it that names one."""
    governing = governing_place(path)
    return governing.mode if governing else None


def governing_place(path: str) -> Place | None:
    """The nearest place at or above `path` that names a mode, with the mode loaded."""
    rows = Place.objects.filter(path__in=ancestors(path)).exclude(mode=None)
    return rows.select_related("mode").order_by("-path").first()


def modes_below(path: str) -> QuerySet[Place]:
    """Every open place below `path` that names a mode of its own, with the mode loaded: to show where modes differ."""
    rows = Place.objects.under(path).filter(closed_on=None).exclude(path=path).exclude(mode=None)
    return rows.select_related("mode").order_by("path")


def modes_for(actor: Actor) -> QuerySet[Mode]:
    """The modes that ship, and those of the streets the actor has a post in."""
    streets = {path[:SEGMENT] for path in actor.paths(P.PLACES_READ)}
    own = ~Q(path="") if "" in streets else Q(path__in=streets)
    rows = Mode.objects.filter(Q(path="") | own).annotate(used=Count("places", filter=Q(places__closed_on=None)))
    return rows.prefetch_related("levels__post").order_by("path", "name")


def mode(actor: Actor, pk: UUID) -> Mode:
    """Raises NotFound, also for a mode of a street that the actor has no post in."""
    found = modes_for(actor).filter(pk=pk).first()
    if found is None:
        raise NotFound("access.not_found")
    return found


def search_places(actor: Actor, text: str, limit: int = 20) -> list[Place]:
    """Open places within reach by their name or pinyin (`search_in`)."""
    return search_in(Place.objects.reachable(actor, P.PLACES_READ).filter(closed_on=None), text, limit)


def search_in(rows: QuerySet[Place], text: str, limit: int = 20) -> list[Place]:
    """Places of `rows` by part of the name, by pinyin, initials or official code, coarsest first.

    The words before the last one select the places above, by the beginning of their names: "03网格 7号楼".
    """
    words = text.split()
    if not words:
        return []
    for word in words[:-1]:
        above = [place for place in rows.filter(_may_mean(word)).exclude(kind="door")[:50] if _means(place, word)]
        rows = rows.filter(under([place.path for place in above]))
    found = rows.filter(_may_mean(words[-1])).order_by("path")[: limit * 20]
    meant = [place for place in found if _means(place, words[-1])]
    meant.sort(key=lambda place: _rank(place, words[-1]))
    return meant[:limit]


def _may_mean(word: str) -> Q:
    """What the database can say of it; full pinyin is only narrowed to names with the same initials."""
    may = Q(name__icontains=word)
    if word.isascii() and word.isalnum():
        for short in {word.lower(), *shortened(word.lower())}:
            may |= Q(initials__startswith=short)
    if word.isdigit():
        may |= Q(code__startswith=word) & ~Q(code="")
    return may


def _means(place: Place, word: str) -> bool:
    """Told apart here, because two names with the same initials need not be read alike."""
    typed = word.lower()
    begins = place.initials.startswith(typed) or place.code.startswith(word)
    return begins or typed in place.name.lower() or (word.isascii() and spells(place.name, typed))


def _rank(place: Place, word: str) -> tuple[bool, bool, int, str]:
    spelled = (place.name, place.initials, place.code)
    return (word not in spelled, not place.name.startswith(word), DEPTH[PlaceKind(place.kind)], place.path)


def history(place: Place, limit: int = 50) -> QuerySet[PlaceEvent]:
    return PlaceEvent.objects.filter(place=place).order_by("-at", "-pk")[:limit]


@dataclass(frozen=True)
class SetupStep:
    """One line of a new street's checklist: `done` of `of` (0 of 0 when there is no number to reach)."""

    key: str
    done: int
    of: int

    @property
    def complete(self) -> bool:
        return self.done > 0 and self.done >= self.of


def steps_of(street: Place, standing: dict[str, int]) -> list[SetupStep]:
    """The checklist of a new street. `standing`: open rows below it by table label (`standing.standing_below`)."""
    rows = Place.objects.under(street.path).filter(closed_on=None)
    counts: dict[str, int] = dict(rows.values_list("kind").annotate(n=Count("pk")).order_by())
    grids = {path for (path,) in rows.filter(kind="grid").values_list("path")}
    homes = rows.filter(kind__in=["compound", "courtyard", "alley", "market", "building"]).values_list("path")
    filled = {above for (path,) in homes for above in ancestors(path) if above in grids}
    return [
        SetupStep("communities", counts.get("community", 0), 1),
        SetupStep("grids", len({path[: 2 * SEGMENT] for path in grids}), counts.get("community", 0)),
        SetupStep("buildings", len(filled), len(grids)),
        SetupStep("modes", rows.exclude(mode=None).count(), 1),
        SetupStep("register", standing.get("people.household", 0), 1),
        SetupStep("leaders", standing.get("corps.charge", 0), 1),
    ]


def may_set_up(actor: Actor) -> bool:
    """Who may start a street: whoever holds the permission anywhere, and anyone with an account while there is no
    street.

    The first is the street office; the second is the first user, whose account was made at the machine's own console.
    """
    return actor.may(P.PLACES_SETUP) or (actor.account is not None and is_empty())


def own_days(street: str) -> QuerySet[CalendarDay]:
    """The days that the street at this path has entered itself, the latest first."""
    return CalendarDay.objects.filter(path=street).order_by("-day")


def holidays_known(street: str, years: Iterable[int]) -> dict[int, str]:
    """Year -> "shipped", "own" or "missing" (`calendar.state_of`)."""
    return {year: state_of(year, own_days(street).filter(day__year=year).count()) for year in years}


def working_days() -> Callable[[str], Works]:
    """The working days at a path; the calendar of each street is read when it is first needed."""
    of_street = cache(lambda root: works_by(dict(own_days(root).values_list("day", "works"))))
    return lambda path: of_street(path[:SEGMENT])
