"""Public notice cards: one PDF, a whole community in the background, and the public page behind the QR code."""

from io import BytesIO
from uuid import UUID

from django.conf import settings
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from linli.access.marks import ActorRequest, public, requires
from linli.access.permissions import Permission as P
from linli.access.queries import fetch
from linli.corps.actions import cards as actions
from linli.corps.forms.cards import CardRunForm
from linli.corps.models import CardRun
from linli.corps.printing import PAPERS, write_cards
from linli.corps.queries import cards as queries
from linli.corps.queries.roster import home_of
from linli.corps.views.coverage import place_and_roots
from linli.kernel.errors import NotFound
from linli.kernel.pages.answers import attached
from linli.kernel.pages.forms import refusals_into
from linli.kernel.time import clock
from linli.places.models import Place

PAGE = 60


@requires(P.CORPS_READ)
def cards(request: ActorRequest) -> HttpResponse:
    """What can be printed under a place, and the runs of the last days."""
    at, roots = place_and_roots(request)
    if at is None:
        return render(request, "corps/no_place.html")
    printed = queries.printed_under(at)
    form = CardRunForm(request.POST or None, places=printed)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        with refusals_into(form):
            run = actions.start_run(
                place=at, paper=typed["paper"], chosen=[place.pk for place in typed["chosen"]], actor=request.actor,
                key=typed["key"], now=clock.now(),
            )  # fmt: skip
            return redirect("corps:card_run", run.pk)
    page = Paginator(printed, PAGE).get_page(request.GET.get("page"))
    lines = queries.cards_of(list(page.object_list), clock.today())
    fill_at = home_of(at)
    context = {
        "at": at, "roots": roots, "page": page, "lines": lines, "form": form, "runs": queries.runs(at.path),
        "single": at.kind in queries.CARD_KINDS, "fill_at": fill_at,
        "may_edit": request.actor.may(P.PLACES_EDIT, fill_at.path),
        "silent": any(not (card.duty_phone and card.supervision_phone) for card in lines),
        "here_only": queries.opens_here_only(), "public_url": settings.LINLI_PUBLIC_URL,
    }  # fmt: skip
    return render(request, "corps/cards.html", context, status=422 if form.errors else 200)


@requires(P.CORPS_READ)
def card(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The card of one place as PDF, `?paper=A5` for the small one."""
    place = fetch(request.actor, P.CORPS_READ, Place, pk)
    paper = request.GET.get("paper", "A4")
    book = BytesIO()
    write_cards(book, [queries.card_of(place, clock.today())], paper=paper if paper in PAPERS else "A4")
    return attached(f"card-{place.path}.pdf", book.getvalue(), "application/pdf", shown=True)


@requires(P.CORPS_READ)
def card_run(request: ActorRequest, pk: UUID) -> HttpResponse:
    run = fetch(request.actor, P.CORPS_READ, CardRun, pk, related=("place",))
    template = "corps/card_run_progress.html" if request.headers.get("HX-Request") else "corps/card_run.html"
    return render(request, template, {"run": run})


@requires(P.CORPS_READ)
def card_file(request: ActorRequest, pk: UUID) -> HttpResponse:
    run = fetch(request.actor, P.CORPS_READ, CardRun, pk, related=("place",))
    path = actions.file_of(run)
    if run.state != "done" or not path.exists():
        raise NotFound("access.not_found")
    name = _("%(place)s公示牌.pdf") % {"place": run.place.name}
    answer: HttpResponse = FileResponse(path.open("rb"), content_type="application/pdf", filename=name)  # type: ignore[assignment] # Django streams files through a sister class
    return answer


@public("the page behind the QR code on the wall: what the card itself says, no more")
def at(request: HttpRequest, pk: UUID) -> HttpResponse:
    place = Place.objects.filter(pk=pk).first()
    if place is None:
        raise NotFound("access.not_found")
    answer = render(request, "corps/at.html", {"card": queries.card_of(place, clock.today())})
    answer["X-Robots-Tag"] = "noindex"
    return answer
