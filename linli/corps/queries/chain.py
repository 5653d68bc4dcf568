"""The chain of one place: who answers for it, level by level, with what a page shows of each."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from linli.access.rules import ancestors
from linli.corps import rules
from linli.corps.models import Appointment, Charge
from linli.corps.queries.ground import (
    UNIT_KINDS,
    in_office,
)
from linli.corps.words import duty_titles
from linli.kernel.time import clock
from linli.places.models import Level, Place
from linli.places.rules import DEPTH, PlaceKind


@dataclass(frozen=True)
class Holder:
    """Somebody in office at a place. `acting`: as a deputy, in the deputy post called `title`."""

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

    `reason` is None when somebody holds it. `at` is the place where it is held, or where somebody must be appointed.
    `below`: the level lies below the place asked about, so it is neither held nor missing here.
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
    """From the street down to `path`. `mode_name` is "" when no mode is in force: then there is no proof."""

    path: str
    mode_name: str
    links: list[ChainLink]


def chain(path: str, day: date | None = None) -> Chain:
    """Who is responsible for `path`, level by level, under the mode in force there."""
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
    """Post -> who holds it at any of `paths`, principals first; deputies are listed under the post of their
    principal."""
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
    """Who left this post at this place last: shown with the gap."""
    ended = Appointment.objects.filter(post=post, charges__path=at).exclude(ends_on=None)
    return ended.select_related("member").order_by("-ends_on", "-ended_at").first()
