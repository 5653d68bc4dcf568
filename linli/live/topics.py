"""Who hears of which change: a fact becomes topics, and a ticket says who gets which. Values in, values out.

A topic names no row: `calls:<path>` and `town:<path>` say that something changed at or below a place, cut to the
community unless the hearer's own post lies deeper; `near` that a call within reach changed; `me` that something for the
person did. The page then asks Django again, which decides as for every request what it may show.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from linli.access.rules import SEGMENT, ancestors
from linli.kernel.facts import declared

COMMUNITY = 2 * SEGMENT


@dataclass(frozen=True)
class Change:
    """`sort` is "calls" or "town". For a call: the circle it is offered to (paths), and the people concerned (hex
    ids)."""

    sort: str
    path: str
    circle: tuple[str, ...] = ()
    people: tuple[str, ...] = ()


def change_of(kind: str, path: str, circle: tuple[str, ...] = (), people: tuple[str, ...] = ()) -> Change | None:
    """None for a fact that changes no page."""
    said = declared.find(kind)
    if said is None or not said.topic:
        return None
    if said.ends_offer and not circle:
        circle = (path[:COMMUNITY],)
    return Change(said.topic, path, circle, people)


def named(sort: str, post: str, path: str) -> str:
    """The topic by which the holder of `post` hears of a change at `path`, which the post covers."""
    return f"{sort}:{path[: max(len(post), COMMUNITY)]}"


def above(path: str) -> list[str]:
    """The posts that cover `path`: every ancestor, itself, and the deployment."""
    return ["", *ancestors(path)]


def in_circle(circle: Iterable[str], near: Iterable[str]) -> list[str]:
    """Of the places where people answer calls, those that lie inside the circle."""
    inside = tuple(path for path in circle if path)
    return [path for path in near if path.startswith(inside)]
