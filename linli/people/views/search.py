"""The register's front page: find somebody, then open their record."""

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from linli.access.marks import ActorRequest as Request
from linli.access.marks import requires
from linli.access.permissions import Permission as P
from linli.access.queries import fetch
from linli.kernel.time import clock
from linli.people import rules
from linli.people.actions import sight
from linli.people.forms import SearchForm
from linli.people.models import Resident
from linli.people.queries import history, records, search
from linli.places.models import Place
from linli.places.queries import addresses

if TYPE_CHECKING:
    from uuid import UUID


@require_http_methods(["GET", "HEAD", "POST"])
@requires(P.PEOPLE_READ)
def index(request: Request) -> HttpResponse:
    """Search. A POST with a whole phone or identity number is answered directly, so that no number ever stands in an
    address; other searches redirect to an address that can be kept and shared. Within the page only the results are
    sent, and a header tells the address."""
    offered = records.needs_offered(request.actor)
    form = SearchForm(request.POST if request.method == "POST" else request.GET, needs=offered)
    form.is_valid()
    asked, place = asked_of(request, form)
    typed = {name: value for name, value in form.cleaned_data.items() if value}
    url = f"{reverse('people:index')}?{urlencode(typed)}"
    in_page = "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers
    secret = search.is_whole_number(asked.text)
    if request.method == "POST" and not secret and not in_page:
        return HttpResponseRedirect(url, status=303)
    told = _told(request, asked, place, typed.pop("cursor", ""))
    told |= {
        "form": form,
        "secret": secret,
        "digits": search.is_digits(asked.text),
        "filters": f"?{urlencode(typed)}" if typed else "",
    }
    answer = render(request, "people/results.html" if in_page else "people/index.html", told)
    answer["Cache-Control"] = "no-store"
    if in_page:
        answer["HX-Push-Url"] = reverse("people:index") if secret else url
    return answer


def _told(request: Request, asked: search.SearchQuery, place: Place | None, cursor: str) -> dict[str, object]:
    """The page of results; the search is recorded before it is shown."""
    found = search.find(request.actor, asked, cursor=cursor)
    filters = [name for name in ("place", "residence", "need") if getattr(asked, name)]
    path = place.path if place else next(iter(request.actor.paths(P.PEOPLE_READ)), "")
    sight.note_searched(
        path=path, kinds=found.kinds, filters=filters, hits=len(found.rows), actor=request.actor, now=clock.now()
    )
    told = {"asked": asked, "place": place, "found": found, "rows": _lines(request, found.rows), "first": not cursor}
    return told | {"label": history.field_words(), **_may(request)}


def _may(request: Request) -> dict[str, object]:
    """What the page offers, by the actor's permissions."""
    may = request.actor.may
    return {
        "may_edit": may(P.PEOPLE_EDIT),
        "may_export": may(P.PEOPLE_EXPORT),
        "may_import": may(P.PEOPLE_IMPORT),
        "waiting": records.open_proposals(request.actor).count() if may(P.PEOPLE_IMPORT) else 0,
    }


def asked_of(request: Request, form: SearchForm) -> tuple[search.SearchQuery, Place | None]:
    """The search of the form, and the chosen place. Raises NotFound for a place out of reach."""
    typed = form.cleaned_data
    pk: UUID | None = typed.get("place")
    place = fetch(request.actor, P.PLACES_READ, Place, pk) if pk else None
    text, residence, need = typed.get("q", ""), typed.get("residence", ""), typed.get("need", "")
    return search.SearchQuery(text, place.path if place else "", residence, need), place


@dataclass(frozen=True)
class ResidentLine:
    """One resident in a list, with all words and masks ready for the template."""

    row: Resident
    address: str
    phone: str
    residence: str
    relation: str
    needs: list[tuple[str, str]]


def _lines(request: Request, rows: list[Resident]) -> list[ResidentLine]:
    where = addresses(row.path for row in rows)
    residences, relations = dict(rules.residence_choices()), dict(rules.relation_choices())
    return [
        ResidentLine(
            row=row,
            address=where.get(row.path, row.household.door),
            phone=rules.mask_phone(records.phone_of(row)),
            residence=residences[row.residence],
            relation=relations[row.relation],
            needs=records.needs_seen(row.needs.all(), request.actor, row.path),
        )
        for row in rows
    ]
