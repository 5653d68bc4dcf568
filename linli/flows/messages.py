"""What this room says when it refuses: code -> sentence that names the field and what to do."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MESSAGES: dict[str, str | Promise] = {
    "flows.no_such_flow": _("这个版本里没有「%(flow)s」这项联动。请管理员核对升级说明,这一条不用再试。"),
    "flows.not_failed": _("这一条已经在重试或已经办完,不用再操作。请刷新页面。"),
}
