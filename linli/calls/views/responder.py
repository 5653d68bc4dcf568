"""A responder's phone: what is near, what they hold, when they take nothing."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from linli.access.marks import ActorRequest, requires
from linli.access.permissions import Permission as P
from linli.calls import actions, queries
from linli.calls.forms.whistle import AwayForm
from linli.calls.queries.lines import away_now, away_of, aways_of
from linli.calls.views import cards
from linli.calls.views.live import part, seen_jobs, tag_of
from linli.kernel.pages.forms import key_of, refusals_into
from linli.kernel.pages.refreshing import asked_again
from linli.kernel.time import clock


@requires(P.CALLS_CLAIM)
def near(request: ActorRequest) -> HttpResponse:
    """What the asker may take on, the oldest first, each with one big button."""
    now = clock.now()
    found = queries.near(request.actor)
    found_jobs = cards.jobs(request.actor, found, now)
    away = away_now(request.actor, now)
    context = {
        "jobs": found_jobs, "near_count": len(found),
        "may_open": request.actor.may(P.CALLS_OPEN), "away": away,
    }  # fmt: skip
    tag = tag_of(request, seen_jobs(found_jobs), away and away.pk)
    if asked_again(request):
        return part(request, "calls/near_part.html", tag, lambda: context)
    return render(request, "calls/near.html", context | {"etag": tag})


@requires(P.CALLS_CLAIM, P.CALLS_OPEN)
def mine(request: ActorRequest) -> HttpResponse:
    """What the asker carries, what is theirs to hand on, what they opened for others."""
    now = clock.now()
    found = queries.mine(request.actor)
    groups = [
        (_("手上的"), cards.jobs(request.actor, found.held, now)),
        (_("一同办的"), cards.jobs(request.actor, found.helping, now)),
        (_("等我安排的"), cards.jobs(request.actor, found.received, now)),
        (_("我开的"), cards.jobs(request.actor, found.opened, now)),
    ]
    context = {"groups": [(name, jobs) for name, jobs in groups if jobs], "mine_count": len(found.held)}
    tag = tag_of(request, [(str(name), seen_jobs(jobs)) for name, jobs in groups])
    if asked_again(request):
        return part(request, "calls/mine_part.html", tag, lambda: context)
    return render(request, "calls/mine.html", context | {"etag": tag})


@requires(P.CALLS_CLAIM)
def away(request: ActorRequest) -> HttpResponse:
    form = AwayForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            actions.record_away(actor=request.actor, now=clock.now(), **form.cleaned_data)
            messages.success(request, _("已登记。这段时间不会派单给您。"))
            return redirect("calls:away")
    context = {"form": form, "aways": aways_of(request.actor, clock.now())}
    return render(request, "calls/away.html", context, status=422 if form.errors else 200)


@require_POST
@requires(P.CALLS_CLAIM)
def end_away(request: ActorRequest, pk: UUID) -> HttpResponse:
    found = away_of(request.actor, pk)
    actions.end_away(away=found, actor=request.actor, key=key_of(request), now=clock.now())
    messages.success(request, _("已删去,您可以接单了。"))
    return redirect("calls:away")
