"""After the work: the call-back, the settlement, and reopening when it was not solved."""

from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_noop

from linli.access.actor import Actor
from linli.calls.actions import clocks
from linli.calls.actions.moving import FACTS, By, move
from linli.calls.actions.succeeding import receiver_today
from linli.calls.models import Call, DoneBefore, Helper, OfferedAt
from linli.calls.queries.callers import judged_by_caller, phone_checked
from linli.calls.queries.merged import surviving
from linli.calls.rules import Deed, Role, State
from linli.kernel.errors import Conflict, Invalid, NotAllowed
from linli.kernel.writes import once

REOPENS_FOR = timedelta(days=15)  # after its end; later a new call must be opened
SILENCE = timedelta(days=7)  # done without any answer of the caller: settled without a rating
SILENT = gettext_noop("7 天无回音")
FREED = gettext_noop("并到的那一单不再办理")


def check_rating(rating: int | None) -> None:
    if rating is not None and not 1 <= rating <= 5:
        raise Invalid("calls.rating_wrong", field="rating")


def _said(**answers: Any) -> dict[str, Any]:
    """What was answered; the rest stays as it is."""
    return {name: value for name, value in answers.items() if value is not None}


@transaction.atomic
def call_back(
    *,
    call: Call,
    solved: bool | None,
    rating: int | None = None,
    note: str = "",
    actor: Actor | None,
    key: UUID | None,
    now: datetime,
    token: str = "",
) -> None:
    """The caller's judgement, entered by themselves or on the phone: solved or not, 1 to 5."""
    by = By(actor, key, now, token)

    def by_another() -> None:
        check_rating(rating)
        _check_judges(call, by)

    move(call, Deed.CALL_BACK, by, reason=note, guard=by_another, **_said(solved=solved, rating=rating))


@transaction.atomic
def settle_call(
    *,
    call: Call,
    rating: int | None = None,
    solved: bool | None = None,
    actor: Actor | None,
    key: UUID | None,
    now: datetime,
    token: str = "",
) -> None:
    """The caller, or the desk for them, confirms. Orders with money wait for their sitting.

    Whoever did the work may end it without a word of the caller: then nothing is said to be solved.
    """
    by = By(actor, key, now, token)
    doer = by.person is not None and by.person in _doers(call)

    def by_a_word() -> None:
        if _waits_for_sitting(call):
            raise Conflict("calls.settle_in_sitting")
        check_rating(rating)
        if rating is not None:
            _check_judges(call, by)

    if solved is None and not doer:
        solved = call.solved is not False  # who was asked before and said no is not overruled by an end
    move(call, Deed.SETTLE, by, guard=by_a_word, **_said(solved=solved, rating=rating))


def _doers(call: Call) -> set[UUID | None]:
    return {call.holder, *call.helpers.values_list("person", flat=True)}


def _check_judges(call: Call, by: By) -> None:
    """Raises NotAllowed for whoever did the work; also by the caller's link, where they opened the call on behalf and
    so have it, unless the caller's number was checked since."""
    doers = _doers(call)
    has_link = bool(by.token) and call.on_behalf and call.opened_by in doers
    if (by.person is not None and by.person in doers) or (has_link and not phone_checked(call)):
        raise NotAllowed("calls.rated_by_doer")
    if not by.token and (call.solved is not None or call.rating is not None) and judged_by_caller(call):
        raise Conflict("calls.caller_said")


@transaction.atomic
def confirm_call(*, call: Call, rating: int, solved: bool, key: UUID | None, now: datetime, token: str) -> None:
    """The caller says whether it is solved, and how it went. With money the sitting settles it, and what is settled
    already only gets the answer; so does what is not solved: the desk hears of it and opens it again."""
    if once.done(key, FACTS[Deed.SETTLE], FACTS[Deed.CALL_BACK], actor=None, about=call.pk):
        return
    by: dict[str, Any] = {"actor": None, "key": key, "now": now, "token": token}
    if not solved or State(call.state) is State.SETTLED or _waits_for_sitting(call):
        call_back(call=call, solved=solved, rating=rating, **by)
    else:
        settle_call(call=call, rating=rating, **by)


def _waits_for_sitting(call: Call) -> bool:
    return call.kind.settlement == "sitting" and bool(call.amount)


@transaction.atomic
def settle_silently(*, call: Call, now: datetime) -> bool:
    """By the system: done longer than SILENCE ago, without an answer of the caller."""
    try:
        return move(call, Deed.SETTLE, By(None, None, now, role=Role.SYSTEM), reason=SILENT)
    except Conflict:
        return False


@transaction.atomic
def reopen_call(
    *, call: Call, reason: str, actor: Actor | None, key: UUID | None, now: datetime, token: str = ""
) -> None:
    """Not solved: it starts again with its receiver and new clocks. Money that was settled stays settled."""
    reopen(call, By(actor, key, now, token), reason)


def reopen(call: Call, by: By, reason: str) -> bool:
    to = receiver_today(call, by.now)
    moved = move(
        call, Deed.REOPEN, by, reason=reason, to=to, guard=partial(_check_reopens, call, by.now), receiver=to,
        holder=None, claimed_at=None, on_site_at=None, done_at=None, ended_at=None, merged_into=None, amount=None,
        solved=None, rating=None, pause_reason="", code_tries=0, reopened=call.reopened + 1,
    )  # fmt: skip
    if moved:
        _keep_judgement(call, by)
        Helper.objects.filter(call=call).delete()
        OfferedAt.objects.filter(call=call).delete()
        clocks.stop(call, by.now)
        clocks.start(call, by.now)
    return moved


def _keep_judgement(call: Call, by: By) -> None:
    """For the rates. Opened again by the caller, it was not solved; by the desk, what the caller had said counts."""
    if call.done_at is None:
        return
    solved = False if Role.OPENER in by.roles(call) else call.solved
    if solved is not None or call.rating is not None:
        DoneBefore.objects.create(call=call, done_at=call.done_at, solved=solved, rating=call.rating)


def _check_reopens(call: Call, now: datetime) -> None:
    """A merged call may be opened again while the one that goes on for it is open, and as long after its end."""
    ended_at = surviving(call).ended_at if call.state == State.MERGED else call.ended_at
    if call.sitting_id:
        raise Conflict("calls.settled_in_sitting")
    if ended_at and now - ended_at > REOPENS_FOR:
        raise Conflict("calls.reopen_late", days=REOPENS_FOR.days)


def free_merged(call: Call, now: datetime) -> None:
    """`call` is withdrawn or rejected: the oldest of those merged into it goes on in its place, the others follow that
    one."""
    merged = Call.objects.filter(merged_into=call, state="merged").select_related("kind", "place")
    first = merged.order_by("opened_at", "pk").first()
    if first is not None and reopen(first, By(None, None, now, role=Role.SYSTEM), FREED):
        merged.update(merged_into=first)
