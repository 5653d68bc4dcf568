"""What the room puts into the navigation."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.access.entries import Bar, Entry, Group
from linli.access.permissions import Permission as P

ENTRIES = (
    Entry(
        Group.OFFICE, 500, _("账号与会话"), _("账号"), "access:accounts", "accounts", P.ACCESS_ACCOUNTS, "a", bar=Bar(2)
    ),
    Entry(
        Group.OFFICE,
        510,
        _("审计"),
        pgettext_lazy("short", "审计"),
        "access:trail",
        "trail",
        P.ACCESS_AUDIT,
        "t",
        bar=Bar(3),
    ),
    Entry(Group.SELF, 900, _("我的账号"), _("我的"), "access:profile", "me", shortcut="y"),
)
