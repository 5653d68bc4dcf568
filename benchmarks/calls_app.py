"""The floor of bench_calls: a bare Django view, no middleware, one durable conditional update a request."""

import os

import linli.project.settings  # noqa: F401 (puts the safe SQLite engine in place, reads the options)

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.project.settings")

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, HttpResponse
from django.urls import path

settings.ROOT_URLCONF = __name__
django.setup()
settings.MIDDLEWARE = []


def take(_request: HttpRequest, pk: str) -> HttpResponse:
    from linli.calls.models import Call

    taken = Call.objects.filter(pk=pk, revision=2).update(revision=3)
    return HttpResponse(status=303 if taken else 409)


urlpatterns = [path("take/<uuid:pk>/", take)]
bare = WSGIHandler()
