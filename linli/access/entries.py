"""An entry of the navigation. Each room lists its own in `navigation.py`; `web.shell` joins and sorts them."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.access.actor import Actor
from linli.access.permissions import Permission


class Group(Enum):
    """The part of the navigation that an entry stands in. `SELF`: one's own account, under one's name."""

    TODAY = _("今天")
    WORK = _("办事")
    GROUND = _("底数")
    TEAM = _("队伍")
    OFFICE = _("管理")
    SELF = _("我")


@dataclass(frozen=True)
class Badge:
    """A number beside an entry, by one query. `title` says what is counted. `tag`: the ETag of the number, by which the
    badge refreshes."""

    count: Callable[[Actor], int]
    title: str | Promise
    tag: Callable[[int], str] | None = None


@dataclass(frozen=True)
class Bar:
    """A place on the bar of a phone, 1 to 4 from the left. Of several entries with one place the first that the post
    may use stands there; with `needs`, only for whoever also may that."""

    place: int
    needs: Permission | None = None


@dataclass(frozen=True)
class Entry:
    """`order`: inside the group, and between all rooms. `needs` None: shown to everybody, unless `also` returns False.
    `shortcut` is the letter after g."""

    group: Group
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
    bar: Bar | None = None

    def addresses(self) -> list[str]:
        return [reverse(route) for route in (self.route, *self.beside)]

    def is_for(self, actor: Actor) -> bool:
        return (self.needs is None or actor.may(self.needs)) and (self.also is None or self.also(actor))
