"""Pictures of a call: handed out to whoever may see its address, and to nobody else."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from linli.access.marks import ActorRequest, public, signed_in
from linli.calls.actions.photos import add_photo as add
from linli.calls.forms.photos import TakenForm
from linli.calls.queries.photos import aside_bytes, photo_for
from linli.calls.queries.roles import call_for
from linli.calls.views.handling import call_page
from linli.kernel.pages.forms import refusals_into
from linli.kernel.time import clock


def picture(data: bytes) -> HttpResponse:
    """Pictures stored by us are a few hundred kilobytes, so they are opened in memory."""
    answer = HttpResponse(data, content_type="image/jpeg")
    answer["Cache-Control"] = "private, no-store"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


@signed_in
def photo(request: ActorRequest, pk: UUID) -> HttpResponse:
    return picture(photo_for(request.actor, pk)[1])


@public("a picture that whoever writes a call has just uploaded, behind its signed reference, until the call is open")
def aside(_request: HttpRequest, reference: str) -> HttpResponse:
    return picture(aside_bytes(reference))


@require_POST
@signed_in
def add_photo(request: ActorRequest, pk: UUID) -> HttpResponse:
    call, roles = call_for(request.actor, pk)
    form = TakenForm(request.POST, request.FILES)
    if form.is_valid():
        with refusals_into(form):
            typed = form.cleaned_data
            add(
                call=call, upload=typed["photos"], purpose=typed["purpose"], actor=request.actor,
                key=typed["key"], now=clock.now(),
            )  # fmt: skip
            messages.success(request, _("照片已加上。"))
            return redirect("calls:call", pk)
    return call_page(request, call, roles, photo_form=form)
