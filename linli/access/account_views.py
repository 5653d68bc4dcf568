"""One's own account: posts, password, second factor, open sessions."""

from typing import Any
from uuid import UUID

from allauth.account.internal.flows.reauthentication import reauthenticate_by_password
from allauth.account.views import LogoutView
from allauth.core import ratelimit
from allauth.mfa.totp.views import DeactivateTOTPView
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from linli.access import actions, session_actions
from linli.access.addresses import addresses
from linli.access.forms import PasswordForm
from linli.access.marks import ActorRequest, signed_in
from linli.access.models import Account
from linli.access.queries import has_second_factor, posts_of, posts_waiting, sessions_of, who_confirms
from linli.access.rules import conflicts, demands_second_factor
from linli.kernel.pages.forms import key_of, refusals_into
from linli.kernel.time import clock


def _own(request: HttpRequest) -> Account:
    account = request.user
    assert isinstance(account, Account)
    return account


@signed_in
def profile(request: ActorRequest) -> HttpResponse:
    account = _own(request)
    posts = posts_of(account)
    today = clock.today()
    valid = [p for p in posts if p.starts_on <= today and (p.ends_on is None or p.ends_on > today)]
    return render(
        request,
        "access/profile.html",
        {
            "account": account,
            "posts": [{"post": p, "valid": p in valid} for p in posts],
            "places": addresses(p.path for p in posts),
            "conflict": conflicts(p.bundle for p in valid),
            "second_factor": has_second_factor(account),
            "demanded": settings.LINLI_SECOND_FACTOR and demands_second_factor(p.bundle for p in valid),
            "sessions": sessions_of(account),
            "current": request.session.session_key,
        },
    )


@sensitive_post_parameters("old", "new", "again")
@signed_in
def password(request: ActorRequest) -> HttpResponse:
    account = _own(request)
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            if not ratelimit.consume(request, action="change_password", user=account):
                form.add_error(None, _("输错次数太多。请过一分钟再试。"))
                return render(request, "access/password.html", {"form": form}, status=429)
            actions.change_password(
                account=account,
                old=form.cleaned_data["old"],
                new=form.cleaned_data["new"],
                actor=request.actor,
                key=form.cleaned_data["key"],
                now=clock.now(),
            )
            session_actions.renew(request, account)
            # the old password was just typed, so the second factor is not asked again
            reauthenticate_by_password(request)
            messages.success(request, _("密码已更改。其他设备上的登录都已退出。"))
            return redirect("access:profile")
    status = 422 if form.errors else 200
    return render(request, "access/password.html", {"form": form, "due": account.must_change_password}, status=status)


@signed_in
def receipt(request: ActorRequest) -> HttpResponse:
    """What an account, or a post that its owner was given later, waits for."""
    account = _own(request)
    if not account.receipt_due and not posts_waiting(account):
        return redirect("web:home")
    return render(request, "access/receipt.html", {"account": account, "names": who_confirms(account)})


@require_POST
@signed_in
def end_session(request: ActorRequest, session: int) -> HttpResponse:
    actions.end_session(
        account=_own(request), session=session, actor=request.actor, key=key_of(request), now=clock.now()
    )
    messages.success(request, _("那台设备已退出登录。"))
    return redirect("access:profile")


class SignOut(LogoutView):  # type: ignore[misc] # allauth is untyped
    """allauth's page. What pages kept in the browser (a draft of a call) goes with the session: desks are shared."""

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        answer: HttpResponse = super().post(*args, **kwargs)
        answer.headers["Clear-Site-Data"] = '"storage"'
        return answer


class RemoveSecondFactor(DeactivateTOTPView):  # type: ignore[misc] # allauth is untyped
    """allauth's page. What is signed in elsewhere by two steps ends: from now on one step is enough."""

    @transaction.atomic
    def form_valid(self, form: Form) -> HttpResponse:
        answer: HttpResponse = super().form_valid(form)
        _end_others(self.request, None)
        return answer


def _end_others(request: ActorRequest, key: UUID | None) -> None:
    account, here = _own(request), request.session.session_key or ""
    actions.end_sessions(account=account, actor=request.actor, key=key, now=clock.now(), but=here)
    account.refresh_from_db()
    session_actions.renew(request, account)


@require_POST
@signed_in
def end_others(request: ActorRequest) -> HttpResponse:
    _end_others(request, key_of(request))
    messages.success(request, _("其他设备都已退出登录，这里还在。"))
    return redirect("access:profile")
