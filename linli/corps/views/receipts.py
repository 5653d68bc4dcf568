"""Who has an account that somebody else opened: confirmed by those who know its owner (docs/decisions/029)."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from linli.access.addresses import addresses
from linli.access.marks import ActorRequest, requires
from linli.access.permissions import Permission as P
from linli.corps.actions import receipts as actions
from linli.corps.queries import receipts as queries
from linli.kernel.errors import NotFound
from linli.kernel.pages.forms import key_of
from linli.kernel.pages.paging import page_of
from linli.kernel.time import clock


@requires(P.CORPS_APPOINT, P.CORPS_CONFIRM)
def received(request: ActorRequest) -> HttpResponse:
    """Those that somebody has signed in to come first: they can be confirmed now."""
    rows = queries.receipts(request.actor)
    page = page_of(rows, order=("must_change_password", "name", "pk"), cursor=request.GET.get("after", ""))
    lines = queries.receipt_lines(page.rows, request.actor)
    ready = [line for line in lines if not line.account.must_change_password]
    context = {
        "confirms": request.actor.may(P.CORPS_CONFIRM),
        "page": page,
        "ready": ready,
        "may_confirm": [line for line in ready if not line.why_not],
        "unused": [line for line in lines if line.account.must_change_password],
        "places": addresses(post.path for line in lines for post in line.posts),
    }
    return render(request, "corps/received.html", context)


@require_POST
@requires(P.CORPS_APPOINT, P.CORPS_CONFIRM)
def confirm(request: ActorRequest, pk: UUID) -> HttpResponse:
    found = queries.receipt(request.actor, pk)
    actions.confirm_receipt(account=found, actor=request.actor, key=key_of(request), now=clock.now())
    messages.success(request, _("已确认，%(name)s 的岗位现在起可以用了。") % {"name": found.name})
    return redirect("corps:received")


@require_POST
@requires(P.CORPS_APPOINT, P.CORPS_CONFIRM)
def confirm_all(request: ActorRequest) -> HttpResponse:
    """All that the page shows."""
    rows = list(queries.receipts(request.actor).filter(pk__in=_chosen(request)))
    done, left = actions.confirm_receipts(accounts=rows, actor=request.actor, key=key_of(request), now=clock.now())
    if done:
        messages.success(request, _("已确认 %(count)s 个账号，他们的岗位现在起可以用了。") % {"count": done})
    if left:
        messages.warning(request, _("有 %(count)s 个没有确认，还留在下面：请一个一个看原因。") % {"count": left})
    return redirect("corps:received")


@require_POST
@requires(P.CORPS_APPOINT, P.CORPS_CONFIRM)
def refuse(request: ActorRequest, pk: UUID) -> HttpResponse:
    found = queries.receipt(request.actor, pk)
    actions.refuse_receipt(account=found, actor=request.actor, key=key_of(request), now=clock.now())
    messages.success(request, _("%(name)s 的账号已停用，正在用它的人已退出。") % {"name": found.name})
    return redirect("corps:received")


def _chosen(request: ActorRequest) -> list[UUID]:
    try:
        return [UUID(text) for text in request.POST.getlist("row")]
    except ValueError:
        raise NotFound("access.not_found") from None
