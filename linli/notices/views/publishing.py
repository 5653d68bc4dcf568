"""Writing a notice, previewing it, publishing it, following how far it has come, withdrawing it."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from linli.access.marks import ActorRequest, requires
from linli.access.permissions import Permission as P
from linli.access.queries import fetch
from linli.kernel.errors import Invalid, NotFound
from linli.kernel.pages.costly import costly
from linli.kernel.pages.forms import KeyedForm, key_of, pressed_before, refusals_into, tell_refusal
from linli.kernel.pages.paging import page_of
from linli.kernel.time import clock
from linli.notices.actions import publishing as actions
from linli.notices.actions.pictures import store_cover
from linli.notices.actions.publishing import Wording
from linli.notices.forms.publishing import NoticeForm, WhereForm
from linli.notices.markdown import as_html
from linli.notices.models import Notice
from linli.notices.queries import audience, doors
from linli.notices.queries import channels as channel_queries
from linli.notices.queries import notices as queries
from linli.places.asked import place_named
from linli.places.choosing import Offer
from linli.places.models import Place
from linli.places.queries import addresses, line
from linli.places.rules import UNITS, PlaceKind


@costly
@requires(P.NOTICES_SEND)
def sent_list(request: ActorRequest) -> HttpResponse:
    """Notices and drafts at the actor's places, the newest first."""
    page = page_of(queries.written(request.actor), order=("-made_at", "-id"), cursor=request.GET.get("after", ""))
    where = addresses({notice.path for notice in page.rows}, from_kind="community")
    rows = [(notice, where.get(notice.path, "")) for notice in page.rows]
    places = queries.places_to_write_at(request.actor)
    context = {
        "page": page, "rows": rows, "places": places, "may_channels": request.actor.may(P.NOTICES_CHANNELS),
    }  # fmt: skip
    return render(request, "notices/sent_list.html", context)


@requires(P.NOTICES_SEND)
def publish(request: ActorRequest) -> HttpResponse:
    """A new notice at `?at=`; without it the choice of the place."""
    place = None if "at-asked" in request.GET else _place_asked(request)
    if place is None:
        return _where(request)
    form = _form(request, place, {"audience": "residents"})
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            made = actions.draft_notice(
                place=place, wording=_wording(form, None), actor=request.actor, key=form.cleaned_data["key"],
                now=clock.now(),
            )  # fmt: skip
            return redirect("notices:sent", made.pk)
    context = {"form": form, "at": place, "crumbs": line(place), "parts": queries.parts_of(place)}
    return render(request, "notices/write.html", context, status=422 if form.errors else 200)


def _where(request: ActorRequest) -> HttpResponse:
    offer = Offer(request.actor, P.NOTICES_SEND, kinds=tuple(kind for kind in PlaceKind if kind not in UNITS))
    form = WhereForm(request.GET if "at-asked" in request.GET else None, offers={"at": offer})
    if form.is_valid():
        return redirect(f"{request.path}?at={form.cleaned_data['at'].pk}")
    return render(request, "notices/choose_place.html", {"form": form})


@requires(P.NOTICES_SEND)
def change(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Correct a draft. A published notice is not changed any more: it is withdrawn and written anew."""
    notice = fetch(request.actor, P.NOTICES_SEND, Notice, pk)
    if notice.published_at:
        raise NotFound("access.not_found")
    place = Place.objects.reachable(request.actor, P.NOTICES_SEND).get(path=notice.path)
    shown = {name: getattr(notice, name) for name in ("title", "body", "audience", "urgency", "column", "post")}
    form = _form(request, place, shown | {"channels": notice.channels.all()})
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            actions.change_draft(
                notice=notice, wording=_wording(form, notice.cover), actor=request.actor,
                key=form.cleaned_data["key"], now=clock.now(),
            )  # fmt: skip
            return redirect("notices:sent", notice.pk)
    context = {"form": form, "at": place, "notice": notice, "crumbs": line(place)}
    return render(request, "notices/write.html", context, status=422 if form.errors else 200)


@requires(P.NOTICES_SEND)
def sent(request: ActorRequest, pk: UUID) -> HttpResponse:
    """A draft's preview and how many people it reaches; or how far a published notice has come (that part alone with
    HX-Request)."""
    notice = fetch(request.actor, P.NOTICES_SEND, Notice, pk, related=("post",))
    context: dict[str, Any] = {"notice": notice}
    if notice.published_at:
        context |= asdict(queries.standing(notice))
    if request.headers.get("HX-Request"):
        return render(request, "notices/progress.html", context | {"alone": True})
    if not notice.published_at:
        context["size"] = audience.size(notice, clock.today())
    context |= {
        "text": as_html(notice.body), "channels": notice.channels.order_by("name"),
        "where": addresses({notice.path}, from_kind="community").get(notice.path, ""),
        "may_doors": request.actor.may(P.PEOPLE_READ, notice.path),
    }  # fmt: skip
    return render(request, "notices/sent.html", context)


@require_POST
@requires(P.NOTICES_SEND)
def send(request: ActorRequest, pk: UUID) -> HttpResponse:
    notice = fetch(request.actor, P.NOTICES_SEND, Notice, pk)
    try:
        actions.publish_notice(notice=notice, actor=request.actor, key=key_of(request), now=clock.now())
    except Invalid as refusal:
        tell_refusal(request, refusal)
    return redirect("notices:sent", pk)


@require_POST
@requires(P.NOTICES_SEND)
def drop(request: ActorRequest, pk: UUID) -> HttpResponse:
    if pressed_before(KeyedForm(request.POST), "notices.draft_dropped", actor=request.actor) == pk:
        return redirect("notices:sent_list")
    notice = fetch(request.actor, P.NOTICES_SEND, Notice, pk)
    actions.drop_draft(notice=notice, actor=request.actor, key=key_of(request), now=clock.now())
    messages.success(request, _("草稿「%(title)s」已删除。") % {"title": notice.title})
    return redirect("notices:sent_list")


@require_POST
@requires(P.NOTICES_SEND)
def withdraw(request: ActorRequest, pk: UUID) -> HttpResponse:
    notice = fetch(request.actor, P.NOTICES_SEND, Notice, pk)
    actions.withdraw_notice(notice=notice, actor=request.actor, key=key_of(request), now=clock.now())
    messages.success(
        request, _("「%(title)s」已撤回：没看的人不会再看到，看过的人会看到已撤回。") % {"title": notice.title}
    )
    return redirect("notices:sent", pk)


@costly
@requires(P.NOTICES_SEND)
def unread(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Who of the leaders or members has not read it yet; residents are on the door list."""
    notice = fetch(request.actor, P.NOTICES_SEND, Notice, pk)
    if notice.audience == "residents":
        raise NotFound("access.not_found")
    context = {"notice": notice, "rows": doors.unread_members(notice), "most": doors.AT_ONCE}
    return render(request, "notices/unread.html", context)


def _place_asked(request: ActorRequest) -> Place | None:
    place = place_named(request, P.NOTICES_SEND)
    if place and (place.closed_on is not None or place.kind in {"door", "shop"}):
        raise NotFound("access.not_found")
    return place


def _form(request: ActorRequest, place: Place, initial: dict[str, Any]) -> NoticeForm:
    return NoticeForm(
        request.POST or None, request.FILES or None, initial=initial, posts=queries.posts_at(place),
        channels=channel_queries.usable_at(place.path),
    )  # fmt: skip


def _wording(form: NoticeForm, cover: UUID | None) -> Wording:
    """The typed values, with the picture stored. Raises Invalid for a file that is no accepted picture."""
    typed = form.cleaned_data
    picture = typed["picture"]
    if picture:
        cover = store_cover(picture)
    elif typed["no_picture"]:
        cover = None
    return Wording(
        title=typed["title"], body=typed["body"], audience=typed["audience"], urgency=typed["urgency"],
        column=typed["column"], post=typed["post"], channels=list(typed["channels"]), cover=cover,
    )  # fmt: skip
