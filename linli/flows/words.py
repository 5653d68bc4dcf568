"""Names of events and flows on the page. One without a name is shown by its code."""

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.flows.rules import MOST_STARTS, NEVER_ENDED

TOPICS: dict[str, str | Promise] = {
    "calls.open": _("有新单"),
    "calls.route": _("转派"),
    "calls.object": _("提出派单异议"),
    "calls.adjudicate": _("裁定归属"),
    "calls.succeed": _("首接责任人已离任，另定责任人"),
    "calls.claim": _("有人接单"),
    "calls.assign": _("指派"),
    "calls.transfer": _("换人"),
    "calls.give_back": _("交回"),
    "calls.release": _("原承办人已离任，退回"),
    "calls.pause": _("问居民"),
    "calls.waiting": _("等居民太久"),
    "calls.resume": _("继续办"),
    "calls.join": _("一同承办"),
    "calls.waive": _("免交接码"),
    "calls.finish": _("办结"),
    "calls.call_back": _("回访"),
    "calls.settle": _("结单"),
    "calls.reopen": _("重新办"),
    "calls.reject": _("不予受理"),
    "calls.merge": _("并案"),
    "calls.withdraw": _("撤回"),
    "calls.correct": _("更正登记"),
    "calls.slot_done": _("单位办完"),
    "calls.slot_again": _("请单位再办"),
    "calls.slot_objected": _("单位称不归其管"),
    "calls.slot_asked": _("裁定仍归该单位"),
    "calls.slot_removed": _("撤出单位"),
    "calls.reminded": _("时限提醒"),
    "calls.escalated": _("超时上报"),
    "access.receipt_due": _("账号等确认是本人在用"),
    "corps.asked": _("任命待第二人确认"),
    "corps.given_alone": _("建街道时一人给了台账权限"),
    "incidents.declared": _("应急事件待第二人确认"),
    "incidents.lapsed": _("应急事件过期停用"),
    "people.export_asked": _("申请导出台账"),
    "people.export_decided": _("导出申请有答复"),
    "people.looks_refused": _("查看的人数到了每日上限"),
    "people.export_fetched": _("取走导出的台账"),
    "corps.relieved": _("有人离任"),
    "corps.relief_undone": _("离任已撤销"),
}
FLOWS: dict[str, str | Promise] = {
    "tell": _("告诉有关的人"),
    "tell_second": _("告诉能做第二人的人和审计员"),
    "tell_incident": _("告诉能确认或复核的人和审计员"),
    "tell_receipt": _("告诉任命他的人"),
    "tell_export_asked": _("告诉能审批的人和审计员"),
    "tell_export_decided": _("告诉申请的人"),
    "tell_export_fetched": _("告诉审计员有文件取走"),
    "tell_looks_refused": _("告诉审计员有人看得太多"),
    "tell_auditors": _("告诉审计员"),
    "give_calls_back": _("把他手上的单子交回首接责任人"),
    "give_calls_again": _("把没人动过的单子还给他"),
    "find_receivers": _("给他负责的单子另找责任人"),
    "give_receivers_again": _("把没人动过的单子还给他负责"),
}


def why_in_words(error: str) -> str:
    """The text shown for an error, or for a run that killed its process each time and left no error."""
    if error != NEVER_ENDED:
        return error
    return gettext("开始了 %(n)s 次都没有结束：它一运行，后台进程就中断。请先让管理员看日志。") % {"n": MOST_STARTS}


def topic_in_words(topic: str) -> str:
    return str(TOPICS.get(topic, topic))


def flow_in_words(flow: str) -> str:
    return str(FLOWS.get(flow, flow))
