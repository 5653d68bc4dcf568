"""The second person's page: terms whose givers lack rights that they carry, to be confirmed or declined."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from linli.access.marks import ActorRequest, requires
from linli.access.permissions import Permission as P
from linli.access.queries import fetch
from linli.corps.actions import second as actions
from linli.corps.models import AwaitedTerm
from linli.corps.queries import second
from linli.kernel.errors import NotFound
from linli.kernel.pages.forms import key_of
from linli.kernel.pages.paging import page_of
from linli.kernel.time import clock


@requires(P.CORPS_CONFIRM, P.CORPS_APPOINT)
def awaited(request: ActorRequest) -> HttpResponse:
    """Who confirms only accounts is led to these."""
    if not request.actor.may(P.CORPS_CONFIRM):
        return redirect("corps:received")
    rows = second.waiting(request.actor).select_related("member", "post", "term__member")
    page = page_of(rows, order=("recorded_at", "pk"), cursor=request.GET.get("after", ""))
    lines = second.lines(page.rows, request.actor)
    context = {
        "page": page,
        "lines": lines,
        "may_confirm": [line for line in lines if not line.why_not],
    }
    return render(request, "corps/awaited.html", context)


@require_POST
@requires(P.CORPS_CONFIRM)
def confirm(request: ActorRequest, pk: UUID) -> HttpResponse:
    found = _own(request, pk)
    actions.confirm(awaited=found, actor=request.actor, key=key_of(request), now=clock.now())
    told = _("已确认，%(name)s 任%(title)s即时生效。")
    messages.success(request, told % {"name": found.member.name, "title": _(found.post.title)})
    return redirect("corps:awaited")


@require_POST
@requires(P.CORPS_CONFIRM)
def confirm_all(request: ActorRequest) -> HttpResponse:
    """All that the page shows: those that wait now, up to a page of them."""
    rows = (
        second.waiting(request.actor).filter(pk__in=_chosen(request)).select_related("member", "post", "term__member")
    )
    began, left = actions.confirm_all(rows=list(rows), actor=request.actor, key=key_of(request), now=clock.now())
    if began:
        messages.success(request, _("已确认 %(count)s 项任命，即时生效。") % {"count": began})
    if left:
        messages.warning(request, _("有 %(count)s 项没有确认，还留在下面：请一项一项看原因。") % {"count": left})
    return redirect("corps:awaited")


@require_POST
@requires(P.CORPS_CONFIRM)
def decline(request: ActorRequest, pk: UUID) -> HttpResponse:
    found = _own(request, pk)
    actions.decline(awaited=found, actor=request.actor, key=key_of(request), now=clock.now())
    messages.success(request, _("已记下不同意，%(name)s 的任命不生效。") % {"name": found.member.name})
    return redirect("corps:awaited")


def _chosen(request: ActorRequest) -> list[UUID]:
    try:
        return [UUID(text) for text in request.POST.getlist("row")]
    except ValueError:
        raise NotFound("access.not_found") from None


def _own(request: ActorRequest, pk: UUID) -> AwaitedTerm:
    return fetch(request.actor, P.CORPS_CONFIRM, AwaitedTerm, pk, related=("member", "post", "term__member"))
