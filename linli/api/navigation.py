"""What the room puts into the navigation."""

from django.utils.translation import gettext_lazy as _

from linli.access.entries import Entry
from linli.access.permissions import Permission as P

ENTRIES = (Entry(530, _("接口密钥"), _("接口"), "api:keys", "keys", P.API_KEYS, "k"),)
