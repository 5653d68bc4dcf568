"""What this room says when it refuses: code -> sentence that names the field and what to do."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MESSAGES: dict[str, str | Promise] = {
    "access.not_found": _("没有找到。它可能不存在,也可能不在您负责的范围内。"),
    "access.not_allowed": _("您的岗位没有这项权限。如工作需要,请联系上级岗位任命。"),
}
