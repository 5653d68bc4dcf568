"""Kinds of calls as a street edits them, and who takes which of them on (3+1+X)."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
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
from linli.calls.queries.kinds import kind_here
from linli.calls.queries.takers import posts_of, seats_around, taker_named
from linli.calls.words import circle_choices, opener_choices, step_choices
from linli.kernel.errors import NotFound
from linli.kernel.pages.forms import key_of, refusals_into
from linli.kernel.pages.kinds import KindLine, turned
from linli.kernel.time import clock
from linli.kernel.time.left import span
from linli.places.asked import place_asked
from linli.places.models import Place
from linli.places.neighbours import has_grids
from linli.places.queries import children, roots, street_of

# Defaults of a new kind.
NEW = {
    "family": "service", "classification": "general", "settlement": "confirm", "privacy": "contact",
    "may_open": ["resident", "leader", "guard", "staff"], "on_site_minutes": 0,
}  # fmt: skip


def _line(kind: CallKind, street: Place, *, may_edit: bool) -> KindLine:
    circles, openers, steps = dict(circle_choices()), dict(opener_choices()), dict(step_choices())
    limits = [_("接 %(time)s") % {"time": _minutes(kind.answer_minutes)}]
    if kind.on_site_minutes:
        limits.append(_("到场 %(time)s") % {"time": _minutes(kind.on_site_minutes)})
    limits.append(_("办结 %(time)s") % {"time": _minutes(kind.done_minutes)})
    cells = [
        _joined(openers[one] for one in kind.may_open), " · ".join(limits),
        " → ".join(str(_(circles[name])) for _at, name in kind.circle) or _("直接给责任人"),
        _joined(steps[one] for one in kind.steps), _(kind.get_settlement_display()),
    ]  # fmt: skip
    names = ("kind", "retire_kind", "restore_kind") if may_edit else ()
    change, retire, restore = [_at(f"calls:{name}", street, kind.pk) for name in names] or ("", "", "")
    return KindLine(
        kind, tuple(zip(_heads()[1:], cells, strict=True)), _(kind.get_family_display()), public=kind.is_public,
        change=change, retire=retire, restore=restore, asks=_("停用以后不能再开这一类；正在办的照常办完。要停用吗？"),
    )  # fmt: skip


def _heads() -> list[str]:
    return [_("类别"), _("谁能开"), _("时限"), _("范围"), _("要求"), _("结单")]


def _at(name: str, street: Place, *args: UUID) -> str:
    return f"{reverse(name, args=args)}?at={street.pk}"


def _minutes(minutes: int) -> str:
    return span(timedelta(minutes=minutes))


def _joined(labels: Iterable[str]) -> str:
    return "、".join(_(label) for label in labels)


@requires(P.CALLS_KINDS)
def kinds(request: ActorRequest) -> HttpResponse:
    street = _street(request)
    may_edit = request.actor.may(P.CALLS_KINDS, street.path)
    rows = [_line(kind, street, may_edit=may_edit) for kind in queries.kinds_at(street.path, retired=True)]
    context = {"street": street, "heads": _heads(), "lines": rows, "may_edit": may_edit}
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
                kind=found, street=street, draft=_draft(form, found), revision=form.cleaned_data["revision"],
                actor=request.actor, key=form.cleaned_data["key"], now=clock.now(),
            )  # fmt: skip
            return _saved(request, made, street)
    return _form_page(request, form, street, found)


def _saved(request: ActorRequest, made: CallKind, street: Place) -> HttpResponse:
    messages.success(request, _("已保存「%(name)s」。新开的单照它办，正在办的不变。") % {"name": _(made.name)})
    return redirect(_at("calls:kinds", street))


def _form_page(request: ActorRequest, form: KindForm, street: Place, found: CallKind | None) -> HttpResponse:
    context = {
        "form": form, "street": street, "heading": _("增加类别"), "back": _at("calls:kinds", street),
        "line": _line(found, street, may_edit=True) if found else None,
        "circles": [form[f"circle_{code}"] for code, _word in circle_choices()],
    }  # fmt: skip
    return render(request, "calls/kind_form.html", context, status=422 if form.errors else 200)


def _draft(form: KindForm, old: CallKind | None = None) -> KindDraft:
    """What was typed; what the form does not ask (icon, post, how many at once) stays as it was."""
    typed: dict[str, Any] = {
        name: value
        for name, value in form.cleaned_data.items()
        if name not in {"key", "revision"} and not name.startswith("circle_")
    }
    kept: dict[str, Any] = {"icon": old.icon, "post": old.post} if old else {}
    typed["may_open"], typed["steps"] = tuple(typed["may_open"]), tuple(typed["steps"])
    return KindDraft(circle=form.circle(), **kept, **typed)


@require_POST
@requires(P.CALLS_KINDS)
def retire_kind(request: ActorRequest, pk: UUID) -> HttpResponse:
    return _turned(request, pk, "calls:restore_kind", retired=True)


@require_POST
@requires(P.CALLS_KINDS)
def restore_kind(request: ActorRequest, pk: UUID) -> HttpResponse:
    return _turned(request, pk, "calls:retire_kind", retired=False)


def _turned(request: ActorRequest, pk: UUID, undo: str, *, retired: bool) -> HttpResponse:
    street = _own_street(request)
    found = queries.kind_for(pk, street.path)
    actions.retire_kind(
        kind=found, street=street, retired=retired, actor=request.actor, key=key_of(request), now=clock.now()
    )
    return turned(request, found, retired=retired, back=_at("calls:kinds", street), undo=_at(undo, street, pk))


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
            messages.success(request, _("「%(name)s」由谁接，已保存。") % {"name": _(found.name)})
            return redirect(f"{request.path}?at={at.pk}")
    set_here = {row.kind.code: row for row in queries.takers_at(at.path) if row.path == at.path}
    rows = [(kind, _value(set_here.get(kind.code))) for kind in queries.kinds_at(at.path) if kind.family != "whistle"]
    context = {
        "at": at, "roots": roots(request.actor, P.CALLS_KINDS), "form": form, "lines": rows,
        "parts": [part for part in children(request.actor, at) if part.kind not in {"door", "floor"}],
        "takers": _choices(at), "has_grids": has_grids(at),
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
