"""The register of functions, switching one on and off."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from linli.access.marks import ActorRequest, requires
from linli.access.permissions import Permission as P
from linli.access.queries import fetch
from linli.incidents.actions import functions
from linli.incidents.forms import FunctionForm
from linli.incidents.models import Function, Incident
from linli.incidents.queries.incidents import function_in_reach, functions_of, holds
from linli.incidents.views.incidents import one_page
from linli.kernel.pages.forms import key_of, refusals_into
from linli.kernel.pages.paging import page_of
from linli.kernel.time import clock
from linli.places.queries import addresses


@require_safe
@requires(P.INCIDENTS_READ)
def register(request: ActorRequest) -> HttpResponse:
    """What was and is on, in which incident, by whom, until when."""
    rows = functions_of(request.actor).select_related("incident")
    page = page_of(rows, order=("-on_at", "-pk"), cursor=request.GET.get("after", ""))
    where = addresses({row.incident.path for row in page.rows}, from_kind="subdistrict")
    today = clock.today()
    lines = [(row, where.get(row.incident.path, ""), _is_on(row, today)) for row in page.rows]
    return render(request, "incidents/functions.html", {"page": page, "lines": lines})


def _is_on(row: Function, today: date) -> bool:
    return row.off_at is None and row.until >= today and holds(row.incident, today)


@require_POST
@requires(P.INCIDENTS_DECLARE)
def switch_on(request: ActorRequest, pk: UUID) -> HttpResponse:
    row = fetch(request.actor, P.INCIDENTS_DECLARE, Incident, pk)
    form = FunctionForm(request.POST)
    if form.is_valid():
        with refusals_into(form):
            typed = form.cleaned_data
            functions.switch_on(
                row=row, code=typed["code"], scene=typed["scene"], until=typed["until"], actor=request.actor,
                key=typed["key"], now=clock.now(),
            )  # fmt: skip
            messages.success(request, _("已开启，到期自动关闭。"))
            return redirect("incidents:incident", pk)
    return one_page(request, row, function=form)


@require_POST
@requires(P.INCIDENTS_DECLARE)
def switch_off(request: ActorRequest, pk: UUID) -> HttpResponse:
    function = function_in_reach(request.actor, pk)
    functions.switch_off(function=function, actor=request.actor, key=key_of(request), now=clock.now())
    messages.success(request, _("已关闭。"))
    return redirect("incidents:incident", function.incident_id)
