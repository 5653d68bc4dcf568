"""Loading the shipped kinds of posts and modes. Run again after an update; only differences are written."""

from datetime import datetime

from django.db import transaction

from linli.access.models import PostKind
from linli.access.shipped_posts import POSTS, deputy_code, deputy_title
from linli.kernel.facts import trail
from linli.kernel.kinds.actions import load
from linli.places.models import Level, Mode
from linli.places.shipped import MODES, ShippedMode

_LEVEL_FIELDS = (
    "order", "place_kind", "post__code", "duty", "span_unit", "span_min", "span_max", "or_span_unit", "or_span_min",
    "or_span_max",
)  # fmt: skip


@transaction.atomic
def load_shipped(now: datetime) -> None:
    """Bring the shipped kinds of posts and modes into the database; three queries when nothing changed.

    A street's own kinds and modes are never touched.
    """
    changed = _load_posts() + _load_modes()
    if changed:
        trail.record("places.shipped_loaded", actor=None, path="", at=now, data={"changed": changed})


def _load_posts() -> int:
    """First the posts, then their deputies, which refer to them."""
    principals = {
        ours.code: {"title": ours.title, "bundle": ours.bundle, "note": ours.note, "deputy_of_id": None}
        for ours in POSTS
    }
    changed = load(PostKind, principals)
    ids = dict(PostKind.objects.shipped().values_list("code", "pk"))
    deputies = {
        deputy_code(ours.code): {
            "title": deputy_title(ours.title), "bundle": ours.bundle, "note": "", "deputy_of_id": ids[ours.code],
        }
        for ours in POSTS
        if ours.deputy
    }  # fmt: skip
    return changed + load(PostKind, deputies)


def _load_modes() -> int:
    posts = {post.code: post for post in PostKind.objects.shipped()}
    known = {mode.code: mode for mode in Mode.objects.shipped()}
    levels: dict[str, list[tuple[object, ...]]] = {}
    rows = Level.objects.filter(mode__path="").order_by("mode", "order").values_list("mode__code", *_LEVEL_FIELDS)
    for code, *values in rows:
        levels.setdefault(code, []).append(tuple(values))
    changed = 0
    for ours in MODES:
        mode, want = known.get(ours.code), _values(ours)
        if mode and (mode.name, mode.note, levels.get(ours.code)) == (ours.name, ours.note, want):
            continue
        _put_mode(ours, posts)
        changed += 1
    return changed


def _values(ours: ShippedMode) -> list[tuple[object, ...]]:
    return [
        (order, level.place_kind, level.post, level.duty, *level.span, *level.or_span)
        for order, level in enumerate(ours.levels, 1)
    ]


def _put_mode(ours: ShippedMode, posts: dict[str, PostKind]) -> None:
    mode, _new = Mode.objects.update_or_create(
        path="", code=ours.code, defaults={"name": ours.name, "note": ours.note, "retired": False}
    )
    mode.levels.all().delete()
    names = [name for name in _LEVEL_FIELDS if name != "post__code"]
    rows = []
    for order, kind, code, *rest in _values(ours):
        values = dict(zip(names, (order, kind, *rest), strict=True))
        rows.append(Level(mode=mode, post=posts[str(code)], **values))
    Level.objects.bulk_create(rows)
