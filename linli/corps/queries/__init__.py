"""What may be read about leaders and coverage. Nothing here writes; the proof itself is `rules.fold`.

`path` is always the path of an open place that the caller has fetched. A `day` is a calendar day where the street is.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Count, QuerySet, Sum

from linli.access.models import under
from linli.access.rules import ancestors, upper_end
from linli.corps import rules
from linli.corps.models import Appointment, Charge
from linli.corps.queries.ground import (
    UNIT_KINDS,
    Rows,
    Term,
    charged_units,
    in_office,
    is_unit,
    read_modes,
    read_posts,
    read_rows,
)
from linli.corps.words import duty_titles
from linli.kernel.time import clock
from linli.people.models import Household
from linli.people.queries import households_at
from linli.places.models import Level, Place
from linli.places.rules import DEPTH, PlaceKind


@dataclass(frozen=True)
class Coverage:
    """The proof over the subtree of `path`: `nodes` by path (no doors), `gaps` in order of path.

    `titles`: post id -> title; `fold` answers for single doors; `terms`: every charge in office in the subtree, in
    order of path. Counts are of households and shops, see `rules.Node`.
    """

    path: str
    day: date
    nodes: rules.Nodes
    gaps: list[rules.Gap]
    titles: Mapping[str, str]
    fold: rules.Fold = field(repr=False)
    terms: list[Term] = field(repr=False)

    @property
    def ground(self) -> rules.ProofInput:
        return self.fold.ground

    @property
    def total(self) -> rules.Node:
        return self.nodes[self.path]

    def gaps_under(self, path: str) -> list[rules.Gap]:
        """The gaps whose missing link lies at `path` or below."""
        return [gap for gap in self.gaps if gap.path.startswith(path)]

    def terms_under(self, path: str) -> list[Term]:
        """The charges at `path` or below, in order of path."""
        first, end = (bisect_left(self.terms, (at,)) for at in (path, upper_end(path)))
        return self.terms[first:end]

    def title(self, post: rules.Post | None) -> str:
        return self.titles.get(str(post), "")


def coverage(path: str, day: date | None = None) -> Coverage:
    """Five index scans and one fold; figures in benchmarks/bench_coverage.py."""
    on = day or clock.today()
    return prove(path, on, read_rows(path, on))


def prove(path: str, day: date, rows: Rows) -> Coverage:
    """The proof over rows that were read; kinds of posts and modes are few and are read here."""
    titles, deputies = read_posts()
    fold = rules.Fold(
        rules.ProofInput(
            root=path,
            places=rows.places,
            modes=read_modes({mode for _, _, mode in rows.places if mode}),
            charges=[(at, post) for at, post, _ in [*rows.outer, *rows.terms]],
            deputy_of=deputies,
            leaves=rows.leaves,
            doors=households_at({path} if is_unit(path, rows.places) else charged_units(rows)),
        )
    )
    folded = fold.fold()
    return Coverage(path, day, folded.nodes, folded.gaps, titles, fold, rows.terms)


@dataclass(frozen=True)
class Door:
    """A household's door or a shop that lacks a link. `missing`: titles of the posts; `no_mode`: none is in force."""

    path: str
    households: int
    residents: int
    missing: tuple[str, ...]
    no_mode: bool


def uncovered_doors(found: Coverage, at: str, *, post: str | None = None, limit: int = 200) -> list[Door]:
    """The doors and shops under `at` that lack `post` (any link, when None), in order of path, at most `limit`."""
    units: list[tuple[str, int, int]] = list(
        Household.objects.filter(under([at]), until=None)
        .values("path")
        .annotate(n=Count("pk"), people=Sum("size"))
        .values_list("path", "n", "people")
        .order_by("path")
    )
    units += [
        (node.path, 0, 0) for node in found.nodes.values() if node.kind == PlaceKind.SHOP and node.path.startswith(at)
    ]
    doors = []
    for path, households, residents in sorted(units):
        missing, _ = found.fold.missing(path)
        if missing is not None and not any(post in {None, link.post} for link in missing):
            continue
        titles = tuple(found.title(link.post) for link in missing or ())
        doors.append(Door(path, households, residents, titles, missing is None))
        if len(doors) == limit:
            break
    return doors


@dataclass(frozen=True)
class Holder:
    """Somebody in office at a place. `acting`: through a deputy's post, called `title`."""

    appointment: UUID
    member: UUID
    member_path: str
    name: str
    title: str
    acting: bool
    ends_on: date | None
    at: str


@dataclass(frozen=True)
class ChainLink:
    """One link of the chain to a place.

    `reason` is None when somebody holds it. `at` is the place where it is held, or where it would be mended. `below`:
    the level lies beneath the place asked about, so it is neither held nor missing here.
    """

    post: UUID
    title: str
    duty: str
    kind: str
    at: str
    reason: rules.Reason | None
    holders: tuple[Holder, ...]
    below: bool
    last: Appointment | None = None

    @property
    def duty_word(self) -> str:
        return duty_titles().get(self.duty, "")

    @property
    def acting(self) -> bool:
        return bool(self.holders) and all(holder.acting for holder in self.holders)


@dataclass(frozen=True)
class Chain:
    """From the street down to `path`. `mode_name` is "" when no mode is in force: nothing is proven then."""

    path: str
    mode_name: str
    links: list[ChainLink]


def chain(path: str, day: date | None = None) -> Chain:
    """Who answers for `path`, level by level, under the mode in force there."""
    on = day or clock.today()
    line = list(Place.objects.filter(path__in=ancestors(path)).order_by("path").select_related("mode"))
    mode = next((place.mode for place in reversed(line) if place.mode), None)
    if mode is None:
        return Chain(path, "", [])
    kinds = {place.kind: place.path for place in line}
    unit = line[-1].kind if line else ""
    holders = _holders(ancestors(path), on)
    links = [
        _chain_link(level, kinds, holders, path, is_unit=unit in UNIT_KINDS)
        for level in Level.objects.filter(mode=mode).select_related("post").order_by("order")
    ]
    return Chain(path, mode.name, links)


def _chain_link(
    level: Level, kinds: Mapping[str, str], holders: Mapping[UUID, list[Holder]], path: str, *, is_unit: bool
) -> ChainLink:
    held = tuple(holders.get(level.post_id, ()))
    at = held[0].at if held else kinds.get(level.place_kind, path)
    below = not held and not is_unit and level.place_kind not in kinds and _may_lie_below(level.place_kind, kinds)
    reason = None
    if not held and not below:
        reason = rules.Reason.VACANT if level.place_kind in kinds else rules.Reason.NO_PLACE
    last = _last_ended(level.post_id, at) if reason else None
    return ChainLink(level.post_id, level.post.title, level.duty, level.place_kind, at, reason, held, below, last)


def _may_lie_below(kind: str, kinds: Mapping[str, str]) -> bool:
    return all(DEPTH[PlaceKind(kind)] > DEPTH[PlaceKind(above)] for above in kinds)


def _holders(paths: list[str], day: date) -> dict[UUID, list[Holder]]:
    """Post -> who holds it at any of `paths`, principals first; deputies stand under the post they stand in for."""
    rows = (
        Charge.objects.filter(in_office(day, "appointment__"), path__in=paths)
        .select_related("appointment__member", "appointment__post")
        .order_by("path", "appointment__starts_on")
    )
    found: dict[UUID, list[Holder]] = defaultdict(list)
    for charge in rows:
        appointment, post = charge.appointment, charge.appointment.post
        holder = Holder(
            appointment.pk, appointment.member_id, appointment.member.path, appointment.member.name, post.title,
            post.deputy_of_id is not None, appointment.ends_on, charge.path,
        )  # fmt: skip
        found[post.deputy_of_id or post.pk].append(holder)
    return {post: sorted(held, key=lambda holder: holder.acting) for post, held in found.items()}


def _last_ended(post: UUID, at: str) -> Appointment | None:
    """Who left this post at this place last: what the hole says about itself."""
    ended = Appointment.objects.filter(post=post, charges__path=at).exclude(ends_on=None)
    return ended.select_related("member").order_by("-ends_on", "-ended_at").first()


def appointments_under(path: str, day: date) -> QuerySet[Appointment]:
    """In office, with at least one charge at `path` or below."""
    here = Charge.objects.filter(under([path])).values("appointment")
    return Appointment.objects.filter(in_office(day), pk__in=here).select_related("member", "post", "member__unit")


def ending_soon(path: str, today: date, days: int = rules.SOON_DAYS) -> QuerySet[Appointment]:
    """In office today, and no longer `days` days from now, the soonest first."""
    limit = today + timedelta(days=days)
    return appointments_under(path, today).filter(ends_on__lte=limit).order_by("ends_on", "path")


def without_phone(path: str, day: date | None = None) -> QuerySet[Appointment]:
    """In office and not to be reached: the member has no phone on record."""
    return appointments_under(path, day or clock.today()).filter(member__phone_blind=None).order_by("path")


def charges_of(appointments: Iterable[UUID]) -> dict[UUID, list[str]]:
    """Appointment -> paths of its charges, in order."""
    rows = Charge.objects.filter(appointment__in=list(appointments)).order_by("path")
    found: dict[UUID, list[str]] = defaultdict(list)
    for appointment, path in rows.values_list("appointment_id", "path"):
        found[appointment].append(path)
    return found


def open_places(paths: Iterable[str]) -> dict[str, Place]:
    """The places at these paths."""
    return {place.path: place for place in Place.objects.filter(path__in=set(paths))}
