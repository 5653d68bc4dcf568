"""What this room says when it refuses: code -> sentence that names the field and what to do."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MESSAGES: dict[str, str | Promise] = {
    "notices.link_leads_out": _("信里的链接只能指向本系统的页面。"),
}
