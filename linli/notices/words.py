"""Lists of words of this room; as functions, so that a new word needs no migration. docs/terms.md explains each."""


def urgency_choices() -> list[tuple[str, str]]:
    return [("life", "生命财产"), ("normal", "一般"), ("digest", "可汇总")]


def audience_choices() -> list[tuple[str, str]]:
    return [("residents", "全体居民"), ("leaders", "全体责任人"), ("post", "某一职务"), ("members", "全体队员")]


def column_choices() -> list[tuple[str, str]]:
    """Where an article stands on the public page of a place; empty for a notice that is no article."""
    return [("", "不登公开页"), ("joint", "共驻共建"), ("heart", "爱心志愿"), ("news", "社区动态")]


def channel_choices() -> list[tuple[str, str]]:
    return [("wecom", "企业微信群"), ("dingtalk", "钉钉群"), ("feishu", "飞书群"), ("mail", "邮件"), ("sms", "短信")]
