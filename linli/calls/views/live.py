"""The parts of the pages of calls that refresh themselves: what each depends on, and its rendering."""

from collections.abc import Callable, Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from linli.calls.views.cards import Job, PartLine
from linli.kernel.pages import refreshing
from linli.kernel.pages.refreshing import Drawn

_drawn = Drawn(most=64)  # parts of about fifty kilobytes


def tag_of(request: HttpRequest, *seen: object) -> str:
    """An ETag of everything that the part depends on and of the requested address."""
    return refreshing.tag_of(request.get_full_path(), seen)


def seen_jobs(jobs: Iterable[Job]) -> list[object]:
    """What a list of calls on a phone shows, short of drawing it."""
    return [(job.call.pk, job.call.revision, job.left, [move.deed for move in job.moves]) for job in jobs]


def seen_parts(parts: Iterable[PartLine]) -> list[object]:
    return [(line.slot.pk, line.slot.revision, line.call.revision, line.left, line.steps) for line in parts]


def part(request: HttpRequest, template: str, tag: str, context: Callable[[], dict[str, Any]]) -> HttpResponse:
    """The part rendered again, or 304; `context` is called only when needed."""
    return refreshing.part(request, tag, lambda: render_to_string(template, context() | {"etag": tag}, request))


def shared_part(request: HttpRequest, template: str, tag: str, context: Callable[[], dict[str, Any]]) -> HttpResponse:
    """As `part`, rendered once in a process for all readers with the same tag (see `refreshing.Drawn`)."""

    def draw() -> str:
        return render_to_string(template, context() | {"etag": tag}, request)

    return refreshing.part(request, tag, lambda: _drawn.once(tag, draw))
