"""A street's own kinds of posts. Shipped kinds are the same everywhere and cannot be edited here."""

from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import transaction

from linli.access.actor import Actor
from linli.access.models import Grant, PostKind
from linli.corps.actions.giving import check_may_give
from linli.corps.models import Appointment
from linli.kernel.errors import Conflict
from linli.kernel.ids import new_id
from linli.kernel.kinds import actions as kinds
from linli.kernel.text import clean_text, visible
from linli.kernel.writes.turns import one_at_a_time
from linli.places.models import Place

KINDS = kinds.KindTable(
    PostKind,
    kinds.KindFacts(
        added="corps.kind_added", changed="corps.kind_changed", retired="corps.kind_retired",
        restored="corps.kind_restored",
    ),
    stale="corps.changed_meanwhile",
    ships="corps.kind_not_own",
)  # fmt: skip


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

    Raises Invalid at "title" or "note", NotAllowed for permissions that the actor may not hand out, Conflict for a
    known title.
    """
    wanted = deputy_of.bundle if deputy_of else bundle
    pk = new_id()
    row = PostKind(
        pk=pk, code=f"own_{pk.hex[-12:]}", path=street.path, title=visible(title), bundle=wanted, deputy_of=deputy_of,
        note=visible(note),
    )  # fmt: skip
    data = {"bundle": wanted, "deputy": deputy_of is not None}
    kinds.add(KINDS, row, check=partial(_check, actor), actor=actor, key=key, now=now, data=data)


@transaction.atomic
def change_kind(
    *, kind: PostKind, title: str, note: str, revision: int | None, actor: Actor, key: UUID | None, now: datetime
) -> None:
    """Another title or note. Whoever holds the post is called by the new title; what it permits stays as it is.

    Raises what `add_kind` raises, Invalid for a kind that ships, Conflict when somebody changed it since `revision`.
    """
    values = {"title": visible(title), "note": visible(note)}
    after = kinds.edit(
        KINDS, kind, street=kind.path, values=values, revision=revision, check=partial(_check, actor), actor=actor,
        key=key, now=now,
    )  # fmt: skip
    terms = Appointment.objects.filter(post=kind).values("pk")
    Grant.objects.filter(source__in=terms).exclude(title=after.title).update(title=after.title)


@transaction.atomic
def retire_kind(*, kind: PostKind, retired: bool, actor: Actor, key: UUID | None, now: datetime) -> None:
    """Retire it (no new appointments) or use it again; holders keep it until the end of their term.

    Raises Invalid for a shipped kind, Conflict when it is in that state already.
    """
    kinds.retire_or_restore(
        KINDS, kind, retired=retired, street=kind.path, check=partial(_check, actor), actor=actor, key=key, now=now
    )


def _check(actor: Actor, kind: PostKind) -> None:
    clean_text(kind.title, field="title", most=40, missing="corps.kind_title_empty")
    clean_text(kind.note, field="note", most=200)
    check_may_give(actor, kind.bundle, [kind.path])
    one_at_a_time(f"corps.kinds {kind.path}")
    known = PostKind.objects.for_street(kind.path).filter(title=kind.title, retired=False).exclude(pk=kind.pk)
    if not kind.retired and known.exists():
        raise Conflict("corps.code_taken", field="title", title=kind.title)
