"""The trail, for auditors: who did what, where and when. Rows are named by id and counted; their content is not
shown."""

from django.http import HttpResponse
from django.shortcuts import render

from linli.access.addresses import addresses
from linli.access.forms import TrailForm
from linli.access.marks import ActorRequest, requires
from linli.access.permissions import Permission as P
from linli.access.queries import counts_by_kind, facts
from linli.access.words import deed, details, room
from linli.kernel.pages.paging import page_of


@requires(P.ACCESS_AUDIT)
def trail(request: ActorRequest) -> HttpResponse:
    form = TrailForm(request.GET)
    chosen = form.chosen()
    found = facts(request.actor, chosen)
    page = page_of(found, order=("-seq",), cursor=request.GET.get("after", ""))
    counts, more = counts_by_kind(found) if page.first else ([], False)
    context = {
        "form": form,
        "chosen": chosen,
        "page": page,
        "rows": [
            {"fact": fact, "deed": deed(fact.kind), "room": room(fact.kind), "details": details(fact.data)}
            for fact in page.rows
        ],
        "counts": [{"kind": kind, "deed": deed(kind), "count": count} for kind, count in counts],
        "total": sum(count for _kind, count in counts),
        "more": more,
        "places": addresses({fact.path for fact in page.rows} | {chosen.path}),
        "filtered": any([chosen.kind, chosen.actor, chosen.path, chosen.day]),
    }
    return render(request, "access/trail.html", context, status=422 if form.errors else 200)
