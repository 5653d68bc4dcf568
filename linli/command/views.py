"""The hive board, its live part, and the printed briefing."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from linli.access.marks import ActorRequest, requires
from linli.access.permissions import Permission
from linli.command import briefing as sheets
from linli.command import queries, rules
from linli.command.drawing import draw
from linli.kernel.pages.costly import costly
from linli.kernel.pages.refreshing import asked_again, part, tag_of, tagged
from linli.kernel.time import clock
from linli.places.asked import place_asked
from linli.places.models import Place
from linli.places.queries import roots


@costly
@requires(Permission.COMMAND_BOARD)
def board(request: ActorRequest) -> HttpResponse:
    """The whole page; for htmx only its live part, or 304 when nothing that it shows has changed."""
    place = place_asked(request, Permission.COMMAND_BOARD)
    by = _asked_colour(request)
    tag = _tag(request, place, by)

    def draw(template: str) -> str:
        return render_to_string(template, _context(request, place, by) | {"tag": tag}, request)

    if asked_again(request):
        return part(request, tag, lambda: draw("command/live.html"))
    return tagged(HttpResponse(draw("command/board.html")), tag)


@costly
@requires(Permission.COMMAND_BOARD)
def briefing(request: ActorRequest) -> HttpResponse:
    """One sheet to print for whoever takes over: what came, what is late, who is missing, what waits for a decision."""
    place = place_asked(request, Permission.COMMAND_BOARD)
    now = clock.now()
    context = {
        "told": sheets.briefing(request.actor, place, clock.today(), now), "at": now,
        "may_read": request.actor.may(Permission.CORPS_READ, place.path),
    }  # fmt: skip
    return render(request, "command/briefing.html", context)


def _context(request: ActorRequest, place: Place, by: rules.By) -> dict[str, Any]:
    seen = queries.board(place, clock.today())
    choices = [(rules.By.COVERAGE, _("责任覆盖")), (rules.By.POPULATION, _("人口")), (rules.By.GAPS, _("缺口"))]
    return {
        "board": seen,
        "hive": draw(seen, by),
        "by": by,
        "choices": choices,
        "roots": roots(request.actor, Permission.COMMAND_BOARD),
        "at": clock.now(),
        "may_read": request.actor.may(Permission.CORPS_READ, place.path),
        "may_appoint": request.actor.may(Permission.CORPS_APPOINT, place.path),
        "may_set_up": request.actor.may(Permission.PLACES_EDIT, place.path),
    }


def _asked_colour(request: HttpRequest) -> rules.By:
    asked = request.GET.get("by", "")
    return rules.By(asked) if asked in set(rules.By) else rules.By.COVERAGE


def _tag(request: ActorRequest, place: Place, by: rules.By) -> str:
    """An ETag of everything that the live part depends on. The day is included: terms begin and end without any
    write."""
    return tag_of(place.pk, queries.version(place), clock.today(), by, request.actor.held)
