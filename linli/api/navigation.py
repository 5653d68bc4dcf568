"""What the room puts into the navigation."""

from django.utils.translation import gettext_lazy as _

from linli.access.entries import Entry, Group
from linli.access.permissions import Permission as P

ENTRIES = (Entry(Group.OFFICE, 530, _("接口密钥"), _("接口"), "api:keys", "keys", P.API_KEYS, "k"),)
