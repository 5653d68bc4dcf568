"""Every address of the product, from the table of rooms. Empty prefixes come last."""

from django.urls import include, path

from linli.project.rooms import ROOMS

urlpatterns = [
    path(room.prefix, include(f"{room.package}.{module}"))
    for room in sorted(ROOMS, key=lambda room: not room.prefix)
    if room.prefix is not None
    for module in room.urls
]
handler400 = "linli.web.views.unreadable"
handler404 = "linli.web.views.missing"
handler500 = "linli.web.views.broken"
