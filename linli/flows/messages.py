"""What this room says when it refuses, and what its letters say: code -> sentence."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MESSAGES: dict[str, str | Promise] = {
    "flows.no_such_flow": _("这个版本里没有「%(flow)s」这项联动。请管理员核对升级说明，这一条不用再试。"),
    "flows.not_failed": _("这一条已经在重试或已经办完，不用再操作。请刷新页面。"),
    "flows.caller_claim": _("您的单子 %(number)s 有人接了。"),
    "flows.caller_assign": _("您的单子 %(number)s 已安排专人来办。"),
    "flows.caller_transfer": _("您的单子 %(number)s 换了一位来办。"),
    "flows.caller_pause": _("您的单子 %(number)s 有一件事要问您，请打开看看。"),
    "flows.caller_finish": _("您的单子 %(number)s 办好了，请确认。"),
    "flows.caller_settle": _("您的单子 %(number)s 已结单。"),
    "flows.caller_reopen": _("您的单子 %(number)s 重新办理。"),
    "flows.caller_reject": _("您的单子 %(number)s 没有受理，请打开看原因。"),
    "flows.caller_correct": _("您的单子 %(number)s 登记的内容更正了，请打开看看。"),
    "flows.receiver_correct": _("单子 %(number)s 更正了类别、地点或事情，现在由您负责。"),
    "flows.holder_correct": _("您办的单子 %(number)s 更正了类别、地点或事情，请打开看看。"),
    "flows.receiver_open": _("新单 %(number)s 请受理。"),
    "flows.receiver_claim": _("单子 %(number)s 有人接了。"),
    "flows.receiver_give_back": _("单子 %(number)s 被交回，请另派。"),
    "flows.receiver_release": _("单子 %(number)s 的承办人已离任，回到您这里，请另派。"),
    "flows.receiver_finish": _("单子 %(number)s 已办结，请回访。"),
    "flows.receiver_reopen": _("单子 %(number)s 被要求重新办理。"),
    "flows.holder_assign": _("单子 %(number)s 指派给您，请接手。"),
    "flows.holder_transfer": _("单子 %(number)s 转给您，请接手。"),
    "flows.holder_settle": _("您办的单子 %(number)s 已结单。"),
    "flows.clock_reminded": _("单子 %(number)s 的时限快到了，请抓紧。"),
    "flows.clock_escalated": _("单子 %(number)s 超过时限，上报给您，请处理。"),
    "flows.unit_open": _("吹哨 %(number)s 需要贵单位到场，请应答。"),
}
