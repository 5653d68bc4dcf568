"""Changing the tree: add, edit, move, merge, split, close, reopen, take back, and the mode of a part."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from linli.access.actor import Actor
from linli.access.marks import ActorRequest, requires
from linli.access.permissions import Permission as P
from linli.access.queries import fetch
from linli.access.rules import SEGMENT
from linli.kernel.errors import Conflict, NotAllowed
from linli.kernel.pages.forms import KeyedForm, pressed_before, refusals_into, tell_refusals
from linli.kernel.time import clock
from linli.places import actions, queries
from linli.places.choosing import Offer
from linli.places.forms import (
    AddForm,
    AssignModeForm,
    CloseForm,
    EditForm,
    MergeForm,
    MoveForm,
    PatternForm,
    SplitForm,
)
from linli.places.models import Mode, Place
from linli.places.patterns import MOST_PLACES, Pattern, read_pattern
from linli.places.rules import PlaceKind, kind_word, normal_name
from linli.places.standing import standing_below
from linli.places.views.tree import may_reshape


def to_place(pk: UUID) -> HttpResponse:
    return HttpResponseRedirect(reverse("places:place", args=[pk]), status=303)


def show(request: ActorRequest, template: str, place: Place, form: KeyedForm, **more: object) -> HttpResponse:
    where = queries.address(place, from_kind="community")
    context = {"place": place, "where": where, "form": form, **more}
    return render(request, f"places/{template}.html", context, status=422 if form.errors else 200)


def undo_tag(place: Place) -> str:
    """The message tag that shows the button 撤销, for changes that can be undone."""
    event = actions.undoable(place)
    return f"undo:{reverse('places:undo', args=[place.pk, event.pk])}" if event else ""


def _fetch_to_reshape(actor: Actor, pk: UUID) -> Place:
    place = fetch(actor, P.PLACES_EDIT, Place, pk, related=("parent",))
    if not may_reshape(actor, place):
        raise NotAllowed("access.not_allowed", permission=str(P.PLACES_EDIT))
    return place


@requires(P.PLACES_EDIT)
def add(request: ActorRequest, pk: UUID) -> HttpResponse:
    parent = fetch(request.actor, P.PLACES_EDIT, Place, pk)
    form = AddForm(request.POST or None, parent=parent)
    if request.method == "POST" and form.is_valid():
        kind, name = PlaceKind(form.cleaned_data["kind"]), form.cleaned_data["name"]
        with refusals_into(form):
            key = form.cleaned_data["key"]
            actions.add_place(parent=parent, kind=kind, name=name, actor=request.actor, key=key, now=clock.now())
            messages.success(request, _("已添加「%(name)s」。") % {"name": name})
            return to_place(parent.pk)
    return show(request, "add", parent, form, pattern=PatternForm())


@requires(P.PLACES_EDIT)
def pattern(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Two steps: type the line, see what it would make and how many, then make it."""
    parent = fetch(request.actor, P.PLACES_EDIT, Place, pk)
    form = PatternForm(request.POST or None)
    plan: list[tuple[str, int, int]] = []
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            line = read_pattern(form.cleaned_data["text"])
            if request.POST.get("deed") == "make":
                made, _there = actions.add_by_pattern(
                    parent=parent, pattern=line, actor=request.actor, key=form.cleaned_data["key"], now=clock.now()
                )
                messages.success(
                    request, ngettext("已添加 %(count)s 处。", "已添加 %(count)s 处。", made) % {"count": made}
                )
                return to_place(parent.pk)
            plan = planned(parent, line)
    new = sum(fresh for _kind, fresh, _there in plan)
    return show(request, "pattern", parent, form, plan=plan, new=new)


def planned(parent: Place, line: Pattern) -> list[tuple[str, int, int]]:
    """(kind in words, how many would be made, how many are there already), from the outside in.

    Raises Invalid like the action would, so that the preview says it first.
    """
    actions.check_pattern(parent, line)
    floor = normal_name(PlaceKind.FLOOR, parent.name) if parent.kind == PlaceKind.FLOOR else None
    chains = list(line.chains(floor))
    prefixes = {chain[:length] for chain in chains for length in range(1, len(chain) + 1)}
    there = queries.resolve(parent, prefixes)
    assert len(prefixes) <= MOST_PLACES
    rows = []
    for number, step in enumerate(line.steps, 1):
        level = [prefix for prefix in prefixes if len(prefix) == number]
        known = sum(prefix in there for prefix in level)
        rows.append((kind_word(step.kind), len(level) - known, known))
    return rows


@requires(P.PLACES_EDIT)
def edit(request: ActorRequest, pk: UUID) -> HttpResponse:
    place = fetch(request.actor, P.PLACES_EDIT, Place, pk)
    fields = ("name", "duty_phone", "supervision_phone", "area", "revision")
    form = EditForm(request.POST or None, initial={name: getattr(place, name) for name in fields})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        place.revision = data["revision"]
        with refusals_into(form):
            actions.change_place(
                place=place, name=data["name"], facts=data, actor=request.actor, key=data["key"], now=clock.now()
            )
            messages.success(request, _("已保存。"), extra_tags=undo_tag(place))
            return to_place(place.pk)
    return show(request, "edit", place, form)


def _offer(request: ActorRequest, place: Place, **more: Any) -> Offer:
    """Another place of the same street that the actor may edit."""
    street = place.path[:SEGMENT]
    return Offer(request.actor, P.PLACES_EDIT, within=street, without=place.path, **more)


@requires(P.PLACES_EDIT)
def move(request: ActorRequest, pk: UUID) -> HttpResponse:
    place = _fetch_to_reshape(request.actor, pk)
    near = place.parent.path if place.parent else ""
    form = MoveForm(request.POST or None, offers={"to": _offer(request, place, near=near)})
    if request.method == "POST" and form.is_valid():
        to = form.cleaned_data["to"]
        with refusals_into(form):
            actions.move_place(place=place, to=to, actor=request.actor, key=form.cleaned_data["key"], now=clock.now())
            text = _("「%(name)s」已移到「%(to)s」。") % {"name": place.name, "to": to.name}
            messages.success(request, text, extra_tags=undo_tag(place))
            return to_place(place.pk)
    elif pressed_before(form, "places.moved", actor=request.actor):
        return to_place(place.pk)
    return show(request, "move", place, form)


@requires(P.PLACES_EDIT)
def merge(request: ActorRequest, pk: UUID) -> HttpResponse:
    place = _fetch_to_reshape(request.actor, pk)
    form = MergeForm(request.POST or None, offers={"into": _offer(request, place, kinds=(place.kind,))})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        into = data["into"]
        with refusals_into(form):
            actions.merge_places(
                place=place, into=into, same_names_are=data["same_names_are"], actor=request.actor, key=data["key"],
                now=clock.now(),
            )  # fmt: skip
            text = _("「%(name)s」已并入「%(into)s」，那里的住户和责任人都跟着过去了。")
            messages.success(request, text % {"name": place.name, "into": into.name})
            return to_place(into.pk)
    return show(request, "merge", place, form)


@requires(P.PLACES_EDIT)
def split(request: ActorRequest, pk: UUID) -> HttpResponse:
    place = _fetch_to_reshape(request.actor, pk)
    below = [(str(c.pk), f"{c.name}({c.get_kind_display()})") for c in queries.children(request.actor, place)]
    form = SplitForm(request.POST or None, children=below)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        with refusals_into(form):
            new = actions.split_place(
                place=place, name=data["name"], children=[UUID(pk) for pk in data["children"]], actor=request.actor,
                key=data["key"], now=clock.now(),
            )  # fmt: skip
            messages.success(
                request, _("已从「%(name)s」分出「%(new)s」。") % {"name": place.name, "new": data["name"]}
            )
            return to_place(new.pk if new else place.pk)
    elif pressed_before(form, "places.split", actor=request.actor):
        return to_place(place.pk)
    return show(request, "split", place, form, below=below)


@requires(P.PLACES_EDIT)
def close(request: ActorRequest, pk: UUID) -> HttpResponse:
    place = _fetch_to_reshape(request.actor, pk)
    form = CloseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        with refusals_into(form):
            count = actions.close_place(
                place=place, with_children=data["with_children"], reason=data["reason"], actor=request.actor,
                key=data["key"], now=clock.now(),
            )  # fmt: skip
            text = ngettext("已停用 %(count)s 处。", "已停用 %(count)s 处。", count) % {"count": count}
            messages.success(request, text, extra_tags=undo_tag(place))
            return to_place(place.parent_id or place.pk)
    standing = standing_below(place.path, clock.today())
    return show(request, "close", place, form, standing=standing, below=_kinds(place))


def _kinds(place: Place) -> list[tuple[str, int]]:
    return [(kind_word(PlaceKind(kind)), count) for kind, count in queries.kinds_below(place)]


@require_POST
@requires(P.PLACES_EDIT)
def reopen(request: ActorRequest, pk: UUID) -> HttpResponse:
    place = _fetch_to_reshape(request.actor, pk)
    form = KeyedForm(request.POST)
    if form.is_valid():
        with refusals_into(form):
            count = actions.reopen_place(
                place=place, actor=request.actor, key=form.cleaned_data["key"], now=clock.now()
            )
            text = ngettext("已恢复 %(count)s 处。", "已恢复 %(count)s 处。", count) % {"count": count}
            messages.success(request, text)
    tell_refusals(request, form)
    return to_place(place.pk)


@require_POST
@requires(P.PLACES_EDIT)
def undo(request: ActorRequest, pk: UUID, event: UUID) -> HttpResponse:
    """Undo the last change. Undoing a rename needs permission at the place; others need what that change needs."""
    place, form = fetch(request.actor, P.PLACES_EDIT, Place, pk, related=("parent",)), KeyedForm(request.POST)
    if pressed_before(form, *actions.UNDOING, actor=request.actor):
        return to_place(place.pk)
    last = actions.undoable(place)
    if last is None or last.pk != event:
        raise Conflict("places.not_undoable")
    if last.what in {"moved", "closed"} and not may_reshape(request.actor, place):
        raise NotAllowed("access.not_allowed", permission=str(P.PLACES_EDIT))
    if last.what == "moved":
        fetch(request.actor, P.PLACES_EDIT, Place, last.before["parent"])
    if form.is_valid():
        with refusals_into(form):
            key = form.cleaned_data["key"]
            actions.undo_last(place=place, event=event, actor=request.actor, key=key, now=clock.now())
            messages.success(request, _("已撤销。"))
    tell_refusals(request, form)
    return to_place(place.pk)


@requires(P.PLACES_MODES)
def mode(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Set the mode of this part of the tree."""
    place = fetch(request.actor, P.PLACES_MODES, Place, pk, related=("mode",))
    usable = queries.modes_for(request.actor).filter(retired=False, path__in=["", place.path[:4]])
    start = {"mode": str(place.mode_id or ""), "revision": place.revision}
    form = AssignModeForm(request.POST or None, modes=list(usable), initial=start)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        chosen = _chosen_mode(request.actor, data["mode"])
        if chosen == place.mode:
            messages.info(request, _("没有变化：「%(place)s」还用原来的模式。") % {"place": place.name})
            return to_place(place.pk)
        with refusals_into(form):
            actions.assign_mode(
                place=place, mode=chosen, revision=data["revision"], actor=request.actor, key=data["key"],
                now=clock.now(),
            )  # fmt: skip
            name = _(chosen.name) if chosen else _("上级的模式")
            messages.success(request, _("「%(place)s」现在用「%(mode)s」。") % {"place": place.name, "mode": name})
            return to_place(place.pk)
    return show(request, "mode", place, form)


def _chosen_mode(actor: Actor, pk: str) -> Mode | None:
    return queries.mode(actor, UUID(pk)) if pk else None
