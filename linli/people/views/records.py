"""Household and resident pages, and the forms that add people to the register or correct their records."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.access.marks import ActorRequest, requires
from linli.access.permissions import Permission as P
from linli.access.queries import fetch
from linli.kernel.pages.forms import refusals_into
from linli.kernel.time import clock
from linli.people import rules
from linli.people.actions import records as actions
from linli.people.actions import sight
from linli.people.forms import ArrivalForm, CorrectForm, RelationsForm, RevealForm, correct_initial
from linli.people.models import Household, Resident
from linli.people.particulars import Particulars
from linli.people.queries import doors, history
from linli.people.queries import records as queries
from linli.people.views.editing import Meanwhile, changed_meanwhile, differences, with_revision
from linli.places.models import Place
from linli.places.queries import address


def seen_other(url: str) -> HttpResponse:
    return HttpResponseRedirect(url, status=303)


def resident_url(pk: UUID) -> str:
    return reverse("people:resident", args=[pk])


@require_safe
@requires(P.PEOPLE_READ)
def household(request: ActorRequest, pk: UUID) -> HttpResponse:
    home = fetch(request.actor, P.PEOPLE_READ, Household, pk, related=("place",))
    sight.note_viewed(about=home, actor=request.actor, now=clock.now())
    people, story = (
        queries.members(home),
        history.of_household(home, today=clock.today(), reads=history.read_by(request.actor)),
    )
    edits = request.actor.may(P.PEOPLE_EDIT, home.path)
    told = {
        "household": home,
        "address": address(home.place),
        "people": [(one, queries.sight_of(one, request.actor), _needs(request, one)) for one in people],
        "history": story if edits else history.without_reasons(story),
        "others": doors.households_behind(home),
        "may_edit": edits and home.until is None,
        "may_take_back": edits,
    }
    return render(request, "people/household.html", told)


def _needs(request: ActorRequest, one: Resident) -> list[tuple[str, str]]:
    return queries.needs_seen(one.needs.all(), request.actor, one.path)


@require_safe
@requires(P.PEOPLE_READ)
def resident(request: ActorRequest, pk: UUID) -> HttpResponse:
    one = fetch(request.actor, P.PEOPLE_READ, Resident, pk, related=("household__place", "merged_into"))
    looks, story = (
        history.looks_at(one),
        history.of_resident(one, today=clock.today(), reads=history.read_by(request.actor)),
    )
    sight.note_viewed(about=one, actor=request.actor, now=clock.now())
    may_edit = request.actor.may(P.PEOPLE_EDIT, one.path)
    told = {
        "resident": one,
        "sight": queries.sight_of(one, request.actor),
        "needs": _needs(request, one),
        "address": address(one.household.place),
        "merged_into": one.merged_into if _reads_merged(request, one) else None,
        "history": story if may_edit else history.without_reasons(story),
        "looks": looks if may_edit else [],
        "may_edit": may_edit and one.until is None,
        "sees_looks": may_edit,
        "proposal": queries.open_proposal(one) if queries.keeps_register(request.actor, one.path) else None,
        "reveal": RevealForm(),
        "call_reasons": [word for _code, word in rules.call_reason_choices()],
        **words_of(one),
    }
    return render(request, "people/resident.html", told)


def _reads_merged(request: ActorRequest, one: Resident) -> bool:
    return one.merged_into is not None and request.actor.may(P.PEOPLE_READ, one.merged_into.path)


def words_of(one: Resident) -> dict[str, str]:
    return {
        "relation": dict(rules.relation_choices())[one.relation],
        "residence": dict(rules.residence_choices())[one.residence],
        "reach": dict(rules.reach_choices())[one.reach],
        "sex": dict(rules.sex_choices())[one.sex],
        "identity_kind": dict(rules.identity_choices())[one.identity_kind],
        "left": dict(rules.left_choices()).get(one.left, ""),
    }


@require_POST
@requires(P.PEOPLE_RING)
def ring(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The whole phone, as a link that rings it."""
    return _reveal(request, fetch(request.actor, P.PEOPLE_RING, Resident, pk), "phone")


@require_POST
@requires(P.PEOPLE_REVEAL)
def reveal(request: ActorRequest, pk: UUID, field: str) -> HttpResponse:
    """The whole identity number."""
    return _reveal(request, fetch(request.actor, P.PEOPLE_REVEAL, Resident, pk), field)


def _reveal(request: ActorRequest, one: Resident, field: str) -> HttpResponse:
    """A fragment for the page that asked, or a page without JavaScript."""
    form = RevealForm(request.POST)
    told: dict[str, Any] = {"resident": one, "field": field, "word": history.field_words()[field]}
    if form.is_valid():
        with refusals_into(form):
            told["value"] = sight.reveal(
                resident=one, field=field, reason=form.cleaned_data["reason"], actor=request.actor,
                key=form.cleaned_data["key"], now=clock.now(),
            )  # fmt: skip
    template = "people/revealed_fragment.html" if request.headers.get("HX-Request") else "people/revealed.html"
    answer = render(request, template, {**told, "form": form}, status=200 if "value" in told else 422)
    answer["Cache-Control"] = "no-store"
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@requires(P.PEOPLE_EDIT)
def add(request: ActorRequest) -> HttpResponse:
    """A household behind a door: choose the door first, then say who lives there."""
    pk = request.GET.get("door")
    if not pk:
        typed = request.GET.get("q", "")
        told = {"typed": typed, "doors": doors.matching(request.actor, typed), "next": reverse("people:add")}
        return render(request, "people/choose_door.html", told)
    door = doors.door(request.actor, pk)
    form = ArrivalForm(request.POST or None, initial={"on": clock.today(), "relation": "head"})
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            made = actions.add_household(
                place=door, person=form.particulars(), on=form.cleaned_data["on"],
                another=form.cleaned_data["another"], actor=request.actor, key=form.cleaned_data["key"],
                now=clock.now(),
            )  # fmt: skip
            messages.success(request, _("已登记 %(address)s 的新住户。") % {"address": address(door)})
            return seen_other(reverse("people:household", args=[made.pk]))
    known = doors.households_at(door)
    for home, _name in known if request.method != "POST" else ():
        sight.note_viewed(about=home, actor=request.actor, now=clock.now())
    return _arrival(request, form, door, known)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(P.PEOPLE_EDIT)
def add_resident(request: ActorRequest, pk: UUID) -> HttpResponse:
    home = fetch(request.actor, P.PEOPLE_EDIT, Household, pk, related=("place",))
    headed = any(one.relation == "head" for one in queries.members(home))
    form = ArrivalForm(request.POST or None, initial={"on": clock.today(), "relation": "unknown" if headed else "head"})
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            actions.add_resident(
                household=home, person=form.particulars(), on=form.cleaned_data["on"],
                reason=form.cleaned_data["reason"], another=form.cleaned_data["another"],
                actor=request.actor, key=form.cleaned_data["key"], now=clock.now(),
            )  # fmt: skip
        if not form.errors:
            messages.success(request, _("已登记 %(name)s 迁入。") % {"name": form.cleaned_data["name"]})
            return seen_other(reverse("people:household", args=[home.pk]))
    return _arrival(request, form, home.place, [], home)


def _arrival(
    request: ActorRequest,
    form: ArrivalForm,
    door: Place,
    there: list[tuple[Household, str]],
    home: Household | None = None,
) -> HttpResponse:
    told = {"form": form, "address": address(door), "there": there, "household": home}
    return render(request, "people/arrival.html", told, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(P.PEOPLE_EDIT)
def correct(request: ActorRequest, pk: UUID) -> HttpResponse:
    one = fetch(request.actor, P.PEOPLE_EDIT, Resident, pk, related=("household",))
    keeps = queries.keeps_register(request.actor, one.path)
    initial = correct_initial(one, queries.note_of(one), keeps=keeps)
    form = CorrectForm(request.POST or None, initial=initial)
    changed = Meanwhile()
    if request.method == "POST" and form.is_valid():
        with refusals_into(form), changed_meanwhile() as changed:
            actions.correct_resident(
                resident=one, revision=form.cleaned_data["revision"], person=_corrected(form, one, keeps=keeps),
                since=form.cleaned_data["since"],
                actor=request.actor, key=form.cleaned_data["key"], now=clock.now(),
            )  # fmt: skip
        if changed:
            with_revision(form, one.revision)
        elif not form.errors:
            messages.success(request, _("已更正 %(name)s 的记录。") % {"name": form.cleaned_data["name"]})
            return seen_other(resident_url(pk))
    seen = queries.sight_of(one, request.actor)
    told = {"form": form, "resident": one, "sight": seen}
    if changed:
        told["differences"] = differences(form, initial | {"phone": seen.phone, "identity": seen.identity})
    elif request.method != "POST":
        sight.note_viewed(about=one, actor=request.actor, now=clock.now())
    return render(request, "people/correct.html", told, status=409 if changed else 422 if form.is_bound else 200)


def _corrected(form: CorrectForm, one: Resident, *, keeps: bool) -> Particulars:
    """A reader who does not keep the register does not see the date of birth; left empty it stays, like a sealed
    value."""
    person = form.particulars()
    return person if keeps or person.born_on else replace(person, born_on=one.born_on)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(P.PEOPLE_EDIT)
def relations(request: ActorRequest, pk: UUID) -> HttpResponse:
    home = fetch(request.actor, P.PEOPLE_EDIT, Household, pk, related=("place",))
    people, changed = queries.members(home), Meanwhile()
    form = RelationsForm(request.POST or None, people=people, initial={"revision": home.revision})
    if request.method == "POST" and form.is_valid():
        with refusals_into(form), changed_meanwhile() as changed:
            actions.set_relations(
                household=home, revision=form.cleaned_data["revision"], relations=form.relations(),
                actor=request.actor, key=form.cleaned_data["key"], now=clock.now(),
            )  # fmt: skip
        if changed:
            with_revision(form, home.revision)
        elif not form.errors:
            messages.success(request, _("已调整户内关系。"))
            return seen_other(reverse("people:household", args=[pk]))
    told = {"form": form, "household": home, "address": address(home.place), "changed": bool(changed)}
    if changed:
        told["differences"] = differences(form, relations_now(people))
    elif request.method != "POST":
        sight.note_viewed(about=home, actor=request.actor, now=clock.now())
    return render(request, "people/relations.html", told, status=409 if changed else 422 if form.is_bound else 200)


def relations_now(people: list[Resident]) -> dict[str, str]:
    now = {f"relation_{one.pk}": one.relation for one in people}
    return now | {f"residence_{one.pk}": one.residence for one in people}
