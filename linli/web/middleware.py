"""All of Django's middleware in one class, to avoid a layer of calls for each.

A chain of eleven middlewares cost as much as a small view itself (benchmarks/bench_http.py). Each of Django's parts
still runs its own code and makes the decisions; this class calls it only when there is something to decide: sessions
when one was touched, messages when one was added, the file server for file addresses, the missing slash after a 404.
Order, from outside: headers, files, host, gzip, session, account, language, CSRF, messages; then, for the view that was
found: CSRF, access (`access.admission.admit`), the reader's language.
"""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, cast
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.messages.storage import default_storage
from django.contrib.sessions.middleware import SessionMiddleware
from django.core.handlers.wsgi import WSGIRequest
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.middleware.common import CommonMiddleware
from django.middleware.csrf import CsrfViewMiddleware
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import render
from django.utils import translation
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from whitenoise.middleware import WhiteNoiseMiddleware

from linli.access.admission import admit
from linli.access.models import Account
from linli.access.session_store import SessionStore
from linli.kernel.errors import Expected
from linli.kernel.messages import message_of
from linli.kernel.writes.refused import if_possible, refusal_of

Answer = Callable[[HttpRequest], HttpResponse]

LANGUAGE_COOKIE = f"{settings.LINLI_COOKIES}linli_language"
LARGE_COOKIE = f"{settings.LINLI_COOKIES}linli_large"
NEVER = {"TRACE", "TRACK", "CONNECT"}  # methods that tell what a proxy added to a request
MOST_HOSTS = 100
HEALTH = "/healthz"
# Our own cookies take 300 bytes. Python before 3.11.10 needs a time that grows with the square of the length to read a
# quoted one (CVE-2024-7592): 120 KB took 26 seconds, 4 KB take 30 ms.
LONGEST_COOKIES = 4096
LANGUAGES = ("zh-hans", "en")
WORTH_GZIP = ("text/", "application/json")  # pictures, workbooks and PDFs are compressed already
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def policy(live_url: str) -> str:
    """The content security policy; pages may also connect to the live process, when it has another origin (no
    proxy)."""
    live = urlsplit(live_url)
    listening = f" {live.scheme}://{live.netloc}" if live.netloc else ""
    return (
        f"default-src 'self'; connect-src 'self'{listening}; img-src 'self' data:; style-src 'self'; "
        "script-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )


# As Django stores headers: lower-case name -> (name, value).
CONTENT_POLICY = ("content-security-policy", ("Content-Security-Policy", policy(settings.LINLI_LIVE_URL)))
NOT_KEPT = ("cache-control", ("Cache-Control", "private, no-store"))
HEADERS = {
    "x-content-type-options": ("X-Content-Type-Options", "nosniff"),
    "referrer-policy": ("Referrer-Policy", "same-origin"),
    "cross-origin-opener-policy": ("Cross-Origin-Opener-Policy", "same-origin"),
}
if settings.SESSION_COOKIE_SECURE:  # served by https: for a year the browser asks in no other way
    HEADERS["strict-transport-security"] = ("Strict-Transport-Security", "max-age=31536000; includeSubDomains")


class Framed(WSGIRequest):
    """A request that loads session, account and messages only when they are asked for.

    Django's own lazy objects, one for each, took a third of what the whole middleware costs on a small view.
    """

    @cached_property
    def session(self) -> Any:  # type: ignore[override] # a plain attribute once it is made
        return SessionStore(self.COOKIES.get(settings.SESSION_COOKIE_NAME))

    @cached_property
    def user(self) -> Any:  # type: ignore[override] # likewise
        return get_user(self)

    @cached_property
    def _messages(self) -> Any:  # where django.contrib.messages looks
        return default_storage(self)


class Frame:
    def __init__(self, get_response: Answer) -> None:
        self.inner = get_response
        self.sessions = SessionMiddleware(get_response)
        self.csrf = CsrfViewMiddleware(get_response)
        self.common = CommonMiddleware(get_response)
        self.gzip = GZipMiddleware(get_response)
        self.files = WhiteNoiseMiddleware(self._page)
        self.file_addresses = settings.STATIC_URL
        self.known_hosts: set[str | None] = set()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in NEVER:
            return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
        is_file = request.path_info.startswith(self.file_addresses)
        response: HttpResponse = self.files(request) if is_file else self._page(request)
        # Written straight into the mapping: the public setter parses each name and value again on every answer.
        headers = response.headers._store  # noqa: SLF001 (public in practice)
        headers.setdefault(*CONTENT_POLICY)
        headers.update(HEADERS)
        return response

    def _page(self, request: HttpRequest) -> HttpResponse:
        if request.path_info != HEALTH:  # a monitor on the machine asks by its number
            self._check_host(request)
        asked = request.META.get("QUERY_STRING", "")
        if "%00" in asked:  # a NUL is never typed, and PostgreSQL cannot store one
            request.META["QUERY_STRING"] = asked.replace("%00", "")
        request.__class__ = Framed
        if "HTTP_COOKIE" in request.META:
            if len(request.META["HTTP_COOKIE"]) > LONGEST_COOKIES:
                return _too_many_cookies(request)
            cookies = request.COOKIES
            choose(request, cookies.get(LANGUAGE_COOKIE, ""), large=cookies.get(LARGE_COOKIE) == "1")
            self.csrf.process_request(request)  # without the cookie there is no secret to check
        else:
            choose(request, "", large=False)
        response = _too_large(request) or self.inner(request)
        made = request.__dict__  # which lazy parts of Framed were used
        if getattr(request, "actor", None) is not None:  # no-store: desks are shared
            response.headers._store.setdefault(*NOT_KEPT)  # noqa: SLF001 (as in __call__)
        if "_messages" in made:
            made["_messages"].update(response)
        answer = cast("HttpResponse", self.csrf.process_response(request, response))
        if "session" in made:
            answer = self._with_session(request, answer)
        return self._finished(request, answer)

    def _with_session(self, request: HttpRequest, answer: HttpResponse) -> HttpResponse:
        """Reading goes on when a note in the session cannot be written; whoever sends something, or is shown what the
        session has to keep, is told that it was not."""
        session: Any = request.session
        only_noted = not session.modified
        session.modified = session.modified or session.noted
        if request.method in SAFE and only_noted:
            with if_possible():
                return self.sessions.process_response(request, answer)
            return answer
        try:
            return self.sessions.process_response(request, answer)
        except DatabaseError as error:
            refusal = refusal_of(error)
            if refusal is None:
                raise
            return told(request, refusal)

    def _finished(self, request: HttpRequest, answer: HttpResponse) -> HttpResponse:
        """As the end of Django's CommonMiddleware: a missing slash after a 404, and Content-Length for answers that are
        complete; and text is compressed. A secret beside words of the asker's is no easier to guess by the length
        (BREACH): Django adds up to 100 random bytes, and masks the CSRF token anew in every answer."""
        if answer.status_code == HTTPStatus.NOT_FOUND or answer.streaming:
            answer = cast("HttpResponse", self.common.process_response(request, answer))
        else:
            length = ("Content-Length", str(len(answer.content)))
            answer.headers._store.setdefault("content-length", length)  # noqa: SLF001 (as in __call__)
        if answer.streaming or not answer.headers.get("Content-Type", "").startswith(WORTH_GZIP):
            return answer
        return cast("HttpResponse", self.gzip.process_response(request, answer))

    def _check_host(self, request: HttpRequest) -> None:
        """Raises DisallowedHost for a host name that is not ours. A name that was accepted once is not parsed again."""
        host = request.META.get("HTTP_HOST")
        if host not in self.known_hosts:
            request.get_host()
            if len(self.known_hosts) < MOST_HOSTS:
                self.known_hosts.add(host)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        refused: HttpResponse | None = self.csrf.process_view(request, view, args, kwargs)
        if refused is not None:
            return refused
        elsewhere = admit(request, view)
        if request.actor is not None and isinstance(request.user, Account):  # type: ignore[attr-defined] # set by admit
            asked, cookies = request.user, request.COOKIES
            large = asked.large_print or cookies.get(LARGE_COOKIE) == "1"
            choose(request, asked.language or cookies.get(LANGUAGE_COOKIE, ""), large=large)
        return elsewhere

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        refusal = refusal_of(error)
        return None if refusal is None else told(request, refusal)


def told(request: HttpRequest, refusal: Expected) -> HttpResponse:
    if request.headers.get("Accept", "").startswith("application/json"):
        return JsonResponse({"code": refusal.code, "message": message_of(refusal)}, status=refusal.status)
    template = "web/error_fragment.html" if request.headers.get("HX-Request") else "web/error.html"
    return render(request, template, {"message": message_of(refusal), "error": refusal}, status=refusal.status)


def _too_many_cookies(request: HttpRequest) -> HttpResponse:
    """Refused before a cookie is read; the answer takes them away, so that the next request gets through."""
    del request.META["HTTP_COOKIE"]
    choose(request, "", large=False)
    words = _("浏览器随这次请求带来的 Cookie 太长，没有处理。已请浏览器清除，请刷新页面再试一次。")
    answer = render(request, "web/error.html", {"message": words}, status=HTTPStatus.BAD_REQUEST)
    answer.headers["Clear-Site-Data"] = '"cookies"'
    return answer


def _too_large(request: HttpRequest) -> HttpResponse | None:
    """Refuse uploads longer than the in-memory limit before reading them: larger ones would be written to disk
    unsealed."""
    length, most = request.META.get("CONTENT_LENGTH") or "0", settings.FILE_UPLOAD_MAX_MEMORY_SIZE
    if not length.isdigit() or int(length) <= most:
        return None
    words = _("这次提交太大，上限 %(most)s MB。返回上一页，填过的还在；请少选几个文件，或先把图片缩小。")
    return refused(request, "web.too_much", words % {"most": most >> 20}, 413)


def refused(request: HttpRequest, code: str, words: str, status: int) -> HttpResponse:
    """As JSON for who asks for it, and for other systems."""
    if request.path.startswith("/api/") or request.headers.get("Accept", "").startswith("application/json"):
        return JsonResponse({"code": code, "message": words, "field": ""}, status=status)
    return render(request, "web/error.html", {"message": words, "error": Expected(code)}, status=status)


def choose(request: HttpRequest, language: str, *, large: bool) -> None:
    """Chinese unless the reader chose otherwise; the browser's Accept-Language is ignored, so that an official's words
    are not changed by it.

    The cookie decides before the view is known and on public pages. For a signed-in account its chosen language wins,
    so that the choice follows its owner to another device; one that has not chosen keeps the cookie's. The account is
    loaded by then anyway.
    """
    translation.activate(language if language in LANGUAGES else LANGUAGES[0])
    request.large_print = large  # type: ignore[attr-defined]  # read by the shell's context processor
