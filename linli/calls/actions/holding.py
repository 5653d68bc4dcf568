"""While somebody holds a call: claiming, on site, pausing, passing on, finishing."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_noop

from linli.access.actor import Actor
from linli.calls import rules
from linli.calls.actions import clocks, opening
from linli.calls.actions.moving import By, add_event, move, put
from linli.calls.actions.photos import Upload, keep_photo, put_aside
from linli.calls.models import Call, Helper, Item, OfferedAt
from linli.calls.money import check_amount
from linli.calls.queries.circles import circle_at
from linli.calls.queries.photos import Aside, proofs_of
from linli.calls.queries.responders import check_can_act, check_free, kept_apart
from linli.calls.rules import Deed, Role, State
from linli.corps.models import Member
from linli.kernel.errors import Conflict, Invalid, NotAllowed
from linli.kernel.facts import trail
from linli.kernel.sealing.tokens import same
from linli.kernel.text import reason_of, visible
from linli.kernel.writes import once
from linli.kernel.writes.change import change, hold

RELIEF_UNDONE = gettext_noop("离任已撤销")
MOST_TRIES = 5  # wrong hand-over codes before a manager must check
_UNHELD: dict[str, Any] = {"holder": None, "claimed_at": None, "on_site_at": None, "pause_reason": ""}


@transaction.atomic
def claim_call(*, call: Call, actor: Actor, key: UUID | None, now: datetime) -> None:
    """The actor takes it. Raises Conflict: "calls.taken" when somebody else was first; away; on a shift; at the
    limit."""
    me = actor.person
    if me is None:
        raise NotAllowed("calls.no_person")

    def may_take() -> None:
        if kept_apart(call, me):
            raise NotAllowed("calls.opened_by_you")
        check_free(me, call, now)

    _take(call, Deed.CLAIM, By(actor, key, now), me, "", may_take)


@transaction.atomic
def assign_call(
    *, call: Call, to: UUID, reason: str = "", actor: Actor | None, key: UUID | None, now: datetime
) -> None:
    """Give it to a member. Only their post is checked: whoever assigns is expected to have asked whether they are
    free."""
    _take(call, Deed.ASSIGN, By(actor, key, now), to, reason, lambda: check_can_act(to, call, now))


def _take(call: Call, deed: Deed, by: By, person: UUID, reason: str, guard: Callable[[], None] | None = None) -> None:
    taken = {"holder": person, "claimed_at": by.now, "widens_at": None}
    if move(call, deed, by, reason=reason, to=person, guard=guard, **taken):
        clocks.stop(call, by.now, "answer")


@transaction.atomic
def transfer_call(*, call: Call, to: UUID, reason: str, actor: Actor, key: UUID | None, now: datetime) -> None:
    """Pass it to another member; from a pause its clocks run on."""

    def another_member() -> None:
        check_can_act(to, call, now)
        if to == call.holder:
            raise Invalid("calls.to_holder", field="to")

    by = By(actor, key, now)
    changes = {**_UNHELD, "holder": to, "claimed_at": now}
    if move(call, Deed.TRANSFER, by, reason=reason, to=to, guard=another_member, **changes):
        _drop_helper(call, to)
        clocks.go_on(call, now)


@transaction.atomic
def give_back(*, call: Call, reason: str, actor: Actor, key: UUID | None, now: datetime) -> None:
    """It is offered again, to the circle that its age has reached."""
    by = By(actor, key, now)
    circle, widens = circle_at(call.kind, call, now)
    if move(call, Deed.GIVE_BACK, by, reason=reason, circle=circle, widens_at=widens, **_UNHELD):
        Helper.objects.filter(call=call).delete()
        opening.lay_ground(call, circle)
        clocks.go_on(call, now)
        clocks.answer_again(call, now)


@transaction.atomic
def release_call(*, call: Call, now: datetime) -> bool:
    """By the system: the holder has no post left, so it goes back to the receiver. False when somebody moved it
    meanwhile."""
    by = By(None, None, now, role=Role.SYSTEM)
    try:
        released = move(call, Deed.RELEASE, by, to=call.receiver, **_UNHELD)
    except Conflict:
        return False
    if released:
        Helper.objects.filter(call=call).delete()
        OfferedAt.objects.filter(call=call).delete()
        clocks.go_on(call, now)
        clocks.answer_again(call, now)
    return released


@transaction.atomic
def take_back(*, call: Call, person: UUID, now: datetime) -> bool:
    """A relief was undone: the former holder holds it again. False when somebody moved it since."""
    try:
        _take(call, Deed.ASSIGN, By(None, None, now, role=Role.SYSTEM), person, RELIEF_UNDONE)
    except Conflict:
        return False
    return True


@transaction.atomic
def pause_call(*, call: Call, reason: str, actor: Actor, key: UUID | None, now: datetime) -> None:
    """Waiting for the resident: no time is spent until it is resumed."""
    reason = visible(reason, lines=True)
    if move(call, Deed.PAUSE, By(actor, key, now), reason=reason, pause_reason=reason[:120]):
        clocks.stand_still(call, now)


@transaction.atomic
def resume_call(
    *, call: Call, answer: str = "", actor: Actor | None, key: UUID | None, now: datetime, token: str = ""
) -> None:
    """`answer`: the resident's answer to the question."""
    if move(call, Deed.RESUME, By(actor, key, now, token), reason=answer, pause_reason=""):
        clocks.go_on(call, now)


@transaction.atomic
def arrive(*, call: Call, actor: Actor, key: UUID | None, now: datetime) -> None:
    if move(call, Deed.ARRIVE, By(actor, key, now), on_site_at=now):
        clocks.stop(call, now, "on_site")


@transaction.atomic
def join_call(*, call: Call, person: UUID | None = None, actor: Actor, key: UUID | None, now: datetime) -> None:
    """Add a helper: the actor, or the person named by the holder. Not a move: the holder stays the same.

    Raises Conflict when nobody holds it, or the person takes part already.
    """
    by = By(actor, key, now)
    if once.done(key, "calls.joined", actor=actor, about=call.pk):
        return
    helper = person or actor.person
    roles = by.roles(call)
    if helper is None or roles.isdisjoint({Role.HOLDER, Role.MANAGER} if person else {Role.RECEIVER, Role.RESPONDER}):
        raise NotAllowed("calls.not_yours")
    check_can_act(helper, call, now)
    if State(call.state) not in rules.WORKED:
        raise Conflict("calls.no_such_move")
    hold(Call.objects.filter(pk=call.pk))  # two may ask the same person at once
    known = Member.objects.filter(pk=helper).values_list("name", flat=True).first()
    if helper == call.holder or Helper.objects.filter(call=call, person=helper).exists():
        raise Conflict("calls.joined_already")
    Helper.objects.create(call=call, person=helper, name=known or actor.name, at=now)
    add_event(call, "join", by, to=helper)
    put("calls.join", call, by, to=helper)
    trail.record("calls.joined", actor=actor, path=call.path, about=call.pk, key=key, at=now)


def _drop_helper(call: Call, person: UUID) -> None:
    Helper.objects.filter(call=call, person=person).delete()


def finish_call(  # noqa: PLR0913 (what the kind may ask for, each part named)
    *,
    call: Call,
    amount: Decimal | str | None = None,
    items: Mapping[UUID, Decimal | str] | None = None,
    code: str = "",
    photos: Sequence[Upload] = (),
    note: str = "",
    actor: Actor,
    key: UUID | None,
    now: datetime,
) -> None:
    """The holder finishes it, with what the kind asks for (on site, photo, amount, second person, code).

    `items`: the cost of each line; their sum is the amount when none is given. A kind that settles by itself is settled
    at once. A wrong code is counted even when the rest fails: after MOST_TRIES a manager must check.
    """
    by = By(actor, key, now)
    if once.done(key, "calls.finished", actor=actor, about=call.pk):
        return
    if call.kind.family == "whistle":
        raise Conflict("calls.finish_whistle")
    rules.check_move(State(call.state), Deed.FINISH, by.roles(call))
    if "code" in call.kind.steps and call.code_digest:
        _check_code(call, code)
    pictures = [put_aside(upload) for upload in photos]  # takes seconds, so it is done before the transaction
    with transaction.atomic():
        if not once.done(key, "calls.finished", actor=actor, about=call.pk):  # the same form twice at the same moment
            _finish(call, by, amount, items or {}, pictures, note)


def _finish(
    call: Call,
    by: By,
    amount: Decimal | str | None,
    items: Mapping[UUID, Decimal | str],
    pictures: Sequence[Aside],
    note: str,
) -> None:
    steps = call.kind.steps
    total = _paid(call, amount, items, required="amount" in steps)
    for picture in pictures:
        keep_photo(call, picture, "receipt" if "amount" in steps else "done", by)
    _check_steps(call)
    if not move(call, Deed.FINISH, by, reason=note, done_at=by.now, amount=total, widens_at=None):
        return
    clocks.stop(call, by.now)
    if call.kind.settlement == "none":
        call.refresh_from_db()
        move(call, Deed.SETTLE, By(None, None, by.now, role=Role.SYSTEM))


def _check_steps(call: Call) -> None:
    steps = call.kind.steps
    if "on_site" in steps and call.on_site_at is None:
        raise Conflict("calls.not_on_site")
    if "photo" in steps and not proofs_of(call).exists():
        raise Invalid("calls.photo_missing", field="photos")
    if "second_person" in steps and not call.helpers.exists():
        raise Conflict("calls.second_missing")


def _paid(
    call: Call, amount: Decimal | str | None, items: Mapping[UUID, Decimal | str], *, required: bool
) -> Decimal | None:
    """The whole amount; each line's cost is written on it. Raises Invalid when they contradict each other."""
    lines = {pk: check_amount(value, field="items") for pk, value in items.items()}
    known = {line.pk: line for line in call.items.filter(pk__in=list(lines))}
    if set(lines) - set(known):
        raise Invalid("calls.item_unknown", field="items")
    summed = sum((value for value in lines.values() if value is not None), Decimal(0)) if lines else None
    total = check_amount(amount if amount not in {None, ""} else summed, required=required)
    if summed is not None and total is not None and summed > total:
        raise Invalid("calls.items_above_amount", field="amount", sum=summed)
    for pk, value in lines.items():
        Item.objects.filter(pk=pk).update(amount=value)
    return total


def _check_code(call: Call, code: str) -> None:
    """In a transaction of its own, so that a wrong code is counted. Raises Invalid at "code", Conflict after too
    many."""
    digits = "".join(c for c in code if c.isdigit())
    if not digits:
        raise Invalid("calls.code_missing", field="code")
    with transaction.atomic():
        taken = Call.objects.filter(pk=call.pk, code_tries__lt=MOST_TRIES).update(code_tries=F("code_tries") + 1)
        if not taken:
            raise Conflict("calls.code_locked", field="code", most=MOST_TRIES)
        right = same(call.code_digest, opening.code_digest(call.pk, digits))
        if right:
            Call.objects.filter(pk=call.pk).update(code_tries=0)
    if not right:
        raise Invalid("calls.code_wrong", field="code")


@transaction.atomic
def waive_code(*, call: Call, reason: str, actor: Actor, key: UUID | None, now: datetime) -> None:
    """A manager has asked the resident, who lost or misread the code: the holder may finish without it."""
    by = By(actor, key, now)
    if once.done(key, "calls.code_waived", actor=actor, about=call.pk):
        return
    if Role.MANAGER not in by.roles(call) or actor.person == call.holder:
        raise NotAllowed("calls.not_yours")
    reason = reason_of(reason)
    change(call, code="calls.changed", where={"code_digest__isnull": False}, code_digest=None, code_tries=0)
    add_event(call, "waive", by, reason=reason, moved=1)
    put("calls.waive", call, by)
    trail.record("calls.code_waived", actor=actor, path=call.path, about=call.pk, key=key, at=now)
