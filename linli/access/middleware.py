"""Puts the actor on the request, and refuses every view that does not say who may use it."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from linli.access.actor import Actor
from linli.access.models import actor_of
from linli.kernel import clock
from linli.kernel.errors import NotAllowed

# Views of libraries carry no mark of ours; each is named here with the reason why it is safe to open.
FOREIGN_VIEWS: dict[str, str] = {}


class ActorMiddleware:
    """`request.actor` is None for the anonymous. Public views never cost a query for it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: Any, view: Any, _args: Any, _kwargs: Any) -> None:
        mark = getattr(view, "access_mark", None)
        if mark is None and f"{view.__module__}.{view.__qualname__}" not in FOREIGN_VIEWS:
            raise NotAllowed("access.not_allowed", permission="")
        request.actor = None if mark and mark[0] == "public" else _actor(request)


def _actor(request: HttpRequest) -> Actor | None:
    if not request.user.is_authenticated:
        return None
    return actor_of(request.user, clock.today())
