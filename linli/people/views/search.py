"""The register's front page: find somebody, then open their record."""

from dataclasses import dataclass, replace
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
from linli.kernel.pages.costly import costly
from linli.kernel.pages.forms import refusals_into
from linli.kernel.time import clock
from linli.people import rules
from linli.people.actions import sight
from linli.people.forms import SearchForm
from linli.people.models import Resident
from linli.people.queries import history, records, search
from linli.people.queries.numbers import number_in
from linli.places.models import Place
from linli.places.queries import addresses

if TYPE_CHECKING:
    from uuid import UUID


@costly
@require_http_methods(["GET", "HEAD", "POST"])
@requires(P.PEOPLE_READ)
def index(request: Request) -> HttpResponse:
    """Search. A POST with a number is answered directly, so that no number ever stands in an address; other searches
    redirect to an address that can be kept and shared. Within the page only the results are sent, and a header tells
    the address."""
    offered = records.needs_offered(request.actor)
    form = SearchForm(request.POST if request.method == "POST" else request.GET, needs=offered)
    form.is_valid()
    asked, place = asked_of(request, form)
    number = number_in(form.cleaned_data.get("q", ""))
    if number:  # also among other words: it is what is looked up, and it is kept nowhere
        asked = replace(asked, text=number)
    kept = {"reason", "q"} if number else {"reason"}
    typed = {name: value for name, value in form.cleaned_data.items() if value and name not in kept}
    url = f"{reverse('people:index')}?{urlencode(typed)}"
    in_page = "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers
    if request.method == "POST" and not number and not in_page:
        return HttpResponseRedirect(url, status=303)
    cursor = typed.pop("cursor", "")
    asked, found = _found(request, form, asked, cursor)
    told = {
        **_told(request, asked, place, found),
        "hits": search.count(request.actor, asked) if found.next else (found.before + len(found.rows), False),
        "last": found.before + len(found.rows),
        "form": form,
        "first": not cursor,
        "number": bool(number),
        "asks_reason": search.is_number(asked.text) and not asked.by_number and request.actor.may(P.PEOPLE_REVEAL),
        "digits": search.is_digits(asked.text),
        "filters": f"?{urlencode(typed)}" if typed else "",
    }
    status = 422 if form.errors.get("reason") else 200
    answer = render(request, "people/results.html" if in_page else "people/index.html", told, status=status)
    answer["Cache-Control"] = "no-store"
    if in_page:
        answer["HX-Push-Url"] = reverse("people:index") if number else url
    return answer


def _found(
    request: Request, form: SearchForm, asked: search.SearchQuery, cursor: str
) -> tuple[search.SearchQuery, search.Found]:
    """The search as it was done and the page of hits; it is recorded before it is shown. With a reason, a number is
    looked up as one."""
    actor, now = request.actor, clock.now()
    path = records.searched_at(actor, asked.place)
    reason = form.cleaned_data.get("reason") if request.method == "POST" and "reason" in form.data else None
    if reason is not None and search.is_number(asked.text) and actor.may(P.PEOPLE_REVEAL):
        by_number = replace(asked, by_number=True)
        with refusals_into(form):
            return by_number, sight.find_by_number(
                asked=by_number, cursor=cursor, reason=reason, path=path, actor=actor, now=now
            )
    found = search.find(actor, asked, cursor=cursor)
    sight.note_searched(path=path, asked=asked, found=found, actor=actor, now=now)
    return asked, found


def _told(request: Request, asked: search.SearchQuery, place: Place | None, found: search.Found) -> dict[str, object]:
    told = {"asked": asked, "place": place, "found": found, "rows": _lines(request, found.rows)}
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
    read = search.read(text, records.needs_offered(request.actor)) if not need else search.SearchQuery(text, need=need)
    return replace(read, place=place.path if place else "", residence=residence), place


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
