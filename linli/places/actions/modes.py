"""Governance modes: a street's own copy of a shipped one, editing it, applying it to a part of the tree."""

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from linli.access.actor import Actor
from linli.access.models import PostKind
from linli.access.rules import SEGMENT
from linli.kernel.errors import Invalid
from linli.kernel.facts import trail
from linli.kernel.ids import new_id
from linli.kernel.text import clean_text
from linli.kernel.writes import once
from linli.kernel.writes.change import change
from linli.places.actions.tree import add_event
from linli.places.models import Level, Mode, Place
from linli.places.pinyin import initials
from linli.places.rules import DEPTH, UNITS, Duty, PlaceKind, SpanUnit, name_fault, tidy_name

MOST_LEVELS = 12
_CHANGED = "places.changed_meanwhile"


@dataclass(frozen=True)
class LevelDraft:
    """One level as the form gives it. `post` is the id of a PostKind; a span is unit, least, most, both ends
    included."""

    place_kind: PlaceKind
    post: UUID
    duty: Duty
    span_unit: SpanUnit = SpanUnit.NONE
    span_min: int = 0
    span_max: int = 0
    or_span_unit: SpanUnit = SpanUnit.NONE
    or_span_min: int = 0
    or_span_max: int = 0


@transaction.atomic
def copy_mode(*, mode: Mode, street: Place, name: str, actor: Actor, key: UUID | None, now: datetime) -> Mode:
    """Make a mode of `street`'s own with the levels of `mode`. Raises Invalid for the name."""
    if made := once.made(Mode, key, "places.mode_copied", actor=actor):
        return made
    name = tidy_name(name)
    _check_mode_name(street.path[:SEGMENT], name)
    own = Mode.objects.create(path=street.path[:SEGMENT], code=f"own-{new_id().hex[-12:]}", name=name, note=mode.note)
    levels = list(mode.levels.all())
    for level in levels:
        level.pk, level.mode = new_id(), own
    Level.objects.bulk_create(levels)
    data = {"from": str(mode.pk), "levels": len(levels)}
    trail.record("places.mode_copied", actor=actor, path=own.path, about=own.pk, key=key, at=now, data=data)
    return own


def _check_mode_name(path: str, name: str, *, but: UUID | None = None) -> None:
    if name_fault(name) or len(name) > 40:
        raise Invalid("places.mode_name", field="name", most=40)
    same = Mode.objects.filter(path=path, name=name, retired=False)
    if (same.exclude(pk=but) if but else same).exists():
        raise Invalid("places.mode_name_taken", field="name", name=name)


@transaction.atomic
def save_mode(
    *, mode: Mode, name: str, note: str, levels: Sequence[LevelDraft], actor: Actor, key: UUID | None, now: datetime
) -> None:
    """Replace the name and the levels of a street's own mode, in the order given, from the street down.

    Raises Invalid, naming the level by its number, for a level coarser than the one before it, a repeated level, an
    impossible span or a post of another street; Conflict when somebody saved the mode since it was read.
    """
    if once.done(key, "places.mode_saved", actor=actor, about=mode.pk):
        return
    if not mode.path:
        raise Invalid("places.mode_ships")
    name, note = tidy_name(name), clean_text(note, field="note", most=200)
    _check_mode_name(mode.path, name, but=mode.pk)
    check_levels(levels)
    posts = set(usable_posts(mode.path).values_list("pk", flat=True))
    for number, level in enumerate(levels, 1):
        if level.post not in posts:
            raise Invalid("places.level_post", number=number)
    change(mode, code=_CHANGED, name=name, note=note)
    before = mode.levels.count()
    mode.levels.all().delete()
    Level.objects.bulk_create(_rows(mode, levels))
    data = {"levels": len(levels), "levels_before": before}
    trail.record("places.mode_saved", actor=actor, path=mode.path, about=mode.pk, key=key, at=now, data=data)


def _rows(mode: Mode, levels: Sequence[LevelDraft]) -> list[Level]:
    rows = []
    for order, level in enumerate(levels, 1):
        values = asdict(level)
        rows.append(Level(mode=mode, order=order, post_id=values.pop("post"), **values))
    return rows


def check_levels(levels: Sequence[LevelDraft]) -> None:
    """Raises Invalid naming the level (1-based) that is out of order, repeated, or has an impossible span."""
    if not 1 <= len(levels) <= MOST_LEVELS:
        raise Invalid("places.level_count", most=MOST_LEVELS)
    for number, (level, above) in enumerate(zip(levels, [None, *levels], strict=False), 1):
        if above is not None and DEPTH[level.place_kind] < DEPTH[above.place_kind]:
            raise Invalid("places.level_order", number=number)
        if any(level.post == other.post and level.place_kind == other.place_kind for other in levels[: number - 1]):
            raise Invalid("places.level_doubled", number=number)
        spans = [(level.span_unit, level.span_min, level.span_max)]
        spans.append((level.or_span_unit, level.or_span_min, level.or_span_max))
        if any(unit is not SpanUnit.NONE and not 0 <= least <= most <= 1_000_000 for unit, least, most in spans):
            raise Invalid("places.level_span", number=number)
        if any(unit is not SpanUnit.NONE and most == 0 for unit, _least, most in spans):
            raise Invalid("places.level_span", number=number)


def usable_posts(path: str) -> QuerySet[PostKind]:
    """The kinds of posts a mode of the street at `path` may use: those that ship and the street's own, no deputies."""
    rows = PostKind.objects.for_street(path[:SEGMENT]).filter(retired=False, deputy_of=None)
    return rows.order_by("path", "title")


@transaction.atomic
def retire_mode(*, mode: Mode, actor: Actor, key: UUID | None, now: datetime) -> None:
    """Take a street's own mode out of use. Raises Invalid while a place still runs it."""
    if once.done(key, "places.mode_retired", actor=actor, about=mode.pk):
        return
    if not mode.path:
        raise Invalid("places.mode_ships")
    used = Place.objects.filter(mode=mode, closed_on=None).count()
    if used:
        raise Invalid("places.mode_in_use", name=mode.name, count=used)
    change(mode, code=_CHANGED, retired=True)
    trail.record("places.mode_retired", actor=actor, path=mode.path, about=mode.pk, key=key, at=now)


@transaction.atomic
def assign_mode(
    *, place: Place, mode: Mode | None, revision: int, actor: Actor, key: UUID | None, now: datetime
) -> None:
    """Let `place` and everything below run `mode`; None: the mode of its parent. Changes no appointment.

    Raises Invalid for a retired mode or one of another street, and for a single door or shop (the coverage proof groups
    doors by their parents); Conflict when the place was changed since `revision`.
    """
    if once.done(key, "places.mode_assigned", actor=actor, about=place.pk):
        return
    if mode is not None and place.kind in UNITS:
        raise Invalid("places.mode_on_unit", field="mode", name=place.name, kind=place.get_kind_display())
    if mode is not None and (mode.retired or mode.path not in {"", place.path[:SEGMENT]}):
        raise Invalid("places.mode_unusable", field="mode")
    before = {"mode": str(place.mode_id) if place.mode_id else "", "name": place.mode.name if place.mode else ""}
    change(place, revision, code=_CHANGED, mode=mode)
    after = {"mode": str(mode.pk) if mode else "", "name": mode.name if mode else ""}
    add_event(place, "mode", actor=actor, now=now, before=before, after=after)
    data = {"before": before["name"], "after": after["name"]}
    trail.record("places.mode_assigned", actor=actor, path=place.path, about=place.pk, key=key, at=now, data=data)


@transaction.atomic
def add_post_kind(*, street: str, title: str, actor: Actor, key: UUID | None, now: datetime) -> PostKind | None:
    """Add a post kind of the street at path `street`, with a deputy kind. None for a used key.

    Its holders get the bundle "leader": their own doors only. Raises Invalid for a bad or taken title.
    """
    if once.done(key, "places.post_named", actor=actor):
        return None
    title = tidy_name(title)
    if name_fault(title) or len(title) > 20:
        raise Invalid("places.post_title", field="title", most=20)
    if PostKind.objects.for_street(street).filter(title=title, retired=False).exists():
        raise Invalid("places.post_title_taken", field="title", title=title)
    spelled = re.sub(r"[^a-z0-9]", "", initials(title)) or "post"
    code = f"{spelled[:20]}_{new_id().hex[-8:]}"
    post = PostKind.objects.create(path=street, code=code, title=title, bundle="leader")
    PostKind.objects.create(path=street, code=f"deputy_{code}", title=f"副{title}", bundle="leader", deputy_of=post)
    trail.record("places.post_named", actor=actor, path=street, about=post.pk, key=key, at=now, data={"title": title})
    return post
