"""A street's own kinds of posts. Shipped kinds are the same everywhere and cannot be edited here."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from linli.access.actor import Actor
from linli.access.models import PostKind
from linli.corps.actions.giving import check_may_give
from linli.kernel.errors import Conflict, Invalid
from linli.kernel.facts import trail
from linli.kernel.ids import new_id
from linli.kernel.writes import once
from linli.places.models import Place


@transaction.atomic
def add_kind(
    *,
    street: Place,
    title: str,
    bundle: str,
    deputy_of: PostKind | None,
    note: str,
    actor: Actor,
    key: UUID | None,
    now: datetime,
) -> None:
    """A new kind of post of `street`; a deputy has its principal's permissions, whatever `bundle` says.

    Raises Invalid at "title", NotAllowed for permissions that the actor may not hand out, Conflict for a known title.
    """
    if once.done(key, "corps.kind_added", actor=actor):
        return
    title = " ".join(title.split())
    if not title:
        raise Invalid("corps.kind_title_empty", field="title")
    wanted = deputy_of.bundle if deputy_of else bundle
    check_may_give(actor, wanted, [street.path])
    known = PostKind.objects.filter(title=title, path__in=["", street.path], retired=False)
    if known.exists():
        raise Conflict("corps.code_taken", field="title", title=title)
    pk = new_id()
    PostKind.objects.create(
        pk=pk, code=f"own_{pk.hex[-12:]}", path=street.path, title=title, bundle=wanted, deputy_of=deputy_of,
        note=" ".join(note.split())[:200],
    )  # fmt: skip
    data = {"bundle": wanted, "deputy": deputy_of is not None}
    trail.record("corps.kind_added", actor=actor, path=street.path, about=pk, key=key, at=now, data=data)


@transaction.atomic
def retire_kind(*, kind: PostKind, retired: bool, actor: Actor, key: UUID | None, now: datetime) -> None:
    """Retire it (no new appointments) or use it again; holders keep it until the end of their term.

    Raises Invalid for a shipped kind, Conflict when it is in that state already.
    """
    what = "corps.kind_retired" if retired else "corps.kind_restored"
    if once.done(key, what, actor=actor, about=kind.pk):
        return
    if not kind.path:
        raise Invalid("corps.kind_not_own")
    check_may_give(actor, kind.bundle, [kind.path])
    if not PostKind.objects.filter(pk=kind.pk, retired=not retired).update(retired=retired):
        raise Conflict("corps.changed_meanwhile")
    trail.record(what, actor=actor, path=kind.path, about=kind.pk, key=key, at=now)
