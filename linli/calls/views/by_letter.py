"""From a letter about a resident's own call to the page they follow it on."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from linli.access.marks import public
from linli.calls.actions.opening import follow_token_of
from linli.kernel.errors import NotFound
from linli.notices.tokens import is_mark_of


@public("the letter to the caller leads here with a mark of this address, which nobody else can make")
def by_letter(request: HttpRequest, pk: UUID) -> HttpResponse:
    token = follow_token_of(pk) if is_mark_of(request.path, request.GET.get("mark", "")) else ""
    if not token:
        raise NotFound("access.not_found")
    return redirect("calls:follow", token)
