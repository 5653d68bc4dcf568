from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from linli.access.views import public, signed_in


@signed_in
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "web/home.html")


@public("a monitor asks whether the service and its database answer")
def healthy(_request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")


def missing(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    return render(request, "web/error.html", status=404)


def broken(request: HttpRequest) -> HttpResponse:
    return render(request, "web/error.html", status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    return render(request, "web/error.html", status=403)
