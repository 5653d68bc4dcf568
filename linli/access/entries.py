"""An entry of the navigation. Each room lists its own in `navigation.py`; `web.shell` joins and sorts them."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise

from linli.access.actor import Actor
from linli.access.permissions import Permission


@dataclass(frozen=True)
class Badge:
    """A number beside an entry. `title` says what is counted. `tag`: the ETag of the number, by which the badge
    refreshes."""

    count: Callable[[Actor], int]
    title: str | Promise
    tag: Callable[[int], str] | None = None


@dataclass(frozen=True)
class Entry:
    """`order`: 100s one's own work, 200s calls, 300s notices, 400s register and leaders, 500s the system, 900s one's
    own account. `needs` None: shown to everybody, unless `also` returns False. `shortcut` is the letter after g."""

    order: int
    label: str | Promise
    short: str | Promise
    route: str
    icon: str
    needs: Permission | None = None
    shortcut: str = ""
    badge: Badge | None = None
    also: Callable[[Actor], bool] | None = None  # asked after `needs`
    beside: tuple[str, ...] = ()  # further pages for which this entry is marked as current

    def addresses(self) -> list[str]:
        return [reverse(route) for route in (self.route, *self.beside)]

    def is_for(self, actor: Actor) -> bool:
        return (self.needs is None or actor.may(self.needs)) and (self.also is None or self.also(actor))
