"""Headers, language, and the one place where an expected error becomes a page, a fragment or JSON."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import translation

from linli.kernel.errors import Expected
from linli.kernel.messages import message_of

Answer = Callable[[HttpRequest], HttpResponse]

POLICY = (
    "default-src 'self'; img-src 'self' data:; style-src 'self'; script-src 'self'; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


def headers(get_response: Answer) -> Answer:
    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "same-origin"
        response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        return response

    return answer


def language(get_response: Answer) -> Answer:
    """Chinese unless the cookie says otherwise: the browser's own wish is no reason to change an official's words."""

    def answer(request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get("linli_language", "zh-hans")
        translation.activate(chosen if chosen in {"zh-hans", "en"} else "zh-hans")
        return get_response(request)

    return answer


class ExpectedErrors:
    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, Expected):
            return None
        if request.headers.get("Accept", "").startswith("application/json"):
            return JsonResponse({"code": error.code, "message": message_of(error)}, status=error.status)
        template = "web/error_fragment.html" if request.headers.get("HX-Request") else "web/error.html"
        return render(request, template, {"message": message_of(error), "error": error}, status=error.status)
