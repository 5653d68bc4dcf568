"""HEAD and OPTIONS for every address of the interfaces: the framework itself answers the declared methods only."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse

View = Callable[..., HttpResponse]


def answering_more(view: View) -> View:
    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method not in {"HEAD", "OPTIONS"}:
            return view(request, *args, **kwargs)
        wanted, request.method = request.method, "OPTIONS"
        refused = view(request, *args, **kwargs)  # nothing declares OPTIONS: it names what is
        allowed = sorted({*refused["Allow"].split(", "), "OPTIONS"})
        if "GET" in allowed:
            allowed.append("HEAD")
        if wanted == "HEAD" and "GET" in allowed:
            request.method = "GET"
            return _without_body(view(request, *args, **kwargs))
        status = HTTPStatus.NO_CONTENT if wanted == "OPTIONS" else HTTPStatus.METHOD_NOT_ALLOWED
        return HttpResponse(status=status, headers={"Allow": ", ".join(sorted(allowed))})

    return answered


def _without_body(answer: HttpResponse) -> HttpResponse:
    answer.headers.setdefault("Content-Length", str(len(answer.content)))
    answer.content = b""
    return answer
