"""The home page, the two switches on every page (language, text size), and the error pages."""

import sys

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from linli.access.marks import ActorRequest, page_of_form, public, signed_in
from linli.access.permissions import Permission
from linli.kernel.pages.costly import costly
from linli.kernel.pages.forms import KeyedForm
from linli.kernel.time import clock
from linli.kernel.writes.refused import refusal_of
from linli.people.queries.numbers import number_in
from linli.people.queries.search import MOST_WORDS, is_number
from linli.web import actions, finding, queries
from linli.web.guides import guide
from linli.web.listening import ticket_for
from linli.web.middleware import LANGUAGE_COOKIE, LANGUAGES, LARGE_COOKIE, refused, told
from linli.web.shell import SOUGHT

YEAR = 365 * 24 * 3600
LONGEST_SEARCH = 80


@signed_in
def home(request: ActorRequest) -> HttpResponse:
    """Somebody who only commands is sent to the board; everybody else sees their own places and next steps."""
    if queries.only_commands(request.actor):
        return HttpResponseRedirect(reverse("command:board"))
    found = queries.home(request.actor, clock.today(), clock.now())
    title = found.posts[0].title if found.posts else ""
    context = {
        "home": found,
        "greeting": _greeting(localtime(clock.now()).hour),
        "now": clock.now(),
        "guide": guide(queries.guide_code(request.actor), request.actor.name, title),
        "may_open": request.actor.may(Permission.CALLS_OPEN),
        "may_read_calls": request.actor.may(Permission.CALLS_READ),
        "may_audit": request.actor.may(Permission.ACCESS_AUDIT),
        "may_accounts": request.actor.may(Permission.ACCESS_ACCOUNTS),
        "may_claim": request.actor.may(Permission.CALLS_CLAIM),
    }
    return render(request, "web/home.html", context)


@costly
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def find(request: ActorRequest) -> HttpResponse:
    """People, places, leaders and calls by one text. A POST, which the frame's box sends, redirects to an address that
    can be kept; a number stands in no address, and is looked up in the register, with a reason."""
    asked = request.POST if request.method == "POST" else request.GET
    text, only = asked.get("q", "").strip()[:LONGEST_SEARCH], asked.get("only", "")
    number = number_in(text)
    if request.method == "POST" and not number:
        return HttpResponseRedirect(f"{reverse('web:find')}?{urlencode({'q': text})}", status=303)
    only = only if only in SOUGHT else ""
    told = {
        "q": "" if number else text,
        "number": number if request.method == "POST" else "",
        "may_number": request.actor.may(Permission.PEOPLE_READ) and is_number(number),
        "most_words": 0 if number or not finding.too_many(text) else MOST_WORDS,
        "only": only,
        "sections": finding.found(request.actor, text, only, request.GET.get("page", "1"), clock.now()),
    }
    answer = render(request, "web/find.html", told)
    answer["Cache-Control"] = "no-store"
    return answer


def _greeting(hour: int) -> str:
    """By the hour of the deployment."""
    if 5 <= hour < 11:
        return _("早上好")
    if 11 <= hour < 13:
        return _("中午好")
    return _("下午好") if 13 <= hour < 18 else _("晚上好")


@require_POST
@signed_in
def put_guide_away(request: ActorRequest) -> HttpResponse:
    form = KeyedForm(request.POST)
    key = form.cleaned_data["key"] if form.is_valid() else None
    actions.put_guide_away(actor=request.actor, key=key, now=clock.now())
    return redirect("web:home")


@signed_in
def listen(request: ActorRequest) -> HttpResponse:
    """The next ticket for a page that stays open: worked out again from the posts held now."""
    return JsonResponse({"ticket": ticket_for(request.actor)})


@public("a monitor asks whether the service and its database answer")
def healthy(_request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain; charset=utf-8")


@public("a visitor chooses the language before signing in")
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    chosen = request.POST.get("language", "")
    if chosen not in LANGUAGES:
        chosen = LANGUAGES[0]
    answer = _back(request)
    _remember(answer, LANGUAGE_COOKIE, chosen)
    if request.user.is_authenticated:
        actions.remember_reading(account=request.user, language=chosen, now=clock.now())
    return answer


@public("a visitor chooses large print before signing in")
@require_POST
def print_size(request: HttpRequest) -> HttpResponse:
    large = request.POST.get("large") == "1"
    answer = _back(request)
    if large:
        _remember(answer, LARGE_COOKIE, "1")
    else:
        answer.delete_cookie(LARGE_COOKIE, samesite="Lax")
    if request.user.is_authenticated:
        actions.remember_reading(account=request.user, large_print=large, now=clock.now())
    return answer


def _remember(answer: HttpResponse, name: str, value: str) -> None:
    secure = settings.SESSION_COOKIE_SECURE
    answer.set_cookie(name, value, max_age=YEAR, samesite="Lax", httponly=True, secure=secure)


def _back(request: HttpRequest) -> HttpResponseRedirect:
    """Redirects to the page with the switch, never to another host."""
    target = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    answer = HttpResponseRedirect(target if safe else "/")
    answer.status_code = 303
    return answer


def missing(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 (Django's signature)
    context = {"title": _("没有这一页"), "message": _("没有找到这一页。请检查网址，或从导航重新进入。")}
    return render(request, "web/error.html", context, status=404)


def unreadable(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django stopped reading the request: too long, too many fields, or against its rules."""
    too_much = isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent)
    words = _("这次提交的内容太多，没有处理，什么都没有改动。返回上一页，填过的还在；请分几次提交，或删短一些。")
    if not too_much:
        words = _("这次请求的格式不对，没有处理。请返回上一页，刷新后再试。")
    return refused(request, "web.too_much" if too_much else "web.unreadable", words, 413 if too_much else 400)


def broken(request: HttpRequest) -> HttpResponse:
    """Called where the error is handled: what was raised before the view, such as a full disk, is said in words too."""
    refusal = refusal_of(sys.exc_info()[1])
    return told(request, refusal) if refusal else render(request, "web/error.html", status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 (caller's signature)
    message = _(
        "为安全起见，这次提交没有被接受：页面放得太久，或又登录过一次。填过的还在这台设备上，回去再提交一次就行。"
    )
    return render(request, "web/error.html", {"message": message, "again": page_of_form(request)}, status=403)
