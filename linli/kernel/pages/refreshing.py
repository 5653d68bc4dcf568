"""A part of a page that is fetched again when something changed: 304 when the browser already has this version."""

from collections import OrderedDict
from collections.abc import Callable
from hashlib import blake2b

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language


def asked_again(request: HttpRequest) -> bool:
    """Whether the page asked for this part alone (by htmx)."""
    return "HX-Request" in request.headers


def tag_of(*seen: object) -> str:
    """An ETag made of everything that the part depends on, and of the reader's language."""
    return f'"{blake2b(repr((get_language(), seen)).encode(), digest_size=16).hexdigest()}"'


def part(request: HttpRequest, tag: str, draw: Callable[[], str]) -> HttpResponse:
    """304 when the browser has `tag`; otherwise the answer of `draw`, which is called only then."""
    same = request.headers.get("If-None-Match") == tag
    return tagged(HttpResponse(status=304) if same else HttpResponse(draw()), tag)


def tagged(answer: HttpResponse, tag: str) -> HttpResponse:
    answer["ETag"] = tag
    answer["Cache-Control"] = "private, no-store"  # the page's script keeps the tag; no-store: desks are shared
    return answer


class Drawn:
    """Rendered parts, kept in the process and shared by everybody with the same tag. So a tag must name everything that
    decides what they see, their posts too, and the part must hold no token of one reader. Beyond `most` parts the
    oldest is dropped."""

    def __init__(self, most: int) -> None:
        self._most, self._parts = most, OrderedDict[str, str]()

    def once(self, tag: str, draw: Callable[[], str]) -> str:
        found = self._parts.get(tag)
        if found is None:
            found = self._parts[tag] = draw()
            while len(self._parts) > self._most:
                self._parts.popitem(last=False)
        return found
