"""The views of django-allauth that a street uses, under our addresses. allauth finds its own views by these names.

Not mounted, so 404: sign-up, e-mail addresses, reset by mail, sign-in by link, passkeys, trusted browsers.
"""

from allauth.account import views as account
from allauth.mfa.base import views as second_factor
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from django.urls import path

from linli.access.account_views import RemoveSecondFactor, SignOut

urlpatterns = [
    path("sign-in/", account.login, name="account_login"),
    path("sign-in/code/", second_factor.authenticate, name="mfa_authenticate"),
    path("sign-out/", SignOut.as_view(), name="account_logout"),
    path("account/again/", account.reauthenticate, name="account_reauthenticate"),
    path("account/again/code/", second_factor.reauthenticate, name="mfa_reauthenticate"),
    path("account/second-factor/", second_factor.index, name="mfa_index"),
    path("account/second-factor/add/", totp.activate_totp, name="mfa_activate_totp"),
    path("account/second-factor/remove/", RemoveSecondFactor.as_view(), name="mfa_deactivate_totp"),
    path("account/codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("account/codes/new/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
]
