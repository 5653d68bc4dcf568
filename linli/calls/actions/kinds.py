"""A street's own kinds of calls, and who receives which of them."""

import re
from datetime import datetime
from uuid import UUID

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
from linli.kernel.ids import new_id
from linli.kernel.writes import once
from linli.kernel.writes.change import change, hold
from linli.places.models import Place

CODE = re.compile(r"[a-z0-9][a-z0-9_.]{1,38}")


@transaction.atomic
def add_kind(*, street: Place, code: str, draft: KindDraft, actor: Actor, key: UUID | None, now: datetime) -> CallKind:
    """A `code` of a shipped kind replaces it in this street. Raises Invalid at a field, Conflict for a code in use."""
    check_may(actor, P.CALLS_KINDS, street.path)
    if added := once.made(CallKind, key, "calls.kind_added", actor=actor):
        return added
    if not CODE.fullmatch(code):
        raise Invalid("calls.kind_code", field="code")
    if CallKind.objects.filter(path=street.path, code=code).exists():
        raise Conflict("calls.kind_known", field="code", known=code)
    shipped = CallKind.objects.filter(path="", code=code).first()
    kind = CallKind.objects.create(
        path=street.path, code=code, order=shipped.order if shipped else 500, **draft.values()
    )
    trail.record(
        "calls.kind_added", actor=actor, path=street.path, about=kind.pk, key=key, at=now, data={"name": kind.name}
    )
    return kind


@transaction.atomic
def edit_kind(
    *, kind: CallKind, street: Place, draft: KindDraft, actor: Actor, key: UUID | None, now: datetime
) -> CallKind:
    """Open calls keep their clocks; new ones follow the new kind. Editing a shipped kind makes the street's own
    copy."""
    if not kind.path:
        return add_kind(street=street, code=kind.code, draft=draft, actor=actor, key=key, now=now)
    check_may(actor, P.CALLS_KINDS, kind.path)
    if once.done(key, "calls.kind_edited", actor=actor, about=kind.pk):
        return kind
    change(kind, code="calls.changed", **draft.values())
    trail.record(
        "calls.kind_edited", actor=actor, path=kind.path, about=kind.pk, key=key, at=now, data={"name": kind.name}
    )
    return CallKind.objects.get(pk=kind.pk)


@transaction.atomic
def retire_kind(
    *, kind: CallKind, street: Place, retired: bool = True, actor: Actor, key: UUID | None, now: datetime
) -> None:
    """Stop or resume using a kind for new calls in the street; open calls go on. A shipped kind is retired in this
    street only."""
    check_may(actor, P.CALLS_KINDS, street.path)
    if once.done(key, "calls.kind_retired", actor=actor):
        return
    own = kind
    if not kind.path:
        hold(CallKind.objects.filter(pk=kind.pk))  # so that two desks at the same moment make one copy
        known = CallKind.objects.filter(path=street.path, code=kind.code).first()
        own = known or _copy(kind, street)
    change(own, code="calls.changed", retired=retired)
    data = {"name": kind.name, "retired": retired}
    trail.record("calls.kind_retired", actor=actor, path=street.path, about=own.pk, key=key, at=now, data=data)


def _copy(kind: CallKind, street: Place) -> CallKind:
    made = CallKind.objects.get(pk=kind.pk)
    made.pk, made.path, made.revision = new_id(), street.path, 1
    made.save(force_insert=True)
    return made


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
    removed."""
    check_may(actor, P.CALLS_KINDS, place.path)
    if once.done(key, "calls.taker_set", actor=actor, about=kind.pk):
        return
    if seat and post:
        raise Invalid("calls.taker_one", field="seat")
    if seat and not covers(seat.alliance.path, place.path) and not covers(place.path, seat.alliance.path):
        raise Invalid("calls.taker_elsewhere", field="seat")
    Taker.objects.filter(path=place.path, kind=kind).delete()
    if seat or post:
        Taker.objects.create(path=place.path, kind=kind, seat=seat, post=post)
    trail.record(
        "calls.taker_set", actor=actor, path=place.path, about=kind.pk, key=key, at=now, data={"name": kind.name}
    )
