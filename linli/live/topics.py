"""Who hears of what: a fact of the trail becomes topics, each for those whose ticket covers it. Values in, values out.

A topic names no row: `calls:<path>` and `town:<path>` say that something changed at or below a place, cut to the
community unless the hearer's own post lies deeper; `near` that a call within reach changed; `me` that something for the
person did. Whoever hears it asks again, and what they then see is decided as for every page.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from linli.access.rules import SEGMENT, ancestors
from linli.kernel.facts import declared

COMMUNITY = 2 * SEGMENT


@dataclass(frozen=True)
class Change:
    """`sort` is calls or town. Of a call: the places whose responders it is offered to, and whose it is (hex ids)."""

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
