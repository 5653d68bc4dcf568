"""A resident without an account asks: the code on the notice in the stairwell opens this page. Three steps."""

from typing import Any
from uuid import UUID

from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from linli.access.marks import public
from linli.calls import queries
from linli.calls.actions import opening
from linli.calls.forms.ask import FIRST_ITEMS, MOST_ITEMS, AskForm, items_typed
from linli.calls.models import CallKind
from linli.calls.views.trays import Tray, stranger, tray_of
from linli.corps.queries.cards import card_of, place_with_card
from linli.corps.queries.overview import duty_phone
from linli.kernel.ids import new_id
from linli.kernel.pages.forms import refusals_into
from linli.kernel.time import clock
from linli.places.models import Place
from linli.places.queries import address


@public("residents without an account ask for help by the code on the notice of their stairwell")
def ask(request: HttpRequest, pk: UUID) -> HttpResponse:
    place = place_with_card(pk)
    kinds = queries.kinds_for("resident", place.path)
    kind = _chosen(kinds, request.POST.get("kind") or request.GET.get("kind", ""))
    if kind is None:
        return _page(request, place, 1, kinds=kinds, card=card_of(place, clock.today()))
    if request.method != "POST":
        return _page(
            request, place, 2, kind=kind, form=AskForm(kind=kind, phone_needed=True), rows=rows_for([]),
            tray=Tray({}),
        )  # fmt: skip
    items = items_typed(request.POST) if kind.family == "order" else []
    tray = tray_of(request)
    step = request.POST.get("step", "check")
    if step in {"more", "edit"} or tray.touched:
        form = AskForm(initial=typed_so_far(request), kind=kind, phone_needed=True)
        rows = rows_for(items, 1 if step == "more" else 0)
        return _page(request, place, 2, kind=kind, form=form, rows=rows, tray=tray)
    form = AskForm(request.POST, kind=kind, items=items, phone_needed=True)
    if form.is_valid() and not tray.refusals:
        if step != "send":
            return _page(request, place, 3, kind=kind, form=form, items=items, tray=tray)
        with refusals_into(form):
            return _send(form, place, kind, items, tray, stranger(request))
    sent = key_renewed(request, form)
    return _page(request, place, 2, kind=kind, form=form, rows=rows_for(items), tray=tray, sent=sent, status=422)


def _send(
    form: AskForm, place: Place, kind: CallKind, items: list[tuple[str, str]], tray: Tray, network: str
) -> HttpResponse:
    """Opens the call and leads to its page, which shows the number, the link and the hand-over code."""
    opened = opening.open_call(
        place=place, kind=kind, channel="qr", items=items, photos=tray.references, actor=None, now=clock.now(),
        network=network, **form.cleaned_data,
    )  # fmt: skip
    return redirect("calls:follow", opened.follow_token)


def key_renewed(request: HttpRequest, form: AskForm) -> str:
    """The caller's link to what the form's key opened before with other words: shown beside what was typed now, which a
    further press sends under a new key. "" when nothing was sent before."""
    if not form.has_error(NON_FIELD_ERRORS, "calls.sent_before"):
        return ""
    token = opening.follow_token_with(form.cleaned_data["key"])
    typed = request.POST.copy()
    typed["key"] = str(new_id())
    form.data = typed
    return token


def typed_so_far(request: HttpRequest) -> dict[str, Any]:
    """What is in the fields, unjudged, for showing the same form again."""
    several = {"units": request.POST.getlist("units")}
    return request.POST.dict() | several | {"text_only": request.POST.get("text_only") in {"on", "True"}}


def _chosen(kinds: list[CallKind], code: str) -> CallKind | None:
    return next((kind for kind in kinds if kind.code == code), None)


def rows_for(items: list[tuple[str, str]], more: int = 0) -> list[tuple[str, str]]:
    """The rows of an order to type in: what is there, and empty ones."""
    return [*items, *[("", "1")] * max(FIRST_ITEMS - len(items), more)][:MOST_ITEMS]


def _page(request: HttpRequest, place: Place, step: int, *, status: int = 200, **context: Any) -> HttpResponse:
    kind = context.get("kind")
    if kind and kind.settlement == "sitting":
        context["times"] = "、".join(f"{row.time:%H:%M}" for row in queries.times_at(place.path))
    context |= {"place": place, "address": address(place, from_kind="community"), "step": step}
    context["duty_phone"] = duty_phone(place) if step > 1 else ""
    answer = render(request, "calls/ask.html", context, status=status)
    answer["X-Robots-Tag"] = "noindex"
    return answer
