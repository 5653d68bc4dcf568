"""The column of calls on the board, a part of the page that refreshes itself."""

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from linli.access.actor import Actor
from linli.access.marks import ActorRequest, requires
from linli.access.permissions import Permission
from linli.calls.queries.version import version_at
from linli.command import handling
from linli.kernel.pages.costly import costly
from linli.kernel.pages.refreshing import Drawn, part, tag_of
from linli.kernel.time import clock
from linli.places.asked import place_asked
from linli.places.models import Place

_drawn = Drawn(most=256)  # rendered parts, shared by readers with the same posts


@costly
@requires(Permission.COMMAND_BOARD)
def now(request: ActorRequest) -> HttpResponse:
    """304 when nothing that the part shows has changed; rendered once in a process for all readers who see the same."""
    place = place_asked(request, Permission.COMMAND_BOARD)
    tag = _tag(request.actor, place)
    return part(request, tag, lambda: drawn(request, request.actor, place, tag))


def drawn(request: HttpRequest, actor: Actor, place: Place, tag: str = "") -> str:
    tag = tag or _tag(actor, place)

    def draw() -> str:
        found = handling.needs_handling(actor, place, clock.now())
        return render_to_string("command/handling.html", {"handling": found, "place": place, "tag": tag}, request)

    return _drawn.once(tag, draw)


def _tag(actor: Actor, place: Place) -> str:
    """An ETag of everything that the part depends on. The minute is included, because remaining times are shown."""
    minute = int(clock.now().timestamp() // 60)
    return tag_of(place.pk, version_at(place.path), minute, actor.held)
