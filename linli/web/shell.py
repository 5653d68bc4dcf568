"""What every page's frame needs: who is signed in, and the navigation of their posts.

The navigation is computed only when a template asks for it, so a fragment pays nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.access.actor import Actor
from linli.access.permissions import Permission
from linli.calls.queries.roles import unit_of
from linli.command.queries import gap_count
from linli.kernel.time import clock
from linli.notices.queries import COUNTED, badge_tag, unread_count
from linli.web.listening import ticket_for
from linli.web.queries import only_commands


def gaps_today(actor: Actor) -> int:
    return gap_count(actor, clock.today())


def opens_only(actor: Actor) -> bool:
    """A guard or a partner opens calls for others; who reads or takes calls finds the button on those pages."""
    return not actor.may(Permission.CALLS_READ) and not actor.may(Permission.CALLS_CLAIM)


def answers_for_a_unit(actor: Actor) -> bool:
    """Somebody of a partner unit who does not see the desk, where their unit's parts are linked."""
    return not actor.may(Permission.CALLS_READ) and unit_of(actor.person) is not None


def unread(actor: Actor) -> int:
    return unread_count(actor.person)


@dataclass(frozen=True)
class Entry:
    """A line of the navigation. `needs` None: everybody's, unless `also` says no. `shortcut` is the letter after g."""

    label: str | Promise
    short: str | Promise
    route: str
    icon: str
    needs: Permission | None = None
    shortcut: str = ""
    badge: Callable[[Actor], int] | None = None
    also: Callable[[Actor], bool] | None = None  # asked after `needs`
    live: bool = False  # the badge refreshes itself (notices/badge.html)
    beside: tuple[str, ...] = ()  # further pages that belong to it

    def addresses(self) -> list[str]:
        return [reverse(route) for route in (self.route, *self.beside)]


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


ENTRIES = [
    Entry(_("我的工作"), _("工作"), "web:home", "home", shortcut="h"),
    Entry(_("指挥板"), _("指挥"), "command:board", "board", Permission.COMMAND_BOARD, "b"),
    Entry(_("消息"), pgettext_lazy("short", "消息"), "notices:inbox", "inbox", shortcut="x", badge=unread, live=True),
    Entry(_("吹哨与诉求"), _("诉求"), "calls:board", "calls", Permission.CALLS_READ, "d"),
    Entry(
        _("附近的单"),
        _("接单"),
        "calls:near",
        "near",
        Permission.CALLS_CLAIM,
        "e",
        beside=("calls:mine", "calls:away"),
    ),
    Entry(
        _("代为开单"),
        pgettext_lazy("short", "开单"),
        "calls:open",
        "calls",
        Permission.CALLS_OPEN,
        "o",
        also=opens_only,
    ),
    Entry(_("单位的哨"), pgettext_lazy("short", "单位"), "calls:unit", "units", shortcut="u", also=answers_for_a_unit),
    Entry(_("通知"), pgettext_lazy("short", "通知"), "notices:sent_list", "horn", Permission.NOTICES_SEND, "n"),
    Entry(_("要当面告知"), pgettext_lazy("short", "告知"), "notices:to_do", "knock", Permission.PEOPLE_READ, "o"),
    Entry(_("网格与责任人"), _("责任人"), "corps:coverage", "corps", Permission.CORPS_READ, "c", gaps_today),
    Entry(_("居民台账"), _("台账"), "people:index", "people", Permission.PEOPLE_READ, "p"),
    Entry(_("导入台账"), _("导入"), "people:imports:index", "imports", Permission.PEOPLE_IMPORT, "i"),
    Entry(_("地点与模式"), _("地点"), "places:index", "places", Permission.PLACES_READ, "l"),
    Entry(_("队伍与任命"), _("队伍"), "corps:members", "members", Permission.CORPS_READ, "m"),
    Entry(_("账号与会话"), _("账号"), "access:accounts", "accounts", Permission.ACCESS_ACCOUNTS, "a"),
    Entry(_("审计"), pgettext_lazy("short", "审计"), "access:trail", "trail", Permission.ACCESS_AUDIT, "t"),
    Entry(_("联动"), _("联动"), "flows:index", "flows", Permission.FLOWS_READ, "f"),
    Entry(_("接口密钥"), _("接口"), "api:keys", "keys", Permission.API_KEYS, "k"),
    Entry(_("我的账号"), _("我的"), "access:profile", "me", shortcut="y"),
]


def navigation(actor: Actor, at: str) -> list[Shown]:
    """The entries that `actor` may use; the one whose address is the longest beginning of `at` is where we are."""
    usable = [(entry, entry.addresses()) for entry in ENTRIES if _usable(entry, actor)]
    if only_commands(actor):
        usable = [(entry, own) for entry, own in usable if entry.route != "web:home"]
    here = max((url for _entry, own in usable for url in own if at.startswith(url)), key=len, default="")
    if here == "/" and at != "/":
        here = ""
    return [_shown(entry, own[0], actor, here=here in own) for entry, own in usable]


def _usable(entry: Entry, actor: Actor) -> bool:
    return (entry.needs is None or actor.may(entry.needs)) and (entry.also is None or entry.also(actor))


def _shown(entry: Entry, url: str, actor: Actor, *, here: bool) -> Shown:
    badge = entry.badge(actor) if entry.badge else 0
    return Shown(
        label=str(entry.label),
        short=str(entry.short),
        url=url,
        icon=entry.icon,
        here=here,
        shortcut=entry.shortcut,
        badge=badge,
        badge_title=str(_("条未读") if entry.live else _("处缺口")) if badge else "",
        live=entry.live,
        badge_tag=badge_tag(badge) if entry.live else "",
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
