"""The three rates, by place, kind and unit, with their definitions; and how much whistling is usual.

响应率: of the calls whose time to be answered ended in the period, how many were answered in that time.
解决率: of the times that a call was called done in the period, how many of which the caller did not say that it was not
solved; opened again by the caller is not solved. Rejected, merged and withdrawn ones are not counted.
满意率: of those of them that were rated, how many were rated 4 or 5; also if the call was opened again since.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Substr

from linli.access.models import under
from linli.access.rules import SEGMENT
from linli.calls.models import Call, CallKind, Clock, DoneBefore, Slot
from linli.places.models import Place

SATISFIED = 4
FEW = 5  # below this number a percentage is mostly chance


@dataclass(frozen=True)
class Rate:
    """`part` of `whole`; `percent` is None when the whole is 0."""

    part: int
    whole: int

    @property
    def percent(self) -> float | None:
        return round(100 * self.part / self.whole, 1) if self.whole else None

    @property
    def few(self) -> bool:
        return 0 < self.whole < FEW


@dataclass(frozen=True)
class Rates:
    """One row: what it is about, and the three rates."""

    name: str
    answered: Rate
    solved: Rate
    satisfied: Rate
    path: str = ""


Counted = dict[tuple[str, str], tuple[int, int]]  # (path of the place below, kind or unit) -> (part, whole)


def rates(path: str, since: datetime, until: datetime) -> dict[str, list[Rates]]:
    """{"place": the places right below `path` and the whole, "kind": …, "unit": …} over [since, until).

    The caller checks the permission: these are counts, nobody is named. One pass over the clocks and one over the
    calls, by place and kind at once; the tables are sums of these.
    """
    names = dict(CallKind.objects.values_list("pk", "name"))
    three = (_answered(path, since, until, names), *_ended(path, since, until, names))
    below = Place.objects.filter(parent__path=path, closed_on=None).order_by("path").values_list("path", "name")
    by_place = [_summed(counted, lambda at, _kind: at) for counted in three]
    by_kind = [_summed(counted, lambda _at, kind: kind) for counted in three]
    places = [_row(at, by_place, name, at) for at, name in below]
    return {"place": [_total(path, three), *places], "kind": _named(by_kind), "unit": _units(path, since, until)}


def rates_of(path: str, since: datetime, until: datetime) -> Rates:
    """The three rates of the whole place alone, for the head of a page."""
    due = _due(path, since, until).aggregate(part=_IN_TIME, whole=_ALL)
    both = [rows.aggregate(**_ENDED) for rows in (_finished(path, since, until), _done_before(path, since, until))]
    ended = {name: sum(one[name] for one in both) for name in _ENDED}
    solved, satisfied = Rate(ended["solved"], ended["whole"]), Rate(ended["satisfied"], ended["rated"])
    return Rates("", Rate(due["part"], due["whole"]), solved, satisfied, path)


_ALL = Count("pk")
_IN_TIME = Count("pk", filter=Q(stopped_at__lte=F("due_at")))
_ENDED = {
    "solved": Count("pk", filter=~Q(solved=False)), "whole": _ALL,
    "satisfied": Count("pk", filter=Q(rating__gte=SATISFIED)), "rated": Count("rating"),
}  # fmt: skip


def _due(path: str, since: datetime, until: datetime) -> "QuerySet[Clock]":
    return Clock.objects.filter(under([path]), slot=None, what="answer", due_at__gte=since, due_at__lt=until)


def _finished(path: str, since: datetime, until: datetime) -> "QuerySet[Call]":
    """By the street first: its finished calls of some days are one range of an index."""
    rows = Call.objects.filter(under([path]), root=path[:SEGMENT], done_at__gte=since, done_at__lt=until)
    return rows.filter(state__in=["settled", "done"])


def _done_before(path: str, since: datetime, until: datetime) -> "QuerySet[DoneBefore]":
    """What was called done in the period and opened again since."""
    return DoneBefore.objects.filter(under([path], "call__path"), done_at__gte=since, done_at__lt=until)


def _answered(path: str, since: datetime, until: datetime, names: dict[UUID, str]) -> Counted:
    rows = _below(_due(path, since, until), path).values_list("by", "call__kind")
    found = rows.annotate(part=_IN_TIME, whole=_ALL)
    return _folded((at, names[kind], part, whole) for at, kind, part, whole in found)


def _ended(path: str, since: datetime, until: datetime, names: dict[UUID, str]) -> tuple[Counted, Counted]:
    """(solved, satisfied)."""
    rows = _below(_finished(path, since, until), path).values_list("by", "kind")
    before = _below(_done_before(path, since, until), path, "call__path").values_list("by", "call__kind")
    found = [*rows.annotate(**_ENDED), *before.annotate(**_ENDED)]
    solved = _folded((at, names[kind], part, whole) for at, kind, part, whole, _good, _rated in found)
    return solved, _folded((at, names[kind], good, rated) for at, kind, _part, _whole, good, rated in found)


def _below(rows: "QuerySet[Any]", path: str, column: str = "path") -> "QuerySet[Any]":
    """Each with `by`, the place right below `path` that it lies in."""
    cut: QuerySet[Any] = rows.order_by().annotate(by=Substr(column, 1, len(path) + SEGMENT))
    return cut


def _folded(rows: Iterable[tuple[str, str, int, int]]) -> Counted:
    """Kinds with the same name share a line: a street's own kind and the shipped one that it hides."""
    counted: Counted = {}
    for at, name, part, whole in rows:
        if whole:
            before = counted.get((at, name), (0, 0))
            counted[at, name] = before[0] + part, before[1] + whole
    return counted


_NONE = Rate(0, 0)


def _summed(counted: Counted, key: Callable[[str, str], str]) -> dict[str, Rate]:
    sums: dict[str, Rate] = {}
    for both, (part, whole) in counted.items():
        before = sums.get(key(*both), _NONE)
        sums[key(*both)] = Rate(before.part + part, before.whole + whole)
    return sums


def _total(path: str, three: tuple[Counted, Counted, Counted]) -> Rates:
    answered, solved, satisfied = (_summed(counted, lambda _at, _kind: "").get("", _NONE) for counted in three)
    return Rates("", answered, solved, satisfied, path)


def _row(key: str, three: list[dict[str, Rate]], name: str, path: str = "") -> Rates:
    answered, solved, satisfied = (rate.get(key, _NONE) for rate in three)
    return Rates(name, answered, solved, satisfied, path)


def _named(three: list[dict[str, Rate]]) -> list[Rates]:
    """One row for each name, sorted."""
    return [_row(name, three, name) for name in sorted({*three[0], *three[1], *three[2]})]


def _units(path: str, since: datetime, until: datetime) -> list[Rates]:
    """Units by their parts: received in time, done in time of those due, rated well by whoever blew the whistle."""
    clocks = Clock.objects.filter(under([path]), slot__isnull=False, due_at__gte=since, due_at__lt=until)
    due = clocks.exclude(slot__state="removed").order_by().values_list("slot__unit__name", "what")
    times = list(due.annotate(part=_IN_TIME, whole=_ALL))
    slots = Slot.objects.filter(under([path], "call__path"), done_at__gte=since, done_at__lt=until)
    rated = slots.filter(rating__isnull=False).order_by().values_list("unit__name")
    good = rated.annotate(part=Count("pk", filter=Q(rating__gte=SATISFIED)), whole=_ALL)
    answered, done = ({unit: Rate(*n) for unit, what, *n in times if what == wanted} for wanted in ("answer", "done"))
    return _named([answered, done, {unit: Rate(*n) for unit, *n in good}])


@dataclass(frozen=True)
class Band:
    """How often a place whistles compared with its neighbours: "none", "low", "usual" or "high". No ranking is made."""

    name: str
    count: int
    band: str


def whistle_bands(path: str, since: datetime, until: datetime) -> list[Band]:
    """The places directly below `path`, in the order of the tree. Usual is half to twice the median count."""
    kinds = list(CallKind.objects.filter(family="whistle").values_list("pk", flat=True))
    opened = Call.objects.filter(kind__in=kinds, root=path[:SEGMENT], opened_at__gte=since, opened_at__lt=until)
    counts = dict(_below(opened.filter(under([path])), path).values_list("by").annotate(n=_ALL))
    below = list(Place.objects.filter(parent__path=path, closed_on=None).order_by("path").values_list("path", "name"))
    middle = median(counts.get(at, 0) for at, _ in below) if below else 0
    return [Band(name, counts.get(at, 0), _band(counts.get(at, 0), middle)) for at, name in below]


def _band(count: int, middle: float) -> str:
    if not count:
        return "none"
    if count > 2 * middle and count > FEW:
        return "high"
    return "low" if count < middle / 2 else "usual"
