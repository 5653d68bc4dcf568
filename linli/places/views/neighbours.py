"""Which grids touch which, entered by the community."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from linli.access.marks import ActorRequest, requires
from linli.access.permissions import Permission as P
from linli.access.queries import fetch
from linli.kernel.errors import NotFound
from linli.kernel.pages.forms import refusals_into
from linli.kernel.time import clock
from linli.places.actions import set_neighbours
from linli.places.forms import NeighboursForm
from linli.places.models import Place
from linli.places.neighbours import neighbours_of
from linli.places.queries import children
from linli.places.rules import PlaceKind


@requires(P.PLACES_NEIGHBOURS)
def grids(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The grids of a community, each with those that it touches."""
    community = fetch(request.actor, P.PLACES_NEIGHBOURS, Place, pk)
    inside = _grids_in(request, community)
    beside = neighbours_of(inside)
    context = {"community": community, "grids": [(grid, beside[grid.pk]) for grid in inside]}
    return render(request, "places/grids.html", context)


@requires(P.PLACES_NEIGHBOURS)
def neighbours(request: ActorRequest, pk: UUID) -> HttpResponse:
    grid = fetch(request.actor, P.PLACES_NEIGHBOURS, Place, pk)
    if grid.kind != PlaceKind.GRID or grid.parent is None or grid.closed_on is not None:
        raise NotFound("access.not_found")
    others = [one for one in _grids_in(request, grid.parent) if one.pk != grid.pk]
    now = neighbours_of([grid])[grid.pk]
    form = NeighboursForm(
        request.POST or None, initial={"beside": [str(one.pk) for one in now.grids]},
        grids=[(str(one.pk), one.name) for one in others],
    )  # fmt: skip
    if form.is_bound and form.is_valid():
        with refusals_into(form):
            typed = form.cleaned_data
            chosen = [one for one in others if one.pk in typed["beside"]] if typed["how"] == "said" else None
            set_neighbours(grid=grid, beside=chosen, actor=request.actor, key=typed["key"], now=clock.now())
            messages.success(request, _("「%(name)s」和谁相邻，已保存。新扩大的范围照它算。") % {"name": grid.name})
            return redirect("places:grids", grid.parent_id)
    context = {"grid": grid, "form": form, "said": now.said, "others": others}
    return render(request, "places/neighbours.html", context, status=422 if form.errors else 200)


def _grids_in(request: ActorRequest, community: Place) -> list[Place]:
    return [one for one in children(request.actor, community) if one.kind == PlaceKind.GRID]
