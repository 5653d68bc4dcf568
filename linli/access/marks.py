"""Marks that every view carries. A view without one is refused, and a test names it.

`@requires(...)`: signed in, and holding at least one of the permissions somewhere; which objects, is decided by
`fetch`. `@signed_in`: anyone with an account, for what is their own. `@public("reason")`: open to the world, and why.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar
from urllib.parse import quote, urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from linli.access.actor import Actor
from linli.access.permissions import Permission
from linli.kernel.errors import NotAllowed

View = TypeVar("View", bound=Callable[..., HttpResponse])


class ActorRequest(HttpRequest):
    """A request with its actor: the type that our views use."""

    actor: Actor


def requires(*permissions: Permission) -> Callable[[View], View]:
    def mark(view: View) -> View:
        @wraps(view)
        def checked(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.actor is None:
                return to_sign_in(request)
            if not any(request.actor.may(permission) for permission in permissions):
                raise NotAllowed("access.not_allowed", permission=str(permissions[0]))
            return view(request, *args, **kwargs)

        checked.access_mark = ("requires", permissions)  # type: ignore[attr-defined] # stubs do not know it
        return checked  # type: ignore[return-value] # wraps keeps the signature

    return mark


def signed_in(view: View) -> View:
    @wraps(view)
    def checked(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        return view(request, *args, **kwargs) if request.actor is not None else to_sign_in(request)

    checked.access_mark = ("signed_in", ())  # type: ignore[attr-defined] # stubs do not know it
    return checked  # type: ignore[return-value] # wraps keeps the signature


def public(reason: str) -> Callable[[View], View]:
    def mark(view: View) -> View:
        @wraps(view)
        def open_to_all(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
            return view(request, *args, **kwargs)

        open_to_all.access_mark = ("public", (reason,))  # type: ignore[attr-defined] # stubs do not know it
        return open_to_all  # type: ignore[return-value] # wraps keeps the signature

    return mark


def page_of_form(request: HttpRequest) -> str:
    """Path and query of the page that the visitor looks at: of a form that was sent, the page it stood on, since the
    form's own address often answers a POST alone."""
    if request.method in {"GET", "HEAD"} and "HX-Current-URL" not in request.headers:
        return request.get_full_path()
    try:
        page = urlsplit(request.headers.get("HX-Current-URL") or request.headers.get("Referer", ""))
    except ValueError:  # an address that is none, such as http://[
        return request.get_full_path()
    if page.netloc != request.get_host() or page.path.startswith("//"):
        return request.get_full_path()
    return f"{page.path}?{page.query}" if page.query else page.path


def to_sign_in(request: HttpRequest) -> HttpResponse:
    target = f"/sign-in/?next={quote(page_of_form(request))}"
    if request.headers.get("HX-Request"):
        answer = HttpResponse(status=401)
        answer["HX-Redirect"] = target
        return answer
    return HttpResponseRedirect(target)
