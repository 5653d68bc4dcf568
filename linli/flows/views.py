"""The page of consequences, for system administrators. Shows ids and sentences, nothing of a call's content."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from linli.access.marks import ActorRequest, requires
from linli.access.permissions import Permission as P
from linli.access.queries import fetch
from linli.flows import actions, queries
from linli.flows.models import Consequence
from linli.flows.words import flow_in_words, topic_in_words, why_in_words
from linli.kernel.pages.forms import key_of
from linli.kernel.time import clock
from linli.places.outside import around


@requires(P.FLOWS_READ)
def index(request: ActorRequest) -> HttpResponse:
    failed = queries.failures(request.actor, request.GET.get("after", ""))
    retrying, latest = queries.retrying(request.actor), queries.latest(request.actor)
    named = around({row.path for row in [*failed.rows, *retrying, *latest]}, from_kind="community")

    def told(rows: list[Consequence]) -> list[dict[str, object]]:
        return [
            {
                "row": row,
                "topic": topic_in_words(row.topic),
                "flow": flow_in_words(row.flow),
                "at": named.get(row.path, ""),
                "why": why_in_words(row.last_error),
            }
            for row in rows
        ]

    context = {
        "lines": [(topic_in_words(x.topic), flow_in_words(x.flow), x) for x in queries.lines(request.actor)],
        "failed": told(failed.rows),
        "page": failed,
        "retrying": told(retrying),
        "latest": told(latest),
    }
    return render(request, "flows/index.html", context)


@require_POST
@requires(P.FLOWS_READ)
def try_again(request: ActorRequest, pk: UUID) -> HttpResponse:
    found = fetch(request.actor, P.FLOWS_READ, Consequence, pk)
    actions.try_again(consequence=found, actor=request.actor, key=key_of(request), now=clock.now())
    messages.success(request, _("已排队重试。几秒钟后刷新页面看结果。"))
    return redirect("flows:index")
