"""A street's own kinds of calls, and who receives which of them."""

import re
from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction

from linli.access.actor import Actor
from linli.access.models import PostKind
from linli.access.permissions import Permission as P
from linli.access.queries import check_may
from linli.access.rules import covers
from linli.calls.drafts import KindDraft
from linli.calls.models import CallKind, Taker
from linli.corps.models import Seat
from linli.kernel.errors import Conflict, Invalid
from linli.kernel.facts import trail
from linli.kernel.kinds import actions as kinds
from linli.kernel.writes import once
from linli.places.actions.tree import hold_here
from linli.places.models import Place

CODE = re.compile(r"[a-z0-9][a-z0-9_.]{1,38}")


KINDS = kinds.KindTable(
    CallKind,
    kinds.KindFacts(
        added="calls.kind_added", changed="calls.kind_edited", retired="calls.kind_retired",
        restored="calls.kind_restored",
    ),
    stale="calls.kind_changed",
)  # fmt: skip


@transaction.atomic
def add_kind(*, street: Place, code: str, draft: KindDraft, actor: Actor, key: UUID | None, now: datetime) -> CallKind:
    """A `code` of a shipped kind replaces it in this street. Raises Invalid at a field, Conflict for a code in use."""
    check_may(actor, P.CALLS_KINDS, street.path)
    shipped = CallKind.objects.shipped().filter(code=code).first()
    row = CallKind(path=street.path, code=code, order=shipped.order if shipped else 500, **draft.values())
    return kinds.add(KINDS, row, check=_check_code, actor=actor, key=key, now=now)


def _check_code(kind: CallKind) -> None:
    if not CODE.fullmatch(kind.code):
        raise Invalid("calls.kind_code", field="code")
    if CallKind.objects.filter(path=kind.path, code=kind.code).exists():
        raise Conflict("calls.kind_known", field="code", known=kind.code)


@transaction.atomic
def edit_kind(
    *,
    kind: CallKind,
    street: Place,
    draft: KindDraft,
    revision: int | None = None,
    actor: Actor,
    key: UUID | None,
    now: datetime,
) -> CallKind:
    """Open calls keep their clocks; new ones follow the new kind. A shipped kind gets a copy of the street's own.

    Raises Conflict when somebody changed it since `revision` (None: since it was read).
    """
    check_may(actor, P.CALLS_KINDS, street.path)
    return kinds.edit(
        KINDS, kind, street=street.path, values=draft.values(), revision=revision, check=_nothing_more, actor=actor,
        key=key, now=now,
    )  # fmt: skip


@transaction.atomic
def retire_kind(
    *, kind: CallKind, street: Place, retired: bool = True, actor: Actor, key: UUID | None, now: datetime
) -> None:
    """Stop or resume using a kind for new calls in the street; open calls go on. A shipped kind is retired in this
    street only."""
    check_may(actor, P.CALLS_KINDS, street.path)
    kinds.retire_or_restore(
        KINDS, kind, retired=retired, street=street.path, check=_nothing_more, actor=actor, key=key, now=now
    )


def _nothing_more(_kind: CallKind) -> None:
    """The draft has checked every column."""


@transaction.atomic
def set_taker(
    *,
    place: Place,
    kind: CallKind,
    seat: Seat | None = None,
    post: PostKind | None = None,
    actor: Actor,
    key: UUID | None,
    now: datetime,
) -> None:
    """At `place`, calls of `kind` go to this seat of the alliance or to holders of this post; with neither, the rule is
    removed. It is one rule for the shipped kind and for the street's copy of it."""
    check_may(actor, P.CALLS_KINDS, place.path)
    rule = uuid5(place.pk, kind.code)  # what the fact is about: once removed, a rule has no row
    if once.done(key, "calls.taker_set", actor=actor, about=rule):
        return
    if seat and post:
        raise Invalid("calls.taker_one", field="seat")
    if seat and not covers(seat.alliance.path, place.path) and not covers(place.path, seat.alliance.path):
        raise Invalid("calls.taker_elsewhere", field="seat")
    hold_here(place)  # two desks at once: the second replaces the first's rule
    Taker.objects.filter(path=place.path, kind__code=kind.code).delete()
    if seat or post:
        Taker.objects.create(path=place.path, kind=kind, seat=seat, post=post)
    trail.record("calls.taker_set", actor=actor, path=place.path, about=rule, key=key, at=now, data={"name": kind.name})
