"""The addresses of a list. Its room includes them: `path("imports/", include(pages(REGISTER)))`."""

from django.urls import URLPattern, path

from linli.access.marks import requires
from linli.intake import views
from linli.intake.lists import List

_ADDRESSES = (
    ("", views.index, "index"),
    ("start/", views.start, "start"),
    ("template/", views.template, "template"),
    ("<uuid:pk>/", views.show, "show"),
    ("<uuid:pk>/state/", views.state, "state"),
    ("<uuid:pk>/columns/", views.columns, "columns"),
    ("<uuid:pk>/columns/change/", views.change_columns, "change_columns"),
    ("<uuid:pk>/place/", views.place, "place"),
    ("<uuid:pk>/decide/", views.decide, "decide"),
    ("<uuid:pk>/cell/<int:sheet>/<int:number>/<int:column>/", views.cell, "cell"),
    ("<uuid:pk>/confirm/", views.confirm, "confirm"),
    ("<uuid:pk>/give-up/", views.give_up, "give_up"),
    ("<uuid:pk>/returned/", views.returned, "returned"),
)


def pages(of: List) -> tuple[list[URLPattern], str]:
    """Every view gets the list, and the mark that asks for the list's own permission."""
    marked = requires(of.permission)
    return [path(route, marked(view), {"of": of}, name=name) for route, view, name in _ADDRESSES], "imports"
