"""Posts of today for calls: whose post reaches the place of a call, and in which part of the street its people are."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from uuid import UUID

from linli.access.actor import Actor
from linli.access.models import Grant
from linli.access.rules import ancestors, covers

IDLE = frozenset({"none", "auditor", "administrator"})  # bundles of posts that have nothing to do with calls


def posts_today(people: Collection[UUID], day: date) -> dict[UUID, list[str]]:
    """Person -> the paths of their posts; nobody without one is in it."""
    rows = Grant.objects.valid_on(day).filter(person__in=people).exclude(bundle__in=IDLE)
    found: dict[UUID, list[str]] = defaultdict(list)
    for person, path in rows.values_list("person", "path"):
        found[person].append(path)
    return found


def posts_of(actor: Actor) -> list[str]:
    return [held.path for held in actor.held if held.bundle not in IDLE]


def covered(paths: Iterable[str], place: str) -> bool:
    """Whether one of these posts covers the place."""
    return any(covers(path, place) for path in paths)


def part_around(path: str) -> str:
    """The part of the street from which a call at `path` is given to people: its grid, where there is one."""
    line = ancestors(path)
    return line[min(2, len(line) - 1)]


def around(paths: Iterable[str], place: str) -> bool:
    """Whether one of these posts covers the place, or lies in the part of the street around it."""
    part = part_around(place)
    return any(covers(path, place) or covers(part, path) for path in paths)
