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
from linli.calls.models import Call, Helper, OfferedAt
from linli.calls.rules import Deed, Role, State
from linli.kernel.errors import Conflict, Invalid
from linli.kernel.writes import once

REOPENS_FOR = timedelta(days=15)  # after its end; later a new call must be opened
SILENCE = timedelta(days=7)  # done without any answer of the caller: settled without a rating
SILENT = gettext_noop("7 天无回音")


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
    by, in_range = By(actor, key, now, token), partial(check_rating, rating)
    move(call, Deed.CALL_BACK, by, reason=note, guard=in_range, **_said(solved=solved, rating=rating))


@transaction.atomic
def settle_call(
    *,
    call: Call,
    rating: int | None = None,
    solved: bool | None = True,
    actor: Actor | None,
    key: UUID | None,
    now: datetime,
    token: str = "",
) -> None:
    """The caller, or the desk for them, confirms. Orders with money wait for their sitting."""

    def by_a_word() -> None:
        if _waits_for_sitting(call):
            raise Conflict("calls.settle_in_sitting")
        check_rating(rating)

    move(call, Deed.SETTLE, By(actor, key, now, token), guard=by_a_word, **_said(solved=solved, rating=rating))


@transaction.atomic
def confirm_call(*, call: Call, rating: int, key: UUID | None, now: datetime, token: str) -> None:
    """The caller confirms that it is solved. With money the sitting settles it, and what is settled already only gets
    the rating: then only the answer is stored."""
    if once.done(key, FACTS[Deed.SETTLE], FACTS[Deed.CALL_BACK], actor=None, about=call.pk):
        return
    by: dict[str, Any] = {"actor": None, "key": key, "now": now, "token": token}
    if State(call.state) is State.SETTLED or _waits_for_sitting(call):
        call_back(call=call, solved=True, rating=rating, **by)
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
    moved = move(
        call, Deed.REOPEN, By(actor, key, now, token), reason=reason, to=call.receiver,
        guard=partial(_check_reopens, call, now), holder=None, claimed_at=None, on_site_at=None, done_at=None,
        ended_at=None, merged_into=None, amount=None, solved=None, rating=None, pause_reason="", code_tries=0,
        reopened=call.reopened + 1,
    )  # fmt: skip
    if moved:
        Helper.objects.filter(call=call).delete()
        OfferedAt.objects.filter(call=call).delete()
        clocks.stop(call, now)
        clocks.start(call, now)


def _check_reopens(call: Call, now: datetime) -> None:
    if call.sitting_id:
        raise Conflict("calls.settled_in_sitting")
    if call.ended_at and now - call.ended_at > REOPENS_FOR:
        raise Conflict("calls.reopen_late", days=REOPENS_FOR.days)
