"""Packs: what ships, the street's own, and the calendar of a made-up person."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from linli.access.marks import ActorRequest, requires
from linli.access.permissions import Permission as P
from linli.access.queries import fetch
from linli.incidents.actions import packs as actions
from linli.incidents.forms import PackForm, PreviewForm
from linli.incidents.models import OwnPack
from linli.incidents.queries import packs as queries
from linli.incidents.shipped import FOLDER, shipped_packs
from linli.incidents.words import phase_choices
from linli.kernel.errors import NotFound
from linli.kernel.pages.forms import key_of, refusals_into
from linli.kernel.pages.kinds import turned
from linli.kernel.time import clock
from linli.places.asked import place_asked
from linli.places.models import Place
from linli.places.queries import street_of


@require_safe
@requires(P.INCIDENTS_READ)
def packs(request: ActorRequest) -> HttpResponse:
    street = _street(request)
    told = {
        "street": street, "shipped": queries.shipped(), "own": queries.own_packs(street.path),
        "may_edit": request.actor.may(P.INCIDENTS_PACKS, street.path),
    }  # fmt: skip
    return render(request, "incidents/packs.html", told)


def _street(request: ActorRequest) -> Place:
    return street_of(place_asked(request, P.INCIDENTS_READ))


@require_safe
@requires(P.INCIDENTS_READ)
def preview(request: ActorRequest, code: str) -> HttpResponse:
    street = _street(request)
    pack = queries.pack_for(street.path, code)
    if pack is None:
        raise NotFound("access.not_found")
    form = PreviewForm(
        request.GET or None, people=[(one.code, one.title) for one in pack.person_classes],
        initial={"event": clock.today(), "first_day": pack.first_day},
    )  # fmt: skip
    typed = form.cleaned_data if form.is_valid() else {}
    person = pack.person_class(typed.get("person") or pack.person_classes[0].code)
    event = typed.get("event") or clock.today()
    first_day = pack.first_day if typed.get("first_day") in {None, ""} else typed["first_day"]
    told = {
        "pack": pack, "form": form, "street": street, "code": code, "event": event, "first_day": first_day,
        "shown": queries.preview(person, event, first_day), "phases": dict(phase_choices()),
    }  # fmt: skip
    return render(request, "incidents/preview.html", told)


@requires(P.INCIDENTS_PACKS)
def new_pack(request: ActorRequest) -> HttpResponse:
    """Written from what ships, if `?from=` names it."""
    street = street_of(place_asked(request, P.INCIDENTS_PACKS))
    form = PackForm(request.POST or None, initial={"text": _text(request.GET.get("from", ""))})
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            made = actions.add_pack(
                street=street, text=form.cleaned_data["text"], actor=request.actor, key=form.cleaned_data["key"],
                now=clock.now(),
            )  # fmt: skip
            return _saved(request, made)
    return _form_page(request, form)


def _text(code: str) -> str:
    known = shipped_packs()
    source = code if code in known else "template-flood"
    return (FOLDER / f"{source}.toml").read_text("utf-8")


@requires(P.INCIDENTS_PACKS)
def edit_pack(request: ActorRequest, pk: UUID) -> HttpResponse:
    found = fetch(request.actor, P.INCIDENTS_PACKS, OwnPack, pk)
    form = PackForm(request.POST or None, initial={"text": found.text, "revision": found.revision})
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            made = actions.edit_pack(
                pack=found, text=form.cleaned_data["text"], revision=form.cleaned_data["revision"],
                actor=request.actor, key=form.cleaned_data["key"], now=clock.now(),
            )  # fmt: skip
            return _saved(request, made)
    return _form_page(request, form)


def _saved(request: ActorRequest, made: OwnPack) -> HttpResponse:
    messages.success(request, _("已保存「%(name)s」。已经起草的应急事件仍用原来的版本。") % {"name": made.name})
    return redirect("incidents:preview", made.code)


def _form_page(request: ActorRequest, form: PackForm) -> HttpResponse:
    return render(request, "incidents/pack_form.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
@requires(P.INCIDENTS_PACKS)
def retire_pack(request: ActorRequest, pk: UUID) -> HttpResponse:
    return _turned(request, pk, retired=True)


@require_POST
@requires(P.INCIDENTS_PACKS)
def restore_pack(request: ActorRequest, pk: UUID) -> HttpResponse:
    return _turned(request, pk, retired=False)


def _turned(request: ActorRequest, pk: UUID, *, retired: bool) -> HttpResponse:
    found = fetch(request.actor, P.INCIDENTS_PACKS, OwnPack, pk)
    actions.retire_pack(pack=found, retired=retired, actor=request.actor, key=key_of(request), now=clock.now())
    undo = reverse("incidents:restore_pack" if retired else "incidents:retire_pack", args=[pk])
    return turned(request, found, retired=retired, back=reverse("incidents:packs"), undo=undo)
