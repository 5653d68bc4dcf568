"""The column of calls on the board: the part of the page that asks again by itself."""

from collections import OrderedDict
from hashlib import sha256

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import get_language

from linli.access.actor import Actor
from linli.access.marks import ActorRequest, requires
from linli.access.permissions import Permission
from linli.calls.queries.version import version_at
from linli.command import handling, queries
from linli.command.views import asked_place
from linli.kernel.time import clock
from linli.places.models import Place

_drawn: OrderedDict[str, str] = OrderedDict()  # tag -> the part; whoever holds the same posts sees the same
_DRAWN_AT_MOST = 256


@requires(Permission.COMMAND_BOARD)
def now(request: ActorRequest) -> HttpResponse:
    """304 while nothing changed that the part shows; drawn once in a process for all who would see the same."""
    place = queries.root_for(request.actor, asked_place(request))
    tag = _tag(request.actor, place)
    if request.headers.get("If-None-Match") == tag:
        answer = HttpResponse(status=304)
    else:
        answer = HttpResponse(drawn(request, request.actor, place, tag))
    answer["ETag"] = tag
    answer["Cache-Control"] = "private, no-store"
    return answer


def drawn(request: HttpRequest, actor: Actor, place: Place, tag: str = "") -> str:
    tag = tag or _tag(actor, place)
    if tag not in _drawn:
        found = handling.needs_handling(actor, place, clock.now())
        context = {"handling": found, "place": place, "tag": tag}
        _drawn[tag] = render_to_string("command/handling.html", context, request)
        while len(_drawn) > _DRAWN_AT_MOST:
            _drawn.popitem(last=False)
    return _drawn[tag]


def _tag(actor: Actor, place: Place) -> str:
    """Everything that the part depends on. Minutes count: what is left of a deadline is told in them."""
    minute = int(clock.now().timestamp() // 60)
    parts = [place.pk, version_at(place.path), minute, get_language(), actor.held]
    return f'"{sha256(repr(parts).encode()).hexdigest()[:32]}"'
