"""What the room puts into the navigation."""

from django.utils.translation import gettext_lazy as _

from linli.access.entries import Entry, Group
from linli.access.permissions import Permission as P

ENTRIES = (Entry(Group.OFFICE, 520, _("联动"), _("联动"), "flows:index", "flows", P.FLOWS_READ, "f"),)
