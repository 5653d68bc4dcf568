"""Accounts for the leaders of a place, and their slips: whom they are for, the run in the background, the PDF once."""

from uuid import UUID

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from linli.access.marks import ActorRequest, requires
from linli.access.permissions import Permission as P
from linli.access.queries import fetch
from linli.corps.actions import slips as actions
from linli.corps.forms.accounts import SlipForm
from linli.corps.models import SlipRun
from linli.corps.queries import accounts as queries
from linli.corps.queries.cards import opens_here_only
from linli.corps.views.coverage import place_and_roots
from linli.kernel.pages.answers import attached
from linli.kernel.pages.costly import costly
from linli.kernel.pages.forms import key_of, refusals_into
from linli.kernel.time import clock
from linli.places.models import Place
from linli.places.queries import line

PAGE = 50


@costly
@requires(P.CORPS_ACCOUNTS)
def accounts(request: ActorRequest) -> HttpResponse:
    """Who is in office under a place and has no account, and who never used the one they have."""
    at, roots = place_and_roots(request, P.CORPS_ACCOUNTS)
    if at is None:
        return render(request, "corps/no_place.html")
    form = SlipForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            run = actions.order(
                place=at, how=form.cleaned_data["how"], actor=request.actor, key=form.cleaned_data["key"],
                now=clock.now(),
            )  # fmt: skip
            return redirect("corps:slips", run.pk)
    context = {"at": at, "roots": roots, "form": form, "crumbs": line(at)} | _people(request, at)
    return render(request, "corps/accounts.html", context, status=422 if form.errors else 200)


def _people(request: ActorRequest, at: Place) -> dict[str, object]:
    actor = request.actor
    page = Paginator(queries.without_account(actor, at), PAGE).get_page(request.GET.get("page"))
    return {
        "page": page, "lines": queries.lines(list(page.object_list)),
        "singly": queries.to_open_singly(actor, at), "unused": queries.never_signed_in(actor, at).count(),
        "parts": queries.by_community(actor, at), "runs": queries.runs(actor, at),
        "here_only": opens_here_only(), "public_url": settings.LINLI_PUBLIC_URL,
    }  # fmt: skip


@requires(P.CORPS_ACCOUNTS)
def slips(request: ActorRequest, pk: UUID) -> HttpResponse:
    run = fetch(request.actor, P.CORPS_ACCOUNTS, SlipRun, pk, related=("place",))
    template = "corps/slips_progress.html" if request.headers.get("HX-Request") else "corps/slips.html"
    return render(request, template, {"run": run, "mine": run.by == request.actor.account})


@require_POST
@never_cache
@requires(P.CORPS_ACCOUNTS)
def take_slips(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The passwords are in this answer alone: in no address, no log and, after it, no file."""
    run = fetch(request.actor, P.CORPS_ACCOUNTS, SlipRun, pk, related=("place",))
    content = actions.take(run=run, actor=request.actor, key=key_of(request), now=clock.now())
    return attached(_("%(place)s登录条.pdf") % {"place": run.place.name}, content, "application/pdf")
