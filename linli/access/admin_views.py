"""Accounts and sessions, for administrators: accounts kept at their places. What an account may do comes from posts."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from linli.access import actions
from linli.access.addresses import addresses
from linli.access.forms import AccountForm, PersonForm
from linli.access.marks import ActorRequest, requires
from linli.access.models import Account
from linli.access.permissions import Permission as P
from linli.access.queries import candidates, fetch, posts_of, search_accounts, sessions_of
from linli.kernel.pages.forms import key_of, refusals_into
from linli.kernel.pages.paging import page_of
from linli.kernel.time import clock

# One-button deeds: address -> the action and the message shown afterwards.
DEEDS: dict[str, tuple[Callable[..., None], str | Promise]] = {
    "end-sessions": (actions.end_sessions, _l("这个账号的所有登录都已结束。")),
    "second-factor": (actions.reset_second_factor, _l("验证器已清除。他下次用密码登录后要重新设置。")),
    "deactivate": (actions.deactivate, _l("账号已停用，所有登录立即失效。")),
    "reactivate": (actions.reactivate, _l("账号已恢复，可以登录。")),
}


@requires(P.ACCESS_ACCOUNTS)
def accounts(request: ActorRequest) -> HttpResponse:
    text, state = request.GET.get("q", "").strip(), request.GET.get("state", "")
    page = page_of(
        search_accounts(request.actor, text, state=state), order=("username",), cursor=request.GET.get("after", "")
    )
    context = {"page": page, "text": text, "state": state, "places": addresses(a.path for a in page.rows)}
    return render(request, "access/accounts.html", context)


def _places(request: ActorRequest) -> list[tuple[str, str]]:
    paths = request.actor.paths(P.ACCESS_ACCOUNTS)
    called = addresses(paths)
    return [(path, called[path]) for path in paths]


@never_cache
@requires(P.ACCESS_ACCOUNTS)
def new(request: ActorRequest) -> HttpResponse:
    given = {name: request.GET[name] for name in ("username", "name", "person") if name in request.GET}
    form = AccountForm(request.POST or None, initial=given, places=_places(request))
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            account, password = actions.make_account(**form.cleaned_data, actor=request.actor, now=clock.now())
            if account is None:
                messages.info(request, _("这个账号刚才已经建好了。没看到密码的话，请打开它重设。"))
                return redirect("access:accounts")
            return render(request, "access/one_time.html", {"account": account, "password": password, "made": True})
    text = request.GET.get("q", "").strip()[:60]
    found = candidates(request.actor, text)
    context = {"form": form, "text": text, "found": found, "places": addresses(one.known.path for one in found)}
    return render(request, "access/new_account.html", context, status=422 if form.errors else 200)


@requires(P.ACCESS_ACCOUNTS)
def account(request: ActorRequest, pk: UUID) -> HttpResponse:
    found = fetch(request.actor, P.ACCESS_ACCOUNTS, Account, pk)
    return _show(request, found, PersonForm(initial={"revision": found.revision}))


def _show(request: ActorRequest, found: Account, form: PersonForm) -> HttpResponse:
    posts = posts_of(found)
    context = {
        "account": search_accounts(request.actor).get(pk=found.pk),
        "posts": posts,
        "places": addresses([found.path, *(p.path for p in posts)]),
        "sessions": sessions_of(found),
        "form": form,
        "oneself": found.pk == request.actor.account,
    }
    return render(request, "access/account.html", context, status=422 if form.errors else 200)


@require_POST
@requires(P.ACCESS_ACCOUNTS)
def person(request: ActorRequest, pk: UUID) -> HttpResponse:
    found = fetch(request.actor, P.ACCESS_ACCOUNTS, Account, pk)
    form = PersonForm(request.POST)
    if form.is_valid():
        with refusals_into(form):
            actions.link_person(account=found, **form.cleaned_data, actor=request.actor, now=clock.now())
            messages.success(request, _("关联已保存。这个账号需要重新登录。"))
            return redirect("access:account", pk)
    return _show(request, found, form)


@require_POST
@never_cache
@requires(P.ACCESS_ACCOUNTS)
def password(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Shows the one-time password in the response itself: it is in no address, no cookie and no log."""
    found = fetch(request.actor, P.ACCESS_ACCOUNTS, Account, pk)
    given = actions.reset_password(account=found, actor=request.actor, key=key_of(request), now=clock.now())
    if not given:
        messages.info(request, _("密码刚才已经重设过了。没记下的话，请再重设一次。"))
        return redirect("access:account", pk)
    found.refresh_from_db()
    return render(request, "access/one_time.html", {"account": found, "password": given})


@require_POST
@requires(P.ACCESS_ACCOUNTS)
def change(request: ActorRequest, pk: UUID, deed: str) -> HttpResponse:
    if deed not in DEEDS:
        raise Http404
    found = fetch(request.actor, P.ACCESS_ACCOUNTS, Account, pk)
    act, said = DEEDS[deed]
    act(account=found, actor=request.actor, key=key_of(request), now=clock.now())
    messages.success(request, str(said))
    return redirect("access:account", pk)
