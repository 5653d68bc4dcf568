"""Channels, and the log of what was sent."""

from dataclasses import replace
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
from linli.kernel.errors import Conflict, Invalid, NotFound
from linli.kernel.pages.forms import key_of, refusals_into, tell_refusal
from linli.kernel.pages.paging import page_of
from linli.kernel.time import clock
from linli.notices import words
from linli.notices.actions import channels as actions
from linli.notices.actions.channels import Way
from linli.notices.actions.outside import template_of, try_again
from linli.notices.forms.publishing import WayForm
from linli.notices.models import Channel
from linli.notices.queries import channels as queries
from linli.notices.rules import SmsTemplate
from linli.places.asked import place_named
from linli.places.models import Place
from linli.places.queries import addresses


@requires(P.NOTICES_CHANNELS)
def channels(request: ActorRequest) -> HttpResponse:
    rows = list(queries.channels(request.actor))
    where = addresses({channel.path for channel in rows}, from_kind="community")
    context = {"rows": [(channel, where.get(channel.path, "")) for channel in rows]}
    return render(request, "notices/channels.html", context)


@requires(P.NOTICES_CHANNELS)
def new_channel(request: ActorRequest) -> HttpResponse:
    """A new channel for `?at=`, by default the first place where the actor may add one."""
    places = queries.places_for_channels(request.actor)
    if not places:
        raise NotFound("access.not_found")
    form = WayForm(request.POST or None, initial={"method": "POST"})
    if request.method == "POST" and form.is_valid() and _save(request, form, _asked(request, places[0]), None):
        return redirect("notices:channels")
    context = {"form": form, "at": _asked(request, places[0]), "places": places}
    return render(request, "notices/channel_form.html", context, status=422 if form.errors else 200)


@requires(P.NOTICES_CHANNELS)
def channel(request: ActorRequest, pk: UUID) -> HttpResponse:
    """One channel: change its name or address, test it, switch it off and on."""
    found = fetch(request.actor, P.NOTICES_CHANNELS, Channel, pk)
    place = Place.objects.reachable(request.actor, P.NOTICES_CHANNELS).get(path=found.path)
    success = template_of(found).success if found.kind == "sms" else ""
    form = WayForm(
        request.POST or None, channel=found, initial={"name": found.name, "method": "POST", "success": success}
    )  # fmt: skip
    if request.method == "POST" and form.is_valid() and _save(request, form, place, found):
        return redirect("notices:channel", pk)
    context = {"form": form, "channel": found, "at": place}
    return render(request, "notices/channel.html", context, status=422 if form.errors else 200)


@require_POST
@requires(P.NOTICES_CHANNELS)
def switch(request: ActorRequest, pk: UUID) -> HttpResponse:
    found = fetch(request.actor, P.NOTICES_CHANNELS, Channel, pk)
    active = request.POST.get("active") == "1"
    actions.switch_channel(channel=found, active=active, actor=request.actor, key=key_of(request), now=clock.now())
    messages.success(request, _("通道已启用。") if active else _("通道已停用，等着发的会留到重新启用。"))
    return redirect("notices:channel", pk)


@require_POST
@requires(P.NOTICES_CHANNELS)
def test(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Send the test sentence now and show the result."""
    found = fetch(request.actor, P.NOTICES_CHANNELS, Channel, pk)
    phone = request.POST.get("phone", "")
    try:
        actions.test_channel(channel=found, phone=phone, actor=request.actor, key=key_of(request), now=clock.now())
    except (Invalid, Conflict) as refusal:
        tell_refusal(request, refusal)
    else:
        messages.success(request, _("测试消息已被对方接收，请到群里或手机上看一眼。"))
    return redirect("notices:channel", pk)


@requires(P.NOTICES_CHANNELS)
def log(request: ActorRequest) -> HttpResponse:
    """What was sent, waits, or was given up: times and reasons, never a number or a name."""
    show = request.GET.get("show", "")
    page = page_of(
        queries.log(request.actor, show=show), order=("-made_at", "-id"), cursor=request.GET.get("after", "")
    )
    rows = [(sending, words.why(sending.last_error)) for sending in page.rows]
    context = {"page": page, "rows": rows, "show": show, "dead": queries.log(request.actor, show="dead").count()}
    return render(request, "notices/log.html", context)


@require_POST
@requires(P.NOTICES_CHANNELS)
def again(request: ActorRequest) -> HttpResponse:
    """Try one dead sending again, or all of them."""
    dead = queries.log(request.actor, show="dead")
    asked = request.POST.get("sending", "")
    try:
        wanted = dead.filter(pk=UUID(asked)) if asked else dead[:1000]
    except ValueError:
        raise NotFound("access.not_found") from None
    count = try_again(sendings=list(wanted), actor=request.actor, key=key_of(request), now=clock.now())
    messages.success(request, _("%(n)s 条重新排队。") % {"n": count})
    return redirect("notices:log")


def _asked(request: ActorRequest, usual: Place) -> Place:
    return place_named(request, P.NOTICES_CHANNELS) or usual


def _template(typed: dict[str, Any], found: Channel | None) -> SmsTemplate | None:
    """None where nothing about a gateway was typed."""
    success = typed["success"].strip()
    if typed["url"]:
        return SmsTemplate(typed["url"].strip(), typed["method"] or "POST", typed["body"], success)
    now = template_of(found) if found and found.kind == "sms" else None
    return replace(now, success=success) if now and now.success != success else None


def _save(request: ActorRequest, form: WayForm, place: Place, found: Channel | None) -> bool:
    typed = form.cleaned_data
    way = Way(typed["name"], found.kind if found else typed["kind"], typed["address"], _template(typed, found))
    with refusals_into(form):
        actions.save_channel(
            place=place, channel=found, way=way, actor=request.actor, key=typed["key"], now=clock.now()
        )
        messages.success(request, _("通道「%(name)s」已保存。请发一条测试消息。") % {"name": way.name})
    return not form.errors
