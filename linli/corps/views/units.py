"""Partner units; alliances."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from linli.access.marks import ActorRequest, requires
from linli.access.permissions import Permission as P
from linli.access.queries import fetch
from linli.corps import words
from linli.corps.actions import units as actions
from linli.corps.forms.units import AllianceForm, ChangeUnitForm, SeatForm, UnitForm
from linli.corps.models import Alliance, PartnerUnit
from linli.corps.queries import units as queries
from linli.corps.views.coverage import place_and_roots
from linli.kernel.errors import NotFound
from linli.kernel.pages.forms import KeyedForm, key_of, refusals_into
from linli.kernel.time import clock
from linli.places.models import Place
from linli.places.queries import address, addresses

PAGE = 50


@requires(P.CORPS_READ)
def units(request: ActorRequest) -> HttpResponse:
    """Partner units and alliances under a place."""
    at, roots = place_and_roots(request)
    if at is None:
        return render(request, "corps/no_place.html")
    text, kind = request.GET.get("q", "").strip()[:80], request.GET.get("kind", "")
    page = Paginator(queries.units(request.actor, at, text=text, kind=kind), PAGE).get_page(request.GET.get("page"))
    alliances = list(queries.alliances(request.actor, at))
    named = addresses((row.path for row in [*page.object_list, *alliances]), from_kind="community")
    context = {
        "at": at, "roots": roots, "page": page, "text": text, "kind": kind, "kinds": words.unit_kind_choices(),
        "units": [(unit, named.get(unit.path, "")) for unit in page.object_list],
        "alliances": [(alliance, named.get(alliance.path, "")) for alliance in alliances],
        "may_edit": request.actor.may(P.CORPS_UNITS, at.path),
    }  # fmt: skip
    return render(request, "corps/units.html", context)


@requires(P.CORPS_UNITS)
def new_unit(request: ActorRequest) -> HttpResponse:
    def add(at: Place, typed: dict[str, Any]) -> HttpResponse:
        made = actions.add_unit(place=at, actor=request.actor, now=clock.now(), **typed)
        messages.success(request, _("已登记「%(name)s」。") % {"name": made.name})
        return redirect("corps:unit", made.pk)

    return _new(request, UnitForm(request.POST or None), add, "corps/unit_form.html")


def _new(
    request: ActorRequest, form: KeyedForm, make: Callable[[Place, dict[str, Any]], HttpResponse], template: str
) -> HttpResponse:
    """A form for something new at the place of `?at=`; `make` makes it of what was typed and leads on."""
    at, _roots = place_and_roots(request, P.CORPS_UNITS)
    if at is None:
        raise NotFound("access.not_found")
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            return make(at, form.cleaned_data)
    context = {"form": form, "at": at, "address": address(at, from_kind="subdistrict")}
    return render(request, template, context, status=422 if form.errors else 200)


@requires(P.CORPS_READ)
def unit(request: ActorRequest, pk: UUID) -> HttpResponse:
    found = fetch(request.actor, P.CORPS_READ, PartnerUnit, pk)
    staff = found.members.filter(until=None).order_by("name")
    reachable = [member for member in staff if request.actor.may(P.CORPS_READ, member.path)]
    context = {
        "unit": found, "address": addresses([found.path], from_kind="subdistrict").get(found.path, ""),
        "members": reachable, "seats": found.seats.select_related("alliance__place"),
        "may_edit": request.actor.may(P.CORPS_UNITS, found.path),
    }  # fmt: skip
    return render(request, "corps/unit.html", context)


@requires(P.CORPS_UNITS)
def change_unit(request: ActorRequest, pk: UUID) -> HttpResponse:
    found = fetch(request.actor, P.CORPS_UNITS, PartnerUnit, pk)
    start = {name: getattr(found, name) for name in ("name", "kind", "credit_code", "phone", "revision")}
    form = ChangeUnitForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            actions.change_unit(unit=found, actor=request.actor, now=clock.now(), **form.cleaned_data)
            messages.success(request, _("已保存「%(name)s」。") % {"name": form.cleaned_data["name"]})
            return redirect("corps:unit", pk)
    return render(request, "corps/unit_form.html", {"form": form, "unit": found}, status=422 if form.errors else 200)


@require_POST
@requires(P.CORPS_UNITS)
def end_unit(request: ActorRequest, pk: UUID) -> HttpResponse:
    found = fetch(request.actor, P.CORPS_UNITS, PartnerUnit, pk)
    actions.end_unit(unit=found, on=clock.today(), actor=request.actor, key=key_of(request), now=clock.now())
    messages.success(request, _("「%(name)s」已退出共建。") % {"name": found.name})
    return redirect("corps:units")


@requires(P.CORPS_UNITS)
def new_alliance(request: ActorRequest) -> HttpResponse:
    def found(at: Place, typed: dict[str, Any]) -> HttpResponse:
        made = actions.found_alliance(place=at, actor=request.actor, now=clock.now(), **typed)
        messages.success(request, _("已成立「%(name)s」。接下来请加入成员。") % {"name": made.name})
        return redirect("corps:alliance", made.pk)

    return _new(request, AllianceForm(request.POST or None), found, "corps/alliance_form.html")


@requires(P.CORPS_READ)
def alliance(request: ActorRequest, pk: UUID) -> HttpResponse:
    found = fetch(request.actor, P.CORPS_READ, Alliance, pk, related=("place",))
    return _alliance_page(request, found, None)


def _seat_form(request: ActorRequest, found: Alliance, data: QueryDict | None = None) -> SeatForm:
    units = queries.units_for_seats(request.actor, found.place)
    return SeatForm(data, units=units, members=queries.members_for_seats(request.actor, found.place))


def _alliance_page(request: ActorRequest, found: Alliance, form: SeatForm | None) -> HttpResponse:
    wanted = words.ALLIANCE_ROLES.get(found.kind, ())
    context = {
        "alliance": found, "roles": queries.seats_by_role(found, wanted), "wanted": wanted,
        "address": address(found.place, from_kind="subdistrict"), "form": form or _seat_form(request, found),
        "may_edit": request.actor.may(P.CORPS_UNITS, found.path),
    }  # fmt: skip
    return render(request, "corps/alliance.html", context, status=422 if form and form.errors else 200)


@require_POST
@requires(P.CORPS_UNITS)
def add_seat(request: ActorRequest, pk: UUID) -> HttpResponse:
    found = fetch(request.actor, P.CORPS_UNITS, Alliance, pk, related=("place",))
    form = _seat_form(request, found, request.POST)
    if form.is_valid():
        with refusals_into(form):
            actions.take_seat(alliance=found, actor=request.actor, now=clock.now(), **form.cleaned_data)
            messages.success(request, _("已加入「%(name)s」。") % {"name": found.name})
            return redirect("corps:alliance", pk)
    return _alliance_page(request, found, form)


@require_POST
@requires(P.CORPS_UNITS)
def remove_seat(request: ActorRequest, pk: UUID, seat: UUID) -> HttpResponse:
    found = fetch(request.actor, P.CORPS_UNITS, Alliance, pk)
    actions.leave_seat(alliance=found, seat=seat, actor=request.actor, key=key_of(request), now=clock.now())
    messages.success(request, _("已移出「%(name)s」。") % {"name": found.name})
    return redirect("corps:alliance", pk)


@require_POST
@requires(P.CORPS_UNITS)
def end_alliance(request: ActorRequest, pk: UUID) -> HttpResponse:
    found = fetch(request.actor, P.CORPS_UNITS, Alliance, pk)
    actions.end_alliance(alliance=found, on=clock.today(), actor=request.actor, key=key_of(request), now=clock.now())
    messages.success(request, _("「%(name)s」已解散。") % {"name": found.name})
    return redirect("corps:units")
