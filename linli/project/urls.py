"""Every address of the product: one line a room."""

from django.urls import include, path

urlpatterns = [
    path("", include("linli.web.urls")),
    path("", include("linli.access.sign_in_urls")),
    path("", include("linli.access.urls")),
    path("board/", include("linli.command.urls")),
    path("places/", include("linli.places.urls")),
    path("people/", include("linli.people.urls")),
    path("corps/", include("linli.corps.urls")),
    path("notices/", include("linli.notices.urls")),
    path("calls/", include("linli.calls.urls")),
    path("flows/", include("linli.flows.urls")),
    path("api/", include("linli.api.urls")),
]
handler404 = "linli.web.views.missing"
handler500 = "linli.web.views.broken"
