"""What the room puts into the navigation."""

from django.utils.translation import gettext_lazy as _

from linli.access.entries import Bar, Entry, Group
from linli.access.permissions import Permission as P

ENTRIES = (Entry(Group.TODAY, 110, _("指挥板"), _("指挥"), "command:board", "board", P.COMMAND_BOARD, "b", bar=Bar(1)),)
