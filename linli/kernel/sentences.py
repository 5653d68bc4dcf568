"""What the kernel says when it refuses: code -> sentence that names what to do."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MESSAGES: dict[str, str | Promise] = {
    "kernel.bad_cursor": _("这一页的地址不完整。请回到第一页再往后翻。"),
    "kernel.no_key": _("这张表单不完整,没有提交。请刷新页面再试一次。"),
}
