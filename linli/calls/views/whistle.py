"""A whistle from the units' side: the inbox of one's own unit, each part's steps, removal, and ratings both ways."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from linli.access.marks import ActorRequest, signed_in
from linli.calls import queries
from linli.calls.actions import whistle as actions
from linli.calls.forms.whistle import NoteForm, RemoveUnitForm, SlotRatingForm
from linli.calls.models import Slot
from linli.calls.queries.roles import call_for, unit_of
from linli.calls.rules import Role
from linli.calls.views import cards
from linli.calls.views.live import part, seen_parts, tag_of
from linli.kernel.pages.forms import key_of, refusals_into
from linli.kernel.pages.refreshing import asked_again
from linli.kernel.time import clock

ASKS_NOTE = frozenset({"objected", "asked"})


@signed_in
def unit(request: ActorRequest) -> HttpResponse:
    """The parts that the asker's own unit plays: the open ones first, then the last that are over."""
    parts = cards.parts_of_unit(request.actor, clock.now())
    context = {"unit": unit_of(request.actor.person), "parts": parts}
    tag = tag_of(request, seen_parts(parts))
    if asked_again(request):
        return part(request, "calls/unit_part.html", tag, lambda: context)
    return render(request, "calls/unit.html", context | {"etag": tag})


def _slot(request: ActorRequest, pk: UUID) -> tuple[Slot, frozenset[Role]]:
    """The part, if its whistle is the asker's to see. Raises NotFound."""
    found = queries.slot_for(request.actor, pk)
    return found, call_for(request.actor, found.call_id)[1]


@signed_in
def slot(request: ActorRequest, pk: UUID) -> HttpResponse:
    """One step of a part: a button, or with a note when the step needs a reason."""
    found, _roles = _slot(request, pk)
    step = request.POST.get("step") or request.GET.get("step", "")
    if step not in ASKS_NOTE:
        if request.method != "POST":
            return redirect("calls:call", found.call_id)
        actions.answer_slot(slot=found, step=step, actor=request.actor, key=key_of(request), now=clock.now())
        return _answered(request, found)
    form = NoteForm(request.POST if "note" in request.POST else None, initial={"step": step})
    if form.is_bound and form.is_valid():
        with refusals_into(form):
            typed = form.cleaned_data
            actions.answer_slot(
                slot=found, step=step, note=typed["note"], actor=request.actor, key=typed["key"], now=clock.now()
            )
            return _answered(request, found)
    context = {"call": found.call, "form": form, "fields": [form["note"], form["step"]], "word": cards.STEP_WORDS[step]}
    context["heading"] = f"{cards.STEP_WORDS[step]} · {found.unit.name}"
    return render(request, "calls/slot_form.html", context, status=422 if form.errors else 200)


def _answered(request: ActorRequest, found: Slot) -> HttpResponse:
    messages.success(request, _("%(unit)s的应答已记下。") % {"unit": found.unit.name})
    own = unit_of(request.actor.person) == found.unit_id
    return redirect("calls:unit") if own else redirect("calls:call", found.call_id)


@signed_in
def remove_unit(request: ActorRequest, pk: UUID) -> HttpResponse:
    found, _roles = _slot(request, pk)
    form = RemoveUnitForm(request.POST or None)
    if form.is_bound and form.is_valid():
        with refusals_into(form):
            actions.remove_unit(slot=found, actor=request.actor, now=clock.now(), **form.cleaned_data)
            messages.success(request, _("%(unit)s已撤出，其他单位照常办。") % {"unit": found.unit.name})
            return redirect("calls:call", found.call_id)
    context = {
        "call": found.call, "form": form, "fields": [form["reason"]], "word": _("撤出"), "dangerous": True,
        "heading": _("撤出 %(unit)s") % {"unit": found.unit.name},
    }  # fmt: skip
    return render(request, "calls/slot_form.html", context, status=422 if form.errors else 200)


@signed_in
def rate_slot(request: ActorRequest, pk: UUID) -> HttpResponse:
    found, roles = _slot(request, pk)
    whistler = bool(roles & {Role.HOLDER, Role.OPENER})
    label = _("%(unit)s办得怎样") % {"unit": found.unit.name} if whistler else _("这次吹哨吹得怎样")
    form = SlotRatingForm(request.POST or None, label=label)
    if form.is_bound and form.is_valid():
        with refusals_into(form):
            actions.rate_slot(slot=found, actor=request.actor, now=clock.now(), **form.cleaned_data)
            messages.success(request, _("评价已记下。"))
            return redirect("calls:call", found.call_id)
    context = {"call": found.call, "form": form, "fields": [form["rating"]], "word": _("评价"), "heading": label}
    return render(request, "calls/slot_form.html", context, status=422 if form.errors else 200)
