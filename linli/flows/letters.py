"""The flow that writes letters about calls. A letter says what happened to which number: no name, address or content.

Whom a happening tells stands in `told`. One event writes one letter to each: its `about` is the consequence's key.
"""

from collections.abc import Callable, Iterable, Iterator
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from linli.access.models import Grant
from linli.access.permissions import BUNDLES
from linli.access.permissions import Permission as P
from linli.access.rules import ancestors
from linli.calls.models import Call, Slot
from linli.calls.queries.merged import merged_into
from linli.corps.models import Member
from linli.flows.happened import Happened
from linli.flows.told import TOLD
from linli.flows.told import Listener as L
from linli.notices.actions.letters import NewLetter, write_letters
from linli.notices.tokens import TO_BE_MARKED

_OF_CLOCK = ("calls.reminded", "calls.escalated")
_NOBODYS = ("calls.open", "calls.succeed", "calls.release")  # here managers are told only if nobody receives it


def tell(happened: Happened) -> None:
    """Nobody is told of a call that is gone."""
    call = Call.objects.select_related("kind", "merged_into").filter(pk=happened.ids["call"]).first()
    if call is None:
        return
    letters: dict[UUID, NewLetter] = {}
    by = happened.id("by")
    for listener in L:
        code = TOLD[happened.topic].get(listener, "")
        for person, about in _PEOPLE[listener](happened, call) if code else ():
            if person is not None and person != by and person not in letters:
                letters[person] = _letter(happened, about, person, code)
    write_letters(letters.values(), now=happened.now)


Found = Iterable[tuple[UUID | None, Call]]  # whom to tell, and of which call


def _caller(happened: Happened, call: Call) -> Found:
    opened = happened.topic == "calls.open" and not call.on_behalf  # they have just sent it
    return [] if opened or happened.ids.get("by_caller") else [(call.caller, call)]


def _merged(_happened: Happened, call: Call) -> Found:
    return [(one.caller, one) for one in merged_into(call)]


def _named(column: str) -> Callable[[Happened, Call], Found]:
    """Who stood in that column when it happened."""

    def found(happened: Happened, call: Call) -> Found:
        known = column in happened.ids or not hasattr(call, column)
        return [(happened.id(column) if known else getattr(call, column), call)]

    return found


def _holder(happened: Happened, call: Call) -> Found:
    """Of a part that is done, the whistler hears only when it was the last."""
    if happened.topic == "calls.slot_done" and not happened.ids.get("all_over"):
        return []
    return _named("holder")(happened, call)


def _helpers(happened: Happened, call: Call) -> Found:
    return [(UUID(one), call) for one in happened.ids.get("helpers", ())]


def _units(happened: Happened, call: Call) -> Found:
    """Of one part the people of its unit, of a whistle those of every unit that takes part in it."""
    unit = happened.id("unit")
    if unit is None and (happened.topic in _OF_CLOCK or call.kind.family != "whistle"):
        return []
    slots = Slot.objects.filter(call=call).exclude(state="removed")
    units = [unit] if unit else slots.values_list("unit", flat=True)
    people = Member.objects.filter(unit__in=list(units), until=None).order_by("pk")
    return [(person, call) for person in people.values_list("pk", flat=True)]


def _opener(happened: Happened, call: Call) -> Found:
    """For a resident who is not known and gets no letter."""
    if not call.on_behalf or call.caller or call.opened_by is None:
        return []
    return [(one, call) for one in _in_post(P.CALLS_OPEN, call, happened) if one == call.opened_by]


def _nearest(permission: P) -> Callable[[Happened, Call], Found]:
    """Whoever holds the permission at the nearest place above."""

    def found(happened: Happened, call: Call) -> Found:
        if happened.topic in _NOBODYS and any(person for person, _call in _named("receiver")(happened, call)):
            return []
        posts = _in_post(permission, call, happened)
        nearest = max(map(len, posts.values()), default=0)
        return [(person, call) for person, path in posts.items() if len(path) == nearest]

    return found


def _in_post(permission: P, call: Call, happened: Happened) -> dict[UUID, str]:
    """Person -> the nearest place above the call where they hold the permission today."""
    bundles = [bundle for bundle, held in BUNDLES.items() if permission in held]
    posts = Grant.objects.valid_on(timezone.localdate(happened.now)).filter(bundle__in=bundles)
    rows = posts.filter(path__in=["", *ancestors(call.path)]).values_list("person", "path")
    return dict(sorted(rows, key=lambda row: len(row[1])))


def _survivor(_happened: Happened, call: Call) -> Iterator[tuple[UUID | None, Call]]:
    into = call.merged_into
    if into is not None:
        yield into.holder or into.receiver, into


_PEOPLE: dict[L, Callable[[Happened, Call], Found]] = {
    L.CALLER: _caller,
    L.MERGED: _merged,
    L.GIVEN: _named("to"),
    L.HOLDER: _holder,
    L.FORMER_HOLDER: _named("was_holder"),
    L.RECEIVER: _named("receiver"),
    L.FORMER_RECEIVER: _named("was_receiver"),
    L.HELPER: _helpers,
    L.UNIT: _units,
    L.OPENER: _opener,
    L.ADJUDICATOR: _nearest(P.CALLS_ADJUDICATE),
    L.SURVIVOR: _survivor,
    L.MANAGER: _nearest(P.CALLS_ASSIGN),
}


def _letter(happened: Happened, call: Call, person: UUID, code: str) -> NewLetter:
    """The caller's letter links to their own page by a personal token; everybody else's links to the call."""
    to_caller = reverse("calls:by_letter", args=[call.pk]) + TO_BE_MARKED
    return NewLetter(
        recipient=person,
        topic=happened.topic,
        code=code,
        data={"number": call.number},
        path=call.path,
        link=to_caller if person == call.caller else reverse("calls:call", args=[call.pk]),
        about=happened.key,
        urgency="life" if call.classification == "life" else "normal",
    )
