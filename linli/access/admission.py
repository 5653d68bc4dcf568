"""Checks for every view who is asking and whether they may use it. Called by `web.middleware`."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from linli.access.sessions import actor_behind, first_do

# Views of libraries, and those that extend one, carry no mark of ours; each is named here with the reason why it is
# safe. All of them act only on the user's own account. A view that is not named is refused, even if it is mounted by
# mistake.
FOREIGN_VIEWS: dict[str, str] = {
    "allauth.account.views.LoginView": "signing in: before it there is nobody to ask for a permission",
    "linli.access.account_views.SignOut": "signing out ends the asker's own session",
    "allauth.account.views.ReauthenticateView": "asks the signed-in for their own password again",
    "allauth.mfa.base.views.AuthenticateView": "second step of signing in, reachable only after the right password",
    "allauth.mfa.base.views.ReauthenticateView": "asks the signed-in for their own code again",
    "allauth.mfa.base.views.IndexView": "the asker's own second factor",
    "allauth.mfa.totp.views.ActivateTOTPView": "the asker's own second factor, after their password again",
    "linli.access.account_views.RemoveSecondFactor": "the asker's own second factor, after their password again",
    "allauth.mfa.recovery_codes.views.GenerateRecoveryCodesView": "the asker's own codes, after their password again",
    "allauth.mfa.recovery_codes.views.ViewRecoveryCodesView": "the asker's own codes, after their password again",
}
# The views that stay open while a new password or a second factor is still to be set, or the account waits for a
# confirmation of who has it.
MEANWHILE = frozenset({"access:password", "access:receipt", "web:language", "web:print_size"})


def name_of(view: Any) -> str:
    """The dotted name of a view; for a view made by `as_view`, that of its class."""
    named = getattr(view, "view_class", view)
    return f"{named.__module__}.{named.__qualname__}"


def admit(request: Any, view: Any) -> HttpResponse | None:
    """Sets `request.actor`: None when nobody is signed in, and on public views, which need no query for it.

    Returns a redirect when the account must first do something else. Raises PermissionDenied for a view without a mark.
    """
    mark = getattr(view, "access_mark", None)
    foreign = mark is None and name_of(view) in FOREIGN_VIEWS
    if mark is None and not foreign:
        raise PermissionDenied(name_of(view))
    if mark and mark[0] == "public":
        request.actor = None
        return None
    request.actor = actor_behind(request)
    if request.actor is None or foreign or request.resolver_match.view_name in MEANWHILE:
        return None
    due = first_do(request, request.actor)
    return _go(request, due) if due else None


def _go(request: HttpRequest, address: str) -> HttpResponse:
    if request.headers.get("HX-Request"):
        answer = HttpResponse(status=401)
        answer["HX-Redirect"] = address
        return answer
    answer = HttpResponseRedirect(address)
    answer.status_code = 303
    return answer
