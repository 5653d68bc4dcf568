"""The two applications that bench_http compares: the same views, with our middleware and with none at all."""

import os

import linli.project.settings  # noqa: F401 (puts the safe SQLite engine in place, reads the options)

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.project.settings")

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, HttpResponse
from django.urls import path

from linli.access.marks import public

settings.ROOT_URLCONF = __name__
django.setup()


@public("a benchmark's own server on loopback")
def hello(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("hello")


@public("a benchmark's own server on loopback")
def one(_request: HttpRequest) -> HttpResponse:
    from linli.access.models import PostKind

    return HttpResponse(PostKind.objects.get(path="", code="bench").title)


urlpatterns = [path("hello/", hello), path("one/", one)]


def _with(middleware: list[str]) -> WSGIHandler:
    settings.MIDDLEWARE = middleware
    return WSGIHandler()


full = _with(list(settings.MIDDLEWARE))
bare = _with([])
