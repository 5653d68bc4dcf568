"""The desk: the calls of a place in four columns, with what is left of their time."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.access.marks import ActorRequest, requires
from linli.access.permissions import Permission as P
from linli.calls import queries
from linli.calls.forms.desk import DeskFilter
from linli.calls.queries import Filters
from linli.calls.queries.lists import by_clock, doubtful_at, settled_today
from linli.calls.queries.version import version_at
from linli.calls.rules import State
from linli.calls.views import cards
from linli.calls.views.live import shared_part, tag_of
from linli.calls.words import family_choices
from linli.kernel.pages.costly import costly
from linli.kernel.pages.refreshing import asked_again
from linli.kernel.time import clock
from linli.places.asked import place_asked
from linli.places.models import Place
from linli.places.queries import children, roots

COLUMNS: list[tuple[str | Promise, tuple[State, ...], str | Promise]] = [
    (_("待接"), (State.DISPUTED, State.OPENED, State.OFFERED), _("没有等人接的。")),
    (_("已接"), (State.ON_SITE, State.CLAIMED, State.PAUSED), _("没有正在办的。")),
    (_("办结待结单"), (State.DONE,), _("没有等结单的。")),
]


@dataclass(frozen=True)
class Column:
    title: str | Promise
    count: int
    cards: list[cards.Card]
    empty: str | Promise

    @property
    def more(self) -> int:
        return self.count - len(self.cards)


@costly
@requires(P.CALLS_READ)
def board(request: ActorRequest) -> HttpResponse:
    at = place_asked(request, P.CALLS_READ)
    form = DeskFilter(request.GET)
    chosen = form.chosen()
    now = clock.now()
    address = request.get_full_path()
    tag = tag_of(request, version_at(at.path), int(now.timestamp() // 60), request.actor.held)
    if asked_again(request):
        return shared_part(
            request, "calls/columns.html", tag,
            lambda: {"columns": _columns(request, at, chosen, now), "at": at, "live_url": address},
        )  # fmt: skip
    columns = _columns(request, at, chosen, now)
    any_call = any(column.count for column in columns)
    context = _around(request, at) | {
        "columns": columns, "etag": tag, "chosen": form.data, "families": family_choices(), "any": any_call,
        "live_url": address, "narrowed": chosen != Filters(), "doubtful": doubtful_at(request.actor, at.path),
    }  # fmt: skip
    return render(request, "calls/board.html", context)


def _columns(request: ActorRequest, at: Place, chosen: Filters, now: datetime) -> list[Column]:
    by_state = {column.state: column for column in queries.board(request.actor, at.path, chosen)}
    found = []
    for title, states, empty in COLUMNS:
        calls = sorted((call for state in states for call in by_state[state].calls), key=by_clock)
        shown = cards.cards(calls, now, state_shown=len(states) > 1)
        found.append(Column(title, sum(by_state[state].count for state in states), shown, empty))
    ended, count = settled_today(request.actor, at.path, chosen, now)
    return [*found, Column(_("今日已结"), count, cards.cards(ended, now), _("今天还没有结单。"))]


def _around(request: ActorRequest, at: Place) -> dict[str, Any]:
    actor = request.actor
    return {
        "at": at, "roots": roots(actor, P.CALLS_READ),
        "parts": [part for part in children(actor, at) if part.kind not in {"door", "floor"}],
        "may_open": actor.may(P.CALLS_OPEN, at.path), "may_whistle": actor.may(P.CALLS_WHISTLE, at.path),
        "may_settle": actor.may(P.CALLS_ASSIGN, at.path), "may_kinds": actor.may(P.CALLS_KINDS, at.path),
    }  # fmt: skip
