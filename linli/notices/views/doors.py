"""Who must still be told in person: by building and floor, to print and to tick off."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from linli.access.marks import ActorRequest, requires
from linli.access.permissions import Permission as P
from linli.access.queries import fetch
from linli.kernel.errors import NotFound
from linli.kernel.pages.forms import key_of
from linli.kernel.time import clock
from linli.notices.actions import telling as actions
from linli.notices.models import Notice
from linli.notices.queries import doors as queries
from linli.places.asked import place_named
from linli.places.models import Place
from linli.places.queries import address


@requires(P.PEOPLE_READ)
def to_do(request: ActorRequest) -> HttpResponse:
    """The notices that somebody behind the actor's doors does not know of yet."""
    rows, now = queries.to_do(request.actor, clock.now()), clock.now()
    context = {"rows": rows, "none": not rows and queries.none_lately(request.actor, now)}
    return render(request, "notices/to_do.html", context)


@requires(P.PEOPLE_READ)
def doors(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The door list of `?at=`, or the parts of a place too large for one list."""
    notice = queries.notice_at_my_doors(request.actor, pk)
    starts = queries.start_of(notice, request.actor)
    at = _at(request, starts)
    people = queries.people_left(notice, at)
    parts = queries.branches(notice, at) if people > queries.AT_ONCE else []
    floors = queries.door_list(notice, at) if not parts else []
    if floors:
        actions.note_look(
            notice=notice, path=at.path, count=min(people, queries.AT_ONCE), actor=request.actor, now=clock.now()
        )
    context = {
        "notice": notice, "at": at, "where": address(at), "starts": starts, "parts": parts, "floors": floors,
        "people": people, "most": queries.AT_ONCE, "now": clock.now(),
    }  # fmt: skip
    return render(request, "notices/doors.html", context)


@require_POST
@requires(P.PEOPLE_READ, P.NOTICES_SEND)
def told(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Tick off the letters named `letter`: one person, or everyone behind a door."""
    notice = _notice(request, pk)
    letters = _letters(request)
    count = actions.mark_told(notice=notice, letters=letters, actor=request.actor, key=key_of(request), now=clock.now())
    undo = reverse("notices:untell", args=[pk]) + "?" + "&".join(f"letter={letter}" for letter in letters)
    messages.success(request, _("已记下：当面告知 %(n)s 人。") % {"n": count}, extra_tags=f"undo:{undo}")
    return redirect(_back(request, pk, notice))


@require_POST
@requires(P.PEOPLE_READ, P.NOTICES_SEND)
def untell(request: ActorRequest, pk: UUID) -> HttpResponse:
    notice = _notice(request, pk)
    count = actions.untell(
        notice=notice, letters=_letters(request), actor=request.actor, key=key_of(request), now=clock.now()
    )
    messages.success(request, _("已撤回 %(n)s 人的告知记录。") % {"n": count})
    return redirect(_back(request, pk, notice))


def _notice(request: ActorRequest, pk: UUID) -> Notice:
    """Residents are told by who knows the doors, leaders by who may send them notices."""
    if request.actor.may(P.PEOPLE_READ):
        try:
            return queries.notice_at_my_doors(request.actor, pk)
        except NotFound:
            pass
    return fetch(request.actor, P.NOTICES_SEND, Notice, pk)


def _at(request: ActorRequest, starts: list[Place]) -> Place:
    place = place_named(request, P.PEOPLE_READ) or next(iter(starts), None)
    if place is None:
        raise NotFound("access.not_found")
    return place


def _letters(request: ActorRequest) -> list[UUID]:
    try:
        return [UUID(text) for text in request.POST.getlist("letter") or request.GET.getlist("letter")]
    except ValueError:
        raise NotFound("access.not_found") from None


def _back(request: ActorRequest, pk: UUID, notice: Notice) -> str:
    if notice.audience != "residents":
        return reverse("notices:unread", args=[pk])
    at = request.POST.get("at", "")
    return reverse("notices:doors", args=[pk]) + (f"?at={UUID(at)}" if _is_id(at) else "")


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
