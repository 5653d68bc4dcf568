"""Rules about posts and terms. Values in, values out.

Nobody can give more than their own post allows: a community appoints for grids and leaders, the street office also for
communities. The auditor's and the administrator's posts are given on the command line only, and an auditor holds no
other post, so that nobody checks themselves (docs/trust.md). The register's rights are given by who has them, or by two
(docs/decisions/028).
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from linli.access.permissions import BUNDLES
from linli.access.permissions import Permission as P
from linli.access.rules import ancestors
from linli.kernel.errors import Conflict, Invalid, NotAllowed
from linli.places.rules import DEPTH, PlaceKind, SpanUnit

# What a holder of the bundle on the left may give to others.
MAY_GIVE: dict[str, frozenset[str]] = {
    "street": frozenset(
        {"street", "registrar", "community", "commander", "grid", "leader", "partner", "volunteer", "guard", "none"}
    ),
    "community": frozenset({"grid", "leader", "partner", "volunteer", "guard", "none"}),
}
ALONE = "auditor"
# Rights over the residents themselves: nobody gives one of these that they lack without a second person.
REGISTER = frozenset({P.PEOPLE_EDIT, P.PEOPLE_EXPORT, P.PEOPLE_IMPORT, P.PEOPLE_READ, P.PEOPLE_REVEAL, P.PEOPLE_RING})
# Inside a grid a leader reads, masked, the doors they answer for, and rings them; over a wider place it is strangers.
NARROW = frozenset({P.PEOPLE_READ, P.PEOPLE_RING})
WIDE = frozenset({"subdistrict", "sector", "community", "grid"})
WAITS_DAYS = 14  # for a second person


def check_may_give(giver: Iterable[str], bundle: str) -> None:
    """`giver`: the bundles that the giver holds where the post is given. Raises NotAllowed."""
    if not any(bundle in MAY_GIVE.get(held, ()) for held in giver):
        raise NotAllowed("corps.may_not_give")


def lacked(giver: Iterable[str], bundle: str, kind: str) -> frozenset[P]:
    """The register's rights that `bundle` carries at a place of this kind and the giver's own bundles there do not."""
    held = frozenset[P]().union(*(BUNDLES.get(one, frozenset()) for one in giver))
    wanted = REGISTER if kind in WIDE else REGISTER - NARROW
    return (wanted & BUNDLES[bundle]) - held


def check_alone(held: Iterable[str], bundle: str) -> None:
    """Raises Invalid when an auditor would hold another post, or a holder of other posts become auditor."""
    others = set(held) - {"none"}
    if (bundle == ALONE and others - {ALONE}) or (ALONE in others and bundle not in {ALONE, "none"}):
        raise Invalid("corps.auditor_alone", field="post")


def check_term(starts_on: date, ends_on: date | None) -> None:
    """A term is half-open, [starts_on, ends_on), and at least one day. Raises Invalid at "ends_on"."""
    if ends_on is not None and ends_on <= starts_on:
        raise Invalid("corps.term_ends_before", field="ends_on", start=starts_on.isoformat())
    _check_year(starts_on, "starts_on")
    _check_year(ends_on, "ends_on")


def _check_year(day: date | None, field: str) -> None:
    if day is not None and not 1990 <= day.year <= 2100:
        raise Invalid("corps.term_wrong_year", field=field)


def check_relief(starts_on: date, ends_on: date | None, on: date) -> None:
    """`on` is the first day out of office. Raises Invalid (before the term), Conflict (it has ended by then)."""
    if on < starts_on:
        raise Invalid("corps.relief_before_start", field="on", start=starts_on.isoformat())
    if ends_on is not None and ends_on <= on:
        raise Conflict("corps.already_ended", end=ends_on.isoformat())


def check_extension(ends_on: date | None, new_end: date | None, today: date) -> None:
    """Raises Invalid when the new end is not later or beyond our time, Conflict when the term is open or over."""
    if ends_on is None:
        raise Conflict("corps.term_is_open")
    if ends_on <= today:
        raise Conflict("corps.already_ended", end=ends_on.isoformat())
    if new_end is not None and new_end <= ends_on:
        raise Invalid("corps.extension_not_later", field="ends_on", end=ends_on.isoformat())
    _check_year(new_end, "ends_on")


def outermost(paths: Iterable[str]) -> set[str]:
    """Without those that lie in another of them."""
    whole = set(paths)
    return {path for path in whole if whole.isdisjoint(ancestors(path)[:-1])}


class Rung(NamedTuple):
    """One level of a mode: `post` stands at places of `kind`; `units`: what the advised span of one leader counts."""

    mode: Hashable
    post: Hashable
    kind: PlaceKind
    units: frozenset[str]


@dataclass(frozen=True)
class Reach:
    """How wide a place a post leads. `depth`: of the widest kind that a mode puts it at; `shared`: of the widest place
    in which one leader may hold several places of that kind ("2–3 floors", "10 shops"), where a mode advises it."""

    kinds: frozenset[PlaceKind]
    depth: int
    shared: int


_COUNTS = {PlaceKind.FLOOR: SpanUnit.FLOORS, PlaceKind.SHOP: SpanUnit.SHOPS, PlaceKind.BUILDING: SpanUnit.BUILDINGS}


def reaches(rungs: Iterable[Rung]) -> Mapping[Hashable, Reach]:
    """Post -> its reach over all of the modes; a post that no mode names has none, and may stand anywhere. `rungs`:
    those of a mode together."""
    found: dict[Hashable, list[tuple[PlaceKind, int]]] = defaultdict(list)
    for _mode, levels in groupby(rungs, key=attrgetter("mode")):
        of_mode = list(levels)
        for rung in of_mode:
            depth = DEPTH[rung.kind]
            above = max((DEPTH[one.kind] for one in of_mode if DEPTH[one.kind] < depth), default=depth)
            found[rung.post].append((rung.kind, above if _COUNTS.get(rung.kind) in rung.units else depth))
    return {
        post: Reach(
            frozenset(kind for kind, _shared in stands),
            min(DEPTH[kind] for kind, _shared in stands),
            min(shared for _kind, shared in stands),
        )
        for post, stands in found.items()
    }


class Width(StrEnum):
    FITS = "fits"
    ASKED = "asked"  # one leader may answer for all of it, when the user says so
    TOO_WIDE = "too_wide"  # it would hide the places inside that have no leader of this level


def width(reach: Reach | None, kind: PlaceKind, *, divided: bool) -> Width:
    """Whether a place of `kind` is as narrow as the post. `divided`: places of the post's own kind lie in it.

    A building without stairwells may have one 楼道长, if the user says so; a grid without buildings no 楼栋长.
    """
    if reach is None or DEPTH[kind] >= reach.depth:
        return Width.FITS
    if DEPTH[kind] >= reach.shared or (not divided and DEPTH[kind] > DEPTH[PlaceKind.GRID]):
        return Width.ASKED
    return Width.TOO_WIDE
