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
from linli.kernel.pages.forms import key_of
from linli.kernel.pages.paging import page_of
from linli.kernel.time import clock


@requires(P.CORPS_CONFIRM)
def awaited(request: ActorRequest) -> HttpResponse:
    rows = second.waiting(request.actor).select_related("member", "post", "term__member")
    page = page_of(rows, order=("recorded_at", "pk"), cursor=request.GET.get("after", ""))
    context = {"page": page, "lines": second.lines(page.rows, request.actor)}
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
def decline(request: ActorRequest, pk: UUID) -> HttpResponse:
    found = _own(request, pk)
    actions.decline(awaited=found, actor=request.actor, key=key_of(request), now=clock.now())
    messages.success(request, _("已记下不同意，%(name)s 的任命不生效。") % {"name": found.member.name})
    return redirect("corps:awaited")


def _own(request: ActorRequest, pk: UUID) -> AwaitedTerm:
    return fetch(request.actor, P.CORPS_CONFIRM, AwaitedTerm, pk, related=("member", "post", "term__member"))
