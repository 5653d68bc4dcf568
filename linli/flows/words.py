"""Names of events and flows on the page. One without a name is shown by its code."""

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.flows.rules import MOST_STARTS, NEVER_ENDED

TOPICS: dict[str, str | Promise] = {
    "calls.open": _("有新单"),
    "calls.claim": _("有人接单"),
    "calls.assign": _("指派"),
    "calls.transfer": _("换人"),
    "calls.give_back": _("交回"),
    "calls.pause": _("问居民"),
    "calls.finish": _("办结"),
    "calls.settle": _("结单"),
    "calls.reopen": _("重新办"),
    "calls.reject": _("不予受理"),
    "calls.reminded": _("时限提醒"),
    "calls.escalated": _("超时上报"),
    "calls.correct": _("更正登记"),
    "calls.release": _("原承办人已离任，退回"),
    "corps.relieved": _("有人离任"),
    "corps.relief_undone": _("离任已撤销"),
}
FLOWS: dict[str, str | Promise] = {
    "tell_caller": _("告诉开单的居民"),
    "tell_receiver": _("告诉首接责任人"),
    "tell_holder": _("告诉办理的人"),
    "tell_units": _("告诉吹哨点到的单位"),
    "tell_of_clock": _("告诉要赶上时限的人"),
    "give_calls_back": _("把他手上的单子交回首接责任人"),
    "give_calls_again": _("把没人动过的单子还给他"),
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
