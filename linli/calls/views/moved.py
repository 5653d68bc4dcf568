"""Former addresses of pages that now belong to places, redirected for old links."""

from uuid import UUID

from django.http import HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse

from linli.access.marks import ActorRequest, requires
from linli.access.permissions import Permission as P
from linli.access.queries import fetch
from linli.places.models import Place


@requires(P.CALLS_KINDS)
def days(request: ActorRequest) -> HttpResponse:
    return _leads_on(request, reverse("places:days"))


@requires(P.CALLS_KINDS)
def neighbours(request: ActorRequest, pk: UUID) -> HttpResponse:
    grid = fetch(request.actor, P.CALLS_KINDS, Place, pk)
    return _leads_on(request, reverse("places:neighbours", args=[grid.pk]))


def _leads_on(request: ActorRequest, address: str) -> HttpResponse:
    query = request.META.get("QUERY_STRING", "")
    return HttpResponsePermanentRedirect(f"{address}{'?' if query else ''}{query}", preserve_request=True)
