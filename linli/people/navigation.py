"""What the room puts into the navigation."""

from django.utils.translation import gettext_lazy as _

from linli.access.entries import Bar, Entry, Group
from linli.access.permissions import Permission as P

ENTRIES = (
    Entry(Group.GROUND, 400, _("居民台账"), _("台账"), "people:index", "people", P.PEOPLE_READ, "p", bar=Bar(3)),
    Entry(Group.GROUND, 430, _("导入台账"), _("导入"), "people:imports:index", "imports", P.PEOPLE_IMPORT, "i"),
)
