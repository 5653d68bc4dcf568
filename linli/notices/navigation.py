"""What the room puts into the navigation."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.access.actor import Actor
from linli.access.entries import Badge, Bar, Entry, Group
from linli.access.permissions import Permission as P
from linli.notices.queries import badge_tag, unread_count


def unread(actor: Actor) -> int:
    return unread_count(actor.person)


UNREAD = Badge(unread, _("条未读"), badge_tag)
ENTRIES = (
    Entry(
        Group.TODAY,
        120,
        _("消息"),
        pgettext_lazy("short", "消息"),
        "notices:inbox",
        "inbox",
        None,
        "x",
        UNREAD,
        bar=Bar(4),
    ),
    Entry(Group.WORK, 300, _("通知"), pgettext_lazy("short", "通知"), "notices:sent_list", "horn", P.NOTICES_SEND, "n"),
    Entry(
        Group.WORK, 310, _("要当面告知"), pgettext_lazy("short", "告知"), "notices:to_do", "knock", P.PEOPLE_READ, "g"
    ),
)
