"""What the room puts into the navigation."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.access.entries import Entry
from linli.access.permissions import Permission as P

ENTRIES = (
    Entry(500, _("账号与会话"), _("账号"), "access:accounts", "accounts", P.ACCESS_ACCOUNTS, "a"),
    Entry(510, _("审计"), pgettext_lazy("short", "审计"), "access:trail", "trail", P.ACCESS_AUDIT, "t"),
    Entry(900, _("我的账号"), _("我的"), "access:profile", "me", shortcut="y"),
)
