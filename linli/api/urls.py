"""Pages under `api:`, each interface under a namespace of its own (`v1:`).

An interface's views are public to the middleware, because no session is used: each checks for a key itself.
"""

from typing import Any

from django.urls import URLPattern, include, path

from linli.access.marks import public
from linli.api import views
from linli.api.joining import INTERFACES
from linli.kernel.api.methods import answering_more
from linli.kernel.api.standards import Standard


def _of(known: Standard) -> Any:
    """Each address once, because the framework lists one for each method."""
    patterns: dict[str, URLPattern] = {}
    for pattern in known.api.urls[0]:
        if isinstance(pattern, URLPattern) and pattern.callback is not None and pattern.name != "api-root":
            patterns.setdefault(str(pattern.pattern), pattern)
    for pattern in patterns.values():
        pattern.callback = public(known.reason)(answering_more(pattern.callback))
    return include((list(patterns.values()), known.name))


app_name = "api"
urlpatterns = [
    path("keys/", views.keys, name="keys"),
    path("keys/new/", views.new_key, name="new_key"),
    path("keys/<uuid:pk>/revoke/", views.revoke, name="revoke"),
    path("keys/<uuid:pk>/adopt/", views.adopt, name="adopt"),
    path("openapi.json", views.document, name="document"),
    *(path(known.prefix, _of(known)) for known in INTERFACES),
]
