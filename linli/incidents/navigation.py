"""What the room puts into the navigation."""

from django.utils.translation import gettext_lazy as _

from linli.access.entries import Entry, Group
from linli.access.permissions import Permission as P

ENTRIES = (
    Entry(
        Group.WORK, 320, _("应急事件"), _("应急"), "incidents:index", "incident", P.INCIDENTS_READ, "s",
        beside=("incidents:functions", "incidents:packs"),
    ),
)  # fmt: skip
