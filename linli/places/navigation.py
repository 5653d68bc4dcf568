"""What the room puts into the navigation."""

from django.utils.translation import gettext_lazy as _

from linli.access.entries import Entry, Group
from linli.access.permissions import Permission as P

ENTRIES = (Entry(Group.GROUND, 420, _("地点与模式"), _("地点"), "places:index", "places", P.PLACES_READ, "l"),)
