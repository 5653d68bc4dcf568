"""The kinds of facts about calls."""

from functools import partial

from linli.kernel.facts.declared import FactKind
from linli.kernel.facts.declared import word as _

ROOM = _("诉求")
_CHANGES = partial(FactKind, topic="calls", touches="calls")
FACTS = (
    _CHANGES("calls.opened", _("提出诉求")),
    _CHANGES("calls.routed", _("转派诉求")),
    _CHANGES("calls.objected", _("提出派单异议")),
    _CHANGES("calls.adjudicated", _("裁定诉求归属")),
    _CHANGES("calls.offered", _("把诉求发到圈内")),
    _CHANGES("calls.widened", _("扩大诉求的范围")),
    _CHANGES("calls.claimed", _("接单")),
    _CHANGES("calls.assigned", _("指派诉求")),
    _CHANGES("calls.transferred", _("移交诉求")),
    _CHANGES("calls.given_back", _("退回诉求")),
    _CHANGES("calls.released", _("承办人离任，退回诉求")),
    _CHANGES("calls.succeeded", _("首接责任人离任，另定责任人")),
    _CHANGES("calls.paused", _("暂停诉求计时")),
    _CHANGES("calls.resumed", _("恢复诉求计时")),
    _CHANGES("calls.arrived", _("到场")),
    _CHANGES("calls.joined", _("一同承办")),
    _CHANGES("calls.corrected", _("更正诉求的类别、地点或事情")),
    _CHANGES("calls.code_waived", _("免交接码")),
    _CHANGES("calls.phone_checked", _("诉求的电话已核实")),
    _CHANGES("calls.finished", _("办结诉求")),
    _CHANGES("calls.called_back", _("回访")),
    _CHANGES("calls.settled", _("结单")),
    _CHANGES("calls.reopened", _("重开诉求")),
    _CHANGES("calls.rejected", _("不予受理诉求"), ends_offer=True),
    _CHANGES("calls.merged", _("诉求并案"), ends_offer=True),
    _CHANGES("calls.withdrawn", _("撤回诉求"), ends_offer=True),
    FactKind("calls.viewed", _("查看诉求人信息"), reads=True),
    FactKind("calls.photo_viewed", _("查看诉求照片"), reads=True),
    _CHANGES("calls.photo_added", _("添加诉求照片")),
    _CHANGES("calls.slot_received", _("单位接哨")),
    _CHANGES("calls.slot_on_site", _("单位到场")),
    _CHANGES("calls.slot_done", _("单位办完")),
    _CHANGES("calls.slot_objected", _("单位称不归其管")),
    _CHANGES("calls.slot_asked", _("裁定仍归该单位")),
    _CHANGES("calls.slot_removed", _("撤出单位")),
    _CHANGES("calls.slot_rated", _("互评")),
    _CHANGES("calls.clocks_told", _("时限提醒与上报")),
    _CHANGES("calls.sitting_times_set", _("设定结单时间")),
    _CHANGES("calls.sitting_opened", _("开始结单")),
    _CHANGES("calls.sitting_closed", _("完成结单")),
    FactKind("calls.sheet_read", _("查看结单表"), reads=True),
    _CHANGES("calls.kind_added", _("新增诉求种类")),
    _CHANGES("calls.kind_edited", _("修改诉求种类")),
    _CHANGES("calls.kind_retired", _("停用或恢复诉求种类")),  # restoring had no kind of its own before
    _CHANGES("calls.kind_restored", _("恢复诉求种类")),
    _CHANGES("calls.taker_set", _("指定谁来承接")),
    _CHANGES("calls.erased", _("删除到期的诉求人信息")),
    _CHANGES("calls.shipped_loaded", _("装入随附的诉求种类")),
)
DETAILS = {"channel": _("渠道"), "unit": _("单位")}
