"""The context of every page: who is signed in, and the navigation of their posts.

The navigation is computed only when a template uses it, so fragments do not pay for it.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from linli.access.actor import Actor
from linli.access.entries import Entry
from linli.kernel.apps import of_every_room
from linli.notices.queries import COUNTED
from linli.web.listening import ticket_for


@dataclass(frozen=True)
class Shown:
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


def shell(request: HttpRequest) -> dict[str, Any]:
    actor: Actor | None = getattr(request, "actor", None)

    @cache
    def nav() -> list[Shown]:
        return navigation(actor, request.path) if actor else []

    return {
        "actor": actor,
        "most_unread": COUNTED,
        "nav": nav,
        "listen_ticket": lambda: ticket_for(actor) if actor else "",
        "listen_at": settings.LINLI_LIVE_URL,
        "large_print": getattr(request, "large_print", False),
        "demonstration": settings.LINLI_ENV == "demo",
    }
