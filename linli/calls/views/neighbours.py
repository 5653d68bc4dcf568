"""Which grids touch which, said by the community."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from linli.access.marks import ActorRequest, requires
from linli.access.permissions import Permission as P
from linli.access.queries import fetch
from linli.calls.actions import set_neighbours
from linli.calls.forms.kinds import NeighboursForm
from linli.calls.queries.circles import neighbours_of
from linli.kernel.errors import NotFound
from linli.kernel.pages.forms import refusals_into
from linli.kernel.time import clock
from linli.places.models import Place
from linli.places.queries import children
from linli.places.rules import PlaceKind


@requires(P.CALLS_KINDS)
def neighbours(request: ActorRequest, pk: UUID) -> HttpResponse:
    grid = fetch(request.actor, P.CALLS_KINDS, Place, pk)
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
            messages.success(request, _("「%(name)s」和谁相邻,已保存。新扩大的范围照它算。") % {"name": grid.name})
            return redirect(f"{reverse('calls:takers')}?at={grid.parent_id}")
    context = {"grid": grid, "form": form, "said": now.said, "others": others}
    return render(request, "calls/neighbours.html", context, status=422 if form.errors else 200)


def _grids_in(request: ActorRequest, community: Place) -> list[Place]:
    return [one for one in children(request.actor, community) if one.kind == PlaceKind.GRID]
