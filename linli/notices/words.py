"""Lists of words of this room, as functions, so that a new word needs no migration. docs/terms.md explains each."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

_WHY: dict[str, Promise] = {
    "timeout": gettext_lazy("对方没有回应"),
    "refused": gettext_lazy("对方拒绝连接"),
    "broken": gettext_lazy("连接中断"),
    "unknown_host": gettext_lazy("找不到对方的地址"),
    "blocked": gettext_lazy("这个网址不允许访问"),
    "not_accepted": gettext_lazy("对方没有接收"),
    "bad_address": gettext_lazy("网址不对"),
    "no_mobile": gettext_lazy("没有手机号"),
}


def why(code: str) -> str:
    """A code of `gateway.Failed` in words."""
    if code.startswith("status_"):
        return _("对方回答 %(status)s") % {"status": code.removeprefix("status_")}
    if code.startswith("answer_"):
        return _("对方没有接收，错误码 %(code)s") % {"code": code.removeprefix("answer_")}
    return str(_WHY.get(code, code))


def urgency_choices() -> list[tuple[str, str]]:
    return [("life", "生命财产"), ("normal", "一般"), ("digest", "可汇总")]


def audience_choices() -> list[tuple[str, str]]:
    return [("residents", "全体居民"), ("leaders", "全体责任人"), ("post", "某一职务"), ("members", "全体队员")]


def column_choices() -> list[tuple[str, str]]:
    """The section of a place's public page for an article; empty for a notice that is no article."""
    return [("", "不登公开页"), ("joint", "共驻共建"), ("heart", "爱心志愿"), ("news", "社区动态")]


def channel_choices() -> list[tuple[str, str]]:
    return [("wecom", "企业微信群"), ("dingtalk", "钉钉群"), ("feishu", "飞书群"), ("mail", "邮件"), ("sms", "短信")]
