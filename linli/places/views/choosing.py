"""What the search of a place field finds, while one types."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render

from linli.access.actor import Actor
from linli.access.marks import ActorRequest, requires
from linli.access.permissions import Permission as P
from linli.access.rules import SEGMENT
from linli.kernel.errors import NotFound
from linli.places.choosing import Offer, Typed, choices
from linli.places.models import Place


@requires(P.PLACES_READ)
def choose(request: ActorRequest) -> HttpResponse:
    """A fragment. What the address says only narrows what the asker reaches; the form judges anew what is chosen."""
    asked = request.GET
    name, may = asked.get("name", "place"), asked.get("may", str(P.PLACES_READ))
    within, without, near = (_path(asked.get(part, "")) for part in ("in", "out", "near"))
    if may not in set(P) or not name.isidentifier():
        raise NotFound("access.not_found")
    offer = Offer(
        request.actor, P(may), kinds=tuple(asked.getlist("kind")), within=within, without=without, near=near,
        here=_here(request.actor, P(may), asked.get("here", "")),
    )  # fmt: skip
    found = choices(offer, name, Typed.of(asked, name), required="required" in asked)
    return render(request, "places/picker_found.html", found)


def _here(actor: Actor, may: P, text: str) -> Place | None:
    try:
        return Place.objects.reachable(actor, may).filter(pk=UUID(text)).first() if text else None
    except ValueError:
        raise NotFound("access.not_found") from None


def _path(text: str) -> str:
    """Raises NotFound for what is no path."""
    if len(text) % SEGMENT or not (text.isascii() and (text.isalnum() or not text)):
        raise NotFound("access.not_found")
    return text
