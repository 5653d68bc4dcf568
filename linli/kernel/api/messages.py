"""What every room's JSON interface says when it refuses: code -> sentence."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MESSAGES: dict[str, str | Promise] = {
    "api.bad_request": _("请求的内容读不懂，格式不对。请对照接口说明改好再发。"),
    "api.field_wrong": _("「%(where)s」不对：%(what)s。请对照接口说明改好再发。"),
    "api.too_big": _("请求太大了。请分开发送。"),
}
