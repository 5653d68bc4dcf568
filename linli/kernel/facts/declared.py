"""What each room says about the facts it records. Values only: importable without Django.

A room's `facts.py` holds `ROOM`, its name in the trail, `FACTS`, and `DETAILS` for what its facts carry besides. Every
process loads them at start; recording a kind that no room declares is a bug.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol


def word(text: str) -> str:
    """Marks a Chinese source text for the catalogue; it is translated when it is shown."""
    return text


@dataclass(frozen=True)
class FactKind:
    """`code` is "room.happened", in the past tense; `word` is what the auditor reads.

    `reads`: somebody only looked; nothing changed. `topic`: the live topic whose open pages are told ("calls" or
    "town"), or "". `touches`: which kept results must be worked out again ("places", "paths", "people", "posts" for the
    proof of `corps.queries.now`, "calls" for the desks), "" for none. `ends_offer`: the row no longer says to which
    circle the call was offered when the fact is read. `was`: the code used by older facts.
    """

    code: str
    word: str
    reads: bool = False
    topic: str = ""
    touches: str = ""
    ends_offer: bool = False
    was: str = ""

    def __post_init__(self) -> None:
        if self.reads and (self.topic or self.touches):
            raise ValueError(f"{self.code} only reads, yet something is to change by it")


class Declaration(Protocol):
    """A room's module `facts`."""

    ROOM: str
    FACTS: tuple[FactKind, ...]


_kinds: dict[str, FactKind] = {}
_former: dict[str, FactKind] = {}
_rooms: dict[str, str] = {}
_details: dict[str, str] = {}


def declare(room: str, said: Declaration) -> None:
    _rooms[room] = said.ROOM
    _kinds.update({kind.code: kind for kind in said.FACTS})
    _former.update({kind.was: kind for kind in said.FACTS if kind.was})
    details: Mapping[str, str] = getattr(said, "DETAILS", {})
    _details.update(details)


def kind_of(code: str) -> FactKind:
    """KeyError when no room declares it."""
    return _kinds[code]


def find(code: str) -> FactKind | None:
    """None for a kind that a room recorded once and no longer declares."""
    return _kinds.get(code) or _former.get(code)


def kinds() -> Iterable[FactKind]:
    return _kinds.values()


def rooms() -> dict[str, str]:
    """Room name -> its name in the trail, for every room that records facts; the lowest floor last."""
    return dict(_rooms)


def details() -> Mapping[str, str]:
    """Details that facts may carry: key in `data` -> word."""
    return _details
