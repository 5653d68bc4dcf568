"""Leaving, moving within the street, death, and undoing one of these."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from linli.access.marks import ActorRequest, requires
from linli.access.permissions import Permission as P
from linli.access.queries import fetch
from linli.kernel.pages.forms import key_of, pressed_before, refusals_into
from linli.kernel.time import clock
from linli.people.actions import moves as actions
from linli.people.actions import sight
from linli.people.forms import DeathForm, LeaveForm, MoveForm
from linli.people.models import Household, Resident
from linli.people.queries import doors
from linli.people.queries import records as queries
from linli.people.views.records import resident_url, seen_other
from linli.places.models import Place
from linli.places.queries import address


def _done(request: ActorRequest, text: str, deed: UUID | None) -> None:
    undo = f"undo:{reverse('people:take_back', args=[deed])}" if deed else ""
    messages.success(request, text, extra_tags=undo)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(P.PEOPLE_EDIT)
def leave(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Some or all of a household leave the street. `?who=` selects one person; without it everybody is selected."""
    home = fetch(request.actor, P.PEOPLE_EDIT, Household, pk, related=("place",))
    people = queries.members(home)
    form = LeaveForm(request.POST or None, people=people, initial=_ticked(request, people))
    if request.method == "POST" and form.is_valid():
        deed, typed = None, form.cleaned_data
        with refusals_into(form):
            deed = actions.move_out(
                residents=form.chosen(), on=typed["on"], reason=typed["reason"], actor=request.actor,
                key=typed["key"], now=clock.now(),
            )  # fmt: skip
        if not form.errors:
            _done(request, _("已登记 %(count)s 人迁出。") % {"count": len(typed["who"])}, deed)
            return seen_other(reverse("people:household", args=[pk]))
    elif pressed_before(form, "people.moved_out", actor=request.actor):
        return seen_other(reverse("people:household", args=[pk]))
    if request.method != "POST":
        sight.note_viewed(about=home, actor=request.actor, now=clock.now())
    told = {"form": form, "household": home, "address": address(home.place)}
    return render(request, "people/leave.html", told, status=422 if form.is_bound else 200)


def _ticked(request: ActorRequest, people: list[Resident]) -> dict[str, object]:
    everybody = [str(one.pk) for one in people]
    who = request.GET.get("who", "")
    return {"who": [who] if who in everybody else everybody, "on": clock.today()}


@require_http_methods(["GET", "HEAD", "POST"])
@requires(P.PEOPLE_EDIT)
def move(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Choose the new door, then who moves and whether they join a household there."""
    home = fetch(request.actor, P.PEOPLE_EDIT, Household, pk, related=("place",))
    door_id = request.POST.get("door") or request.GET.get("door")
    if not door_id:
        wanted = request.GET.get("q", "")
        offered = {"typed": wanted, "doors": doors.matching(request.actor, wanted), "moving": home}
        return render(request, "people/choose_door.html", offered | {"who": request.GET.get("who", "")})
    door = doors.door(request.actor, door_id)
    people, there = queries.members(home), doors.households_at(door)
    there = [(other, who) for other, who in there if other.pk != home.pk]
    initial = _ticked(request, people) | {"door": door.pk}
    form = MoveForm(request.POST or None, people=people, there=there, initial=initial)
    if request.method == "POST" and form.is_valid():
        deed, typed = None, form.cleaned_data
        with refusals_into(form):
            deed = actions.move_within(
                residents=form.chosen(), to=_goal(typed["into"], there, door), on=typed["on"],
                reason=typed["reason"], actor=request.actor, key=typed["key"], now=clock.now(),
            )  # fmt: skip
        if not form.errors:
            _done(request, _("已登记 %(count)s 人迁居到 %(address)s。") % _count(form, door), deed)
            return seen_other(resident_url(form.chosen()[0].pk))
    elif moved := pressed_before(form, "people.moved_within", actor=request.actor):
        return seen_other(resident_url(moved))
    if request.method != "POST":
        sight.note_viewed(about=home, actor=request.actor, now=clock.now())
    told = {"form": form, "household": home, "address": address(home.place), "goal": address(door), "there": there}
    return render(request, "people/move.html", told, status=422 if form.is_bound else 200)


def _count(form: MoveForm, door: Place) -> dict[str, object]:
    return {"count": len(form.cleaned_data["who"]), "address": address(door)}


def _goal(into: str, there: list[tuple[Household, str]], door: Place) -> Place | Household:
    return next((home for home, _who in there if str(home.pk) == into), door)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(P.PEOPLE_EDIT)
def death(request: ActorRequest, pk: UUID) -> HttpResponse:
    one = fetch(request.actor, P.PEOPLE_EDIT, Resident, pk, related=("household__place",))
    form = DeathForm(request.POST or None, initial={"on": clock.today()})
    if request.method == "POST" and form.is_valid():
        deed, typed = None, form.cleaned_data
        with refusals_into(form):
            deed = actions.record_death(
                resident=one, on=typed["on"], reason=typed["reason"], actor=request.actor,
                key=typed["key"], now=clock.now(),
            )  # fmt: skip
        if not form.errors:
            _done(request, _("已登记 %(name)s 去世。") % {"name": one.name}, deed)
            return seen_other(reverse("people:household", args=[one.household_id]))
    if request.method != "POST":
        sight.note_viewed(about=one, actor=request.actor, now=clock.now())
    told = {"form": form, "resident": one, "address": address(one.household.place)}
    return render(request, "people/death.html", told, status=422 if form.is_bound else 200)


@require_POST
@requires(P.PEOPLE_EDIT)
def take_back(request: ActorRequest, deed: UUID) -> HttpResponse:
    moves = queries.deed_of(request.actor, deed)
    actions.take_back(moves=moves, actor=request.actor, key=key_of(request), now=clock.now())
    messages.success(request, _("已撤回，一切恢复原样。"))
    home = moves[0].came_from_id or moves[0].went_to_id
    assert home is not None
    return seen_other(reverse("people:household", args=[home]))
