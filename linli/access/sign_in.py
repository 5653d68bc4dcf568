"""Our adapters for django-allauth: messages in Chinese, facts in the trail, sealed secrets.

allauth runs the sign-in itself (password, then code), counts wrong attempts, and takes the same time for names that
exist and names that do not. We add facts and messages, and turn off what a street does not use: sign-up, e-mail, reset
by mail.
"""

import base64
from typing import Any
from uuid import UUID

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.mfa.adapter import DefaultMFAAdapter
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from linli.access import attempts
from linli.access.actor import Actor
from linli.access.models import Account
from linli.access.rules import network_of
from linli.kernel.facts import trail
from linli.kernel.reads.compiled import Select, given
from linli.kernel.sealing import crypto
from linli.kernel.time import clock

# allauth seals an authenticator's secret before its row has an id, so it is bound to the column alone.
SECRET_COLUMN = "access.authenticator.secret"  # noqa: S105 (a column's name)
NO_ROW = UUID(int=0)
# allauth reports each change of a second factor as an e-mail to send; we record a fact instead.
CHANGES = {
    "mfa/email/totp_activated": "access.second_factor_added",
    "mfa/email/totp_deactivated": "access.second_factor_removed",
    "mfa/email/recovery_codes_generated": "access.recovery_codes_made",
}


_ACCOUNT = Select(lambda: Account.objects.filter(pk=given("pk")))


class Backend(AuthenticationBackend):  # type: ignore[misc] # allauth is untyped
    """allauth's way of signing in; the account behind a session is read by a statement compiled once."""

    def get_user(self, user_id: UUID) -> Account | None:
        account = _ACCOUNT.first(pk=user_id)
        return account if account and self.user_can_authenticate(account) else None


def _self(account: Account) -> Actor:
    return Actor(account=account.pk, name=account.name, person=account.person)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc] # allauth is untyped
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("这个账号已停用。请联系系统管理员。"),
        "username_password_mismatch": _("账号或密码不对。请核对大小写后再试；连续输错五次会锁定十分钟。"),
        "one_time_over": _("这个一次性密码已经过期。请向给您密码的人要一个新的。"),
        "too_many_login_attempts": _("输错次数太多，已锁定。请十分钟后再试，或请系统管理员重设密码。"),
        "incorrect_password": _("密码不对。请再输一次。"),
        "incorrect_code": _("验证码不对。请输入验证器上现在显示的六位数字。"),
        "rate_limited": _("操作太快了。请稍等一分钟再试。"),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 (allauth's signature)
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        self._attempt = attempts.begin(request, credentials.get("username", ""), self.get_client_ip(request))
        if self._attempt.refused:
            raise self.validation_error(self._attempt.refused)

    def _rollback_login_failed_rl_usage(self) -> None:
        """Called by allauth after a right password."""
        self._attempt.forget()

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """One query whether the name exists or not. What was typed as a name is not recorded: it may be a password."""
        account = Account.objects.filter(username__iexact=credentials.get("username", "")).first()
        with transaction.atomic():
            trail.record(
                "access.sign_in_failed",
                actor=None,
                path=account.path if account else "",
                at=clock.now(),
                about=account.pk if account else None,
                data={"from": network_of(self.get_client_ip(request))},
            )

    def post_login(self, request: HttpRequest, user: Account, **kwargs: Any) -> HttpResponse:
        with transaction.atomic():
            trail.record(
                "access.signed_in",
                actor=_self(user),
                path=user.path,
                at=clock.now(),
                about=user.pk,
                data={"from": network_of(self.get_client_ip(request))},
            )
        answer: HttpResponse = super().post_login(request, user, **kwargs)
        attempts.remember_device(request, answer, user.pk)
        return answer

    def logout(self, request: HttpRequest) -> None:
        if isinstance(request.user, Account):
            with transaction.atomic():
                trail.record(
                    "access.signed_out",
                    actor=_self(request.user),
                    path=request.user.path,
                    at=clock.now(),
                    about=request.user.pk,
                )
        super().logout(request)

    def respond_user_inactive(self, request: HttpRequest, user: Account) -> HttpResponse:  # noqa: ARG002 (allauth's signature)
        """Called only after the right password."""
        return render(request, "account/account_inactive.html", status=403)

    def send_notification_mail(self, template_prefix: str, user: Account, *_args: Any, **_kwargs: Any) -> None:
        kind = CHANGES.get(template_prefix)
        if kind:
            trail.record(kind, actor=_self(user), path=user.path, at=clock.now(), about=user.pk)


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc] # allauth is untyped
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("验证码不对。请输入验证器上现在显示的六位数字，或一个没用过的恢复码。"),
        "cannot_generate_recovery_codes": _("请先启用验证器，再生成恢复码。"),
    }

    def get_totp_label(self, user: Account) -> str:
        return user.username

    def encrypt(self, text: str) -> str:
        return base64.b64encode(crypto.seal(text, row=NO_ROW, column=SECRET_COLUMN)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return crypto.unseal(base64.b64decode(encrypted_text), row=NO_ROW, column=SECRET_COLUMN)
