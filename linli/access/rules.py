"""The text path of a place, and what a grant covers. Values in, values out.

A path is a chain of segments of four characters from 0-9a-z, one a level, no separator: "0001" is a street, "00010003"
its third community. Every character sorts alike in bytes and in any locale, so a subtree is the half-open range
[path, path + "zzzz") on SQLite and on PostgreSQL, and the plain index serves it. A path may change when a place moves;
the identity of a place is its id. The empty path is the deployment itself: a post there covers every street. Only
`linli user` at the machine's own console gives such a post.

The rest of this module is the policy of sign-in: who must show a second factor, which posts nobody may combine, how
long a session lives.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

SEGMENT = 4
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
HIGHEST = "z" * SEGMENT  # greater than every real segment: the upper end of a subtree
MOST_CHILDREN = 36**SEGMENT - 1


def segment(number: int) -> str:
    """The `number`-th child's segment, 1-based. Raises ValueError beyond MOST_CHILDREN."""
    if not 0 < number < MOST_CHILDREN:
        raise ValueError(number)
    text = ""
    for _ in range(SEGMENT):
        number, digit = divmod(number, 36)
        text = DIGITS[digit] + text
    return text


def parent_path(path: str) -> str:
    return path[:-SEGMENT]


def ancestors(path: str) -> list[str]:
    """Every prefix that is a place, from the root down to `path` itself."""
    return [path[:end] for end in range(SEGMENT, len(path) + 1, SEGMENT)]


def covers(path: str, other: str) -> bool:
    """A post at `path` covers `other` when it is the same place or lies below it."""
    return other.startswith(path)


def upper_end(path: str) -> str:
    """The first text after the subtree of `path`."""
    return path + HIGHEST


def outermost(paths: Iterable[str]) -> list[str]:
    """`paths` without those that another of them covers, sorted."""
    kept: list[str] = []
    for path in sorted(set(paths)):
        if not kept or not path.startswith(kept[-1]):
            kept.append(path)
    return kept


def common_path(paths: Iterable[str]) -> str:
    """The deepest place that contains all of `paths`: "" when they lie in different streets."""
    first, *others = sorted(paths)
    end = len(first)
    for other in others:
        while other[:end] != first[:end]:
            end -= SEGMENT
    return first[: max(end, 0)]


# A stolen password of these posts does the most harm: they lay out streets, hold accounts or read the trail.
SECOND_FACTOR_BUNDLES = frozenset({"street", "administrator", "auditor"})
# docs/trust.md: an auditor may hold no other post.
ALONE = "auditor"


def demands_second_factor(bundles: Iterable[str]) -> bool:
    return not SECOND_FACTOR_BUNDLES.isdisjoint(bundles)


def conflicts(bundles: Iterable[str]) -> bool:
    """True when one person would both check and be checked. A post without permissions excludes nothing."""
    held = {bundle for bundle in bundles if bundle != "none"}
    return ALONE in held and len(held) > 1


def session_over(*, begun: datetime, seen: datetime, now: datetime, longest: timedelta, idle: timedelta) -> bool:
    """A session ends `longest` after sign-in in any case, and `idle` after its last request."""
    return now - begun >= longest or now - seen >= idle


def network_of(address: str) -> str:
    """The network part of an address, for the trail: enough to see where attempts come from, but not which computer."""
    if ":" in address:
        return ":".join(address.split(":")[:3]) + "::"
    return ".".join(address.split(".")[:3]) + ".0"
