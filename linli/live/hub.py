"""The open pages, and the topics each has not been told yet. All of it runs in the event loop and never blocks."""

import asyncio
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field

from linli.live.source import Mark
from linli.live.tickets import Ticket
from linli.live.topics import Change, above, in_circle, named

MOST_STREAMS = 4_000
MOST_OF_ONE = 32  # streams of one person: the pages of one browser share one stream
# how many changes are remembered: a new listener hears what happened since Django made its page
MOST_REMEMBERED = 5_000


@dataclass(eq=False)
class Listener:
    """One stream. `waiting` holds topics not sent yet; `woken` is set when there are any, or when it must end."""

    ticket: Ticket
    since: float  # seconds since 1970: when its page was made, or last heard something
    waiting: set[str] = field(default_factory=set)
    woken: asyncio.Event = field(default_factory=asyncio.Event)
    over: bool = False

    def tell(self, topic: str) -> None:
        self.waiting.add(topic)
        self.woken.set()

    def end(self) -> None:
        self.over = True
        self.woken.set()


class Hub:
    def __init__(self) -> None:
        self.posts: dict[str, dict[str, set[Listener]]] = {"calls": {}, "town": {}, "near": {}}
        self.people: dict[str, set[Listener]] = {}
        self.listeners: set[Listener] = set()
        self.marks: dict[str, Mark] = {}
        self.recent: deque[tuple[float, Change]] = deque(maxlen=MOST_REMEMBERED)
        self.ending = False

    def has_room(self, ticket: Ticket) -> bool:
        of_one = self.people.get(ticket.person, ()) if ticket.person else ()
        return not self.ending and len(self.listeners) < MOST_STREAMS and len(of_one) < MOST_OF_ONE

    def join(self, ticket: Ticket, since: float) -> tuple[Listener, bool]:
        """The new listener, already told what happened after `since`; False when that is too long ago to be
        remembered."""
        listener = Listener(ticket, since)
        self.listeners.add(listener)
        for sort, paths in _posts(ticket):
            for path in paths:
                self.posts[sort].setdefault(path, set()).add(listener)
        if ticket.person:
            self.people.setdefault(ticket.person, set()).add(listener)
        for at, change in self.recent:
            if at >= since:
                for who, topic in self._hearers(change):
                    if who is listener:
                        listener.tell(topic)
        if _newest(self.marks.get(ticket.person)) >= since:
            listener.tell("me")
        return listener, self._known_since() <= since

    def leave(self, listener: Listener) -> None:
        self.listeners.discard(listener)
        for sort, paths in _posts(listener.ticket):
            for path in paths:
                _drop(self.posts[sort], path, listener)
        _drop(self.people, listener.ticket.person, listener)

    def happened(self, changes: Iterable[Change], at: float) -> None:
        for change in changes:
            self.recent.append((at, change))
            for listener, topic in self._hearers(change):
                listener.tell(topic)

    def counted(self, marks: dict[str, Mark]) -> None:
        """Sends `me` to those whose badge differs from the last count; at the first count, to those whose newest letter
        is later than the page."""
        for person, mark in marks.items():
            before = self.marks.get(person)
            for listener in self.people.get(person, ()):
                if before != mark if before is not None else _newest(mark) >= listener.since:
                    listener.tell("me")
        self.marks = marks

    def end(self) -> None:
        self.ending = True
        for listener in self.listeners:
            listener.end()

    def _hearers(self, change: Change) -> Iterable[tuple[Listener, str]]:
        for post in above(change.path):
            for listener in self.posts[change.sort].get(post, ()):
                yield listener, named(change.sort, post, change.path)
        if change.sort == "calls":
            near = self.posts["near"]
            for post in [*above(change.path), *in_circle(change.circle, near)]:
                for listener in near.get(post, ()):
                    yield listener, "near"
            for person in change.people:
                for listener in self.people.get(person, ()):
                    yield listener, "me"

    def _known_since(self) -> float:
        return self.recent[0][0] if len(self.recent) == MOST_REMEMBERED else 0.0


def _newest(mark: Mark | None) -> float:
    return max((at for _count, at in mark or ()), default=-1.0)


def _posts(ticket: Ticket) -> list[tuple[str, tuple[str, ...]]]:
    return [("calls", ticket.calls), ("town", ticket.town), ("near", ticket.near)]


def _drop(where: dict[str, set[Listener]], key: str, listener: Listener) -> None:
    found = where.get(key)
    if found is not None:
        found.discard(listener)
        if not found:
            del where[key]
