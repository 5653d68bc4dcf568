"""Drafting a notice, publishing it, withdrawing it. The worker writes the letters (`spreading`)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from linli.access.actor import Actor
from linli.access.models import PostKind
from linli.access.permissions import Permission as P
from linli.access.queries import check_may
from linli.kernel.errors import Conflict, Invalid
from linli.kernel.facts import trail
from linli.kernel.work.queue import later
from linli.kernel.writes import once
from linli.kernel.writes.change import change, change_all
from linli.notices.actions.outside import queue_notice
from linli.notices.models import Channel, Notice
from linli.notices.queries import audience, channels
from linli.places.actions.tree import hold_here
from linli.places.models import Place

_CHANGED = "notices.changed_meanwhile"


@dataclass(frozen=True)
class Wording:
    """What is typed about a notice. `post` only for the audience "post"; `cover` is the id of a stored picture."""

    title: str
    body: str
    audience: str
    urgency: str = "normal"
    column: str = ""
    post: PostKind | None = None
    channels: Sequence[Channel] = ()
    cover: UUID | None = None


@transaction.atomic
def draft_notice(*, place: Place, wording: Wording, actor: Actor, key: UUID | None, now: datetime) -> Notice:
    """Raises NotAllowed out of reach, Invalid for an audience without its post or an article not for residents."""
    check_may(actor, P.NOTICES_SEND, place.path)
    if done := once.made(Notice, key, "notices.drafted", actor=actor):
        return done
    _check(wording, place.path)
    hold_here(place)
    notice = Notice(path=place.path, by=actor.account, by_name=actor.name, made_at=now, **_columns(wording))
    notice.save(force_insert=True)
    notice.channels.set(wording.channels)
    trail.record("notices.drafted", actor=actor, path=place.path, about=notice.pk, key=key, at=now)
    return notice


@transaction.atomic
def change_draft(*, notice: Notice, wording: Wording, actor: Actor, key: UUID | None, now: datetime) -> None:
    """Raises Conflict when somebody else changed or published it meanwhile."""
    if once.done(key, "notices.draft_changed", actor=actor, about=notice.pk):
        return
    _check(wording, notice.path)
    change(notice, code=_CHANGED, where={"published_at": None}, **_columns(wording))
    notice.channels.set(wording.channels)
    trail.record("notices.draft_changed", actor=actor, path=notice.path, about=notice.pk, key=key, at=now)


@transaction.atomic
def drop_draft(*, notice: Notice, actor: Actor, key: UUID | None, now: datetime) -> None:
    if once.done(key, "notices.draft_dropped", actor=actor, about=notice.pk):
        return
    if not Notice.objects.filter(pk=notice.pk, published_at=None).delete()[0]:
        raise Conflict(_CHANGED)
    trail.record("notices.draft_dropped", actor=actor, path=notice.path, about=notice.pk, key=key, at=now)


@transaction.atomic
def publish_notice(*, notice: Notice, actor: Actor, key: UUID | None, now: datetime) -> None:
    """Publish: the audience is counted now, the worker writes the letters. Raises Conflict, and Invalid when the
    audience is empty."""
    if once.done(key, "notices.published", actor=actor, about=notice.pk):
        return
    wanted = audience.size(notice, timezone.localdate(now))
    if not wanted:
        raise Invalid("notices.nobody_there")
    change(notice, code=_CHANGED, where={"published_at": None}, published_at=now, wanted=wanted)
    notice.refresh_from_db()
    queue_notice(notice, now)
    trail.record(
        "notices.published", actor=actor, path=notice.path, about=notice.pk, key=key, at=now, data={"count": wanted}
    )
    later("notices.spread", pk=notice.pk)


@transaction.atomic
def withdraw_notice(*, notice: Notice, actor: Actor, key: UUID | None, now: datetime) -> None:
    """Withdraw: unread letters and waiting sendings are deleted; whoever has read a letter sees it marked as
    withdrawn."""
    if once.done(key, "notices.withdrawn", actor=actor, about=notice.pk):
        return
    standing = Notice.objects.filter(pk=notice.pk, published_at__isnull=False, withdrawn_at=None)
    if not change_all(standing, withdrawn_at=now):
        raise Conflict(_CHANGED)
    trail.record("notices.withdrawn", actor=actor, path=notice.path, about=notice.pk, key=key, at=now)
    later("notices.retract", pk=notice.pk)


def _check(wording: Wording, path: str) -> None:
    if (wording.audience == "post") != (wording.post is not None):
        raise Invalid("notices.post_missing", field="post")
    if wording.column and wording.audience != "residents":
        raise Invalid("notices.article_for_all", field="column")
    if wording.cover and not wording.column:
        raise Invalid("notices.cover_for_article", field="cover")
    if {c.pk for c in wording.channels} - {c.pk for c in channels.usable_at(path)}:
        raise Invalid("notices.channel_elsewhere", field="channels")


def _columns(wording: Wording) -> dict[str, Any]:
    return {
        "title": wording.title, "body": wording.body, "audience": wording.audience, "urgency": wording.urgency,
        "column": wording.column, "post": wording.post, "cover": wording.cover,
    }  # fmt: skip
