"""The setup wizard: from an empty deployment to a street with its communities, and the checklist afterwards."""

import subprocess
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from linli.access.marks import ActorRequest, requires, signed_in
from linli.access.permissions import Permission as P
from linli.access.queries import fetch
from linli.kernel.errors import NotAllowed, NotFound
from linli.kernel.pages.forms import KeyedForm, refusals_into
from linli.kernel.time import clock
from linli.places import actions, divisions, queries
from linli.places.forms import OwnStreetForm
from linli.places.models import Mode, Place
from linli.places.shipped import MODES
from linli.places.standing import standing_below


def _check_may(request: ActorRequest) -> None:
    if not queries.may_set_up(request.actor):
        raise NotAllowed("places.may_not_set_up")


def _modes_to_start_with() -> list[tuple[str, str]]:
    return [(mode.code, _(mode.name)) for mode in MODES]


@signed_in
def setup(request: ActorRequest) -> HttpResponse:
    """Choose the street: province, city, county, street by links; or search."""
    _check_may(request)
    if not divisions.ready():
        return render(request, "places/setup_prepare.html")
    at = request.GET.get("at", "")
    text = request.GET.get("q", "")[:60]
    line = divisions.line(at) if at else []
    context = {
        "at": at,
        "line": line,
        "below": divisions.children(at) if not at or line else divisions.children(),
        "q": text,
        "hits": _hits(text),
    }
    return render(request, "places/setup.html", context)


def _hits(text: str) -> list[divisions.Division]:
    """Streets lead on to the preview, what is coarser to its parts; a community leads to its street."""
    return divisions.search(text) if text.strip() else []


@signed_in
def setup_search(request: ActorRequest) -> HttpResponse:
    _check_may(request)
    if not divisions.ready():
        raise NotFound("access.not_found")
    text = request.GET.get("q", "")[:60]
    return render(request, "places/division_hits.html", {"hits": _hits(text), "q": text})


@require_POST
@signed_in
def setup_prepare(request: ActorRequest) -> HttpResponse:
    """Build the index of divisions now: about 15 seconds, once for each deployment."""
    _check_may(request)
    try:
        divisions.build()
    except subprocess.CalledProcessError:
        text = _("名录没有准备好，多半是磁盘满了。请腾出 200 MB 空间再试；也可以先不用名录，自己起名。")
        messages.error(request, text)
    return HttpResponseRedirect(reverse("places:setup"), status=303)


@signed_in
def setup_street(request: ActorRequest, code: str) -> HttpResponse:
    """The communities of the chosen street, with their codes: uncheck, rename, then create."""
    _check_may(request)
    if not divisions.ready():
        return HttpResponseRedirect(reverse("places:setup"))
    street = divisions.find(code)
    if street is None or street.level != 4:
        raise NotFound("places.no_division", number=code)
    official = divisions.children(code)
    form = KeyedForm(request.POST or None)
    rows = _rows(request, official)
    name, mode = request.POST.get("name", street.name), request.POST.get("mode", "")
    if request.method == "POST" and form.is_valid():
        chosen = [actions.NewCommunity(row["name"], row["code"]) for row in rows if row["on"]]
        with refusals_into(form):
            made = actions.start_street(
                name=name, code=code, communities=chosen, mode_code=mode, actor=request.actor,
                key=form.cleaned_data["key"], now=clock.now(),
            )  # fmt: skip
            return _started(request, made)
    context = {"street": street, "rows": rows, "form": form, "name": name, "mode": mode}
    context["modes"] = _modes_to_start_with()
    return render(request, "places/setup_street.html", context, status=422 if form.errors else 200)


def _rows(request: ActorRequest, official: list[divisions.Division]) -> list[dict[str, Any]]:
    """One row for each community: what was typed, or the official name without its committee, all selected."""
    posted = request.method == "POST"
    on = set(request.POST.getlist("on"))
    rows = []
    for community in official:
        short = divisions.short_name(community.name)
        typed = request.POST.get(f"name-{community.code}", short)
        chosen = community.code in on if posted else True
        rows.append({"code": community.code, "official": community.name, "name": typed, "on": chosen})
    return rows


@signed_in
def setup_own(request: ActorRequest) -> HttpResponse:
    """A street without official codes: names of one's own."""
    _check_may(request)
    form = OwnStreetForm(request.POST or None, modes=_modes_to_start_with())
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        names = [line.strip() for line in data["communities"].splitlines() if line.strip()]
        with refusals_into(form):
            made = actions.start_street(
                name=data["name"], code="", communities=[actions.NewCommunity(name) for name in names],
                mode_code=data["mode"], actor=request.actor, key=data["key"], now=clock.now(),
            )  # fmt: skip
            return _started(request, made)
    return render(request, "places/setup_own.html", {"form": form}, status=422 if form.errors else 200)


def _started(request: ActorRequest, made: Place) -> HttpResponse:
    messages.success(request, _("「%(name)s」建好了。按下面的清单一步步来。") % {"name": made.name})
    return HttpResponseRedirect(reverse("places:checklist", args=[made.pk]), status=303)


@requires(P.PLACES_READ)
def checklist(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The checklist of a street, from its name to a proof of coverage."""
    street = fetch(request.actor, P.PLACES_READ, Place, pk)
    standing = {some.label: some.count for some in standing_below(street.path, clock.today())}
    steps = queries.steps_of(street, standing)
    context = {
        "street": street,
        "steps": {step.key: step for step in steps},
        "done": sum(step.complete for step in steps),
        "all": len(steps),
        "modes": Mode.objects.filter(places__path__startswith=street.path, places__closed_on=None).distinct(),
    }
    return render(request, "places/checklist.html", context)
