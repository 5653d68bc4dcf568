"""The context of every page: who is signed in, and the navigation of their posts.

The navigation is computed only when a template uses it, so fragments do not pay for it.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import ngettext

from linli.access.actor import Actor
from linli.access.entries import Entry, Group
from linli.access.permissions import Permission as P
from linli.kernel.apps import of_every_room
from linli.notices.queries import COUNTED
from linli.web.listening import ticket_for

OPEN_AT_MOST = 10  # lines that a desktop shows without scrolling, besides the search and one's own
SOUGHT = {"people": P.PEOPLE_READ, "places": P.PLACES_READ, "leaders": P.CORPS_READ, "calls": P.CALLS_READ}
NAMED = 3  # rooms that a closed group names


@dataclass(frozen=True)
class Shown:
    group: Group
    label: str
    short: str
    url: str
    icon: str
    here: bool
    shortcut: str = ""
    badge: int = 0
    badge_title: str = ""
    live: bool = False
    badge_tag: str = ""


@dataclass(frozen=True)
class Part:
    """A group with its entries. Closed, it shows `hint`, which names its first rooms, and `badge`, the sum of them."""

    title: str
    entries: list[Shown]
    open: bool

    @property
    def badge(self) -> int:
        return sum(entry.badge for entry in self.entries)

    @property
    def hint(self) -> str:
        n = len(self.entries)
        named = " · ".join(entry.short for entry in self.entries[: NAMED if n <= NAMED else NAMED - 1])
        return (
            named
            if n <= NAMED
            else ngettext("%(named)s 等 %(n)s 项", "%(named)s 等 %(n)s 项", n) % {"named": named, "n": n}
        )


@cache
def entries() -> list[Entry]:
    """The entries of every room, sorted by their `order`."""
    return sorted((entry for room in of_every_room("navigation") for entry in room.ENTRIES), key=lambda one: one.order)


def navigation(actor: Actor, at: str) -> list[Shown]:
    """The entries that `actor` may use; the one whose address is the longest prefix of `at` is marked as current."""
    usable = [(entry, entry.addresses()) for entry in entries() if entry.is_for(actor)]
    here = max((url for _entry, own in usable for url in own if at.startswith(url)), key=len, default="")
    if here == "/" and at != "/":
        here = ""
    return [_shown(entry, own[0], actor, here=here in own) for entry, own in usable]


def _shown(entry: Entry, url: str, actor: Actor, *, here: bool) -> Shown:
    badge = entry.badge
    count = badge.count(actor) if badge else 0
    return Shown(
        group=entry.group,
        label=str(entry.label),
        short=str(entry.short),
        url=url,
        icon=entry.icon,
        here=here,
        shortcut=entry.shortcut,
        badge=count,
        badge_title=str(badge.title) if badge and count else "",
        live=badge is not None and badge.tag is not None,
        badge_tag=badge.tag(count) if badge and badge.tag else "",
    )


def parts(shown: list[Shown]) -> list[Part]:
    """The groups that have an entry. Of many entries only the group of this page is open; without one, the first."""
    by_group = {group: [one for one in shown if one.group == group] for group in Group if group != Group.SELF}
    all_open = sum(map(len, by_group.values())) <= OPEN_AT_MOST
    here = next((one.group for one in shown if one.here), Group.SELF)
    here = Group.TODAY if here == Group.SELF else here
    return [Part(str(group.value), own, all_open or group == here) for group, own in by_group.items() if own]


def bar(actor: Actor, shown: list[Shown]) -> list[Shown]:
    """What stands on the bar of a phone, from left to right: `access.entries.Bar`."""
    by_url = {one.url: one for one in shown}
    places: dict[int, Shown] = {}
    for entry in entries():
        wanted, one = entry.bar, by_url.get(entry.addresses()[0])
        if wanted and one and (wanted.needs is None or actor.may(wanted.needs)):
            places.setdefault(wanted.place, one)
    return [one for _place, one in sorted(places.items(), key=lambda item: item[0])]


def may_find(actor: Actor) -> bool:
    """Whether the search of the frame could find anything."""
    return any(actor.may(permission) for permission in SOUGHT.values())


def shell(request: HttpRequest) -> dict[str, Any]:
    actor: Actor | None = getattr(request, "actor", None)

    @cache
    def nav() -> list[Shown]:
        return navigation(actor, request.path) if actor else []

    return {
        "actor": actor,
        "most_unread": COUNTED,
        "nav": nav,
        "may_find": lambda: actor is not None and may_find(actor),
        "nav_parts": lambda: parts(nav()),
        "nav_bar": lambda: bar(actor, nav()) if actor else [],
        "nav_own": lambda: [one for one in nav() if one.group == Group.SELF],
        "listen_ticket": lambda: ticket_for(actor) if actor else "",
        "listen_at": settings.LINLI_LIVE_URL,
        "large_print": getattr(request, "large_print", False),
        "demonstration": settings.LINLI_ENV == "demo",
    }
