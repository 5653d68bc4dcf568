"""Pictures of a call: handed out to whoever may see its address, and to nobody else."""

from pathlib import Path
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from linli.access.views import Asked, signed_in
from linli.calls.actions.photos import add_photo as add
from linli.calls.forms.photos import TakenForm
from linli.calls.queries.photos import photo_for
from linli.calls.queries.roles import call_for
from linli.calls.views.handling import call_page
from linli.kernel import clock
from linli.kernel.forms import refusals_into


def picture(file: Path) -> HttpResponse:
    """A picture of ours is a few hundred kilobytes: read whole."""
    answer = HttpResponse(file.read_bytes(), content_type="image/jpeg")
    answer["Cache-Control"] = "private, no-store"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


@signed_in
def photo(request: Asked, pk: UUID) -> HttpResponse:
    return picture(photo_for(request.actor, pk)[1])


@require_POST
@signed_in
def add_photo(request: Asked, pk: UUID) -> HttpResponse:
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
