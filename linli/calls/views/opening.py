"""Opening a call by hand: at the desk or on the doorstep for somebody without a phone, and blowing the whistle."""

from contextlib import suppress
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from linli.access.marks import ActorRequest, requires
from linli.access.permissions import Permission as P
from linli.calls.actions.opening import Opened, check_may_open, open_call
from linli.calls.forms.ask import AskForm, items_typed
from linli.calls.forms.whistle import WhistleForm
from linli.calls.models import CallKind
from linli.calls.queries import kinds_at
from linli.calls.queries.parts import units_to_call
from linli.calls.views.ask import key_renewed, rows_for, typed_so_far
from linli.calls.views.trays import Tray, tray_of
from linli.kernel.errors import NotAllowed
from linli.kernel.pages.forms import refusals_into
from linli.kernel.pages.qr import qr_of
from linli.kernel.time import clock
from linli.places.asked import place_asked
from linli.places.models import Place
from linli.places.queries import address, addresses, children, roots


@requires(P.CALLS_OPEN)
def open_for(request: ActorRequest) -> HttpResponse:
    """On behalf: the place, the kind, then one short form."""
    at = place_asked(request, P.CALLS_OPEN)
    kinds = [kind for kind in _kinds(request, at) if kind.family != "whistle"]
    return _open(request, at, kinds, whistle=False)


@requires(P.CALLS_WHISTLE)
def whistle(request: ActorRequest) -> HttpResponse:
    at = place_asked(request, P.CALLS_WHISTLE)
    kinds = [kind for kind in _kinds(request, at) if kind.family == "whistle"]
    return _open(request, at, kinds, whistle=True)


def _kinds(request: ActorRequest, at: Place) -> list[CallKind]:
    """Those that the asker's posts may open there."""
    found = []
    for kind in kinds_at(at.path):
        with suppress(NotAllowed):
            check_may_open(request.actor, kind, at.path, channel="desk")
            found.append(kind)
    return found


def _open(request: ActorRequest, at: Place, kinds: list[CallKind], *, whistle: bool) -> HttpResponse:
    code = request.POST.get("kind") or request.GET.get("kind", "")
    kind = next((kind for kind in kinds if kind.code == code), None)
    context = _around(request, at, whistle=whistle) | {"kinds": kinds, "kind": kind}
    if kind is None:
        return render(request, "calls/open.html", context)
    items = items_typed(request.POST) if kind.family == "order" else []
    tray = tray_of(request)
    step = request.POST.get("step")
    form = _form(request, kind, at, items, unjudged=step in {"more", "moved"} or tray.touched)
    if form.is_bound and form.is_valid() and not tray.refusals:
        with refusals_into(form):
            return _opened(request, _send(request, form, at, kind, items, tray))
    context |= {"form": form, "rows": rows_for(items, 1 if step == "more" else 0)}
    context["tray"] = tray
    context["sent"] = bool(key_renewed(request, form))
    return render(request, "calls/open.html", context, status=422 if form.errors or tray.refusals else 200)


def _form(request: ActorRequest, kind: CallKind, at: Place, items: list[tuple[str, str]], *, unjudged: bool) -> AskForm:
    data = request.POST if request.method == "POST" and not unjudged else None
    typed = typed_so_far(request) if unjudged else None
    if kind.family == "whistle":
        return WhistleForm(data, initial=typed, kind=kind, units=units_to_call(at.path))
    return AskForm(data, initial=typed, kind=kind, items=items, on_behalf=True)


def _send(
    request: ActorRequest, form: AskForm, at: Place, kind: CallKind, items: list[tuple[str, str]], tray: Tray
) -> Opened:
    channel = "leader" if all(held.bundle == "leader" for held in request.actor.held) else "desk"
    return open_call(
        place=at, kind=kind, channel=channel, on_behalf=kind.family != "whistle", items=items, photos=tray.references,
        actor=request.actor, now=clock.now(), **form.cleaned_data,
    )  # fmt: skip


def _opened(request: ActorRequest, opened: Opened) -> HttpResponse:
    """Shows the caller's link once to whoever opened the call; the same form sent again shows it again. That of an
    order leads to the hand-over code, which is the resident's alone: neither is shown."""
    link = f"{settings.LINLI_PUBLIC_URL}{reverse('calls:follow', args=[opened.follow_token])}"
    call = opened.call
    apart = call.on_behalf and call.kind.apart
    context: dict[str, Any] = {"call": call, "apart": apart, "sent": bool(call.caller), "link": ""}
    if call.kind.family != "whistle" and not apart:
        context |= {"code": opened.code, "link": link, "qr": qr_of(link)}
    return render(request, "calls/opened.html", context)


def _around(request: ActorRequest, at: Place, *, whistle: bool) -> dict[str, Any]:
    """The place, and the ways up and down the tree from it."""
    parent = at.parent if at.parent and request.actor.may(P.CALLS_OPEN, at.parent.path) else None
    own = [] if parent else [place for place in roots(request.actor, P.CALLS_OPEN) if place.pk != at.pk]
    where = addresses([place.path for place in own], from_kind="grid")
    return {
        "at": at, "address": address(at, from_kind="community"), "parent": parent,
        "others": [(place, where[place.path]) for place in own],
        "parts": children(request.actor, at, permission=P.CALLS_OPEN),
        "heading": _("吹哨") if whistle else _("代为开单"), "whistle": whistle,
    }  # fmt: skip
