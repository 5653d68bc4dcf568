"""A part of a page that asks again when something changed: 304 for whoever shows the same already."""

from collections import OrderedDict
from collections.abc import Callable, Iterable
from hashlib import blake2b
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import get_language

from linli.calls.views.cards import Job, PartLine

_drawn: OrderedDict[str, str] = OrderedDict()  # tag -> the part
_DRAWN_AT_MOST = 64  # of some fifty kilobytes


def asked_again(request: HttpRequest) -> bool:
    return "HX-Request" in request.headers


def tag_of(request: HttpRequest, *seen: object) -> str:
    """Of everything that the part depends on, the reader's language and the address asked for with it."""
    text = repr((get_language(), request.get_full_path(), seen))
    return f'"{blake2b(text.encode(), digest_size=12).hexdigest()}"'


def seen_jobs(jobs: Iterable[Job]) -> list[object]:
    """What a list of calls on a phone shows, short of drawing it."""
    return [(job.call.pk, job.call.revision, job.left, [move.deed for move in job.moves]) for job in jobs]


def seen_parts(parts: Iterable[PartLine]) -> list[object]:
    return [(line.slot.pk, line.slot.revision, line.call.revision, line.left, line.steps) for line in parts]


def part(request: HttpRequest, template: str, tag: str, context: Callable[[], dict[str, Any]]) -> HttpResponse:
    """The part drawn anew, or 304; `context` is asked for only then."""
    if request.headers.get("If-None-Match") == tag:
        answer = HttpResponse(status=304)
    else:
        answer = render(request, template, context() | {"etag": tag})
    answer["ETag"] = tag
    return answer


def shared_part(request: HttpRequest, template: str, tag: str, context: Callable[[], dict[str, Any]]) -> HttpResponse:
    """As `part`, drawn once in a process for all whose tag is the same: it must name everything that decides what they
    see, their posts too, and the template may hold no token of theirs."""
    if request.headers.get("If-None-Match") == tag:
        answer = HttpResponse(status=304)
    else:
        if tag not in _drawn:
            _drawn[tag] = render_to_string(template, context() | {"etag": tag}, request)
        while len(_drawn) > _DRAWN_AT_MOST:
            _drawn.popitem(last=False)
        answer = HttpResponse(_drawn[tag])
    answer["ETag"] = tag
    return answer
