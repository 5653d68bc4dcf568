"""The table of rooms: one line for each, from the top floor down. Settings, addresses, timed work and tests read it.

Everything else about a room is in the room's own modules of known names, each of them only where it is needed:

    apps          a `kernel.apps.Room`; every room that is a Django app has it
    urls, models  as everywhere in Django
    facts         ROOM, FACTS, DETAILS: what it records in the trail
    messages      MESSAGES: code -> sentence of its refusals
    navigation    ENTRIES
    schedule      SCHEDULES, EACH_ROUND: its timed work
    jobs          tasks and timed work; `undone(now)` for `linli doctor`
    offers        OUTBOX, LISTS, SHELVES, ENFORCED, ADDRESS_BOOK, PERSON_BOOK, OPEN_WORK: what others use by name
    retention     RETENTION, WHOLE_MODELS, NOT_PERSONAL: when personal columns end
    api           `router`, STANDARDS: its interface for other systems
    tests.matrix  what the tests about all rooms must know of it

A misspelt name is found by tests only. Loads no Django.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pkgutil import resolve_name
from types import ModuleType
from typing import Any


@dataclass(frozen=True)
class Room:
    """`floor`: a room imports only rooms on lower floors. `prefix`: where its addresses begin, None for a room without
    pages; `urls` are the modules with the addresses. `app`: whether it is a Django app."""

    name: str
    floor: int
    prefix: str | None = None
    urls: tuple[str, ...] = ("urls",)
    app: bool = True

    @property
    def package(self) -> str:
        return f"linli.{self.name}"


ROOMS = (
    Room("web", 10, ""),
    Room("api", 10, "api/"),
    Room("cli", 10),
    Room("demo", 10, app=False),
    Room("command", 9, "board/"),
    Room("flows", 8, "flows/"),
    Room("calls", 7, "calls/"),
    Room("rounds", 7),
    Room("notices", 6, "notices/"),
    Room("corps", 5, "corps/"),
    Room("people", 4, "people/"),
    Room("intake", 3),
    Room("incidents", 3, "incidents/"),
    Room("places", 2, "places/"),
    Room("access", 1, "", ("sign_in_urls", "urls")),
    Room("kernel", 0),
)


def modules(name: str) -> Iterator[tuple[Room, ModuleType]]:
    """The module of this name of each room that has one."""
    for room in ROOMS:
        if find_spec(f"{room.package}.{name}"):
            yield room, import_module(f"{room.package}.{name}")


def offered(name: str) -> str:
    """The dotted path that exactly one room offers under this name in its `offers.py`."""
    (found,) = (getattr(said, name) for _room, said in modules("offers") if hasattr(said, name))
    return str(found)


def paths(name: str) -> tuple[str, ...]:
    """The dotted paths that rooms offer under this name in their `offers.py`; from the top floor down."""
    return tuple(path for _room, said in modules("offers") for path in getattr(said, name, ()))


def every(name: str) -> list[Any]:
    """What these paths lead to."""
    return [resolve_name(path) for path in paths(name)]


def handlers() -> dict[str, str]:
    """topic of the outbox -> dotted path of its handler, of every room."""
    found: dict[str, str] = {}
    for _room, said in modules("offers"):
        found |= getattr(said, "OUTBOX", {})
    return found
