"""A part of a page that asks again when something changed: 304 for whoever shows the same already."""

from collections import OrderedDict
from collections.abc import Callable
from hashlib import blake2b

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language


def asked_again(request: HttpRequest) -> bool:
    """By the page itself, for the part alone."""
    return "HX-Request" in request.headers


def tag_of(*seen: object) -> str:
    """Of everything that the part depends on, and of the reader's language."""
    return f'"{blake2b(repr((get_language(), seen)).encode(), digest_size=16).hexdigest()}"'


def part(request: HttpRequest, tag: str, draw: Callable[[], str]) -> HttpResponse:
    """304 for who has `tag`; for others what `draw` answers, which is asked only then."""
    same = request.headers.get("If-None-Match") == tag
    return tagged(HttpResponse(status=304) if same else HttpResponse(draw()), tag)


def tagged(answer: HttpResponse, tag: str) -> HttpResponse:
    answer["ETag"] = tag
    answer["Cache-Control"] = "private, no-store"  # the page itself keeps the tag; desks are shared
    return answer


class Drawn:
    """Parts drawn once in a process for all whose tag is the same: a tag names everything that decides what they see,
    their posts too, and the part may hold no token of theirs. The oldest goes when there are more than `most`.
    """

    def __init__(self, most: int) -> None:
        self._most, self._parts = most, OrderedDict[str, str]()

    def once(self, tag: str, draw: Callable[[], str]) -> str:
        found = self._parts.get(tag)
        if found is None:
            found = self._parts[tag] = draw()
            while len(self._parts) > self._most:
                self._parts.popitem(last=False)
        return found
