"""Every address of the product, walked from the URLconf: what the route, matrix and naughty-text tests share."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from linli.access.admission import FOREIGN_VIEWS, name_of


@dataclass(frozen=True)
class Address:
    """One URL pattern. `name` is "room:name"; `arguments` maps each argument to its converter's class name."""

    route: str
    name: str
    view: Callable[..., Any]
    arguments: tuple[tuple[str, str], ...]

    @property
    def view_name(self) -> str:
        return name_of(self.view)

    @property
    def mark(self) -> tuple[str, tuple[Any, ...]] | None:
        return getattr(self.view, "access_mark", None)

    @property
    def foreign(self) -> bool:
        return self.mark is None and self.view_name in FOREIGN_VIEWS


def every_address() -> list[Address]:
    return list(_walk(get_resolver().url_patterns, "", ()))


def _walk(patterns: list[Any], route: str, rooms: tuple[str, ...]) -> Iterator[Address]:
    for pattern in patterns:
        whole = route + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inside = (*rooms, pattern.namespace) if pattern.namespace else rooms
            yield from _walk(pattern.url_patterns, whole, inside)
        elif isinstance(pattern, URLPattern):
            name = ":".join((*rooms, pattern.name or "?"))
            converters = {n: type(c).__name__ for n, c in _converters(whole)}
            yield Address(whole, name, pattern.callback, tuple(sorted(converters.items())))


def _converters(route: str) -> list[tuple[str, Any]]:
    """The converters of a whole route, those of the including patterns too."""
    from django.urls.resolvers import RoutePattern

    return list(RoutePattern(route).converters.items()) if "(?P" not in route and "^" not in route else []
