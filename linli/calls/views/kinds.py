"""Kinds of calls as a street edits them, and who takes which of them on (3+1+X)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from linli.access.marks import ActorRequest, requires
from linli.access.permissions import Permission as P
from linli.calls import actions, queries
from linli.calls.drafts import KindDraft
from linli.calls.forms.kinds import KindForm, TakerForm, start_of
from linli.calls.models import CallKind, Taker
from linli.calls.queries.circles import neighbours_of
from linli.calls.queries.kinds import kind_here
from linli.calls.queries.places import street_of
from linli.calls.queries.takers import posts_of, seats_around, taker_named
from linli.calls.telling import span
from linli.calls.views.places import place_asked
from linli.calls.words import circle_choices, opener_choices, step_choices
from linli.corps.queries.overview import roots
from linli.kernel.errors import NotFound
from linli.kernel.pages.forms import key_of, refusals_into
from linli.kernel.time import clock
from linli.places.models import Place
from linli.places.queries import children
from linli.places.rules import PlaceKind

# Defaults of a new kind.
NEW = {
    "family": "service", "classification": "general", "settlement": "confirm", "privacy": "contact",
    "may_open": ["resident", "leader", "guard", "staff"], "on_site_minutes": 0,
}  # fmt: skip


@dataclass(frozen=True)
class KindLine:
    """A kind as a line of the list, in words."""

    kind: CallKind
    openers: str
    limits: str
    circles: str
    steps: str
    own: bool


def _line(kind: CallKind) -> KindLine:
    circles, openers, steps = dict(circle_choices()), dict(opener_choices()), dict(step_choices())
    limits = [_("接 %(time)s") % {"time": _minutes(kind.answer_minutes)}]
    if kind.on_site_minutes:
        limits.append(_("到场 %(time)s") % {"time": _minutes(kind.on_site_minutes)})
    limits.append(_("办结 %(time)s") % {"time": _minutes(kind.done_minutes)})
    return KindLine(
        kind, _joined(openers[one] for one in kind.may_open), " · ".join(limits),
        " → ".join(str(_(circles[name])) for _at, name in kind.circle) or _("直接给责任人"),
        _joined(steps[one] for one in kind.steps), own=bool(kind.path),
    )  # fmt: skip


def _minutes(minutes: int) -> str:
    return span(timedelta(minutes=minutes))


def _joined(labels: Iterable[str]) -> str:
    return "、".join(_(label) for label in labels)


@requires(P.CALLS_KINDS)
def kinds(request: ActorRequest) -> HttpResponse:
    street = _street(request)
    rows = [_line(kind) for kind in queries.kinds_at(street.path, retired=True)]
    context = {"street": street, "lines": rows, "may_edit": request.actor.may(P.CALLS_KINDS, street.path)}
    return render(request, "calls/kinds.html", context)


def _street(request: ActorRequest) -> Place:
    """The street around the place asked for: kinds are a street's."""
    at = place_asked(request, P.CALLS_KINDS)
    return street_of(at)


def _own_street(request: ActorRequest) -> Place:
    """Raises NotFound for a place that is no street, or not the asker's: a community has no kinds of its own."""
    street = place_asked(request, P.CALLS_KINDS)
    if street.parent_id is not None:
        raise NotFound("access.not_found")
    return street


@requires(P.CALLS_KINDS)
def new_kind(request: ActorRequest) -> HttpResponse:
    street = _street(request)
    if not request.actor.may(P.CALLS_KINDS, street.path):
        return redirect("calls:kinds")  # which says whose they are to change
    form = KindForm(request.POST or None, initial=NEW)
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            made = actions.add_kind(
                street=street, code=f"own.{form.cleaned_data['key'].hex[:12]}", draft=_draft(form),
                actor=request.actor, key=form.cleaned_data["key"], now=clock.now(),
            )  # fmt: skip
            return _saved(request, made, street)
    return _form_page(request, form, street, None)


@requires(P.CALLS_KINDS)
def kind(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Editing a shipped kind makes the street's own copy of it."""
    street = _own_street(request)
    found = queries.kind_for(pk, street.path)
    form = KindForm(request.POST or None, initial=start_of(found))
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            made = actions.edit_kind(
                kind=found, street=street, draft=_draft(form, found), actor=request.actor,
                key=form.cleaned_data["key"], now=clock.now(),
            )  # fmt: skip
            return _saved(request, made, street)
    return _form_page(request, form, street, found)


def _saved(request: ActorRequest, made: CallKind, street: Place) -> HttpResponse:
    messages.success(request, _("已保存「%(name)s」。新开的单照它办,正在办的不变。") % {"name": _(made.name)})
    return redirect(f"{reverse('calls:kinds')}?at={street.pk}")


def _form_page(request: ActorRequest, form: KindForm, street: Place, found: CallKind | None) -> HttpResponse:
    context = {"form": form, "street": street, "kind": found}
    context["circles"] = [form[f"circle_{code}"] for code, _word in circle_choices()]
    return render(request, "calls/kind_form.html", context, status=422 if form.errors else 200)


def _draft(form: KindForm, old: CallKind | None = None) -> KindDraft:
    """What was typed; what the form does not ask (icon, post, how many at once) stays as it was."""
    typed: dict[str, Any] = {
        name: value for name, value in form.cleaned_data.items() if name != "key" and not name.startswith("circle_")
    }
    kept: dict[str, Any] = {"icon": old.icon, "post": old.post} if old else {}
    typed["may_open"], typed["steps"] = tuple(typed["may_open"]), tuple(typed["steps"])
    return KindDraft(circle=form.circle(), **kept, **typed)


@require_POST
@requires(P.CALLS_KINDS)
def retire_kind(request: ActorRequest, pk: UUID) -> HttpResponse:
    street = _own_street(request)
    found = queries.kind_for(pk, street.path)
    retired = request.POST.get("retired") == "1"
    actions.retire_kind(
        kind=found, street=street, retired=retired, actor=request.actor, key=key_of(request), now=clock.now()
    )
    said = _("已停用「%(name)s」。") if retired else _("已恢复「%(name)s」。")
    messages.success(request, said % {"name": _(found.name)})
    return redirect(f"{reverse('calls:kinds')}?at={street.pk}")


@requires(P.CALLS_KINDS)
def takers(request: ActorRequest) -> HttpResponse:
    """At a place, who takes each kind on. One line is one small form."""
    at = place_asked(request, P.CALLS_KINDS)
    form = TakerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            typed = form.cleaned_data
            found = kind_here(typed["kind"], at.path)
            seat, post = taker_named(typed["taker"], at.path)
            actions.set_taker(
                place=at, kind=found, seat=seat, post=post, actor=request.actor, key=typed["key"], now=clock.now()
            )
            messages.success(request, _("「%(name)s」由谁接,已保存。") % {"name": _(found.name)})
            return redirect(f"{request.path}?at={at.pk}")
    inside = children(request.actor, at)
    beside = neighbours_of(one for one in inside if one.kind == PlaceKind.GRID)
    grids = [(one, beside[one.pk]) for one in inside if one.pk in beside]
    set_here = {row.kind_id: row for row in queries.takers_at(at.path) if row.path == at.path}
    rows = [(kind, _value(set_here.get(kind.pk))) for kind in queries.kinds_at(at.path) if kind.family != "whistle"]
    context = {
        "at": at, "roots": roots(request.actor, P.CALLS_KINDS), "form": form, "lines": rows,
        "parts": [part for part in inside if part.kind not in {"door", "floor"}],
        "takers": _choices(at), "grids": grids,
    }  # fmt: skip
    return render(request, "calls/takers.html", context, status=422 if form.errors else 200)


def _value(row: Taker | None) -> str:
    if row is None:
        return ""
    return f"seat:{row.seat_id}" if row.seat_id else f"post:{row.post_id}"


def _choices(at: Place) -> list[tuple[str, list[tuple[str, str]]]]:
    """Seats of the alliances around the place, and the posts of the street."""
    seats = [
        (f"seat:{seat.pk}", f"{seat.role} {seat.unit.name if seat.unit else seat.member.name if seat.member else ''}")
        for seat in seats_around(at.path)
    ]
    posts = [(f"post:{post.pk}", _(post.title)) for post in posts_of(at.path)]
    return [(_("联盟成员"), seats), (_("岗位"), posts)] if seats else [(_("岗位"), posts)]


@requires(P.CALLS_KINDS)
def days(request: ActorRequest) -> HttpResponse:
    """The former address of the working days, redirected for old links."""
    query = request.META.get("QUERY_STRING", "")
    return HttpResponsePermanentRedirect(
        f"{reverse('places:days')}{'?' if query else ''}{query}", preserve_request=True
    )
