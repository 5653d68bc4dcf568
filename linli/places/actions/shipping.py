"""Loading the shipped kinds of posts and modes. Run again after an update; only differences are written."""

from datetime import datetime

from django.db import transaction

from linli.access.models import PostKind
from linli.access.shipped_posts import POSTS, deputy_code, deputy_title
from linli.kernel.facts import trail
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
    known = {post.code: post for post in PostKind.objects.filter(path="")}
    changed = 0
    for ours in POSTS:
        row, new = _put_post(known, ours.code, ours.title, ours.bundle, ours.note, None)
        changed += new
        if ours.deputy:
            title = deputy_title(ours.title)
            changed += _put_post(known, deputy_code(ours.code), title, ours.bundle, "", row)[1]
    return changed


def _put_post(
    known: dict[str, PostKind], code: str, title: str, bundle: str, note: str, deputy_of: PostKind | None
) -> tuple[PostKind, bool]:
    row = known.get(code)
    if row is None:
        return PostKind.objects.create(code=code, title=title, bundle=bundle, note=note, deputy_of=deputy_of), True
    principal = deputy_of.pk if deputy_of else None
    if (row.title, row.bundle, row.note, row.deputy_of_id) == (title, bundle, note, principal):
        return row, False
    row.title, row.bundle, row.note, row.deputy_of = title, bundle, note, deputy_of
    row.save(update_fields=["title", "bundle", "note", "deputy_of"])
    return row, True


def _load_modes() -> int:
    posts = {post.code: post for post in PostKind.objects.filter(path="")}
    known = {mode.code: mode for mode in Mode.objects.filter(path="")}
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
