"""What happenings and flows are called on the page. One without a word is shown by its code."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

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
    "calls.release": _("原承办人已离任,退回"),
    "corps.relieved": _("有人离任"),
}
FLOWS: dict[str, str | Promise] = {
    "tell_caller": _("告诉开单的居民"),
    "tell_receiver": _("告诉首接责任人"),
    "tell_holder": _("告诉办理的人"),
    "tell_units": _("告诉吹哨点到的单位"),
    "tell_of_clock": _("告诉要赶上时限的人"),
    "give_calls_back": _("把他手上的单子交回首接责任人"),
}


def topic_in_words(topic: str) -> str:
    return str(TOPICS.get(topic, topic))


def flow_in_words(flow: str) -> str:
    return str(FLOWS.get(flow, flow))
