"""When somebody has too many doors: the neighbours who could take some, and how many each. Values in, values out.

It brings help and compares nobody: people stand in the order of their places, and what comes out is a list of doors.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from linli.access.rules import SEGMENT, common_path
from linli.rounds.rules.hours import Hours

MOST_HELPERS = 3
LEAST_SHARE = 3  # doors: for fewer nobody is asked to come


@dataclass(frozen=True, slots=True)
class Helper:
    """Somebody near who said they may be asked. `doors`: how many they have left of their own."""

    person: UUID
    path: str
    doors: int


@dataclass(frozen=True, slots=True)
class Part:
    """`person` None: whoever has the doors now keeps these."""

    person: UUID | None
    doors: tuple[str, ...]


def done_at(doors: int, minutes_a_door: float, hours: Hours, now: datetime) -> datetime | None:
    """When so many doors will be walked, within the hours; None for never."""
    return hours.after(now, doors * minutes_a_door * 60)


def nearest(path: str, helpers: Iterable[Helper], most: int = MOST_HELPERS) -> list[Helper]:
    """Those whose place shares the longest part of the path, of equals those with fewer doors of their own."""

    def far(helper: Helper) -> tuple[int, int, str]:
        return -len(common_path([path, helper.path])) // SEGMENT, helper.doors, helper.path

    return sorted(helpers, key=far)[:most]


def shared(doors: Sequence[str], helpers: Sequence[Helper]) -> list[Part]:
    """The doors in parts of neighbours, so that all are done at about the same time. Each door is in one part; whoever
    has them now keeps the first part."""
    asked = list(helpers)
    while True:
        counts = _levelled(len(doors), [0, *(helper.doors for helper in asked)])
        small = [number for number, count in enumerate(counts[1:]) if count < LEAST_SHARE]
        if not small:
            break
        asked = [helper for number, helper in enumerate(asked) if number not in small]
    parts, start = [], 0
    for person, count in zip((None, *(helper.person for helper in asked)), counts, strict=True):
        parts.append(Part(person, tuple(doors[start : start + count])))
        start += count
    return parts


def _levelled(doors: int, had: Sequence[int]) -> list[int]:
    """How many of `doors` each takes so that the highest load is as low as it can be; odd ones go to the first."""
    order = sorted(range(len(had)), key=lambda number: (had[number], number))
    level, sharing, left = 0, 0, doors
    for position, number in enumerate(order, 1):
        step = (had[number] - level) * sharing
        if sharing and step >= left:
            break
        left -= step
        level, sharing = had[number], position
    each, odd = divmod(left, sharing)
    takers = set(sorted(order[:sharing])[:odd])
    return [
        level + each + (number in takers) - had[number] if number in order[:sharing] else 0
        for number in range(len(had))
    ]
