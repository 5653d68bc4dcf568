"""Headers, language, print size, and the one place where an expected error becomes a page, a fragment or JSON."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import translation

from linli.kernel.errors import Expected
from linli.kernel.messages import message_of

Answer = Callable[[HttpRequest], HttpResponse]

LANGUAGE_COOKIE = "linli_language"
LARGE_COOKIE = "linli_large"
LANGUAGES = ("zh-hans", "en")
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


class LanguageAndPrint:
    """Chinese unless the reader chose otherwise: the browser's own wish is no reason to change an official's words.

    The cookie decides before the view is known and on public pages; on every other page the account's own setting wins,
    so that the choice follows its owner to the next device. The account is loaded by then anyway.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        choose(request, request.COOKIES.get(LANGUAGE_COOKIE, ""), large=request.COOKIES.get(LARGE_COOKIE) == "1")
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, _args: Any, _kwargs: Any) -> None:
        if getattr(view, "access_mark", ("",))[0] in {"requires", "signed_in"} and request.user.is_authenticated:
            choose(request, request.user.language, large=request.user.large_print)


def choose(request: HttpRequest, language: str, *, large: bool) -> None:
    translation.activate(language if language in LANGUAGES else LANGUAGES[0])
    request.large_print = large  # type: ignore[attr-defined]  # read by the shell's context processor


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


language = LanguageAndPrint  # the name that settings lists
