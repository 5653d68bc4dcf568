"""Objections and corrections: taken down, read, answered."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from linli.access.marks import ActorRequest, requires
from linli.access.permissions import Permission as P
from linli.access.queries import fetch
from linli.incidents.actions import appeals as actions
from linli.incidents.forms import AppealForm, DecideForm
from linli.incidents.models import Appeal
from linli.incidents.queries.incidents import appealed_against, appeals_of
from linli.incidents.rules.states import CORRECTS
from linli.kernel.pages.forms import refusals_into
from linli.kernel.time import clock
from linli.places.choosing import Offer
from linli.places.queries import addresses
from linli.places.rules import PlaceKind


@requires(P.INCIDENTS_APPEALS)
def appeals(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Those of the asker's communities, and a form for one more."""
    row = appealed_against(request.actor, pk)
    offer = Offer(request.actor, P.INCIDENTS_APPEALS, kinds=(str(PlaceKind.COMMUNITY),))
    form = AppealForm(request.POST or None, offers={"place": offer})
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            typed = form.cleaned_data
            made = actions.take(
                row=row, place=typed["place"], who=typed["who"], what=typed["what"], actor=request.actor,
                key=typed["key"], now=clock.now(),
            )  # fmt: skip
            messages.success(request, _("已登记申诉，请按时答复。"))
            return redirect("incidents:appeal", made.pk)
    rows = list(appeals_of(request.actor, row))
    where = addresses({one.path for one in rows}, from_kind="subdistrict")
    told = {"row": row, "form": form, "appeals": [(one, where.get(one.path, "")) for one in rows],
            "open": row.state in CORRECTS}  # fmt: skip
    return render(request, "incidents/appeals.html", told, status=422 if form.errors else 200)


@requires(P.INCIDENTS_APPEALS)
def appeal(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Its content in the clear, which goes on the trail; the answer."""
    found = fetch(request.actor, P.INCIDENTS_APPEALS, Appeal, pk, related=("incident",))
    form = DecideForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            typed = form.cleaned_data
            actions.decide(
                appeal=found, verdict=typed["verdict"], answer=typed["answer"], actor=request.actor, key=typed["key"],
                now=clock.now(),
            )  # fmt: skip
            messages.success(request, _("已答复。请告诉本人。"))
            return redirect("incidents:appeal", pk)
    who, what, answer = actions.opened(appeal=found, actor=request.actor, now=clock.now())
    told = {"appeal": found, "who": who, "what": what, "answer": answer, "form": form,
            "open": found.verdict == "open" and found.incident.state in CORRECTS}  # fmt: skip
    return render(request, "incidents/appeal.html", told, status=422 if form.errors else 200)
