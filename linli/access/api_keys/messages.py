"""Messages about keys: code -> sentence that names the field and what to do."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MESSAGES: dict[str, str | Promise] = {
    "api.no_permission": _("请至少勾选一项「可以做什么」。"),
    "api.bad_end": _("「到哪天失效」要在明天到 %(days)s 天之内。请改日期。"),
    "api.key_revoked_already": _("这个密钥已经停用了，不用再操作。"),
    "api.no_key": _("没有密钥，或密钥不对、已停用、已过期。请把有效的密钥放在请求头 Authorization: Bearer 里。"),
    "api.maker_gone": _("这个密钥停了：建它的人已不在这个岗位。请街道的接任者在「接口密钥」页接管，或换一个新密钥。"),
    "api.may_not_adopt": _("这个密钥的权限超出您在那里的权限，您不能接管。请停用它，另建一个。"),
    "api.key_stands": _("这个密钥还有人负责，不用接管。请刷新页面。"),
    "api.member_cannot": _("by 不是本范围内能领单的队员。请先读取 /api/v1/calls/{单子}/people。"),
    "api.too_many": _("这个密钥一分钟内的请求太多了。请等到下一分钟再试。"),
    "api.too_many_reads": _("从您的网络一分钟内读得太多了。请过 %(seconds)s 秒再读。"),
    "api.not_for_this": _("这个密钥没有「%(permission)s」权限。请让街道换一个有这项权限的密钥。"),
}
