"""Governance modes: listing all, copying a shipped one, editing one's own."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from linli.access.actor import Actor
from linli.access.marks import ActorRequest, requires
from linli.access.permissions import Permission as P
from linli.access.queries import check_may, fetch
from linli.access.rules import SEGMENT
from linli.kernel.errors import Invalid
from linli.kernel.ids import new_id
from linli.kernel.pages.forms import KeyedForm, refusals_into, tell_refusal, tell_refusals
from linli.kernel.time import clock
from linli.places import actions, queries
from linli.places.forms import CopyModeForm, ModeForm
from linli.places.forms_levels import LevelForms, initial_of, rearrange, typed
from linli.places.models import Mode, Place
from linli.places.rules import PlaceKind
from linli.places.words import DUTY_EXPLAINED


def _page(pk: UUID) -> HttpResponse:
    return HttpResponseRedirect(reverse("places:mode_page", args=[pk]), status=303)


def _streets(actor: Actor) -> list[Place]:
    """The streets for which the actor may make modes."""
    return list(Place.objects.reachable(actor, P.PLACES_MODES).filter(parent=None, closed_on=None).order_by("path"))


def _own(actor: Actor, pk: UUID) -> Mode:
    """A street's own mode that the actor may edit. Raises NotFound, NotAllowed, or Invalid for one that ships."""
    mode = queries.mode(actor, pk)
    if not mode.path:
        raise Invalid("places.mode_ships")
    check_may(actor, P.PLACES_MODES, mode.path)
    return mode


@requires(P.PLACES_READ)
def modes(request: ActorRequest) -> HttpResponse:
    rows = list(queries.modes_for(request.actor).filter(retired=False))
    context = {
        "own": [mode for mode in rows if mode.path],
        "shipped": [mode for mode in rows if not mode.path],
        "streets": _streets(request.actor),
    }
    return render(request, "places/modes.html", context)


@requires(P.PLACES_READ)
def mode_page(request: ActorRequest, pk: UUID) -> HttpResponse:
    mode = queries.mode(request.actor, pk)
    streets = _streets(request.actor)
    used = Place.objects.reachable(request.actor, P.PLACES_READ).filter(mode=mode, closed_on=None).order_by("path")
    where = queries.addresses([place.path for place in used[:100]], from_kind="community")
    copy = CopyModeForm(streets=streets, initial={"name": _("%(name)s（本街道）") % {"name": _(mode.name)}})
    context = {
        "mode": mode,
        "levels": [(level, DUTY_EXPLAINED.get(level.duty, "")) for level in mode.levels.all()],
        "used": [(place, where[place.path], _may_lay_floors(request.actor, mode, place)) for place in used[:100]],
        "copy": copy if streets else None,
        "may_edit": bool(mode.path) and request.actor.may(P.PLACES_MODES, mode.path),
    }
    return render(request, "places/mode_page.html", context)


def _may_lay_floors(actor: Actor, mode: Mode, place: Place) -> bool:
    """A mode with floor leaders needs floors: doors that were there before the mode lie on none."""
    with_floors = any(level.place_kind == PlaceKind.FLOOR for level in mode.levels.all())
    return with_floors and actor.may(P.PLACES_EDIT, place.path)


@require_POST
@requires(P.PLACES_MODES)
def mode_copy(request: ActorRequest, pk: UUID) -> HttpResponse:
    mode = queries.mode(request.actor, pk)
    form = CopyModeForm(request.POST, streets=_streets(request.actor))
    if form.is_valid():
        street = fetch(request.actor, P.PLACES_MODES, Place, form.cleaned_data["street"])
        with refusals_into(form):
            own = actions.copy_mode(
                mode=mode, street=street, name=form.cleaned_data["name"], actor=request.actor,
                key=form.cleaned_data["key"], now=clock.now(),
            )  # fmt: skip
            messages.success(request, _("已复制。现在可以改各级了。"))
            return HttpResponseRedirect(reverse("places:mode_edit", args=[own.pk]), status=303)
    return render(request, "places/mode_copy.html", {"mode": mode, "form": form}, status=422)


@requires(P.PLACES_MODES)
def mode_edit(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Buttons only rearrange the forms and write nothing; only "save" writes."""
    mode = _own(request.actor, pk)
    posts = _posts(mode)
    if request.method != "POST":
        form = ModeForm(initial={"name": mode.name, "note": mode.note, "revision": mode.revision})
        levels = LevelForms(
            initial=[initial_of(x) for x in mode.levels.all()], prefix="level", form_kwargs={"posts": posts}
        )
        return _shown(request, mode, form, levels)
    form = ModeForm(request.POST)
    levels = LevelForms(request.POST, prefix="level", form_kwargs={"posts": posts})
    deed = request.POST.get("deed", "save")
    if deed == "save":
        return _saved(request, mode, form, levels) or _shown(request, mode, form, levels)
    if deed == "post":
        _name_post(request, mode)
        posts = _posts(mode)
    rows = rearrange(typed(levels), deed)
    again = LevelForms(initial=rows, prefix="level", form_kwargs={"posts": posts})
    kept = {name: request.POST.get(name, "") for name in ("name", "note", "revision")}
    return _shown(request, mode, ModeForm(initial={**kept, "key": request.POST.get("key") or new_id()}), again)


def _posts(mode: Mode) -> list[tuple[str, str]]:
    return [(str(post.pk), _(post.title)) for post in actions.usable_posts(mode.path)]


def _shown(request: ActorRequest, mode: Mode, form: ModeForm, levels: Any) -> HttpResponse:
    wrong = bool(form.errors) or (levels.is_bound and not levels.is_valid())
    context = {"mode": mode, "form": form, "levels": levels}
    return render(request, "places/mode_edit.html", context, status=422 if wrong else 200)


def _saved(request: ActorRequest, mode: Mode, form: ModeForm, levels: Any) -> HttpResponse | None:
    """None when something is invalid: the errors are then in the forms."""
    if not (form.is_valid() and levels.is_valid()):
        return None
    data = form.cleaned_data
    mode.revision = data["revision"]
    drafts = [actions.LevelDraft(**level.values()) for level in levels]
    with refusals_into(form):
        actions.save_mode(
            mode=mode, name=data["name"], note=data["note"], levels=drafts, actor=request.actor, key=data["key"],
            now=clock.now(),
        )  # fmt: skip
        messages.success(request, _("模式已保存。责任链的缺口会按新的级别重新计算。"))
        return _page(mode.pk)
    return None


def _name_post(request: ActorRequest, mode: Mode) -> None:
    title = request.POST.get("title", "")
    street = mode.path[:SEGMENT]
    try:
        actions.add_post_kind(street=street, title=title, actor=request.actor, key=None, now=clock.now())
    except Invalid as refusal:
        tell_refusal(request, refusal)
    else:
        messages.success(request, _("已添加职务「%(title)s」和它的副职，可以在各级里选用。") % {"title": title})


@require_POST
@requires(P.PLACES_MODES)
def mode_retire(request: ActorRequest, pk: UUID) -> HttpResponse:
    mode = _own(request.actor, pk)
    form = KeyedForm(request.POST)
    if form.is_valid():
        with refusals_into(form):
            actions.retire_mode(mode=mode, actor=request.actor, key=form.cleaned_data["key"], now=clock.now())
            messages.success(request, _("「%(name)s」已停用。") % {"name": _(mode.name)})
            return HttpResponseRedirect(reverse("places:modes"), status=303)
    tell_refusals(request, form)
    return _page(mode.pk)
