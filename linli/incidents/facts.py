"""The kinds of facts about incidents. None holds what somebody said."""

from linli.kernel.facts.declared import FactKind
from linli.kernel.facts.declared import word as _

ROOM = _("应急事件")
FACTS = (
    FactKind("incidents.drafted", _("起草应急事件")),
    FactKind("incidents.changed", _("修改应急事件")),
    FactKind("incidents.declared", _("宣布应急事件")),
    FactKind("incidents.confirmed", _("确认应急事件")),
    FactKind("incidents.sent_back", _("退回应急事件")),
    FactKind("incidents.dropped", _("作废应急事件")),
    FactKind("incidents.reviewed", _("复核应急事件")),
    FactKind("incidents.lapsed", _("应急事件过期停用")),
    FactKind("incidents.ended", _("结束应急事件")),
    FactKind("incidents.function_on", _("开启应急功能")),
    FactKind("incidents.function_off", _("关闭应急功能")),
    FactKind("incidents.appealed", _("登记申诉")),
    FactKind("incidents.appeal_seen", _("查看申诉"), reads=True),
    FactKind("incidents.appeal_decided", _("答复申诉")),
    FactKind("incidents.destroyed", _("销毁应急事件的资料")),
    FactKind("incidents.certified", _("签发销毁证明")),
    FactKind("incidents.pack_added", _("增加防控方案")),
    FactKind("incidents.pack_changed", _("修改防控方案")),
    FactKind("incidents.pack_retired", _("停用防控方案")),
    FactKind("incidents.pack_restored", _("恢复防控方案")),
)
DETAILS = {"review": _("复核日期"), "until": _("到期"), "function": _("功能"), "removed": _("删除行数")}
