"""What this room says when it refuses: code -> sentence that names the field and what to do."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MESSAGES: dict[str, str | Promise] = {
    "api.by_missing": _("请给出 by：替哪位队员做（人员编号）。"),
    "api.by_not_here": _("这一步是系统自己做的，不要给 by。"),
    "api.no_place": _("请给出地点：place（地点编号）或 address（地址），二选一。"),
    "api.place_closed": _("这个地点已经关闭。请换成现在在用的地点。"),
    "api.address_unknown": _("地址「%(address)s」在本街道没有找到。请写到网格、楼栋，例如「03网格7号楼1单元101」。"),
    "api.address_several": _("本街道有几处「%(address)s」。请在前面写上社区、网格。"),
    "api.kind_unknown": _("没有编号为「%(kind)s」的事项。请先读取 /api/v1/kinds。"),
    "api.to_missing": _("请给出 to：交给哪位队员（人员编号）。"),
    "api.into_missing": _("请给出 into：并到哪一张单子（单子编号）。"),
    "api.jurisdiction_unknown": _("没有 jurisdiction_id 为「%(jurisdiction)s」的街道。"),
    "api.jurisdiction_missing": _("请给出 jurisdiction_id：街道的区划代码。"),
    "api.service_missing": _("请给出 service_code：哪一类事项。"),
    "api.service_unknown": _("没有 service_code 为「%(service)s」的公开事项。请先读取 services。"),
    "api.request_unknown": _("没有编号为「%(request)s」的公开单子。"),
    "api.span_too_long": _("start_date 到 end_date 最多 %(days)s 天。请分几次读取。"),
    "api.address_id_unknown": _("没有这个 address_id。请用本接口给出的编号，或改用 address_string。"),
    "api.no_coordinates": _("不支持只给经纬度。请用 address_string 写地址，或用 address_id。"),
    "api.no_address": _("请给出 address_string（地址）或 address_id。"),
    "api.changed": _("这张单子已经被别人动过（现在是第 %(revision)s 版）。请重新读取，核对后再做。"),
}
