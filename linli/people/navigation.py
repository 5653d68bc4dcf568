"""What the room puts into the navigation."""

from django.utils.translation import gettext_lazy as _

from linli.access.entries import Entry
from linli.access.permissions import Permission as P

ENTRIES = (
    Entry(410, _("居民台账"), _("台账"), "people:index", "people", P.PEOPLE_READ, "p"),
    Entry(420, _("导入台账"), _("导入"), "people:imports:index", "imports", P.PEOPLE_IMPORT, "i"),
)
