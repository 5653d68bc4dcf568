"""The list of incidents, drafting one, and one incident."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from linli.access.marks import ActorRequest, requires
from linli.access.permissions import Permission as P
from linli.access.queries import fetch
from linli.incidents.actions import declaring
from linli.incidents.forms import DraftForm, EditForm, FunctionForm, NewForm, ReasonForm, ReviewForm
from linli.incidents.models import Incident
from linli.incidents.queries import incidents as queries
from linli.incidents.queries.packs import pack_for, usable
from linli.incidents.rules.states import Deed, State
from linli.incidents.words import ask_choices, asker_choices
from linli.kernel.errors import Conflict
from linli.kernel.pages.forms import refusals_into
from linli.kernel.pages.paging import page_of
from linli.kernel.time import clock
from linli.places.choosing import Offer
from linli.places.queries import addresses, roots
from linli.places.rules import PlaceKind

DRAWN_ON = (str(PlaceKind.SUBDISTRICT), str(PlaceKind.COMMUNITY), str(PlaceKind.GRID), str(PlaceKind.COMPOUND))


@require_safe
@requires(P.INCIDENTS_READ)
def index(request: ActorRequest) -> HttpResponse:
    page = page_of(queries.incidents(request.actor), order=("-pk",), cursor=request.GET.get("after", ""))
    today = clock.today()
    where = addresses({row.path for row in page.rows}, from_kind="subdistrict")
    rows = [(row, where.get(row.path, ""), queries.holds(row, today)) for row in page.rows]
    return render(request, "incidents/index.html", {"page": page, "rows": rows})


@requires(P.INCIDENTS_DECLARE)
def new(request: ActorRequest) -> HttpResponse:
    offer = Offer(request.actor, P.INCIDENTS_DECLARE, kinds=DRAWN_ON)
    street = _street(request)
    form = NewForm(
        request.POST or None, packs=usable(street), offers={"place": offer},
        initial={"review_on": declaring.latest_review(clock.today(), None)},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            made = declaring.draft(
                path=form.cleaned_data["place"].path, typed=form.draft(_pack(street, form)), actor=request.actor,
                key=form.cleaned_data["key"], now=clock.now(),
            )  # fmt: skip
            messages.success(request, _("已起草。请核对，然后宣布；宣布后由第二个人确认才生效。"))
            return redirect("incidents:incident", made.pk)
    return render(request, "incidents/draft.html", {"form": form}, status=422 if form.errors else 200)


@requires(P.INCIDENTS_DECLARE)
def edit(request: ActorRequest, pk: UUID) -> HttpResponse:
    row = fetch(request.actor, P.INCIDENTS_DECLARE, Incident, pk)
    street = row.path[:4]
    form = EditForm(request.POST or None, packs=usable(street, kept=row.pack), initial=_initial(row))
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            declaring.correct(
                row=row, typed=form.draft(_pack(street, form, row)), revision=form.cleaned_data["revision"],
                actor=request.actor, key=form.cleaned_data["key"], now=clock.now(),
            )  # fmt: skip
            messages.success(request, _("已保存。"))
            return redirect("incidents:incident", row.pk)
    if request.method != "POST" and row.state != State.DRAFTED:
        raise Conflict("incidents.no_such_move")
    return render(request, "incidents/draft.html", {"form": form, "row": row}, status=422 if form.errors else 200)


def _street(request: ActorRequest) -> str:
    first = roots(request.actor, P.INCIDENTS_DECLARE).first()
    return first.path[:4] if first else ""


def _pack(street: str, form: DraftForm, row: Incident | None = None) -> dict[str, Any]:
    """The protocol as it is now; what the draft has already stays as it is while its code stays."""
    code = form.cleaned_data["pack"]
    if row is not None and code and row.pack.get("own") == code:
        kept: dict[str, Any] = row.pack
        return kept
    found = pack_for(street, code) if code else None
    return {"own": code, **found.model_dump(mode="json")} if found else {}


def _initial(row: Incident) -> dict[str, Any]:
    names = ("title", "what", "basis", "basis_number", "milder", "contact", "first_day", "review_on", "ends_on")
    askers = sorted({bundle for bundles in row.asks.values() for bundle in bundles})
    said = {"pack": row.pack.get("own", ""), "asks": list(row.asks), "askers": askers, "revision": row.revision}
    return {name: getattr(row, name) for name in names} | said


@require_safe
@requires(P.INCIDENTS_READ)
def incident(request: ActorRequest, pk: UUID) -> HttpResponse:
    row = fetch(request.actor, P.INCIDENTS_READ, Incident, pk, related=("certificate",))
    return one_page(request, row)


def one_page(request: ActorRequest, row: Incident, **forms: Any) -> HttpResponse:
    """The page of one incident, with a form that was refused in place of an empty one."""
    today = clock.today()
    line = queries.line(row, request.actor, today)
    asks, askers = dict(ask_choices()), dict(asker_choices())
    given = {"reason": ReasonForm(), "review": ReviewForm(initial=_review(row)), "function": FunctionForm()} | forms
    told = {
        "row": row, "line": line, "where": addresses([row.path], from_kind="subdistrict").get(row.path, ""),
        "asks": [(asks[one], [askers[who] for who in bundles]) for one, bundles in row.asks.items()],
        "functions": row.functions.order_by("-on_at", "pk"), "forms": given, "deeds": {str(one) for one in line.deeds},
        "may_keep": request.actor.may(P.INCIDENTS_DECLARE, row.path),
        "needs_second": row.state in {State.DECLARED, State.LAPSED}, "review_deed": Deed.REVIEW in line.deeds,
    }  # fmt: skip
    wrong = any(form.errors for form in given.values())
    return render(request, "incidents/incident.html", told, status=422 if wrong else 200)


def _review(row: Incident) -> dict[str, Any]:
    return {"review_on": declaring.latest_review(clock.today(), row.ends_on)}
