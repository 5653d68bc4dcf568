"""allauth's forms with our labels and messages."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import LoginForm, ReauthenticateForm
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as ReauthenticateByCodeForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from linli.access.actor import Actor
from linli.access.models import Account
from linli.access.queries import name_to_sign_in
from linli.kernel.facts import trail
from linli.kernel.time import clock


def _say(field: forms.Field, label: Any, **attributes: str) -> None:
    field.label, field.help_text = label, ""
    field.widget.attrs.pop("placeholder", None)
    field.widget.attrs.update(attributes)


class SignInForm(LoginForm):  # type: ignore[misc] # allauth is untyped
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self.fields["login"], _("手机号或账号"), autocapitalize="none", spellcheck="false", autofocus="autofocus")
        _say(self.fields["password"], _("密码"))

    def clean_login(self) -> str:
        """From here on somebody who typed their phone is their user name: one count of wrong tries for both."""
        return name_to_sign_in(super().clean_login())

    def clean(self) -> Any:
        """Says that a one-time password has run out only to who typed the right one."""
        cleaned, account = super().clean(), getattr(self, "user", None)
        if account and account.must_change_password and account.once_until and account.once_until <= clock.now():
            _record_over(account)
            raise get_adapter(self.request).validation_error("one_time_over")
        return cleaned


def _record_over(account: Account) -> None:
    with transaction.atomic():
        owner = Actor(account=account.pk, name=account.name, person=account.person)
        trail.record("access.one_time_over", actor=owner, path=account.path, at=clock.now(), about=account.pk)


class AgainForm(ReauthenticateForm):  # type: ignore[misc] # allauth is untyped
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self.fields["password"], _("您的密码"), autofocus="autofocus")


class _CodeFailures:
    """A wrong code is recorded in the trail like a wrong password."""

    user: Any

    def _emit_authentication_failed(self, authenticator: Authenticator) -> None:  # noqa: ARG002 (allauth's signature)
        with transaction.atomic():
            trail.record(
                "access.code_failed",
                actor=Actor(account=self.user.pk, name=self.user.name, person=self.user.person),
                path=self.user.path,
                at=clock.now(),
                about=self.user.pk,
            )


class CodeForm(_CodeFailures, AuthenticateForm):  # type: ignore[misc] # allauth is untyped
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self.fields["code"], _("验证码"), autofocus="autofocus", autocapitalize="none")
        self.fields["code"].help_text = _("手机验证器上的六位数字；手机不在身边时，填一个恢复码。")


class CodeAgainForm(_CodeFailures, ReauthenticateByCodeForm):  # type: ignore[misc] # allauth is untyped
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self.fields["code"], _("验证码"), autofocus="autofocus", autocapitalize="none")


class ActivateForm(ActivateTOTPForm):  # type: ignore[misc] # allauth is untyped
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self.fields["code"], _("验证器上显示的六位数字"), inputmode="numeric")
