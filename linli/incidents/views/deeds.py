"""The deeds of one incident: one button each, some with a reason."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from linli.access.marks import ActorRequest, requires
from linli.access.permissions import Permission as P
from linli.access.queries import fetch
from linli.incidents.actions import declaring
from linli.incidents.forms import ReasonForm, ReviewForm
from linli.incidents.models import Incident
from linli.incidents.views.incidents import one_page
from linli.kernel.pages.forms import key_of, refusals_into
from linli.kernel.time import clock


@require_POST
@requires(P.INCIDENTS_DECLARE)
def declare(request: ActorRequest, pk: UUID) -> HttpResponse:
    row = fetch(request.actor, P.INCIDENTS_DECLARE, Incident, pk)
    declaring.declare(row=row, actor=request.actor, key=key_of(request), now=clock.now())
    messages.success(request, _("已宣布，等第二个人确认。确认之前不生效。"))
    return redirect("incidents:incident", pk)


@require_POST
@requires(P.INCIDENTS_READ)
def confirm(request: ActorRequest, pk: UUID) -> HttpResponse:
    row = fetch(request.actor, P.INCIDENTS_READ, Incident, pk)
    declaring.confirm(row=row, actor=request.actor, key=key_of(request), now=clock.now())
    messages.success(request, _("已确认，即时生效。"))
    return redirect("incidents:incident", pk)


@require_POST
@requires(P.INCIDENTS_READ)
def send_back(request: ActorRequest, pk: UUID) -> HttpResponse:
    return _with_reason(request, pk, declaring.send_back, _("已退回，可以修改后再宣布。"))


@require_POST
@requires(P.INCIDENTS_DECLARE)
def drop(request: ActorRequest, pk: UUID) -> HttpResponse:
    return _with_reason(request, pk, declaring.drop, _("已作废。"))


@require_POST
@requires(P.INCIDENTS_DECLARE)
def end(request: ActorRequest, pk: UUID) -> HttpResponse:
    return _with_reason(
        request, pk, declaring.end, _("已结束：不再收集，功能都已关闭。14 天内可以申诉和更正，之后销毁。")
    )


def _with_reason(request: ActorRequest, pk: UUID, deed: Callable[..., None], said: str) -> HttpResponse:
    row = fetch(request.actor, P.INCIDENTS_READ, Incident, pk)
    form = ReasonForm(request.POST)
    if form.is_valid():
        with refusals_into(form):
            typed = form.cleaned_data
            deed(row=row, reason=typed["reason"], actor=request.actor, key=typed["key"], now=clock.now())
            messages.success(request, said)
            return redirect("incidents:incident", pk)
    return one_page(request, row, reason=form)


@require_POST
@requires(P.INCIDENTS_READ)
def review(request: ActorRequest, pk: UUID) -> HttpResponse:
    row = fetch(request.actor, P.INCIDENTS_READ, Incident, pk)
    form = ReviewForm(request.POST)
    if form.is_valid():
        with refusals_into(form):
            typed = form.cleaned_data
            declaring.review(
                row=row, review_on=typed["review_on"], reason=typed["reason"], actor=request.actor, key=typed["key"],
                now=clock.now(),
            )  # fmt: skip
            messages.success(request, _("已复核。"))
            return redirect("incidents:incident", pk)
    return one_page(request, row, review=form)
