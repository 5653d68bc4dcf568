"""Pages under `api:`, the two interfaces under `v1:` and `open311:`.

An interface's views are public to the middleware, because no session is asked for: each looks for a key itself.
"""

from typing import Any

from django.urls import URLPattern, include, path
from ninja import NinjaAPI

from linli.access.marks import public
from linli.api import open311, v1, views


def _of(api: NinjaAPI, name: str, reason: str) -> Any:
    """Each address once, though the framework lists one for each method."""
    patterns: dict[str, URLPattern] = {}
    for pattern in api.urls[0]:
        if isinstance(pattern, URLPattern) and pattern.callback is not None and pattern.name != "api-root":
            patterns.setdefault(str(pattern.pattern), pattern)
    for pattern in patterns.values():
        pattern.callback = public(reason)(pattern.callback)
    return include((list(patterns.values()), name))


app_name = "api"
urlpatterns = [
    path("keys/", views.keys, name="keys"),
    path("keys/new/", views.new_key, name="new_key"),
    path("keys/<uuid:pk>/revoke/", views.revoke, name="revoke"),
    path("keys/<uuid:pk>/adopt/", views.adopt, name="adopt"),
    path("openapi.json", views.document, name="document"),
    path("v1/", _of(v1.api, "v1", "every operation asks for a key of its own, never for a session")),
    path("open311/v2/", _of(open311.api, "open311", "public data of public kinds; creating asks for a key")),
]
