"""Correcting a call: kind, place, title, classification."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from linli.access.marks import ActorRequest, requires
from linli.calls.actions.correcting import Correction, correct_call
from linli.calls.forms.correcting import CorrectForm
from linli.calls.models import Call
from linli.calls.queries.correcting import kinds_instead, place_instead
from linli.calls.queries.detail import detail_for
from linli.calls.queries.roles import call_for
from linli.calls.rules import CORRECTABLE, Role, State
from linli.calls.views.deeds import HANDLERS
from linli.kernel.errors import NotAllowed
from linli.kernel.pages.forms import refusals_into
from linli.kernel.time import clock


@requires(*HANDLERS)
def correct(request: ActorRequest, pk: UUID) -> HttpResponse:
    call, roles = call_for(request.actor, pk)
    if roles.isdisjoint({Role.RECEIVER, Role.MANAGER}):
        raise NotAllowed("calls.not_yours")
    if request.method != "POST" and State(call.state) not in CORRECTABLE:
        messages.warning(request, _("这一步现在办不了：单的状态已经变了，或者不归您办。"))
        return redirect("calls:call", pk)
    form = _form(request, call)
    if form.is_bound and form.is_valid():
        with refusals_into(form):
            _correct(request, call, form)
            messages.success(request, _("%(number)s：已更正。改错了可以再更正一次。") % {"number": call.number})
            return redirect("calls:call", pk)
    detail_for(request.actor, call, clock.now())  # the form names the door: a look at it, as on the call's own page
    context = {"call": call, "form": form}
    return render(request, "calls/correct.html", context, status=422 if form.errors else 200)


def _correct(request: ActorRequest, call: Call, form: CorrectForm) -> None:
    typed = form.cleaned_data
    kind = next(kind for kind in kinds_instead(call) if kind.pk == typed["kind"])
    to = Correction(kind, typed["place"], typed["title"], typed["classification"])
    correct_call(call=call, to=to, reason=typed["reason"], actor=request.actor, key=typed["key"], now=clock.now())


def _form(request: ActorRequest, call: Call) -> CorrectForm:
    data = request.POST if request.method == "POST" else None
    grave = "" if call.classification == call.kind.classification else call.classification
    now = {"kind": call.kind_id, "place": call.place_id, "title": call.title, "classification": grave}
    kinds = [(str(kind.pk), kind.said) for kind in kinds_instead(call)]
    return CorrectForm(data, initial=now, kinds=kinds, offers={"place": place_instead(request.actor, call)})
