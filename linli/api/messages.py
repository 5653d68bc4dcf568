"""What this room says when it refuses: code -> sentence that names the field and what to do."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MESSAGES: dict[str, str | Promise] = {
    "api.no_permission": _("请至少勾选一项「可以做什么」。"),
    "api.bad_end": _("「到哪天失效」要在明天到 %(days)s 天之内。请改日期。"),
    "api.key_revoked_already": _("这个密钥已经停用了,不用再操作。"),
    "api.no_key": _("没有密钥,或密钥不对、已停用、已过期。请把有效的密钥放在请求头 Authorization: Bearer 里。"),
    "api.maker_gone": _("这个密钥停了:建它的人已不在这个岗位。请街道的接任者在「接口密钥」页接管,或换一个新密钥。"),
    "api.may_not_adopt": _("这个密钥的权限超出您在那里的权限,您不能接管。请停用它,另建一个。"),
    "api.key_stands": _("这个密钥还有人负责,不用接管。请刷新页面。"),
    "api.by_missing": _("请给出 by:替哪位队员做(人员编号)。"),
    "api.by_not_here": _("这一步是系统自己做的,不要给 by。"),
    "api.member_cannot": _("by 不是本范围内能领单的队员。请先读取 /api/v1/calls/{单子}/people。"),
    "api.too_many": _("这个密钥一分钟内的请求太多了。请等到下一分钟再试。"),
    "api.too_many_reads": _("从您的网络一分钟内读得太多了。请过 %(seconds)s 秒再读。"),
    "api.not_for_this": _("这个密钥没有「%(permission)s」权限。请让街道换一个有这项权限的密钥。"),
    "api.no_place": _("请给出地点:place(地点编号)或 address(地址),二选一。"),
    "api.place_closed": _("这个地点已经关闭。请换成现在在用的地点。"),
    "api.address_unknown": _("地址「%(address)s」在本街道没有找到。请写到网格、楼栋,例如「03网格7号楼1单元101」。"),
    "api.address_several": _("本街道有几处「%(address)s」。请在前面写上社区、网格。"),
    "api.kind_unknown": _("没有编号为「%(kind)s」的事项。请先读取 /api/v1/kinds。"),
    "api.to_missing": _("请给出 to:交给哪位队员(人员编号)。"),
    "api.into_missing": _("请给出 into:并到哪一张单子(单子编号)。"),
    "api.jurisdiction_unknown": _("没有 jurisdiction_id 为「%(jurisdiction)s」的街道。"),
    "api.jurisdiction_missing": _("请给出 jurisdiction_id:街道的区划代码。"),
    "api.service_missing": _("请给出 service_code:哪一类事项。"),
    "api.service_unknown": _("没有 service_code 为「%(service)s」的公开事项。请先读取 services。"),
    "api.request_unknown": _("没有编号为「%(request)s」的公开单子。"),
    "api.span_too_long": _("start_date 到 end_date 最多 %(days)s 天。请分几次读取。"),
    "api.address_id_unknown": _("没有这个 address_id。请用本接口给出的编号,或改用 address_string。"),
    "api.no_coordinates": _("不支持只给经纬度。请用 address_string 写地址,或用 address_id。"),
    "api.no_address": _("请给出 address_string(地址)或 address_id。"),
    "api.changed": _("这张单子已经被别人动过(现在是第 %(revision)s 版)。请重新读取,核对后再做。"),
}
