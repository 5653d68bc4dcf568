"""Exporting the register: with a reason, marked, counted, and only one's own part."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from linli.access.actor import Actor
from linli.access.marks import ActorRequest as Request
from linli.access.marks import requires
from linli.access.permissions import Permission as P
from linli.access.queries import check_may
from linli.kernel.pages.answers import xlsx
from linli.kernel.pages.forms import refusals_into
from linli.kernel.time import clock
from linli.people.actions import sight
from linli.people.forms import ExportForm, SearchForm
from linli.people.queries import export as queries
from linli.people.queries import records, search
from linli.people.views.search import asked_of
from linli.places.models import Place


@require_http_methods(["GET", "HEAD", "POST"])
@requires(P.PEOPLE_EXPORT)
def export(request: Request) -> HttpResponse:
    """The form says how many people the file will contain; sending it returns the file."""
    filters = SearchForm(request.GET, needs=records.needs_offered(request.actor))
    filters.is_valid()
    asked, place = asked_of(request, filters)
    path = _one_path(request.actor, place)
    rows = search.everything(request.actor, P.PEOPLE_EXPORT, asked)
    form, count = ExportForm(request.POST or None), rows.count()
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        wanted = queries.Wanted(typed["whole_phone"], typed["whole_identity"])
        now = clock.now()
        with refusals_into(form):
            sight.note_exported(
                path=path, reason=typed["reason"], rows=count, columns=wanted.columns(), actor=request.actor,
                key=typed["key"], now=now,
            )  # fmt: skip
        if not form.errors:
            where = place.name if place else _("本人管辖的全部范围")
            book = queries.sheets(
                rows, wanted, actor=request.actor, where=where, reason=typed["reason"], count=count, now=now
            )
            return xlsx(f"居民台账-{now:%Y%m%d}.xlsx", book)
    told = {"form": form, "count": count, "place": place, "asked": asked}
    return render(request, "people/export.html", told, status=422 if form.is_bound else 200)


def _one_path(actor: Actor, place: Place | None) -> str:
    """The path for the fact. Raises NotAllowed for a place beyond the reach of the export."""
    if place is None:
        return actor.paths(P.PEOPLE_EXPORT)[0]
    check_may(actor, P.PEOPLE_EXPORT, place.path)
    return place.path
