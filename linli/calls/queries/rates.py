"""The three rates, by place, kind and unit, with their definitions; and how much whistling is usual.

响应率: of the calls whose time to be answered ended in the period, how many were answered in that time.
解决率: of the calls that ended or were called back in the period, how many the caller (or, asked and silent, the
settlement) calls solved; rejected, merged and withdrawn ones are not counted.
满意率: of those rated in the period, how many were rated 4 or 5.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Substr

from linli.access.models import under
from linli.access.rules import SEGMENT
from linli.calls.models import Call, Clock, Slot
from linli.places.models import Place

SATISFIED = 4
FEW = 5  # below this a percentage says more about chance than about work


@dataclass(frozen=True)
class Rate:
    """`part` of `whole`; `percent` None when there is nothing to count."""

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


_ANSWERED = {"whole": Count("pk"), "part": Count("pk", filter=Q(stopped_at__lte=F("due_at")))}
_SOLVED = {"whole": Count("pk"), "part": Count("pk", filter=~Q(solved=False))}
_SATISFIED = {"whole": Count("pk"), "part": Count("pk", filter=Q(rating__gte=SATISFIED))}
Counted = dict[object, tuple[int, int]]


def rates(path: str, since: datetime, until: datetime) -> dict[str, list[Rates]]:
    """{"place": the places right below `path` and the whole, "kind": …, "unit": …} over [since, until).

    The caller checks the permission: these are counts, nobody is named.
    """
    clocks = Clock.objects.filter(under([path]), slot=None, what="answer", due_at__gte=since, due_at__lt=until)
    ended = Call.objects.filter(under([path]), state__in=["settled", "done"], done_at__gte=since, done_at__lt=until)
    rated = ended.filter(rating__isnull=False)
    below = {place.path: place.name for place in Place.objects.filter(parent__path=path, closed_on=None)}
    cut = {"by": Substr("path", 1, len(path) + SEGMENT)}
    places = _rows(
        _counted(clocks.annotate(**cut), _ANSWERED), _counted(ended.annotate(**cut), _SOLVED),
        _counted(rated.annotate(**cut), _SATISFIED), sorted(below.items()),
    )  # fmt: skip
    whole = Rates("", _all(clocks, _ANSWERED), _all(ended, _SOLVED), _all(rated, _SATISFIED), path)
    kind = {"by": F("kind__name")}
    kinds = _rows(
        _counted(clocks.annotate(by=F("call__kind__name")), _ANSWERED), _counted(ended.annotate(**kind), _SOLVED),
        _counted(rated.annotate(**kind), _SATISFIED), None,
    )  # fmt: skip
    return {"place": [whole, *places], "kind": kinds, "unit": _units(path, since, until)}


def _counted(rows: QuerySet, how: dict[str, Count]) -> Counted:  # type: ignore[type-arg] # of calls, clocks or slots
    found = rows.order_by().values("by").annotate(**how).values_list("by", "part", "whole")
    return {by: (part, whole) for by, part, whole in found}


def _all(rows: QuerySet, how: dict[str, Count]) -> Rate:  # type: ignore[type-arg] # as above
    return Rate(**rows.aggregate(**how))


def _rows(
    answered: Counted, solved: Counted, satisfied: Counted, named: Iterable[tuple[str, str]] | None
) -> list[Rates]:
    """`named`: (key, name) in order, also of those without a call; None: every key is its own name, sorted."""
    keys = named if named is not None else [(str(k), str(k)) for k in sorted({*answered, *solved, *satisfied}, key=str)]
    return [
        Rates(
            name, Rate(*answered.get(key, (0, 0))), Rate(*solved.get(key, (0, 0))), Rate(*satisfied.get(key, (0, 0))),
            key if named is not None else "",
        )
        for key, name in keys
    ]  # fmt: skip


def _units(path: str, since: datetime, until: datetime) -> list[Rates]:
    """Units by their parts: received in time, done in time of those due, rated well by whoever blew the whistle."""
    clocks = Clock.objects.filter(under([path]), slot__isnull=False, due_at__gte=since, due_at__lt=until)
    parts = clocks.exclude(slot__state="removed").annotate(by=F("slot__unit__name"))
    slots = Slot.objects.filter(under([path], "call__path"), done_at__gte=since, done_at__lt=until)
    done = _counted(parts.filter(what="done"), _ANSWERED)
    rated = slots.filter(rating__isnull=False).annotate(by=F("unit__name"))
    return _rows(_counted(parts.filter(what="answer"), _ANSWERED), done, _counted(rated, _SATISFIED), None)


@dataclass(frozen=True)
class Band:
    """How much a place whistles, against its neighbours: "none", "low", "usual" or "high". No ranking is made of it."""

    name: str
    count: int
    band: str


def whistle_bands(path: str, since: datetime, until: datetime) -> list[Band]:
    """The places right below `path`, in the order of the tree. Usual is from half to twice the middle place's count."""
    rows = Call.objects.filter(under([path]), kind__family="whistle", opened_at__gte=since, opened_at__lt=until)
    cut = rows.annotate(by=Substr("path", 1, len(path) + SEGMENT)).order_by().values("by").annotate(n=Count("pk"))
    counts = dict(cut.values_list("by", "n"))
    below = list(Place.objects.filter(parent__path=path, closed_on=None).order_by("path").values_list("path", "name"))
    middle = median(counts.get(at, 0) for at, _ in below) if below else 0
    return [Band(name, counts.get(at, 0), _band(counts.get(at, 0), middle)) for at, name in below]


def _band(count: int, middle: float) -> str:
    if not count:
        return "none"
    if count > 2 * middle and count > FEW:
        return "high"
    return "low" if count < middle / 2 else "usual"
