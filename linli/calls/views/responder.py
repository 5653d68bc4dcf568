"""A responder's phone: what is near, what they hold."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from linli.access.marks import ActorRequest, requires
from linli.access.permissions import Permission as P
from linli.calls import queries
from linli.calls.views import cards
from linli.calls.views.live import part, seen_jobs, tag_of
from linli.corps.queries.diary import standing
from linli.kernel.pages.refreshing import asked_again
from linli.kernel.time import clock


@requires(P.CALLS_CLAIM)
def near(request: ActorRequest) -> HttpResponse:
    """What the asker may take on, the oldest first, each with one big button."""
    now = clock.now()
    found = queries.near(request.actor)
    found_jobs = cards.jobs(request.actor, found, now)
    away = standing(request.actor.person, now) if request.actor.person else None
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
    """What the asker holds, what they must pass on, what they opened for others."""
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
def away(_request: ActorRequest) -> HttpResponse:
    """The former address of absences, which are now entries of the diary."""
    return redirect("corps:my_diary")
